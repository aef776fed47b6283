"""Precedents: what the team decided before on the topics of an answer, and what an answer gives reason to revisit.

A record speaks for a topic where it is in force, or where it was turned down ("we said no"). One whose place another
has taken is silent, and its successor speaks for it, whatever topic that is filed under.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.advice.answer import Answer
from bot.decisions.record import Decision, DecisionId, Flip, Status, Tie
from bot.ids import ChannelId
from bot.knowledge.entries import EntryId, SignalId

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier decision as an answer shows it. `instead_of` are the records whose place it took, by number."""

    decision: Decision
    instead_of: tuple[int, ...] = ()

    @property
    def said_no(self) -> bool:
        """Whether it was turned down."""
        return self.decision.status is Status.REJECTED


@dataclass(frozen=True, slots=True)
class Revisit:
    """A decision in force, and the condition it names that the question carries."""

    decision: Decision
    flip: Flip


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the team decided before, as an answer shows it."""

    precedents: tuple[Precedent, ...]
    revisits: tuple[Revisit, ...]


def topics_of(answer: Answer) -> tuple[EntryId, ...]:
    """What an answer is about: the entry that matched best, then those that its reasons come from."""
    best = (match.entry for match in answer.matches[:1])
    return tuple(dict.fromkeys((*best, *(statement.entry for statement in answer.why))))


def neighbours_of(answer: Answer) -> tuple[EntryId, ...]:
    """The topics of an answer, and those that it would have in a situation a step away.

    A record made in that situation may name the present one as a reason to revisit it.
    """
    return tuple(dict.fromkeys((*topics_of(answer), *(flip.statement.entry for flip in answer.flips))))


def precedents(records: Sequence[Decision], topics: Collection[str], seen_from: ChannelId) -> tuple[Precedent, ...]:
    """At most three, newest first; those in force go before those turned down where there are more.

    `records` hold those on the topics, and the successors of those that were superseded.
    """
    known = {decision.id: decision for decision in records if decision.seen_from(seen_from)}
    instead: dict[DecisionId, list[int]] = {}
    for decision in known.values():
        if decision.topic in topics:
            speaker = _last(decision, known)
            replaced = instead.setdefault(speaker.id, [])
            replaced += [decision.number] if speaker is not decision else []
    found = [Precedent(known[id_], tuple(sorted(numbers))) for id_, numbers in instead.items() if _speaks(known[id_])]
    kept = sorted(found, key=lambda one: (one.said_no, -one.decision.number))[:SHOWN]
    return tuple(sorted(kept, key=lambda one: -one.decision.number))


def revisits(records: Sequence[Decision], signals: Collection[SignalId], seen_from: ChannelId) -> tuple[Revisit, ...]:
    """The decisions in force that name what a question carries as a reason to think again, newest first.

    A condition that only takes something away is met by most questions, and so tells nothing.
    """
    speaking = (decision for decision in records if decision.in_force and decision.seen_from(seen_from))
    met = ((decision, next((flip for flip in decision.flips if _is_met(flip, signals)), None)) for decision in speaking)
    found = {decision.id: Revisit(decision, flip) for decision, flip in met if flip}
    return tuple(sorted(found.values(), key=lambda one: -one.decision.number))


def missing_successors(records: Sequence[Decision]) -> Iterator[DecisionId]:
    """The successors that superseded records name, and that are not among the records."""
    known = {decision.id for decision in records}
    links = (link for decision in records for link in decision.tied(Tie.SUPERSEDED_BY))
    yield from dict.fromkeys(link.to for link in links if link.to not in known)


def _last(decision: Decision, known: Mapping[DecisionId, Decision]) -> Decision:
    """The record that took the place of the one that took its place, and so on."""
    for _ in known:  # as many steps as there are records: a file that was imported may name itself in a circle
        links = decision.tied(Tie.SUPERSEDED_BY)
        decision = known.get(links[0].to, decision) if links else decision
    return decision


def _speaks(decision: Decision) -> bool:
    return decision.status in {Status.ACCEPTED, Status.REJECTED}


def _is_met(flip: Flip, signals: Collection[SignalId]) -> bool:
    carried = bool(flip.added) and all(signal in signals for signal in flip.added)
    return carried and not any(signal in signals for signal in flip.removed)
