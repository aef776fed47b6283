"""A small library nothing can be said against, and ways to spoil it."""

from dataclasses import replace
from datetime import date

from bot.knowledge.entries import (
    Comparison,
    Entry,
    EntryId,
    Library,
    Option,
    OptionId,
    Row,
    Signal,
    SignalId,
    Source,
    Statement,
    Topic,
)
from bot.knowledge.lint import lint

PYTHON, NODE = OptionId("python"), OptionId("node")
AI, LIVE, DATA = SignalId("ai"), SignalId("live"), SignalId("data")


def entry(name: str, pick: OptionId | None = None) -> Entry:
    """An entry nothing can be said against."""
    id_ = EntryId(f"matrix.{name}")
    return Entry(
        id=id_,
        title=name,
        heading="Matrix",
        content_hash=name,
        source=Source("Stacks", "A. Writer", "The Press", date(2026, 5, 26)),
        as_of=date(2026, 5, 26),
        max_age_days=365,
        pick=pick,
        points=(Statement("It is so.", id_),),
        comparison=Comparison(
            sides={PYTHON: "~22,000", NODE: "~35K"}, values={PYTHON: 22_000, NODE: 35_000}, better="higher", winner=NODE
        ),
        asks=tuple(f"Is it {name}, case {number}?" for number in range(8)),
    )


ONE, TWO, THREE = entry("one", PYTHON), entry("two", NODE), entry("three")
FIRST = Row("matrix.one", ONE.id, PYTHON, needs=(AI,))
SECOND = Row("matrix.two", TWO.id, NODE, any_of=(LIVE, DATA))


def faultless_library() -> Library:
    """A library nothing can be said against."""
    return Library(
        version="1",
        entries={one.id: one for one in (ONE, TWO, THREE)},
        options={PYTHON: Option(PYTHON, "Python", ("python",)), NODE: Option(NODE, "Node.js", ("node",))},
        signals={name: Signal(name, name, (name,)) for name in (AI, LIVE, DATA)},
        rows=(FIRST, SECOND),
        aliases={"js": "javascript", "nodejs": "node"},
        topics=(Topic("outside.chat", "Chat", "Small talk", asks=("How are you?",)),),
    )


def with_entry(library: Library, changed: Entry) -> Library:
    """The library with one entry changed."""
    return replace(library, entries={**library.entries, changed.id: changed})


def with_rows(library: Library, *rows: Row) -> Library:
    """The library with other rows; nothing else of it is found fault with."""
    return replace(library, rows=rows, signals={AI: library.signals[AI], LIVE: library.signals[LIVE]})


def found(library: Library) -> list[tuple[str, str]]:
    """Where the lint finds something, with its severity."""
    return [(finding.severity, finding.where) for finding in lint(library)]
