"""What the lint finds in knowledge that loads."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge.entries import Entry, EntryId, Library, OptionId, Topic
from bot.knowledge.lint import lint
from bot.knowledge.loading import load_library
from tests.knowledge.faultless import (
    AI,
    FIRST,
    LIVE,
    NODE,
    ONE,
    PYTHON,
    SECOND,
    THREE,
    faultless_library,
    found,
    with_entry,
    with_rows,
)

SHIPPED = Path(__file__).parents[2] / "knowledge"


@pytest.fixture
def library() -> Library:
    """A library nothing can be said against."""
    return faultless_library()


def test_good_knowledge_has_no_findings(library: Library) -> None:
    """Nothing is found where nothing is wrong."""
    assert lint(library) == []


def test_the_shipped_knowledge_has_no_findings() -> None:
    """Neither errors nor warnings."""
    assert lint(load_library([SHIPPED])) == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (replace(ONE, source=None), "matrix.one: no source; add `source` with title, author, publisher and date, at"),
        (replace(ONE, as_of=None), "matrix.one: no date; add `as_of`, the day the facts were true, at the top of ma"),
        (replace(ONE, max_age_days=None), "matrix.one: no age limit; add `max_age_days`"),
    ],
)
def test_missing_evidence_is_a_warning(library: Library, changed: Entry, message: str) -> None:
    """It is told once a file, for that is where it is mended."""
    (finding,) = lint(with_entry(library, changed))

    assert (finding.severity, finding.where) == ("warning", "matrix")
    assert finding.message.startswith(message)


def test_a_large_faq_without_evidence_gets_one_warning_for_each_lack() -> None:
    """150 entries are not listed three times."""
    entries = [Entry(EntryId(f"faq.n{n}"), "N", "", str(n), answer="A", asks=(f"n {n}?",)) for n in range(150)]

    findings = lint(Library("1", {one.id: one for one in entries}))

    assert [(finding.severity, finding.where) for finding in findings] == [("warning", "faq")] * 3
    assert "faq.n0, faq.n1, faq.n2, faq.n3, faq.n4 and 145 more: no age limit" in findings[0].message


@pytest.mark.parametrize(
    ("changed", "severity", "message"),
    [
        (replace(ONE, asks=ONE.asks[:7]), "warning", "has 7 asks beside a matrix; add some, up to 8 or more"),
        (replace(ONE, asks=()), "error", "has no asks, so no question finds it; add questions it answers under `asks`"),
        (replace(THREE, asks=()), "error", "nobody can reach it: it has no asks, no row and no `see` leads to it"),
        (replace(ONE, asks=(*ONE.asks, "is it ONE - case 3")), "error", "asks 'is it one case 3' more than once"),
        (
            replace(ONE, asks=(*ONE.asks, "Is it two: case 3!")),
            "error",
            "asks 'is it two case 3', and so does matrix.t",
        ),
        (
            replace(ONE, asks=(*ONE.asks, "how are you")),
            "error",
            "asks 'how are you', which outside.chat declines; rem",
        ),
        (replace(THREE, points=(), comparison=None), "error", "says nothing; add an `answer`, `points` or `sides`"),
        (replace(ONE, see=(EntryId("matrix.four"),)), "error", "refers to 'matrix.four', which does not exist; mend"),
        (replace(ONE, see=(ONE.id,)), "warning", "lists itself under `see`; remove it there"),
        (replace(THREE, pick=OptionId("go")), "error", "picks 'go', which is not an option; mend it or add it to opt"),
    ],
)
def test_an_entry_is_checked(library: Library, changed: Entry, severity: str, message: str) -> None:
    """Each finding names the entry and the remedy."""
    (finding,) = lint(with_entry(library, changed))

    assert (finding.severity, finding.where) == (severity, changed.id)
    assert finding.message.startswith(message)


def test_eight_asks_are_wanted_only_beside_a_matrix(library: Library) -> None:
    """A plain FAQ may have an entry with one question."""
    changed = with_entry(library, replace(THREE, asks=("why?",)))

    assert found(changed) == [("warning", THREE.id)]
    assert found(replace(changed, rows=(), signals={})) == []


@pytest.mark.parametrize("text", ["c", "c++", "c#"])
def test_names_that_differ_by_a_sign_are_not_the_same_ask(library: Library, text: str) -> None:
    """C, C++ and C# are three things."""
    asks = tuple(f"is {name} fast" for name in ("c", "c++", "c#") if name != text)

    assert found(with_entry(library, replace(ONE, asks=(*ONE.asks, *asks, f"is {text} fast")))) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"values": {NODE: 35_000.0}}, "has values but none for python; add it or remove `values`"),
        ({"values": {NODE: 35_000.0, PYTHON: 23_000.0}}, "has the value 23000 for python, but prints '~22,000'; mend"),
        ({"values": {NODE: 36_000.0, PYTHON: 22_000.0}}, "has the value 36000 for node, but prints '~35K'; mend one"),
        ({"winner": PYTHON}, "names python the winner, but 35000 is best where higher is better; mend"),
        ({"better": "lower"}, "names node the winner, but 22000 is best where lower is better; mend"),
        ({"winner": OptionId("go"), "values": {}}, "picks 'go', which is not an option; mend it or add it to optio"),
    ],
)
def test_figures_agree_with_each_other(library: Library, change: dict[str, object], message: str) -> None:
    """Values match the printed text, both sides have one, and the winner is the better one."""
    assert ONE.comparison is not None
    changed = replace(ONE, comparison=replace(ONE.comparison, **change))  # type: ignore[arg-type]

    (finding,) = lint(with_entry(library, changed))

    assert (finding.severity, finding.where) == ("error", ONE.id)
    assert finding.message.startswith(message)


@pytest.mark.parametrize("text", ["~22,000 req/s", "22K", "22'000", "22000ms", "from 10 to 22,000"])
def test_a_value_may_be_printed_in_several_ways(library: Library, text: str) -> None:
    """Separators, a K behind it and a unit are no contradiction."""
    assert ONE.comparison is not None
    changed = replace(ONE, comparison=replace(ONE.comparison, sides={**ONE.comparison.sides, PYTHON: text}))

    assert found(with_entry(library, changed)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda library: with_entry(library, replace(ONE, asks=())),
        lambda library: with_rows(library, replace(FIRST, excludes=(AI,)), replace(SECOND, any_of=(LIVE,))),
        lambda library: replace(library, aliases={"a": "b", "b": "a"}),
    ],
)
def test_errors_come_before_warnings(library: Library, spoil: Callable[[Library], Library]) -> None:
    """Whatever is found, and from run to run in the same order."""
    worse = spoil(replace(library, topics=(Topic("a.topic", "X", "Not covered"),)))

    assert [severity for severity, _ in found(worse)] == ["error", "warning"]
    assert lint(worse) == lint(worse)
