"""Conflicts: two decisions in force about the same thing, for the same people, that chose otherwise."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from bot.decisions.record import ORG, Decision, DecisionId


def conflicting(decision: Decision, others: Iterable[Decision]) -> tuple[Decision, ...]:
    """The records in force that a decision contradicts, but those that it names itself or that were told apart before.

    `others` are of the same workspace and topic.
    """
    named = _named(decision)
    return tuple(
        other
        for other in others
        if other.in_force
        and other.id != decision.id
        and other.topic == decision.topic
        and overlap(decision.scope, other.scope)
        and _choice(decision) != _choice(other)
        and other.id not in named
        and decision.id not in _named(other)
    )


def conflicts(records: Iterable[Decision]) -> Iterator[tuple[Decision, Decision]]:
    """All pairs of records of a workspace that contradict each other, the one that comes first in the records first."""
    by_topic: dict[str, list[tuple[Decision, frozenset[str], frozenset[DecisionId]]]] = {}
    for one in records:
        if one.in_force:
            by_topic.setdefault(one.topic, []).append((one, _choice(one), _named(one)))
    for same in by_topic.values():
        for (one, choice, named), (other, others, names) in combinations(same, 2):
            if choice != others and overlap(one.scope, other.scope) and not (other.id in named or one.id in names):
                yield one, other


def overlap(scope: str, other: str) -> bool:
    """Whether two scopes hold for some of the same people: the whole organisation's meets every one."""
    return ORG in {scope, other} or scope == other


def _named(decision: Decision) -> frozenset[DecisionId]:
    return frozenset({*(link.to for link in decision.links), *decision.retires})


def _choice(decision: Decision) -> frozenset[str]:
    return frozenset(title.strip().casefold() for title in decision.chosen)
