"""Inserts that may meet a row that is there: either it stays, or it takes the new values."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

_COUNTED = {"preserve_rowcount": True}  # SQLAlchemy does not keep the count of an insert otherwise

Rows = Mapping[str, object] | Sequence[Mapping[str, object]]


class Insert:
    """An insert in the words of both databases."""

    def __init__(self, on_sqlite: Executable, on_postgresql: Executable) -> None:
        self._statements = {"sqlite": on_sqlite, "postgresql": on_postgresql}

    def run(self, connection: Connection, rows: Rows) -> int:
        """Insert one row or several; returns how many were written."""
        statement = self._statements[connection.dialect.name]
        return connection.execute(statement, rows, execution_options=_COUNTED).rowcount


def adding(table: Table) -> Insert:
    """An insert that leaves a row as it is."""
    return Insert(
        sqlite.insert(table).on_conflict_do_nothing(),
        postgresql.insert(table).on_conflict_do_nothing(),
    )


def putting(table: Table, *names: str) -> Insert:
    """An insert that gives the row of the same primary key the new values: all, or those of the columns named."""
    id_ = table.primary_key.columns
    changed = names or tuple(column.name for column in table.columns if column not in set(id_))
    return Insert(_putting(table, changed, sqlite.insert(table)), _putting(table, changed, postgresql.insert(table)))


def _putting(table: Table, changed: Sequence[str], insert: "sqlite.Insert | postgresql.Insert") -> Executable:
    id_ = table.primary_key.columns
    changes = {name: insert.excluded[name] for name in changed}
    return insert.on_conflict_do_update(index_elements=list(id_), set_=changes)
