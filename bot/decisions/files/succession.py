"""Records of a folder that take each other's place: both sides say so, and nobody comes after himself."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from bot.decisions.record import Decision, DecisionId, Link, Status, Tie
from bot.decisions.soundness import DECIDED

Records = Mapping[DecisionId, Decision]

_OTHER_SIDE: Mapping[Tie, Tie] = {
    Tie.SUPERSEDES: Tie.SUPERSEDED_BY,
    Tie.SUPERSEDED_BY: Tie.SUPERSEDES,
    Tie.RELATES_TO: Tie.RELATES_TO,
    Tie.NO_CONFLICT: Tie.NO_CONFLICT,
}


def joined(records: Records, foreign: Collection[DecisionId]) -> tuple[dict[DecisionId, Decision], list[Decision]]:
    """The records with each tie on both sides, and those of foreign files that were given one."""
    done = dict(records)
    changed = {}
    for one in records.values():
        for link in one.links:
            other = done.get(link.to)
            if other and other.id in foreign and not _has(other, _OTHER_SIDE[link.tie], one.id):
                done[other.id] = changed[other.id] = _tied(other, link.tie, one)
    return done, list(changed.values())


def succession_faults(records: Records, present: Records) -> Iterator[tuple[Decision, str]]:
    """What is wrong between these records and those that are there, with the record in whose file it stands."""
    known = {**present, **records}
    for one in records.values():
        for link in one.links:
            other = known.get(link.to)
            if other is None:  # its file could not be read, which is said of that file
                continue
            if link.tie is Tie.SUPERSEDED_BY and not (_has(other, Tie.SUPERSEDES, one.id) and other.status in DECIDED):
                yield (
                    one,
                    f"is superseded by {other.name}, which is {other.status} and does not say that it supersedes it",
                )
            if link.tie is Tie.SUPERSEDES and not _has(other, Tie.SUPERSEDED_BY, one.id):
                yield one, f"supersedes {other.name}, which is {other.status} and does not say so"
        if one.id in _successors(one, known):
            yield one, "is superseded by a record that it supersedes itself"


def _tied(decision: Decision, tie: Tie, to: Decision) -> Decision:
    """The record with the other side of a tie; who is superseded while in force is so from now on."""
    retired = tie is Tie.SUPERSEDES and decision.status is Status.ACCEPTED and to.status in DECIDED
    if tie is Tie.SUPERSEDES and not retired:
        return decision
    status = Status.SUPERSEDED if retired else decision.status
    return replace(decision, status=status, links=(*decision.links, Link(_OTHER_SIDE[tie], to.id, to.number)))


def _has(decision: Decision, tie: Tie, to: DecisionId) -> bool:
    return any(link.to == to for link in decision.tied(tie))


def _successors(decision: Decision, known: Records) -> set[DecisionId]:
    """All that come after a record."""
    found: set[DecisionId] = set()
    waiting = [decision]
    while waiting:
        for link in waiting.pop().tied(Tie.SUPERSEDED_BY):
            if link.to not in found and link.to in known:
                found.add(link.to)
                waiting.append(known[link.to])
    return found
