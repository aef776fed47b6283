"""The smallest changes that flip a verdict, and what holds of any rules."""

from itertools import combinations
from operator import xor
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.advice.verdict import Constraints, Flip, Rules, Signals
from bot.knowledge.entries import BOTH, EITHER, EntryId, OptionId, Row
from tests.advice.rules import OPTIONS, SIGNALS, ids, row, situation
from tests.advice.small import GO, NODE, PYTHON

ONE = row("one", PYTHON, "a")
PICKS = (NODE, NODE, GO, GO)


def test_smaller_flips_are_told_first() -> None:
    """One signal changed before two, whatever the order of the rows."""
    rows = (ONE, row("split", BOTH, "bc", beats=("one",)), row("two", NODE, "d", beats=("one",)))

    flips = Rules(rows, OPTIONS, SIGNALS).flips(situation("a"))

    assert flips[:2] == (Flip(ids("d"), (), NODE, rows[2]), Flip(ids("bc"), (), BOTH, rows[1]))


def test_each_pick_is_told_once_before_one_is_told_twice() -> None:
    """At most three flips, so that the second way to the same pick comes last."""
    rows = (ONE, *(row(letter, pick, letter, beats=("one",)) for letter, pick in zip("bcde", PICKS, strict=True)))

    flips = Rules(rows, OPTIONS, SIGNALS).flips(situation("a"))

    assert [(flip.added, flip.pick) for flip in flips] == [(ids("b"), NODE), (ids("d"), GO), (ids("c"), NODE)]


def test_what_the_situation_has_can_be_taken_away() -> None:
    """Without it, another row decides."""
    rows = [row("one", PYTHON, "a"), row("split", BOTH, "ab", beats=("one",))]

    flips = Rules(tuple(rows), OPTIONS, SIGNALS[:2]).flips(situation("ab"))

    assert flips == (Flip((), ids("b"), PYTHON, rows[0]),)


def test_nothing_flips_what_a_constraint_decides() -> None:
    """Whatever the situation, one option is left."""
    rows = [row("one", PYTHON, "a"), row("two", NODE, "b")]

    assert Rules(tuple(rows), OPTIONS, SIGNALS).flips(situation("a"), Constraints(required=frozenset({PYTHON}))) == ()


ROW_IDS = ("r0", "r1", "r2", "r3", "r4", "r5")
SOME_SIGNALS = st.lists(st.sampled_from(SIGNALS), unique=True, max_size=2).map(tuple)
SITUATIONS = st.frozensets(st.sampled_from(SIGNALS))
OPTION_SETS = st.frozensets(st.sampled_from(OPTIONS), max_size=2)
CONSTRAINTS = st.just(Constraints()) | st.builds(Constraints, OPTION_SETS, OPTION_SETS)


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
def test_the_order_of_signals_and_rows_does_not_matter(
    these: Rules, present: Signals, constraints: Constraints, chance: Random
) -> None:
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
