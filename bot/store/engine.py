"""A database by its URL: how it is opened, made safe, and what its errors are called."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.errors import StoreError

BUSY_TIMEOUT_MS = 200  # how long SQLite itself waits for another's lock; writing.py tries again
CONNECT_TIMEOUT_S = 5
UNHEARD_MS = 10_000  # a server that does not take what was sent for so long is gone
ALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}  # seconds: also while it is waited for
POOL_WAIT_S = 2.5  # for a free connection
CACHE_KIB = 256  # of pages, for each connection; SQLite's default of 2 MiB fills slowly, in every thread's memory
POOL_SIZE = 10

_REMEDIES = {  # by SQLite's code (https://sqlite.org/rescode.html); PostgreSQL's own words say enough
    sqlite3.SQLITE_FULL: " Make room on the disk; the bot then goes on by itself.",
    sqlite3.SQLITE_IOERR: " See whether the disk is full or broken.",
    sqlite3.SQLITE_READONLY: " Let the bot's user write the file and its folder.",
    sqlite3.SQLITE_CANTOPEN: " Let the bot's user read and write the file and its folder.",
    sqlite3.SQLITE_CORRUPT: " Put a backup in its place.",
    sqlite3.SQLITE_NOTADB: " Put a backup in its place.",
}
_WAL_SAFE = (3, 51, 3)
_WAL_BACKPORTS = {(3, 44): 6, (3, 50): 7}  # minor series and the first release with the correction
_WRITES = {"stackbot_writes": True}
_EXAMPLES = "Write sqlite:///stackbot.db, or postgresql://user:password@host/name."


def journal_mode(version: tuple[int, int, int]) -> str:
    """The journal mode that loses nothing: WAL only where its reset bug is mended (https://sqlite.org/wal.html)."""
    mended = _WAL_BACKPORTS.get(version[:2])
    return "WAL" if version >= _WAL_SAFE or (mended is not None and version[2] >= mended) else "DELETE"


def database_url(text: str) -> URL:
    """The URL with the driver that we use. Error texts never repeat it, as it may hold a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(f"The database URL cannot be read. {_EXAMPLES}") from None
    match url.drivername.partition("+")[0]:
        case "sqlite":
            if url.database in {None, "", ":memory:"}:
                raise StoreError(f"The database URL names no file. {_EXAMPLES}")
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case _:
            raise StoreError(f"The database URL is neither for SQLite nor for PostgreSQL. {_EXAMPLES}")


def database_name(url: URL) -> str:
    """The database as error texts name it: the file, or host and name, never a user or a password."""
    return str(url.database) if _is_sqlite(url) else f"{url.host or 'localhost'}/{url.database or ''}"


def database_file(url: URL) -> Path | None:
    """The file of an SQLite database."""
    return Path(str(url.database)) if _is_sqlite(url) else None


def make_engine(url: URL, *, foreign_keys: bool = True, lock_wait_ms: int = 0) -> Engine:
    """An engine; nothing is opened before its first connection. `foreign_keys` are off while tables are rebuilt.

    On PostgreSQL a statement fails that waits longer than `lock_wait_ms` for another's lock; 0 lets it wait.
    """
    if not _is_sqlite(url):
        in_url = url.normalized_query.get("options", ())
        return create_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            pool_timeout=POOL_WAIT_S,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "tcp_user_timeout": UNHEARD_MS,
                **ALIVE,
                "options": " ".join((*in_url, "-c timezone=UTC", f"-c lock_timeout={lock_wait_ms}")),
            },
        )
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=-1,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    event.listen(engine, "connect", _settle_with_keys if foreign_keys else _settle)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: on SQLite they lock at once, so none fails half-way."""
    return engine.execution_options(**_WRITES)


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turns errors of the database into `StoreError`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise store_error(engine, error) from error


def store_error(engine: Engine, error: Exception) -> StoreError:
    """What went wrong, SQLAlchemy's or a driver's error, in sentences without any text or password."""
    remedy = _REMEDIES.get(_code(error), "")
    return StoreError(f"The database {database_name(engine.url)} cannot be used: {_reason(engine.url, error)}.{remedy}")


def is_locked(error: SQLAlchemyError | sqlite3.Error) -> bool:
    """Whether another holds SQLite's lock, so that trying again may help."""
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _code(error: Exception) -> int:
    """SQLite's primary code of an error; 0 where it is another's."""
    return int(getattr(_driver_error(error), "sqlite_errorcode", 0)) & 0xFF


def _driver_error(error: BaseException) -> BaseException | None:
    """SQLAlchemy wraps what a driver raises, but not while a connection is being opened."""
    return error.orig if isinstance(error, DBAPIError) else error


def _reason(url: URL, error: Exception) -> str:
    driver_error = _driver_error(error)
    said = getattr(getattr(driver_error, "diag", None), "message_primary", None) or str(driver_error)
    reason = said.strip().partition("\n")[0].rstrip(".")
    secrets = (url.password, *(value for key, value in url.normalized_query.items() if "pass" in key))
    for secret in secrets:
        for one in (secret,) if isinstance(secret, str) else secret or ():
            reason = reason.replace(one, "…")
    return reason or type(error).__name__


def _is_sqlite(url: URL) -> bool:
    return url.drivername.startswith("sqlite")


def _settle(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own, behind SQLAlchemy's wrapper
    """Make a new connection to SQLite safe, and small: what is committed is on the disk, and what is erased is not."""
    connection.execute(f"PRAGMA journal_mode={journal_mode(sqlite3.sqlite_version_info)}")
    # Beyond FULL it syncs the folder once a journal is gone: else one that comes back undoes what was committed.
    connection.execute("PRAGMA synchronous=EXTRA")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten; many builds do not by themselves


def _settle_with_keys(connection: Any, record: object) -> None:  # noqa: ANN401  # as above
    _settle(connection, record)
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("stackbot_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
