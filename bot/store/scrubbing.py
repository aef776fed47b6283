"""Taking what was erased off the disk.

SQLite overwrites what is deleted (`secure_delete`), but may leave copies of a row in the unused parts of pages, and in
WAL mode the log holds pages as they were. So the file is written anew, and the log cut to nothing
(https://sqlite.org/lang_vacuum.html, https://sqlite.org/pragma.html#pragma_wal_checkpoint). PostgreSQL leaves deleted
rows in its files until they are overwritten, and samples of texts in its statistics: both are written anew
(https://www.postgresql.org/docs/current/sql-vacuum.html).
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Engine

from bot.errors import StoreError
from bot.store.engine import database_file, database_name, database_url, make_engine, translated
from bot.store.tables import metadata

if TYPE_CHECKING:
    import psycopg

WAIT_S = 5.0  # for those who read or write at the moment
NOT_PROMISED = (
    "What is not the database's keeps what it has: backups, snapshots, and free blocks of the disk until they are "
    "overwritten."
)
NOT_PROMISED_POSTGRESQL = (
    "What is not in its tables keeps what it has: PostgreSQL's write-ahead log until its files are recycled and "
    "overwritten, archives of it, backups, snapshots, and free blocks of the disk."
)


def scrub(url: str) -> str:
    """Write the database anew without what was erased; says what that does not reach.

    Who writes meanwhile waits, or gives up where there is no time for that. Raises `StoreError` where it cannot be done
    now; what was erased stays erased all the same.
    """
    address = database_url(url)
    file = database_file(address)
    if file is not None:
        _scrub_file(file)
        return NOT_PROMISED
    engine = make_engine(address)
    try:
        _scrub_server(engine)
    finally:
        engine.dispose()
    return NOT_PROMISED_POSTGRESQL


def _scrub_file(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file, timeout=WAIT_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise _unfinished(file, str(error)) from error
    if busy:
        raise _unfinished(file, "another program reads it")


def _scrub_server(engine: Engine) -> None:
    tables = ", ".join(engine.dialect.identifier_preparer.format_table(table) for table in metadata.sorted_tables)
    with translated(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        warnings: list[str] = []
        driver = cast("psycopg.Connection", connection.connection.driver_connection)
        driver.add_notice_handler(lambda notice: warnings.append(notice.message_primary or ""))
        connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {tables}")
        connection.exec_driver_sql("VACUUM (FULL) pg_catalog.pg_statistic")
    if warnings:  # PostgreSQL leaves out what one may not vacuum, and calls it a success
        raise _unfinished(database_name(engine.url), f"{warnings[0]}; it takes the database's owner")


def _unfinished(name: object, why: str) -> StoreError:
    return StoreError(f"It is erased, but {name} could not be written anew ({why}). Run the command again.")
