"""What the rows pick in a situation, and the smallest changes that flip it."""

from itertools import combinations
from operator import xor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.verdict import Constraints, Flip, Rules, Signals, Verdict
from bot.knowledge.entries import BOTH, EITHER, EntryId, OptionId, Row, SignalId
from tests.advice.small import GO, NODE, PYTHON

OPTIONS = (PYTHON, NODE, GO)
SIGNALS = tuple(SignalId(id_) for id_ in ("a", "b", "c", "d", "e"))
NO_CONSTRAINTS = Constraints()


def row(
    id_: str, pick: OptionId, *, needs: str = "", any_of: str = "", excludes: str = "", beats: tuple[str, ...] = (), rank: int = 1
) -> Row:
    """A row; its signals are single letters."""
    return Row(id_, EntryId(f"entry.{id_}"), pick, ids(needs), ids(any_of), ids(excludes), beats, rank)


def ids(letters: str) -> tuple[SignalId, ...]:
    """A signal for each letter."""
    return tuple(SignalId(letter) for letter in letters)


def situation(letters: str) -> Signals:
    """The signals of a situation, a letter each."""
    return frozenset(ids(letters))


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
    rules = Rules((row("one", PYTHON, needs="a", any_of="bc", excludes="e"),), OPTIONS, SIGNALS)

    assert bool(rules.holding(situation(letters))) is holds
    assert rules.verdict(situation(letters)).pick == (PYTHON if holds else None)


@pytest.mark.parametrize("letters", ["", "a", "abcd"])
def test_a_row_without_conditions_never_holds(letters: str) -> None:
    """What it only excludes gives no reason to pick."""
    assert verdict([row("one", PYTHON, excludes="e")], letters) == Verdict(None)


def test_a_row_replaces_those_it_beats() -> None:
    """Where it holds itself; the beaten row is neither a reason nor against."""
    rows = [row("one", PYTHON, needs="a"), row("two", NODE, needs="b"), row("split", BOTH, needs="ab", beats=("one", "two"))]
    rules = Rules(tuple(rows), OPTIONS, SIGNALS)

    assert rules.verdict(situation("ab")) == Verdict(BOTH, (rows[2],))
    assert rules.beaten(situation("ab")) == (rows[0], rows[1])
    assert rules.verdict(situation("a")) == Verdict(PYTHON, (rows[0],))
    assert rules.beaten(situation("a")) == ()


def test_the_product_decides_before_the_team() -> None:
    """A row of the second rank is kept as the case against, and decides where no first one holds."""
    rows = [row("team", NODE, needs="b", rank=2), row("product", PYTHON, needs="a")]

    assert verdict(rows, "ab") == Verdict(PYTHON, (rows[1],), against=(rows[0],))
    assert verdict(rows, "b") == Verdict(NODE, (rows[0],))


def test_rows_that_agree_decide_together() -> None:
    """Each of them is a reason, whatever its rank."""
    rows = [row("product", PYTHON, needs="a"), row("team", PYTHON, needs="b", rank=2)]

    assert verdict(rows, "ab") == Verdict(PYTHON, (rows[0], rows[1]))


def test_a_contradiction_is_a_trade_off() -> None:
    """Two rows of one rank that say otherwise give no pick, and both are shown."""
    rows = [row("one", PYTHON, needs="a"), row("two", NODE, needs="b"), row("team", NODE, needs="c", rank=2)]

    assert verdict(rows, "abc") == Verdict(None, (), against=tuple(rows))


def test_either_gives_way() -> None:
    """To anything definite, even about the team; alone it is the pick."""
    rows = [row("plain", EITHER, needs="a"), row("team", NODE, needs="b", rank=2)]

    assert verdict(rows, "a") == Verdict(EITHER, (rows[0],))
    assert verdict(rows, "ab") == Verdict(NODE, (rows[1],))


