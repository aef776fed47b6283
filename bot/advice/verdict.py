"""The verdict: which rows hold in a situation, what they pick, and the smallest changes that would flip it.

Rows are never averaged. A row that beats others replaces them where it holds ("AI and real-time" beats "AI"). Rows
about what the product does (rank 1) decide before rows about the team or the deployment (rank 2); "either" gives
way to anything definite. Rows that say otherwise than the pick are kept as the case against it; where rows of the
same rank contradict each other there is no pick, only the trade-off.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bot.knowledge.entries import BOTH, EITHER, OptionId, Row, SignalId

FLIP_LIMIT = 3
FLIP_SIZES = (1, 2)  # signals changed at a time

Signals = frozenset[SignalId]


@dataclass(frozen=True, slots=True)
class Constraints:
    """Options the asker must use, options the asker cannot use, and whether only one runtime is possible."""

    required: frozenset[OptionId] = frozenset()
    excluded: frozenset[OptionId] = frozenset()
    one_runtime: bool = False

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.required or self.excluded or self.one_runtime)

    def leave_none_of(self, options: Collection[OptionId]) -> bool:
        """Whether every option there is is excluded."""
        return bool(self.excluded) and self.excluded.issuperset(options)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The pick, the rows that decided it, the rows against it, and the constraint that overruled them, if any."""

    pick: OptionId | None
    rows: tuple[Row, ...] = ()
    against: tuple[Row, ...] = ()
    overruled: OptionId | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """Signals to add and to remove that change the pick, and the row that then decides."""

    added: tuple[SignalId, ...]
    removed: tuple[SignalId, ...]
    pick: OptionId
    row: Row


@dataclass(frozen=True, slots=True)
class Rules:
    """The rows of a library and the options they choose between."""

    rows: tuple[Row, ...]
    options: tuple[OptionId, ...]
    signals: tuple[SignalId, ...] = field(default=())

    def holding(self, present: Signals) -> tuple[Row, ...]:
        """The rows that hold and are not beaten by another that holds."""
        rows = [row for row in self.rows if _holds(row, present)]
        beaten = {name for row in rows for name in row.beats}
        return tuple(row for row in rows if row.id not in beaten)

    def beaten(self, present: Signals) -> tuple[Row, ...]:
        """The rows whose conditions hold but that another one replaces."""
        kept = self.holding(present)
        return tuple(row for row in self.rows if _holds(row, present) and row not in kept)

    def verdict(self, present: Signals, constraints: Constraints = Constraints()) -> Verdict:
        """What the rows say in this situation, within the constraints."""
        rows = self._without_both(present) if constraints.one_runtime else self.holding(present)
        free = _unconstrained(rows)
        if not constraints:
            return free
        allowed = self._allowed(constraints)
        if len(constraints.required) > 1 and BOTH in allowed:
            return Verdict(BOTH, (), rows, overruled=free.pick)
        if free.pick is None or free.pick in allowed:
            return free
        left = [option for option in self.options if option in allowed]
        if len(left) != 1:
            return Verdict(None, (), rows)
        if free.pick == EITHER:
            return Verdict(left[0], free.rows, free.against)
        return Verdict(left[0], (), (*free.rows, *free.against), overruled=free.pick)

    def flips(self, present: Signals, constraints: Constraints = Constraints()) -> tuple[Flip, ...]:
        """The smallest changes to the situation that change the pick, at most three, one for each new pick first."""
        base = self.verdict(present, constraints).pick
        found: list[Flip] = []
        for size in FLIP_SIZES:
            for change in combinations(self.signals, size):
                if any(_changed(flip) <= set(change) for flip in found):
                    continue
                after = self.verdict(present ^ frozenset(change), constraints)
                if after.pick is not None and after.pick != base and after.rows:
                    found.append(_flip(change, present, after))
        return tuple(_varied(found))[:FLIP_LIMIT]

    def _allowed(self, constraints: Constraints) -> frozenset[OptionId]:
        allowed = {option for option in self.options if option not in constraints.excluded}
        if constraints.required:
            allowed &= constraints.required
        if not constraints.excluded and (not constraints.required or len(constraints.required) > 1):
            allowed |= {EITHER} if constraints.one_runtime else {BOTH, EITHER}
        return frozenset(allowed)

    def _without_both(self, present: Signals) -> tuple[Row, ...]:
        """The rows that hold where both together are impossible."""
        rules = Rules(tuple(row for row in self.rows if row.pick != BOTH), self.options)
        return rules.holding(present)


def _holds(row: Row, present: Signals) -> bool:
    if not row.needs and not row.any_of:
        return False
    return (
        all(need in present for need in row.needs)
        and (not row.any_of or any(signal in present for signal in row.any_of))
        and not any(signal in present for signal in row.excludes)
    )


def _unconstrained(rows: Sequence[Row]) -> Verdict:
    """The pick of the lowest rank that says something definite."""
    definite = [row for row in rows if row.pick != EITHER]
    if not definite:
        return Verdict(rows[0].pick, tuple(rows)) if rows else Verdict(None)
    rank = min(row.rank for row in definite)
    leading = [row for row in definite if row.rank == rank]
    against = tuple(row for row in definite if row.pick != leading[0].pick)
    if any(row.pick != leading[0].pick for row in leading):
        return _undecided(rows, definite)
    return Verdict(leading[0].pick, tuple(row for row in definite if row.pick == leading[0].pick), against)


def _undecided(rows: Sequence[Row], definite: Sequence[Row]) -> Verdict:
    """Rows of one rank contradict each other: "either" where a row says so, else no pick; the trade-off is kept."""
    either = tuple(row for row in rows if row.pick == EITHER)
    return Verdict(EITHER if either else None, either, tuple(definite))


def _flip(change: Sequence[SignalId], present: Signals, after: Verdict) -> Flip:
    added = tuple(signal for signal in change if signal not in present)
    removed = tuple(signal for signal in change if signal in present)
    if after.pick is None:
        raise AssertionError(change)
    return Flip(added, removed, after.pick, after.rows[0])


def _changed(flip: Flip) -> set[SignalId]:
    return {*flip.added, *flip.removed}


def _varied(flips: Sequence[Flip]) -> Iterator[Flip]:
    """Smaller changes first; within a size, one flip to each pick before a second one to the same."""
    for size in FLIP_SIZES:
        rest = [flip for flip in flips if len(_changed(flip)) == size]
        while rest:
            seen: set[OptionId] = set()
            later = []
            for flip in rest:
                if flip.pick in seen:
                    later.append(flip)
                else:
                    seen.add(flip.pick)
                    yield flip
            rest = later
