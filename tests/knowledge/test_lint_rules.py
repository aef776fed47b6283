"""What the lint finds in rows, signals, aliases and outside topics."""

from dataclasses import replace

import pytest

from bot.knowledge.entries import EntryId, Library, OptionId, Row, Signal, SignalId, Topic
from bot.knowledge.lint import lint
from tests.knowledge.faultless import (
    AI,
    DATA,
    FIRST,
    LIVE,
    NODE,
    PYTHON,
    SECOND,
    THREE,
    faultless_library,
    found,
    with_rows,
)


@pytest.fixture
def library() -> Library:
    """A library nothing can be said against."""
    return faultless_library()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (replace(FIRST, excludes=(AI,)), "can never win: it both needs and excludes ai; remove one"),
        (replace(FIRST, needs=(SignalId("lunar"),)), "can never win: it needs lunar, which is no signal; add it to"),
        (replace(FIRST, any_of=(SignalId("lunar"),)), "can never win: no signal of `any_of` exists and is not exclu"),
        (replace(FIRST, any_of=(LIVE,), excludes=(LIVE,)), "can never win: no signal of `any_of` exists and is not e"),
        (replace(FIRST, beats=("matrix.one",)), "can never win: it beats itself; remove it from its `beats`"),
        (replace(FIRST, beats=("matrix.four",)), "beats matrix.four, which is no row; mend the id"),
        (replace(FIRST, pick=NODE), "picks node, but matrix.one picks python; mend one of them"),
        (replace(FIRST, entry=THREE.id, pick=OptionId("go")), "picks 'go', which is not an option; mend it or add"),
        (replace(FIRST, entry=EntryId("matrix.four")), "cites 'matrix.four', which does not exist; mend the id or"),
    ],
)
def test_a_row_is_checked(library: Library, row: Row, message: str) -> None:
    """Each finding names the row and the remedy."""
    live_row = replace(SECOND, any_of=(LIVE, AI))

    (finding,) = lint(with_rows(library, row, live_row))

    assert (finding.severity, finding.where) == ("error", "row matrix.one")
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    ("row", "other", "loses"),
    [
        (replace(FIRST, needs=(AI, LIVE)), replace(SECOND, any_of=(), needs=(AI,)), True),
        (replace(FIRST, needs=(AI, LIVE)), replace(SECOND, any_of=(LIVE, DATA)), True),
        (replace(FIRST, needs=(), any_of=(AI, LIVE)), replace(SECOND, any_of=(LIVE, AI)), True),
        (replace(FIRST, needs=(AI, LIVE)), replace(SECOND, any_of=(), needs=(AI,), excludes=(DATA,)), False),
        (replace(FIRST, needs=(AI,)), replace(SECOND, any_of=(), needs=(AI, LIVE)), False),
        (replace(FIRST, needs=(), any_of=(AI, LIVE)), replace(SECOND, any_of=(LIVE,)), False),
    ],
)
def test_a_row_that_is_always_beaten_is_found(library: Library, row: Row, other: Row, *, loses: bool) -> None:
    """Where its conditions imply those of a row that beats it, or of one with a better rank, it never wins."""
    beaten = replace(library, rows=(row, replace(other, beats=(row.id,))))
    outranked = replace(library, rows=(replace(row, rank=2), other))

    for rules in (beaten, outranked):
        losers = [finding.where for finding in lint(rules) if "can never win: matrix.two" in finding.message]
        assert losers == (["row matrix.one"] if loses else [])


def test_rows_that_beat_each_other_are_found(library: Library) -> None:
    """Where both hold, neither would be left."""
    rows = (replace(FIRST, beats=(SECOND.id,)), replace(SECOND, beats=(FIRST.id,)))

    (finding,) = lint(replace(library, rows=rows))

    assert "it and matrix.two beat each other" in finding.message


def test_a_row_that_holds_for_every_question_is_a_warning(library: Library) -> None:
    """A row has a condition."""
    always = Row("always", THREE.id, PYTHON)

    assert found(replace(library, rows=(*library.rows, always))) == [("warning", "row always")]


def test_signals_are_used_and_can_be_found(library: Library) -> None:
    """One no row uses is a warning; one nothing fires, or taught by nobody, is an error."""
    signals = {
        **library.signals,
        SignalId("idle"): Signal(SignalId("idle"), "Idle", ("idle",)),
        AI: replace(library.signals[AI], phrases=()),
        LIVE: replace(library.signals[LIVE], taught_by=(EntryId("matrix.four"),)),
    }

    assert found(replace(library, signals=signals)) == [
        ("error", "signal ai"),
        ("error", "signal live"),
        ("warning", "signal idle"),
    ]


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        ({"a": "b", "b": "a", "c": "a"}, [("error", "alias a")]),
        ({"a": "b", "b": "c", "c": "b"}, [("error", "alias b")]),
        ({"a": "a"}, [("warning", "alias a")]),
        ({"a": "b", "b": "c"}, []),
    ],
)
def test_aliases_that_go_in_a_circle_are_found(
    library: Library, aliases: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    """A circle is told once, however long and from wherever one steps into it."""
    assert found(replace(library, aliases=aliases)) == expected


def test_an_outside_topic_has_something_to_be_known_by(library: Library) -> None:
    """Without names, phrases and asks no question belongs to it."""
    assert found(replace(library, topics=(Topic("outside.x", "X", "Not covered"),))) == [("warning", "outside.x")]
