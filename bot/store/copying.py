"""All that a database holds, copied to an empty one: from SQLite to PostgreSQL, or any other way.

The source is read as it is at one moment, and the target written in one transaction. Before that is committed, what the
target gives back is compared with what was read, table by table: the count of rows, and a hash of all of them in the
order of their primary keys, which both databases sort alike. So a copy is whole, or there is none.

On PostgreSQL each table arrives by one COPY, as records name each other in a circle: foreign keys are looked at when a
statement ends, and no order of single rows would satisfy them. SQLite looks at them when the transaction ends.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import cast

import psycopg
from sqlalchemy import Connection, Engine, Table, insert, select, text

from bot.errors import StoreError
from bot.store.engine import database_name, store_error, translated, writing
from bot.store.schema import check, current_engine, open_store
from bot.store.tables import metadata

AT_ONCE = 500  # rows in memory
WAIT_MS = 10_000  # for a writer's lock on SQLite
SHOWN = 12  # digits of a hash

Row = tuple[object, ...]

_SEQUENCE = "pg_get_serial_sequence(:table, :column)"
_LAST = {
    "postgresql": text(f"SELECT pg_sequence_last_value(CAST({_SEQUENCE} AS regclass))"),
    "sqlite": text("SELECT seq FROM sqlite_sequence WHERE name = :table AND :column <> ''"),
}
_GO_ON = {
    "postgresql": [text(f"SELECT setval({_SEQUENCE}, :last)")],
    "sqlite": [
        text("DELETE FROM sqlite_sequence WHERE name = :table"),
        text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"),
    ],
}


@dataclass(frozen=True, slots=True)
class TableCopy:
    """What was read of a table, and is in both databases now. `digest` is the same for the same rows."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and the names of both databases, without user or password."""

    tables: Sequence[TableCopy]
    source: str
    target: str

    def __str__(self) -> str:
        """A line for each table, and what was done."""
        width = max(len(one.table) for one in self.tables)
        lines = [f"{one.table:{width}} {one.rows:>10,}  {one.digest[:SHOWN]}" for one in self.tables]
        rows = sum(one.rows for one in self.tables)
        are = "row is" if rows == 1 else "rows are"
        return "\n".join([*lines, f"{rows:,} {are} copied from {self.source} to {self.target}, and the same there."])


def copy(source_url: str, target_url: str) -> Copied:
    """Copy all that one database holds to another that holds nothing; that one gets its tables where it has none.

    Raises `StoreError` or `SchemaError` where a database cannot be used, where the target holds anything, or where it
    gives back something else than it was given. The target is empty then.
    """
    check(source_url)
    open_store(target_url).close()
    check(target_url)
    with _engine(source_url) as source, _engine(target_url) as target:
        with translated(target), writing(target).begin() as writer, _snapshot(source) as reader:
            _hold(writer)
            tables = [_copied(reader, writer, table) for table in metadata.sorted_tables]
        return Copied(tables, database_name(source.url), database_name(target.url))


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = current_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection on which all that is read is of one moment. SQLite's transactions are so by themselves."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        else:
            connection.execute(text(f"PRAGMA busy_timeout = {WAIT_MS}"))
        yield connection


def _hold(connection: Connection) -> None:
    """Keep everybody else out until the transaction ends, as SQLite does by itself. Raises where there is a row."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {', '.join(metadata.tables)} IN ACCESS EXCLUSIVE MODE"))
    else:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in metadata.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            name = database_name(connection.engine.url)
            raise StoreError(f"The database {name} holds rows already (in {table.name}). Name an empty one.")


def _copied(reader: Connection, writer: Connection, table: Table) -> TableCopy:
    """Copy a table. Raises where the target gives back other rows."""
    given, kept = _Digest(), _Digest()
    _insert(writer, table, given.of(_rows(reader, table)))
    _go_on(reader, writer, table)
    for _row in kept.of(_rows(writer, table)):
        pass
    if kept.value != given.value:
        raise StoreError(
            f"The table {table.name} would not be the same in {database_name(writer.engine.url)}: "
            f"{given.rows:,} rows with the hash {given.value[:SHOWN]} were read, "
            f"and {kept.rows:,} with the hash {kept.value[:SHOWN]} written. Nothing is kept there."
        )
    return TableCopy(table.name, given.rows, given.value)


class _Digest:
    """A count and a hash of rows that pass by."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def of(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows."""
        for row in rows:
            self.rows += 1
            self._hash.update(f"{row!r}\n".encode())  # values of our column types are Python's own, in one form each
            yield row

    @property
    def value(self) -> str:
        """The hash, in hexadecimal digits."""
        return self._hash.hexdigest()


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    """A table's rows in the order of its primary key. An error is of the database that is read."""
    statement = select(table).order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)
    with translated(connection.engine), connection.execute(statement) as found:
        for row in found:
            yield tuple(row)


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    if connection.dialect.name == "postgresql":
        _stream(connection, table, rows)
        return
    names, waiting = table.columns.keys(), iter(rows)
    while some := [dict(zip(names, row, strict=True)) for row in islice(waiting, AT_ONCE)]:
        connection.execute(insert(table), some)


def _stream(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert by one statement, with the driver's own means, which SQLAlchemy has no words for."""
    driver = cast("psycopg.Connection[Row]", connection.connection.driver_connection)
    statement = f"COPY {table.name} ({', '.join(table.columns.keys())}) FROM STDIN".encode()
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as arriving:
            for row in rows:
                arriving.write_row(row)
    except psycopg.Error as error:
        raise store_error(connection.engine, error) from error


def _go_on(reader: Connection, writer: Connection, table: Table) -> None:
    """Number the next row after the last that ever was, though it may be gone: no number is given twice."""
    column = table.autoincrement_column
    if column is None:
        return
    of = {"table": table.name, "column": column.name}
    last = reader.scalar(_LAST[reader.dialect.name], of)
    for statement in _GO_ON[writer.dialect.name] if last else ():
        writer.execute(statement, {**of, "last": last})
