"""The digest of a week: what is to be done, what was decided, and what was asked, as far as a channel may see it.

What happened is of the digest's period; what is to be done is how things stand when the digest is made. It is made of
data alone. Its order is by what a reader must do.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.advice.answer import Outcome
from bot.decisions.change import Act, Deed
from bot.decisions.conflicts import conflicts
from bot.decisions.grounds import Shift, moved
from bot.decisions.record import NO_ONE, Decision, DecisionId, Person, Reversibility, Status, Tie
from bot.decisions.reviews import is_due
from bot.decisions.weekly import Period
from bot.knowledge.entries import Entry, EntryId, Library

OLD = timedelta(days=7)  # a proposal that is older needs somebody
SOON = timedelta(days=14)

TURNS = (Deed.ACCEPTED, Deed.REJECTED, Deed.DEPRECATED, Deed.SUPERSEDED)  # what a digest tells of


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of a record in the period, by which act; the record is as it is now."""

    decision: Decision
    deed: Deed
    act: Act


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store holds that a channel may see.

    `standing` are the records that are in force or proposed now, by number; `proposed_at` is since when the latter are.
    `outcomes` counts the questions of the period by how they ended, "" where they have no answer; `topics` those that
    were answered by the entry cited first, `gaps` what was not served by the entry nearest to it; `votes` and
    `helpful` the votes of the period.
    """

    standing: tuple[Decision, ...] = ()
    turns: tuple[Turn, ...] = ()
    proposed_at: Mapping[DecisionId, datetime] = field(default_factory=dict)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[EntryId, int] = field(default_factory=dict)
    gaps: Mapping[EntryId | None, int] = field(default_factory=dict)
    votes: int = 0
    helpful: int = 0


class Lack(StrEnum):
    """Why a record needs somebody."""

    CONFLICT = "conflict"
    OVERDUE = "overdue"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Need:
    """A record that needs somebody, since which day; in a conflict, with the `other` record in force."""

    lack: Lack
    decision: Decision
    since: date | None = None
    other: Decision | None = None

    @property
    def owner(self) -> Person:
        """Whose turn it is: the owner's or, where there is none, the first who decided it or wrote it down."""
        decision = self.decision
        return decision.owner or next(iter(decision.decision_makers), NO_ONE) or decision.created_by

    @property
    def calls(self) -> bool:
        """Whether the owner is called by name: only for what is overdue and hard to take back."""
        one_way = self.decision.reversibility is Reversibility.ONE_WAY
        return one_way and self.lack is Lack.OVERDUE and bool(self.decision.owner)


@dataclass(frozen=True, slots=True)
class Reversal:
    """A record that went out of force or was turned down, and what took its place, where something did."""

    turn: Turn
    successor: Decision | None = None
    number: int = 0  # of the successor, which is known where the record itself is not at hand

    @property
    def reason(self) -> str:
        """Why."""
        return self.turn.act.why or (self.successor.rationale if self.successor else "")


@dataclass(frozen=True, slots=True)
class Displaced:
    """An entry that is not as it was, and the decisions in force that rest on what it was."""

    entry: EntryId
    shift: Shift
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Ageing:
    """An entry, and the last day on which it is not stale."""

    entry: Entry
    until: date


@dataclass(frozen=True, slots=True)
class Digest:
    """All of a digest, in its order; nothing is left out, that is for whoever shows it."""

    period: Period
    knowledge_version: str
    needs: tuple[Need, ...]
    decided: tuple[Decision, ...]
    reversals: tuple[Reversal, ...]
    evidence: tuple[Displaced, ...]
    answered: int
    unclear: int
    open: int
    topics: tuple[tuple[EntryId, int], ...]
    gaps: tuple[tuple[EntryId | None, int], ...]
    reviews: tuple[Decision, ...]
    ageing: tuple[Ageing, ...]
    votes: int
    helpful: int

    @property
    def superseded(self) -> int:
        """How many records had their place taken."""
        return sum(one.turn.deed is Deed.SUPERSEDED for one in self.reversals)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.needs, self.decided, self.reversals, self.evidence, self.gaps, self.reviews, self.ageing)
        return not any(told) and not (self.answered or self.unclear or self.open)


