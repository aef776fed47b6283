"""What a record has several of: options, people, evidence. Each stands in rows of its own."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Delete, Insert, Table, bindparam, delete, insert

from bot.decisions.change import Change
from bot.decisions.record import Decision
from bot.store.decisions.rows import NAMED, Row, evidence_rows, named_rows, option_rows, people_rows
from bot.store.decisions.tables import decision_evidence, decision_options, decision_people
from bot.store.inserting import adding


class _Part(NamedTuple):
    rows: Callable[[Decision], Sequence[Row]]
    add: Insert
    drop: Delete


def _part(table: Table, rows: Callable[[Decision], Sequence[Row]]) -> _Part:
    drop = delete(table).where(table.c.team == bindparam("of_team"), table.c.decision == bindparam("of_decision"))
    return _Part(rows, insert(table), drop)


_PEOPLE = _part(decision_people, people_rows)
_NAME = adding(decision_people)
_PARTS = (
    _part(decision_options, option_rows),
    _PEOPLE._replace(drop=_PEOPLE.drop.where(decision_people.c.role != NAMED)),
    _part(decision_evidence, evidence_rows),
)


def add(connection: Connection, decision: Decision) -> None:
    """Write the parts of a new record."""
    for part in _PARTS:
        if rows := part.rows(decision):
            connection.execute(part.add, rows)


def put(connection: Connection, before: Decision, after: Decision) -> None:
    """Write the parts that a record has now in place of those that it had."""
    for part in _PARTS:
        rows = part.rows(after)
        if rows == part.rows(before):
            continue
        connection.execute(part.drop, {"of_team": after.team, "of_decision": after.id})
        if rows:
            connection.execute(part.add, rows)


def name(connection: Connection, changes: Iterable[Change]) -> None:
    """Note whom the changes name, in the records or in their log, so that they can be forgotten one day."""
    rows = [row for change in changes for row in named_rows(change)]
    if rows:
        _NAME.run(connection, rows)
