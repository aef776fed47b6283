"""The schema: a store is opened only where its tables are those this release was written for.

An empty database gets them. Alembic, which is slow to import, is imported only where something is migrated.
"""

from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, Text, column, func, inspect, select, table, text
from sqlalchemy.engine import URL

from bot.errors import SchemaError, StackbotError, StoreError
from bot.store.database import Database
from bot.store.engine import database_file, database_name, database_url, make_engine, writing
from bot.store.lacking import lacking
from bot.store.retrying import persistently
from bot.store.store import Store
from bot.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

OURS = "stackbot_"  # how our migrations' ids begin, as other programs number theirs too
HEAD = "stackbot_0004"  # the newest migration; a test compares it with the folder
KNOWN = ("stackbot_0001", "stackbot_0002", "stackbot_0003", "stackbot_0004")  # all of them, oldest first
UPGRADE = "stackbot db upgrade"
LOCK_WAIT_MS = 10_000  # what is due to nobody; a delivery waits for as long as it has left

_VERSION_TABLE = "alembic_version"
_VERSION = select(column("version_num", Text)).select_from(table(_VERSION_TABLE))
_LOCK = 7_236_118  # any number, the same in all replicas: who migrates PostgreSQL holds it


class _State(Enum):
    EMPTY = auto()
    CURRENT = auto()
    OLD = auto()


def open_store(url: str) -> Store:
    """The store at a URL; an empty database gets its tables first.

    Raises `SchemaError` where the tables are of another release or not ours, `StoreError` where there is no database.
    """
    address = database_url(url)
    _make_file(address)
    engine = make_engine(address, lock_wait_ms=LOCK_WAIT_MS)
    try:
        _settle_schema(engine, address)
    except StackbotError:
        engine.dispose()
        raise
    return Store(Database(engine))


def is_behind(version: str) -> bool:
    """Whether tables that were current have become an earlier release's.

    Those of a later release are not: a migration works beside the release before it, which serves until it is replaced.
    """
    return version in KNOWN[:-1]


def upgrade(url: str) -> str:
    """Bring a database to the tables of this release; says what was done."""
    address = database_url(url)
    _make_file(address)
    engine = make_engine(address)
    try:
        state = _state(engine)
    finally:
        engine.dispose()
    if state is _State.CURRENT:
        return f"The database is at version {HEAD} already."
    _migrate(address)
    return f"The database is at version {HEAD} now."


def reopen_store(url: str) -> Store:
    """The store at a URL, for looking into: nothing is made. Raises `SchemaError` or `StoreError`."""
    return Store(Database(current_engine(url)))


def check(url: str) -> str:
    """Says that a database is current and whole; raises `SchemaError` or `StoreError` with what is wrong.

    Whole is one with all tables, columns, constraints and indexes, and on SQLite also without a damaged page or row.
    """
    engine = current_engine(url)
    try:
        problem = persistently(engine, lambda: _first_problem(engine))
    finally:
        engine.dispose()
    if problem:
        raise _damaged(engine, problem)
    return f"The database is at version {HEAD}, and whole."


def current_engine(url: str) -> Engine:
    """An engine for a database that is there, which SQLite would make otherwise, and current.

    Raises `SchemaError` or `StoreError`.
    """
    address = database_url(url)
    file = database_file(address)
    if file is not None and not file.is_file():
        raise StoreError(f"There is no database at {file}. It is made when the bot starts, or by: {UPGRADE}")
    engine = make_engine(address)
    try:
        if _state(engine) is not _State.CURRENT:
            raise SchemaError(f"{_names(engine)} does not have the tables of this release. Run: {UPGRADE}")
    except StackbotError:
        engine.dispose()
        raise
    return engine


def migrations_folder() -> Path:
    """The migrations: inside the installed package, or beside it in a clone."""
    package = Path(__file__).parents[1]
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def _settle_schema(engine: Engine, url: URL) -> None:
    state = _state(engine)
    if state is _State.EMPTY:
        _migrate(url)
    elif state is _State.OLD:
        raise SchemaError(f"{_names(engine)} has the tables of an earlier release. Run: {UPGRADE}")


def _state(engine: Engine) -> _State:
    """Where a database stands; raises `SchemaError` where it is not ours, or of a later release.

    Raises `StoreError` where a table is gone. What else may be gone takes longer to find, and is left to `check`.
    """
    tables, versions = persistently(engine, lambda: _found(engine))
    if not tables:
        return _State.EMPTY
    if not versions or not versions[0].startswith(OURS):
        raise SchemaError(f"{_names(engine)} holds tables that are not the bot's. Name a database of its own.")
    if versions == [HEAD]:
        if gone := [f"the table {name}" for name in metadata.tables if name not in tables]:
            raise _damaged(engine, f"it lacks {'; '.join(gone)}")
        return _State.CURRENT
    if versions[0] in KNOWN:
        return _State.OLD
    raise SchemaError(
        f"{_names(engine)} is at version {versions[0]}, which this release does not know. Install a later."
    )


def _found(engine: Engine) -> tuple[set[str], list[str]]:
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        versions = list(connection.scalars(_VERSION)) if _VERSION_TABLE in tables else []
    return tables - {_VERSION_TABLE} if not versions else tables, versions


def _migrate(url: URL) -> None:
    """Run the migrations in one transaction. Of two that start at once, the second finds the work done."""
    from alembic.config import Config  # noqa: PLC0415  slow to import, and seldom needed

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    engine = make_engine(url, foreign_keys=False)
    try:
        persistently(engine, lambda: _upgrade(writing(engine), config))
    finally:
        engine.dispose()


def _upgrade(engine: Engine, config: "Config") -> None:
    from alembic import command  # noqa: PLC0415  as above

    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _first_problem(engine: Engine) -> str:
    with engine.connect() as connection:
        problem = _sqlite_problem(connection) if engine.dialect.name == "sqlite" else ""
        lacks = [] if problem else lacking(connection)
    return f"it lacks {'; '.join(lacks)}" if lacks else problem


def _sqlite_problem(connection: Connection) -> str:
    said = str(connection.scalar(text("PRAGMA integrity_check")))
    if said != "ok":
        return said.partition("\n")[0]
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    return "" if broken is None else f"a row of {broken[0]} belongs to nothing"


def _make_file(url: URL) -> None:
    """Make an SQLite database's file where there is none, for its owner alone: SQLite would let everybody read it.

    Its journals get the file's mode from SQLite.
    """
    file = database_file(url)
    if file is None:
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {file.parent} for the database cannot be made: {error.strerror}.") from error
    try:
        file.touch(0o600, exist_ok=False)
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError(f"The database {file} cannot be made: {error.strerror}.") from error


def _damaged(engine: Engine, how: str) -> StoreError:
    return StoreError(f"{_names(engine)} is damaged ({how}). Put a backup in its place.")


def _names(engine: Engine) -> str:
    return f"The database {database_name(engine.url)}"
