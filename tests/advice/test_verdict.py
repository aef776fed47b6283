"""What the rows pick in a situation."""

from dataclasses import replace

import pytest

from bot.advice.verdict import Constraints, Rules, Verdict
from bot.knowledge.entries import BOTH, EITHER, Row
from tests.advice.rules import OPTIONS, SIGNALS, ids, row, situation
from tests.advice.small import GO, NODE, PYTHON

NO_CONSTRAINTS = Constraints()
ONLY_GO = Constraints(required=frozenset({GO}))
ONE = row("one", PYTHON, "a")
TWO = row("two", NODE, "b")


def verdict(rows: list[Row], letters: str, constraints: Constraints = NO_CONSTRAINTS) -> Verdict:
    """What the rows say in a situation."""
    return Rules(tuple(rows), OPTIONS, SIGNALS).verdict(situation(letters), constraints)


@pytest.mark.parametrize(
    ("letters", "holds"),
    [
        ("ab", True),
        ("abc", True),
        ("ac", True),
        ("acb", True),
        ("a", False),
        ("bc", False),
        ("abe", False),
        ("", False),
    ],
)
def test_a_row_holds_where_all_its_conditions_do(letters: str, holds: bool) -> None:
    """All it needs, one of its alternatives, none it excludes."""
    rules = Rules((replace(ONE, any_of=ids("bc"), excludes=ids("e")),), OPTIONS, SIGNALS)

    assert bool(rules.holding(situation(letters))) is holds
    assert rules.verdict(situation(letters)).pick == (PYTHON if holds else None)


@pytest.mark.parametrize("letters", ["", "a", "abcd"])
def test_a_row_without_conditions_never_holds(letters: str) -> None:
    """What it only excludes gives no reason to pick."""
    assert verdict([replace(ONE, needs=(), excludes=ids("e"))], letters) == Verdict(None)


def test_a_row_replaces_those_it_beats() -> None:
    """Where it holds itself; the beaten row is neither a reason nor against."""
    rows = [ONE, TWO, row("split", BOTH, "ab", beats=("one", "two"))]
    rules = Rules(tuple(rows), OPTIONS, SIGNALS)

    assert rules.verdict(situation("ab")) == Verdict(BOTH, (rows[2],))
    assert rules.beaten(situation("ab")) == (rows[0], rows[1])
    assert rules.verdict(situation("a")) == Verdict(PYTHON, (rows[0],))
    assert rules.beaten(situation("a")) == ()


def test_the_product_decides_before_the_team() -> None:
    """A row of the second rank is kept as the case against, and decides where no first one holds."""
    rows = [row("team", NODE, "b", rank=2), row("product", PYTHON, "a")]

    assert verdict(rows, "ab") == Verdict(PYTHON, (rows[1],), against=(rows[0],))
    assert verdict(rows, "b") == Verdict(NODE, (rows[0],))


def test_rows_that_agree_decide_together() -> None:
    """Each of them is a reason, whatever its rank."""
    rows = [row("product", PYTHON, "a"), row("team", PYTHON, "b", rank=2)]

    assert verdict(rows, "ab") == Verdict(PYTHON, (rows[0], rows[1]))


def test_a_contradiction_is_a_trade_off() -> None:
    """Two rows of one rank that say otherwise give no pick, and both are shown."""
    rows = [ONE, TWO, row("team", NODE, "c", rank=2)]

    assert verdict(rows, "abc") == Verdict(None, (), against=tuple(rows))


def test_either_gives_way() -> None:
    """To anything definite, even about the team; alone it is the pick."""
    rows = [row("plain", EITHER, "a"), row("team", NODE, "b", rank=2)]

    assert verdict(rows, "a") == Verdict(EITHER, (rows[0],))
    assert verdict(rows, "ab") == Verdict(NODE, (rows[1],))


def test_either_settles_a_contradiction_it_holds_beside() -> None:
    """The rows that contradict each other are then the case against."""
    rows = [row("plain", EITHER, "a"), row("one", PYTHON, "b"), row("two", NODE, "c")]

    assert verdict(rows, "abc") == Verdict(EITHER, (rows[0],), against=(rows[1], rows[2]))


def test_a_constraint_that_fits_changes_nothing() -> None:
    """Who must use what would be picked, or cannot use what would not, hears the same."""
    rows = [ONE]
    free = verdict(rows, "a")

    assert verdict(rows, "a", Constraints(required=frozenset({PYTHON}))) == free
    assert verdict(rows, "a", Constraints(excluded=frozenset({NODE}))) == free


@pytest.mark.parametrize("constraints", [ONLY_GO, Constraints(excluded=frozenset({PYTHON, NODE}))])
def test_a_constraint_overrules_the_rows(constraints: Constraints) -> None:
    """The only option left is the pick; what the rows say is against it, and what they would pick is told."""
    rows = [ONE]

    assert verdict(rows, "a", constraints) == Verdict(GO, (), against=(rows[0],), overruled=PYTHON)


def test_with_either_a_constraint_overrules_nothing() -> None:
    """Either will do, so the one that is left does."""
    rows = [row("plain", EITHER, "a")]

    assert verdict(rows, "a", Constraints(required=frozenset({NODE}))) == Verdict(NODE, (rows[0],))


def test_a_constraint_that_leaves_several_options_picks_none() -> None:
    """The rows' pick is out, and they say nothing of the others; what they say is kept as the trade-off."""
    rows = [ONE]

    assert verdict(rows, "a", Constraints(excluded=frozenset({PYTHON}))) == Verdict(None, (), (rows[0],))


def test_one_runtime_takes_both_away() -> None:
    """Where one runtime must do, the rows behind "both" speak for themselves and contradict each other."""
    rows = [ONE, TWO, row("both", BOTH, "ab", beats=("one", "two"))]

    assert verdict(rows, "ab").pick == BOTH
    assert verdict(rows, "ab", Constraints(one_runtime=True)) == Verdict(None, (), (ONE, TWO))