def test_either_settles_a_contradiction_it_holds_beside() -> None:
    """The rows that contradict each other are then the case against."""
    rows = [row("plain", EITHER, needs="a"), row("one", PYTHON, needs="b"), row("two", NODE, needs="c")]

    assert verdict(rows, "abc") == Verdict(EITHER, (rows[0],), against=(rows[1], rows[2]))


def test_a_constraint_that_fits_changes_nothing() -> None:
    """Who must use what would be picked, or cannot use what would not, hears the same."""
    rows = [row("one", PYTHON, needs="a")]
    free = verdict(rows, "a")

    assert verdict(rows, "a", Constraints(required=frozenset({PYTHON}))) == free
    assert verdict(rows, "a", Constraints(excluded=frozenset({NODE}))) == free


@pytest.mark.parametrize("constraints", [Constraints(required=frozenset({GO})), Constraints(excluded=frozenset({PYTHON, NODE}))])
def test_a_constraint_overrules_the_rows(constraints: Constraints) -> None:
    """The only option left is the pick; what the rows say is against it, and what they would pick is told."""
    rows = [row("one", PYTHON, needs="a")]

    assert verdict(rows, "a", constraints) == Verdict(GO, (), against=(rows[0],), overruled=PYTHON)


def test_with_either_a_constraint_overrules_nothing() -> None:
    """Either will do, so the one that is left does."""
    rows = [row("plain", EITHER, needs="a")]

    assert verdict(rows, "a", Constraints(required=frozenset({NODE}))) == Verdict(NODE, (rows[0],))


def test_a_constraint_that_leaves_several_options_picks_none() -> None:
    """The rows' pick is out, and they say nothing of the others."""
    rows = [row("one", PYTHON, needs="a")]

    assert verdict(rows, "a", Constraints(excluded=frozenset({PYTHON}))) == Verdict(None, (rows[0],))


def test_flips_are_told_smallest_first_and_to_each_pick_once_first() -> None:
    """One signal changed before two; at most three."""
    rows = [
        row("one", PYTHON, needs="a"),
        row("two", NODE, needs="b", beats=("one",)),
        row("three", NODE, needs="c", beats=("one",)),
        row("four", GO, needs="de", beats=("one",)),
        row("split", BOTH, needs="ac", beats=("one", "three")),
    ]

    flips = Rules(tuple(rows), OPTIONS, SIGNALS).flips(situation("a"))

    assert flips == (
        Flip(ids("b"), (), NODE, rows[1]),
        Flip(ids("c"), (), BOTH, rows[4]),
        Flip(ids("de"), (), GO, rows[3]),
    )


def test_what_the_situation_has_can_be_taken_away() -> None:
    """Without it, another row decides."""
    rows = [row("one", PYTHON, needs="a"), row("split", BOTH, needs="ab", beats=("one",))]

    flips = Rules(tuple(rows), OPTIONS, SIGNALS[:2]).flips(situation("ab"))

    assert flips == (Flip((), ids("b"), PYTHON, rows[0]),)


def test_nothing_flips_what_a_constraint_decides() -> None:
    """Whatever the situation, one option is left."""
    rows = [row("one", PYTHON, needs="a"), row("two", NODE, needs="b")]

    assert Rules(tuple(rows), OPTIONS, SIGNALS).flips(situation("a"), Constraints(required=frozenset({PYTHON}))) == ()


