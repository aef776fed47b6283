"""The home tab: how to ask, what one asked lately, what the bot knows, and where settings and privacy are."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.advice.answer import Outcome
from bot.conversation.records import Asked, Given
from bot.knowledge.entries import BOTH, EITHER, Library, OptionId
from bot.slack.blocks.card import Block
from bot.slack.blocks.help import EXAMPLES
from bot.slack.blocks.mrkdwn import Mrkdwn, bold, code, context, escape, joined, plain, section
from bot.slack.blocks.rich import rich_quote

HEADINGS_LIMIT = 20
ENTRIES_LIMIT = 12  # under one heading
RECENT_LIMIT = 10
TITLE_LIMIT = 120  # characters
QUESTION_LIMIT = 300
NAME_LIMIT = 60

_OUTCOMES = {
    Outcome.ANSWER.value: "answered",
    Outcome.CLARIFY.value: "asked back",
    Outcome.CLOSEST.value: "not answered, the nearest shown",
    Outcome.NONE.value: "not answered",
}


def home_view(
    library: Library, recent: Sequence[tuple[Asked, Given]], command: str, parts: Iterable[Block] = ()
) -> dict[str, Any]:
    """The tab as one person sees it; `recent` are their own questions, newest first, `parts` what else is theirs."""
    blocks = [
        *_asking(command),
        *parts,
        *_recent(library, recent),
        *_knowledge(library),
        {"type": "divider"},
        section(_pointers(command)),
    ]
    return {"type": "home", "blocks": blocks}


def _asking(command: str) -> Iterator[Block]:
    examples = (joined(" ", escape("•"), code(f"{command} {example}")) for example in EXAMPLES)
    elsewhere = "Or mention me in a channel, write me directly, or choose “Ask about this” on a message."
    yield _header("Which backend stack should we build on?")
    yield section(joined("\n", escape("Ask me, and only you see the answer:"), *examples, escape(elsewhere)))


def _recent(library: Library, recent: Sequence[tuple[Asked, Given]]) -> Iterator[Block]:
    yield _header("Your questions")
    if not recent:
        yield section(escape("You have not asked anything yet, or it is not kept any more."))
    for asked, given in recent[:RECENT_LIMIT]:
        yield rich_quote(asked.text, QUESTION_LIMIT)
        answer = joined(" ", escape("answer"), code(given.question, NAME_LIMIT))
        yield context(joined(" · ", _outcome(library, given), escape(f"{asked.asked_at:%Y-%m-%d}"), answer))


def _outcome(library: Library, given: Given) -> Mrkdwn:
    outcome = escape(_OUTCOMES.get(given.outcome, given.outcome), NAME_LIMIT)
    if given.pick is None:
        return outcome
    return joined(" ", outcome, bold(escape(_pick_title(library, given.pick), NAME_LIMIT)))


def _pick_title(library: Library, pick: OptionId) -> str:
    """The title of a pick, which the knowledge may have forgotten since."""
    titles = [option.title for option in library.options.values()]
    if pick in {BOTH, EITHER} and titles:
        return f"{pick} of {', '.join(titles)}"
    option = library.options.get(pick)
    return option.title if option else pick


def _knowledge(library: Library) -> Iterator[Block]:
    counts = (
        f"{len(library.entries):,} entries, {len(library.rows):,} rules for choosing, "
        f"{len(library.topics):,} subjects that I know to be outside what I can answer."
    )
    yield _header("What I know")
    yield section(joined("\n", escape(counts), joined(" ", escape("Knowledge"), code(library.version, NAME_LIMIT))))
    grouped = _titles_by_heading(library)
    for heading, titles in list(grouped.items())[:HEADINGS_LIMIT]:
        more = len(titles) - ENTRIES_LIMIT
        shown = [joined(" ", escape("•"), escape(title, TITLE_LIMIT)) for title in titles[:ENTRIES_LIMIT]]
        rest = escape(f"and {more:,} more" if more > 0 else "")
        yield section(joined("\n", bold(escape(heading or "Without a heading", TITLE_LIMIT)), *shown, rest))
    if len(grouped) > HEADINGS_LIMIT:
        yield context(escape(f"and {len(grouped) - HEADINGS_LIMIT:,} more headings"))


def _titles_by_heading(library: Library) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for entry in library.entries.values():
        grouped.setdefault(entry.heading, []).append(entry.title)
    return grouped


def _pointers(command: str) -> Mrkdwn:
    words = (
        ("settings", "when I speak in the channel in which you type it"),
        ("privacy", "what is kept of you, and for how long"),
        ("forget me", "erases it"),
    )
    return joined(
        "\n", *(joined(" ", code(f"{command} {word}"), escape("–"), escape(meaning)) for word, meaning in words)
    )


def _header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}
