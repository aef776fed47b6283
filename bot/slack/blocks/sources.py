"""Where what an answer says comes from, in small print."""

from collections.abc import Iterable, Iterator

from bot.advice.answer import Answer, Citation, Outcome
from bot.advice.markdown import age_in_words, by_publication, marks
from bot.slack.blocks.card import Block
from bot.slack.blocks.limits import ENTRY_LIMIT
from bot.slack.blocks.mrkdwn import CONTEXT_LIMIT, Mrkdwn, bold, code, context, escape, joined, pages


def sources(answer: Answer, limit: int) -> Iterator[Block]:
    """Each entry cited, under its publication, with its age; what is declined cites nothing."""
    if answer.outcome is not Outcome.ANSWER or not answer.sources:
        return
    lines = [bold(escape("Sources"))]
    for publication, citations in by_publication(answer.sources).items():
        lines.append(escape(publication, limit) or escape("Without a publication"))
        lines += _cited(citations, limit)
    yield from map(context, pages(lines, CONTEXT_LIMIT))


def _cited(citations: Iterable[Citation], limit: int) -> Iterator[Mrkdwn]:
    """A line for the entries that stand under one heading and are equally old."""
    grouped: dict[Mrkdwn, list[Mrkdwn]] = {}
    for citation in citations:
        dated = escape(f"as of {citation.as_of}" if citation.as_of else "")
        warnings = (bold(escape(mark)) for mark in marks(citation))
        told = joined(", ", escape(citation.heading, limit), dated, escape(age_in_words(citation)), *warnings)
        grouped.setdefault(told, []).append(code(citation.entry, ENTRY_LIMIT))
    for told, entries in grouped.items():
        yield joined(" ", escape("•"), joined("", told, escape(":")), *entries)
