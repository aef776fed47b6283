"""The changes of an exchange, written with it: each with its event, each new record with its number, or none at all.

Whoever writes holds the workspace's book, so changes of one workspace come one after the other: a number is given once,
and of two who change one record, the second sees what the first wrote; of two decisions that contradict each other and
are made at once, the second is refused. Decisions are few, so nobody waits for long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.decisions.change import Change, as_written
from bot.decisions.plain import decision_from_json, decision_json
from bot.decisions.record import EVERYWHERE, Decision, DecisionId, Status
from bot.errors import DecisionError
from bot.ids import TeamId
from bot.store.decisions import books, index, parts
from bot.store.decisions.checking import check, check_meanwhile, mutual, newly_in_force, successors_first
from bot.store.decisions.rows import Row, counterpart, decision_row, event_row, held_throughout, new_link_rows
from bot.store.decisions.tables import decision_events, decision_links, decisions
from bot.store.inserting import adding
from bot.store.writing import RepeatedError

_ADD = adding(decisions)
_ADD_EVENT = insert(decision_events)
_OF_TEAM = decisions.c.team == bindparam("of_team")
_ONE = decisions.c.id == bindparam("of_id")
_KEPT = select(decisions.c.record).where(_OF_TEAM, decisions.c.id.in_(bindparam("ids", expanding=True)))
_EXISTS = select(decisions.c.id).where(_OF_TEAM, _ONE)
_IN_FORCE = select(decisions.c.record).where(
    _OF_TEAM,
    decisions.c.topic == bindparam("of_topic"),
    decisions.c.status == Status.ACCEPTED.value,
    decisions.c.private_to.in_(bindparam("seen", expanding=True)),
)
_CHANGE = update(decisions).where(_OF_TEAM, _ONE)

TOGETHER = 1000  # ties in one statement, both sides of each


def write_changes(connection: Connection, team: TeamId, changes: Sequence[Change]) -> None:
    """Write all of them, or none: raises `DecisionError` where one does not fit what is kept, and says which.

    Raises `RepeatedError` where the id of a new record is taken.
    """
    if not changes:
        return
    last = max([books.hold(connection, team), *(change.after.number for change in _new(changes))])
    numbered = as_written([_held(change) for change in changes], last + 1)
    kept = _read(connection, team, numbered)
    check(numbered, kept)
    for made in newly_in_force(numbered):
        check_meanwhile(made, numbered, _in_force_beside(connection, made))
    for change in successors_first(_new(numbered)):
        _add(connection, change)
    for change in numbered:
        if change.before is not None:
            put(connection, kept[change.after.id], change.after)
            connection.execute(_ADD_EVENT, event_row(change, decision_json(kept[change.after.id])))
    _tie(connection, mutual(new_link_rows(numbered, kept)))
    parts.name(connection, numbered)
    books.count(connection, team, max([last, *(change.after.number for change in numbered)]))


def put(connection: Connection, before: Decision, after: Decision) -> None:
    """Have a record be what it has become, with all that hangs on it but its event and its ties."""
    row = decision_row(after)
    of = {"of_team": row.pop("team"), "of_id": row.pop("id")}
    connection.execute(_CHANGE, {**of, **row})
    parts.put(connection, before, after)
    index.enter(connection, before, after)


def _add(connection: Connection, change: Change) -> None:
    decision = change.after
    if not _ADD.run(connection, decision_row(decision)):
        if connection.execute(_EXISTS, {"of_team": decision.team, "of_id": decision.id}).first() is not None:
            raise RepeatedError
        raise DecisionError(f"{decision.name} is there already. Give the record another number.")
    connection.execute(_ADD_EVENT, event_row(change, ""))
    parts.add(connection, decision)
    index.enter(connection, None, decision)


def _tie(connection: Connection, rows: Sequence[Row]) -> None:
    """Write new ties. The two sides of one need each other, so they go in one statement."""
    pairs = [(row, counterpart(row)) for row in rows if row["decision"] < row["other"]]
    for start in range(0, len(pairs), TOGETHER):
        both = [row for pair in pairs[start : start + TOGETHER] for row in pair]
        connection.execute(insert(decision_links).values(both))


def _read(connection: Connection, team: TeamId, changes: Iterable[Change]) -> dict[DecisionId, Decision]:
    """What is kept of the records that are changed."""
    ids = [change.after.id for change in changes if change.before is not None]
    texts = connection.scalars(_KEPT, {"of_team": team, "ids": ids})
    return {decision.id: decision for decision in map(decision_from_json, texts)}


def _in_force_beside(connection: Connection, decision: Decision) -> list[Decision]:
    """The decisions in force on the topic of one that those who see it may see."""
    seen = sorted({EVERYWHERE, decision.private_to})
    of = {"of_team": decision.team, "of_topic": decision.topic, "seen": seen}
    return [decision_from_json(text) for text in connection.scalars(_IN_FORCE, of)]


def _new(changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if change.before is None]


def _held(change: Change) -> Change:
    return replace(change, after=held_throughout(change.after))
