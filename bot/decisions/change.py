"""A change of a record: how it was, how it is, and the act that made it so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.decisions.record import Decision, DecisionId, Person
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
    number, and appends the event with both states. What is done with a new record in one go is one change, with the
    last deed; so a record stands once among the changes of an exchange.
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


def as_written(changes: Sequence[Change], number: int) -> tuple[Change, ...]:
    """The changes of an exchange as they are kept: each raises its record's revision by one.

    `number` is given to the first new record, the next ones to those that follow, and to every tie that names them.
    A new record that has a number, as an imported one may, keeps it.
    """
    new = [change.after.id for change in changes if change.before is None and not change.after.number]
    numbers = {id_: number + place for place, id_ in enumerate(new)}
    return tuple(_kept(changes, numbers))


def _kept(changes: Sequence[Change], numbers: Mapping[DecisionId, int]) -> Iterator[Change]:
    for change in changes:
        after = change.after
        links = tuple(replace(link, number=numbers.get(link.to, link.number)) for link in after.links)
        revision = change.before.revision + 1 if change.before else 1
        number = numbers.get(after.id, after.number)
        yield replace(change, after=replace(after, links=links, revision=revision, number=number))
