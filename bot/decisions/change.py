"""A change of a record: how it was, how it is, and the act that made it so."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.decisions.record import Decision, Person
from bot.ids import TeamId


class Deed(StrEnum):
    """What was done to a record."""

    LOGGED = "logged"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    LINKED = "linked"
    REVIEWED = "reviewed"
    WAIVED = "waived"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, when, and why, where a reason is given."""

    by: Person
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One write of one record; `before` is None where it is new.

    The store refuses it where the record is not what `before` says any more (by its revision), gives a new record its
    number, and appends the event with both states.
    """

    before: Decision | None
    after: Decision
    deed: Deed
    act: Act

    @property
    def team(self) -> TeamId:
        """The workspace."""
        return self.after.team


@dataclass(frozen=True, slots=True)
class Event:
    """What the append-only log holds of a change; `before` and `after` are the record as JSON.

    `before` of a new record is empty.
    """

    revision: int
    deed: Deed
    act: Act
    before: str
    after: str
