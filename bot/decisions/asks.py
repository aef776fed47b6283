"""Asking whether a decision still holds: once for each of its review dates, and once for each state of its evidence.

An ask stays open until the record is reviewed, waived or out of force, whoever does that and wherever; or until what
it asks about is another date or other evidence. The first answer counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.decisions.change import Deed, Event
from bot.decisions.record import Decision, DecisionId, Person

ANSWERS = frozenset({Deed.REVIEWED, Deed.WAIVED, Deed.SUPERSEDED, Deed.DEPRECATED})

_ASK = re.compile(r"(\S+) (\d{1,9}) (\S+)")


@dataclass(frozen=True, slots=True)
class Ask:
    """One ask: about which record, under which key, and which revision the record had then."""

    decision: DecisionId
    revision: int
    key: str

    @property
    def is_review(self) -> bool:
        """Whether it was asked because a review date came, and not because evidence moved."""
        return self.key.startswith("review:")

    def data(self) -> str:
        """The ask as one word among others, for a button to bring back."""
        return f"{self.decision} {self.revision} {self.key}"


def read_ask(data: str) -> Ask | None:
    """The ask that `Ask.data` wrote; None for anything else."""
    match = _ASK.fullmatch(data)
    return Ask(DecisionId(match[1]), int(match[2]), match[3]) if match else None


def review_ask(decision: Decision) -> Ask:
    """What is asked when the review date of a record has come."""
    return Ask(decision.id, decision.revision, f"review:{decision.id}:{decision.review_on}")


def askable(decision: Decision) -> tuple[tuple[Person, ...], ...]:
    """Whom to ask: the first of these in which anybody is there. The owner, or the deputy, or all who decided."""
    groups = ((decision.owner,), (decision.deputy,), tuple(dict.fromkeys(decision.decision_makers)))
    return tuple(people for group in groups if (people := tuple(filter(None, group))))


def answer_to(ask: Ask, events: Iterable[Event]) -> Event | None:
    """What answered an ask, of all that was done to its record; None while nothing did."""
    return next((one for one in events if one.revision > ask.revision and one.deed in ANSWERS), None)


def is_open(ask: Ask, decision: Decision, events: Iterable[Event]) -> bool:
    """Whether an ask still waits for its answer, as far as its record tells."""
    dated = not ask.is_review or ask.key == review_ask(decision).key
    return decision.in_force and dated and answer_to(ask, events) is None