def digest_of(facts: Facts, library: Library, period: Period, now: datetime) -> Digest:
    """The digest, as made at an instant."""
    today = now.astimezone(period.zone).date()
    outcomes = facts.outcomes
    return Digest(
        period=period,
        knowledge_version=library.version,
        needs=(*_contradicting(facts.standing), *_overdue(facts.standing, today), *_undecided(facts, now, period)),
        decided=tuple(turn.decision for turn in facts.turns if turn.deed is Deed.ACCEPTED),
        reversals=tuple(_reversals(facts)),
        evidence=_evidence(facts.standing, library, today),
        answered=outcomes.get(Outcome.ANSWER, 0),
        unclear=outcomes.get(Outcome.CLARIFY, 0),
        open=outcomes.get(Outcome.CLOSEST, 0) + outcomes.get("", 0),
        topics=_largest_first(facts.topics),
        gaps=_largest_first(facts.gaps),
        reviews=_reviews(facts.standing, today),
        ageing=_ageing(library, today),
        votes=facts.votes,
        helpful=facts.helpful,
    )


def _contradicting(standing: Iterable[Decision]) -> Iterator[Need]:
    """Each pair once, under its later record: that is the one to think about."""
    return (Need(Lack.CONFLICT, later, other=earlier) for earlier, later in conflicts(standing))


def _overdue(standing: Iterable[Decision], today: date) -> list[Need]:
    """What is hard to take back first, then what is overdue for longest."""
    needs = [Need(Lack.OVERDUE, one, one.review_on) for one in standing if is_due(one, today)]
    return sorted(needs, key=lambda need: (not need.calls, need.since or today, need.decision.number))


def _undecided(facts: Facts, now: datetime, period: Period) -> list[Need]:
    proposals = (one for one in facts.standing if one.status is Status.PROPOSED)
    since = ((one, facts.proposed_at.get(one.id, one.created_at)) for one in proposals)
    old = sorted(((at, one.number, one) for one, at in since if now - at > OLD), key=lambda item: item[:2])
    return [Need(Lack.UNDECIDED, one, at.astimezone(period.zone).date()) for at, _, one in old]


def _reversals(facts: Facts) -> Iterator[Reversal]:
    known = {one.id: one for one in (*facts.standing, *(turn.decision for turn in facts.turns))}
    for turn in facts.turns:
        if turn.deed is not Deed.ACCEPTED:
            link = next(iter(turn.decision.tied(Tie.SUPERSEDED_BY)), None)
            yield Reversal(turn, known.get(link.to) if link else None, link.number if link else 0)


def _evidence(standing: Iterable[Decision], library: Library, today: date) -> tuple[Displaced, ...]:
    """By entry, in the order of the records."""
    found: dict[tuple[EntryId, Shift], dict[DecisionId, Decision]] = {}
    for one in moved(standing, library, today):
        for grounds, shift in one.grounds:
            found.setdefault((grounds.entry, shift), {})[one.decision.id] = one.decision
    return tuple(Displaced(entry, shift, tuple(records.values())) for (entry, shift), records in found.items())


def _reviews(standing: Iterable[Decision], today: date) -> tuple[Decision, ...]:
    coming = [(one.review_on, one.number, one) for one in standing if one.in_force and one.review_on]
    return tuple(one for on, _, one in sorted(coming, key=lambda item: item[:2]) if today < on <= today + SOON)


def _ageing(library: Library, today: date) -> tuple[Ageing, ...]:
    lasts = (
        Ageing(entry, entry.as_of + timedelta(days=entry.max_age_days))
        for entry in library.entries.values()
        if entry.as_of is not None and entry.max_age_days is not None
    )
    return tuple(sorted((one for one in lasts if today <= one.until < today + SOON), key=lambda one: one.until))


def _largest_first(counts: Mapping[EntryId, int] | Mapping[EntryId | None, int]) -> tuple[tuple[EntryId, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0] or "")))  # type: ignore[arg-type]
