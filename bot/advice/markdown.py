"""The answer as Markdown: the pick first, then each statement with the id of the entry it comes from.

Texts of the knowledge and of the question are put in as text: a mark that Markdown would act on (a backtick, a link,
a tag, a pipe inside a table) gets a backslash, and nothing else does, so that figures stay as they were printed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.advice.answer import Answer, Citation, Clarification, Figure, Outcome
from bot.knowledge.entries import Comparison, OptionId, Statement

QUESTION_LIMIT = 300  # characters of the question that are repeated
DONT_KNOW = "I don't know that"
UNCLEAR = "I can't tell which you mean"

DAYS_A_WEEK, DAYS_A_MONTH, DAYS_A_YEAR = 7, 30.44, 365.25
_AGES = ((731, DAYS_A_YEAR, "years"), (61, DAYS_A_MONTH, "months"), (14, DAYS_A_WEEK, "weeks"), (2, 1, "days"))

# Control characters, line separators, invisible marks and those that change the direction of writing.
_UNPRINTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LIVE = re.compile(
    r"[\\`*\[\]|]"  # escapes, code, emphasis, links, table cells
    r"|<(?=[a-zA-Z/!?])|&(?=#?\w+;)"  # tags, entities
    r"|(?<!\w)_|_(?!\w)|(?<=\S)~"  # emphasis, the end of what is struck through
    r"|:(?=//)|(?<=www)\.|@(?=\w)"  # addresses that become links by themselves
    r"|(?<=\s)#(?=#*$)",  # the end of a heading
    re.IGNORECASE,
)
_LIVE_AT_START = re.compile(r"^(\d{1,9}(?=[.)](?: |$))|(?=>|[#+=-]+(?: |$)))")  # lists, quotes, headings, rules


def answer_markdown(answer: Answer) -> str:
    """The answer in GitHub-flavoured Markdown, ending with a newline."""
    blocks = (
        f"## {_escaped(headline(answer))}",
        _preface(answer),
        _listed("Why", answer.why),
        _listed("What you give up", answer.gives_up),
        _listed("Not when", answer.not_when),
        _figures(answer),
        _listed("What would change this", (flip.statement for flip in answer.flips)),
        _choices(answer.clarification) if answer.clarification else _nearest(answer),
        _sources(answer),
    )
    return "\n\n".join(block for block in blocks if block) + "\n"


def headline(answer: Answer) -> str:
    """The pick with its stack, or the title of what was found, or that the answer is not known."""
    match answer.outcome:
        case Outcome.CLARIFY:
            return UNCLEAR
        case Outcome.CLOSEST | Outcome.NONE:
            return DONT_KNOW
    title, stack = one_line(answer.pick_title), one_line(answer.stack)
    if not answer.pick:
        return one_line(answer.sources[0].title) if answer.sources else "What is known"
    return stack if stack.startswith(title) else f"{title}: {stack}" if stack else title


def one_line(text: str, limit: int | None = None) -> str:
    """The text on one line, without control and invisible characters, cut to `limit` characters."""
    whole = " ".join(_UNPRINTED.sub(" ", text.encode("utf-8", "replace").decode()).split())
    return whole if limit is None or len(whole) <= limit else f"{whole[: limit - 1].rstrip()}…"


def age_in_words(citation: Citation) -> str:
    """How old what is cited is: "12 days old", "6 months old"; "undated" where no date is given."""
    days = citation.age_days
    if days is None:
        return "undated"
    if days < 0:
        return "dated in the future"
    for least, length, unit in _AGES:
        if days >= least:
            return f"{round(days / length)} {unit} old"
    return "1 day old" if days else "new today"


def marks(citation: Citation) -> tuple[str, ...]:
    """The warnings a citation carries: "stale", "unsourced", both or none."""
    return tuple(word for word, holds in (("stale", citation.stale), ("unsourced", citation.unsourced)) if holds)


def by_publication(citations: Iterable[Citation]) -> dict[str, list[Citation]]:
    """The citations under their publications, in the order of first mention."""
    grouped: dict[str, list[Citation]] = {}
    for citation in citations:
        grouped.setdefault(citation.publication, []).append(citation)
    return grouped


def side_title(answer: Answer, option: OptionId) -> str:
    """What a side of a figure is called."""
    return one_line(answer.option_titles.get(option, option.capitalize()))


def all_sides(figures: Iterable[Figure]) -> list[OptionId]:
    """The options that any of the figures has a side for."""
    return list(dict.fromkeys(option for figure in figures for option in figure.comparison.sides))


def unit_note(comparison: Comparison) -> str:
    """The unit and which end of it is better: "ms, lower is better"."""
    better = f"{comparison.better} is better" if comparison.better else ""
    return one_line(", ".join(part for part in (comparison.unit, better) if part))


def _preface(answer: Answer) -> str:
    """What was asked and how it was read."""
    asked = one_line(answer.question, QUESTION_LIMIT)
    signals = "; ".join(_escaped(title) for title in (answer.signals or {}).values())
    corrections = "; ".join(f'read "{_escaped(old)}" as "{_escaped(new)}"' for old, new in answer.corrections)
    lines = [f"> {_escaped(asked)}"] if asked else []
    if answer.outcome is Outcome.ANSWER:
        lines += ["", f"Match: {answer.confidence}." + (f" In the question: {signals}." if signals else "")]
    if answer.reason:
        lines += ["", _escaped(answer.reason)]
    if corrections:
        lines += ["", f"Corrections: {corrections}."]
    return "\n".join(lines).strip()


def _listed(title: str, statements: Iterable[Statement]) -> str:
    lines = [f"- {_escaped(statement.text)} {_code(statement.entry)}" for statement in statements]
    return "\n".join([f"**{title}**", "", *lines]) if lines else ""


def _figures(answer: Answer) -> str:
    """One table of all figures; a side that a figure lacks is left empty."""
    if not answer.figures:
        return ""
    options = all_sides(answer.figures)
    head = ["Figure", "Unit", *(_escaped(side_title(answer, option)) for option in options), "Winner", "Entry"]
    rows = [_figure_row(answer, figure, options) for figure in answer.figures]
    return "\n".join(["**Figures**", "", _row(head), _row(["---"] * len(head)), *map(_row, rows)])


def _figure_row(answer: Answer, figure: Figure, options: Sequence[OptionId]) -> Iterator[str]:
    comparison = figure.comparison
    yield _escaped(figure.title)
    yield _escaped(unit_note(comparison))
    yield from (_escaped(comparison.sides.get(option, "")) for option in options)
    margin = f" ({_escaped(comparison.margin)})" if comparison.margin else ""
    yield f"{_escaped(side_title(answer, comparison.winner))}{margin}" if comparison.winner else ""
    yield _code(figure.entry)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _choices(clarification: Clarification) -> str:
    lines = (f"{i}. {_escaped(label)} {_code(id_)}" for i, (label, id_) in enumerate(clarification.choices, start=1))
    return "\n".join([f"**{_escaped(clarification.question)}**", "", *lines])


def _nearest(answer: Answer) -> str:
    lines = [f"- {_escaped(title)} {_code(entry)}" for entry, title in answer.nearest]
    return "\n".join(["**The nearest I have**", "", *lines]) if lines else ""


def _sources(answer: Answer) -> str:
    """Where each entry cited comes from, and the state of the knowledge; what is declined cites nothing."""
    if answer.outcome is not Outcome.ANSWER or not answer.sources:
        return ""
    blocks = ["**Sources**"]
    for publication, citations in by_publication(answer.sources).items():
        lines = "\n".join(f"- {_source(citation)}" for citation in citations)
        blocks += [_escaped(publication) or "Without a publication:", lines]
    return "\n\n".join([*blocks, f"Knowledge {_code(answer.knowledge_version)}"])


def _source(citation: Citation) -> str:
    parts = [_escaped(citation.heading)] if citation.heading else []
    parts += [f"as of {citation.as_of}"] if citation.as_of else []
    parts += [age_in_words(citation), *(f"*{mark}*" for mark in marks(citation))]
    return f"{_code(citation.entry)} {', '.join(parts)}"


def _escaped(text: str) -> str:
    """The text so that Markdown shows it and does nothing."""
    return _LIVE_AT_START.sub(r"\1\\", _LIVE.sub(r"\\\g<0>", one_line(text)))


def _code(text: str) -> str:
    """A code span; a backtick, which could end it, and a pipe, which could end a table cell, become an apostrophe."""
    inert = re.sub("[`|]", "'", one_line(text))
    return f"`{inert}`"