ROW_IDS = ("r0", "r1", "r2", "r3", "r4", "r5")
SOME_SIGNALS = st.lists(st.sampled_from(SIGNALS), unique=True, max_size=2).map(tuple)
SITUATIONS = st.frozensets(st.sampled_from(SIGNALS))
OPTION_SETS = st.frozensets(st.sampled_from(OPTIONS), max_size=2)
CONSTRAINTS = st.just(NO_CONSTRAINTS) | st.builds(Constraints, OPTION_SETS, OPTION_SETS)


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Any rules over five signals and three options."""
    drawn = [
        Row(
            id_,
            EntryId(f"entry.{id_}"),
            draw(st.sampled_from([*OPTIONS, BOTH, EITHER])),
            needs=draw(SOME_SIGNALS),
            any_of=draw(SOME_SIGNALS),
            excludes=draw(SOME_SIGNALS),
            beats=draw(st.lists(st.sampled_from(ROW_IDS), unique=True, max_size=2).map(tuple)),
            rank=draw(st.sampled_from((1, 2))),
        )
        for id_ in ROW_IDS[: draw(st.integers(0, len(ROW_IDS)))]
    ]
    return Rules(tuple(drawn), OPTIONS, SIGNALS)


@given(rules(), SITUATIONS, CONSTRAINTS)
def test_every_flip_told_is_true(these: Rules, present: Signals, constraints: Constraints) -> None:
    """Applied, it changes the pick, to the one it says and by the row it says."""
    base = these.verdict(present, constraints)
    flips = these.flips(present, constraints)

    assert len(flips) <= 3
    for flip in flips:
        after = these.verdict((present | set(flip.added)) - set(flip.removed), constraints)
        assert not present & set(flip.added)
        assert set(flip.removed) <= present
        assert flip.pick == after.pick != base.pick
        assert flip.row in after.rows


@given(rules(), SITUATIONS, CONSTRAINTS)
def test_no_flip_told_holds_a_smaller_one(these: Rules, present: Signals, constraints: Constraints) -> None:
    """With a part of its changes alone, no row brings another pick."""
    base = these.verdict(present, constraints)

    for flip in these.flips(present, constraints):
        changes = {*flip.added, *flip.removed}
        assert 1 <= len(changes) <= 2
        for part in combinations(changes, len(changes) - 1):
            after = these.verdict(xor(present, frozenset(part)), constraints)
            assert not part or after.pick in {None, base.pick} or not after.rows


@given(rules(), SITUATIONS)
def test_where_one_signal_flips_the_pick_a_flip_of_one_is_told(these: Rules, present: Signals) -> None:
    """And it stands before those of two; where up to two change nothing, none is told."""
    base = these.verdict(present)
    after = {signal: these.verdict(xor(present, {signal})).pick for signal in SIGNALS}
    expected = any(pick not in {None, base.pick} for pick in after.values())

    sizes = [len(flip.added) + len(flip.removed) for flip in these.flips(present)]

    assert (sizes[:1] == [1]) is expected
    assert sizes == sorted(sizes)


@given(rules(), SITUATIONS, CONSTRAINTS, st.randoms(use_true_random=False))
def test_the_order_of_signals_and_rows_does_not_matter(these: Rules, present: Signals, constraints: Constraints, chance: Random) -> None:
    """The same pick for the same reasons, whatever was said or written first."""
    rows = tuple(chance.sample(these.rows, len(these.rows)))
    signals = tuple(chance.sample(these.signals, len(these.signals)))
    said = frozenset(chance.sample(sorted(present), len(present)))

    one, other = these.verdict(present, constraints), Rules(rows, OPTIONS, signals).verdict(said, constraints)

    assert (one.pick, one.overruled) == (other.pick, other.overruled)
    assert set(one.rows) == set(other.rows)
    assert set(one.against) == set(other.against)


@given(rules(), SITUATIONS, st.sampled_from(OPTIONS))
def test_what_cannot_be_used_is_never_picked(these: Rules, present: Signals, out: OptionId) -> None:
    """Nor is a mix that may hold it."""
    pick = these.verdict(present, Constraints(excluded=frozenset({out}))).pick

    assert pick not in {out, BOTH, EITHER}


@given(rules(), SITUATIONS, st.sampled_from(OPTIONS))
def test_nothing_but_what_must_be_used_is_picked(these: Rules, present: Signals, only: OptionId) -> None:
    """Where anything is picked at all."""
    pick = these.verdict(present, Constraints(required=frozenset({only}))).pick

    assert pick in {only, None}
