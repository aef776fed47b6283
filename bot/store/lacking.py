"""What a database lacks of the tables that this release works with.

Each thing that must be there is described in words, once from the tables as we declare them and once from what the
database says of itself. Both kinds of database come to the same words. What a thing is wrong in makes other words, so
it counts as lacking; what a database has beside ours, such as an index for somebody's report, is no lack.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Inspector,
    Table,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.types import TypeEngine

from bot.store.tables import metadata

_LITERAL = re.compile(r"'[^']*'")


def lacking(connection: Connection) -> list[str]:
    """Names what is lacking, table by table; empty where nothing is."""
    inspector, dialect = inspect(connection), connection.dialect
    there = set(inspector.get_table_names())
    lacks = []
    for table in metadata.tables.values():
        if table.name in there:
            found = set(_found(table.name, inspector, dialect))
            lacks += [thing for thing in _wanted(table, dialect) if thing not in found]
        else:
            lacks.append(f"the table {table.name}")
    return lacks


def _wanted(table: Table, dialect: Dialect) -> Iterator[str]:
    """What a table must have, as it is declared."""
    for column in table.columns:
        yield _column(table.name, column.name, column.type, dialect, nullable=bool(column.nullable))
    yield _primary_key(table.name, table.primary_key.columns.keys())
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        match constraint:
            case UniqueConstraint(name=name):
                yield _unique(name, constraint.columns.keys())
            case CheckConstraint(name=name):
                yield _check(name, str(constraint.sqltext))
            case ForeignKeyConstraint():
                columns = constraint.columns.keys()
                yield _foreign_key(table.name, columns, constraint.referred_table.name, constraint.ondelete)
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        yield _wanted_index(index, dialect)


def _wanted_index(index: Index, dialect: Dialect) -> str:
    where = index.dialect_options[dialect.name]["where"]
    return _index(index.name, index.columns.keys(), where, unique=bool(index.unique))


def _found(table: str, inspector: Inspector, dialect: Dialect) -> Iterator[str]:
    """What a table has, as the database says."""
    for column in inspector.get_columns(table):
        yield _column(table, column["name"], column["type"], dialect, nullable=column["nullable"])
    yield _primary_key(table, inspector.get_pk_constraint(table)["constrained_columns"])
    for unique in inspector.get_unique_constraints(table):
        yield _unique(unique["name"], unique["column_names"])
    for check in inspector.get_check_constraints(table):
        yield _check(check["name"], check["sqltext"])
    for key in inspector.get_foreign_keys(table):
        on_delete = key.get("options", {}).get("ondelete")
        yield _foreign_key(table, key["constrained_columns"], key["referred_table"], on_delete)
    for index in inspector.get_indexes(table):
        where = index.get("dialect_options", {}).get(f"{dialect.name}_where")
        yield _index(index["name"], index["column_names"], where, unique=bool(index["unique"]))


def _column(table: str, name: str, kind: TypeEngine[Any], dialect: Dialect, *, nullable: bool) -> str:
    return f"the column {table}.{name} ({kind.compile(dialect)}{'' if nullable else ' NOT NULL'})"


def _primary_key(table: str, columns: Iterable[str]) -> str:
    return f"the primary key of {table} ({', '.join(columns)})"


def _unique(name: object, columns: Iterable[str]) -> str:
    return f"the unique constraint {name} ({', '.join(columns)})"


def _check(name: object, condition: str) -> str:
    return f"the check constraint {name}{_values(condition)}"


def _foreign_key(table: str, columns: Iterable[str], to: str, on_delete: str | None) -> str:
    return f"the foreign key from {table} ({', '.join(columns)}) to {to}, on delete {on_delete}"


def _index(name: object, columns: Iterable[str | None], where: object, *, unique: bool) -> str:
    kind = "unique index" if unique else "index"
    condition = "" if where is None else f" where{_values(str(where)) or ' …'}"
    return f"the {kind} {name} ({', '.join(map(str, columns))}){condition}"


def _values(condition: str) -> str:
    """The values that a condition names, which is what databases leave of it: they word the rest in their own way."""
    values = _LITERAL.findall(condition)
    return f" {', '.join(values)}" if values else ""
