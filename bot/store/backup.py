"""A copy of the database, taken while the bot works."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StoreError
from bot.store.engine import database_file, database_name, database_url

WAIT_S = 10.0  # for a writer's lock


def backup(url: str, file: Path) -> str:
    """Copy an SQLite database as it is at one moment (https://sqlite.org/backup.html); says what was done.

    Raises `StoreError` where the file is there already, and for PostgreSQL, which has a better tool.
    """
    address = database_url(url)
    source = database_file(address)
    if source is None:
        name = database_name(address)
        raise StoreError(f"The database {name} is kept by PostgreSQL: back it up with pg_dump --format=custom.")
    if not source.is_file():
        raise StoreError(f"There is no database at {source}.")
    _reserve(file)
    try:
        _copy(source, file)
    except (sqlite3.Error, OSError) as error:
        file.unlink(missing_ok=True)
        raise StoreError(f"The database {source} cannot be copied to {file}: {error}.") from error
    return f"The database is copied to {file} ({file.stat().st_size:,} bytes)."


def _reserve(file: Path) -> None:
    """Make the file, readable by its owner alone, unless there is one."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise StoreError(f"{file} is there already; name a new file.") from error
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}.") from error


def _copy(source: Path, file: Path) -> None:
    """Copy all pages under one read lock, so that no writer makes it start again; writers wait that long."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=WAIT_S)) as one,
        closing(sqlite3.connect(file)) as other,
    ):
        one.backup(other)
        other.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    with file.open("rb+") as written:
        os.fsync(written.fileno())
