"""A database is opened by its URL, safely, and its errors tell no secret."""

import sqlite3
from itertools import count
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine, event, text

from bot.conversation.patience import waiting_until
from bot.errors import StoreError
from bot.store.engine import CACHE_KIB, database_url, journal_mode, make_engine, writing
from bot.store.schema import check, open_store, upgrade
from tests.store.conftest import AnyStore
from tests.store.pieces import exchange, whole

SECRET = "hunter2!"  # noqa: S105  # it is looked for where it must not be


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_is_used_only_where_it_loses_nothing(version: tuple[int, int, int], mode: str) -> None:
    """From the release that mends it, and where the correction was carried back."""
    assert journal_mode(version) == mode


def test_every_connection_to_sqlite_is_safe_and_small(sqlite_url: str) -> None:
    """A commit is on the disk, what is erased is not, keys between tables are watched, and few pages are held."""
    engine = make_engine(database_url(sqlite_url))
    with engine.connect() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("synchronous", "secure_delete", "foreign_keys", "journal_mode", "cache_size")
        }
    engine.dispose()

    mode = journal_mode(sqlite3.sqlite_version_info).lower()
    safe = {"synchronous": 3, "secure_delete": 1, "foreign_keys": 1, "journal_mode": mode}
    assert found == {**safe, "cache_size": -CACHE_KIB}


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///a.db", "sqlite+pysqlite"),
        ("postgresql://bot@host/db", "postgresql+psycopg"),
        ("postgres://bot@host/db", "postgresql+psycopg"),
        ("postgresql+psycopg://bot@host/db", "postgresql+psycopg"),
    ],
)
def test_a_url_names_one_of_two_databases(given: str, driver: str) -> None:
    """By any of the names that are about."""
    assert database_url(given).drivername == driver


@pytest.mark.parametrize(
    "given",
    [
        "",
        "stackbot.db",
        "sqlite://",
        "sqlite:///:memory:",
        f"mysql://bot:{SECRET}@host/db",
        f"postgresql://bot:{SECRET}@host:port/db",
        f"://bot:{SECRET}@host",
    ],
)
def test_another_url_is_refused_with_an_example(given: str) -> None:
    """The sentence shows how to write one, and not what was written."""
    with pytest.raises(StoreError, match="Write sqlite:///") as refused:
        open_store(given)

    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "query", ["", f"?password={SECRET}", f"?sslpassword={SECRET}&passfile=/{SECRET}", f"?unknown={SECRET}"]
)
def test_a_server_that_is_not_there_is_named_without_secrets(tmp_path: Path, query: str) -> None:
    """Host and database are, so that the operator can find the mistake."""
    joined = f"{query}{'&' if query else '?'}host={tmp_path}"

    with pytest.raises(StoreError, match="cannot be used") as refused:
        open_store(f"postgresql://bot:{SECRET}@/stackbot{joined}")

    assert "stackbot" in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """And left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("These are my notes. " * 100)

    for act in (open_store, check, upgrade):
        with pytest.raises(StoreError, match=r"notes.txt cannot be used: file is not a database"):
            act(f"sqlite:///{file}")

    assert file.read_text() == "These are my notes. " * 100


def test_a_folder_is_made_for_a_new_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for a path that starts in the working folder."""
    monkeypatch.chdir(tmp_path)

    open_store("sqlite:///data/deep/stackbot.db").close()

    assert (tmp_path / "data" / "deep" / "stackbot.db").is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """The message is a sentence."""
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match=r"The folder .*file/data for the database cannot be made: "):
        open_store(f"sqlite:///{tmp_path}/file/data/stackbot.db")


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Here its name is longer than any file's may be."""
    with pytest.raises(StoreError, match=r"The database .*xxx\.db cannot be made: File name too long\."):
        open_store(f"sqlite:///{tmp_path}/{'x' * 300}.db")


def test_a_text_of_an_exchange_is_in_no_error(database: str) -> None:
    """Where the tables are gone, the error says so, and nothing of what was to be written."""
    store: AnyStore = open_store(database)
    engine = make_engine(database_url(database))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))

    with pytest.raises(StoreError) as refused:
        store.record(exchange(SECRET))

    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
    engine.dispose()
    store.close()
    assert SECRET not in f"{refused.value}{refused.value.__cause__}"


def test_a_full_disk_is_told_and_the_store_goes_on_once_there_is_room(sqlite_url: str) -> None:
    """Nothing is kept of what did not fit; nobody has to start anything again."""
    connections: list[sqlite3.Connection] = []

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # which is as many as there are
        connections.append(connection)

    event.listen(Engine, "connect", limit)
    try:
        store = open_store(sqlite_url)
    finally:
        event.remove(Engine, "connect", limit)
    kept: list[int] = []
    with pytest.raises(StoreError, match=r"is full\. Make room on the disk; the bot then goes on by itself\.$"):
        kept.extend(number for number in count(1) if store.record(whole(number)))
    for connection in connections:
        connection.execute("PRAGMA max_page_count=1000000")

    assert not store.record(whole(kept[-1]))
    assert store.record(whole(kept[-1] + 1))
    store.close()


def test_a_lock_of_another_is_not_waited_for_without_an_end(database: str) -> None:
    """A delivery is due within three seconds; who cannot write says so by then, and can once the lock is gone."""
    store = open_store(database)
    lock = "LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE" if database.startswith("postgresql") else "SELECT 1"
    engine = make_engine(database_url(database))
    with writing(engine).begin() as connection:
        connection.execute(text(lock))
        with waiting_until(monotonic() + 0.5), pytest.raises(StoreError, match="cannot be used"):
            store.record(exchange("k1"))

    assert store.record(exchange("k1"))
    store.close()
    engine.dispose()


def test_options_in_the_url_hold_beside_ours(postgresql_url: str) -> None:
    """Such as a schema of the bot's own."""
    between = "&" if "?" in postgresql_url else "?"
    engine = make_engine(database_url(f"{postgresql_url}{between}options=-csearch_path%3Dnowhere"))

    with engine.connect() as connection:
        path, zone = (connection.scalar(text(f"SHOW {name}")) for name in ("search_path", "timezone"))
    engine.dispose()

    assert (path, zone) == ("nowhere", "UTC")
