"""A backup is one moment of the database, taken while the bot works."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bot.errors import StoreError
from bot.store.backup import backup
from bot.store.schema import check, open_store
from tests.store.pieces import TEAM, asked, exchange, given, whole


def test_a_backup_taken_while_writing_is_whole(sqlite_url: str, tmp_path: Path) -> None:
    """It opens, each question in it has its answer, and it holds all that was written before it began."""
    store, stop, begun = open_store(sqlite_url), Event(), Event()

    def write(thread: int) -> int:
        number = 0
        while not stop.is_set():
            number += 1
            name = f"{thread}-{number}"
            parts = {"asked": asked(id=name), "given": given(question=name, answer="x" * 5000)}
            assert store.record(exchange(name, **parts))
            if number == 20:
                begun.set()
        return number

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, thread) for thread in range(3)]
        assert begun.wait(60)
        known = len(store.recent(TEAM, asked().user, 1_000_000))
        said = [backup(sqlite_url, tmp_path / f"copy{number}.db") for number in range(3)]
        stop.set()
        total = sum(writer.result(60) for writer in writers)

    assert said[0].startswith(f"The database is copied to {tmp_path / 'copy0.db'} (")
    for number in range(3):
        url = f"sqlite:///{tmp_path / f'copy{number}.db'}"
        copy = open_store(url)
        questions = len(copy.recent(TEAM, asked().user, 1_000_000))
        assert known <= questions <= total
        copy.close()
        assert check(url).endswith("whole.")
    assert len(store.recent(TEAM, asked().user, 1_000_000)) == total
    store.close()


def test_a_backup_is_a_database_to_go_on_with(sqlite_url: str, tmp_path: Path) -> None:
    """Put in place of the lost one, it knows what was written; only its owner can read it."""
    store = open_store(sqlite_url)
    store.record(whole())
    store.close()

    backup(sqlite_url, tmp_path / "copy.db")

    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    copy = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    assert not copy.record(whole())
    copy.close()


def test_a_backup_overwrites_nothing(sqlite_url: str, tmp_path: Path) -> None:
    """Not even another backup."""
    (tmp_path / "copy.db").write_text("mine")

    with pytest.raises(StoreError, match=r"copy.db is there already; name a new file\."):
        backup(sqlite_url, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    """A file that is no database cannot be copied."""
    (tmp_path / "notes.txt").write_text("notes " * 1000)

    with pytest.raises(StoreError, match="file is not a database"):
        backup(f"sqlite:///{tmp_path / 'notes.txt'}", tmp_path / "copy.db")

    assert not (tmp_path / "copy.db").exists()


def test_where_a_backup_cannot_be_written_is_named(sqlite_url: str, tmp_path: Path) -> None:
    """A folder that is not there, a database that is not there."""
    with pytest.raises(StoreError, match=r"nowhere/copy.db cannot be written: "):
        backup(sqlite_url, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(StoreError, match="There is no database at"):
        backup(f"sqlite:///{tmp_path}/nowhere.db", tmp_path / "copy.db")


def test_postgresql_has_a_tool_of_its_own(tmp_path: Path) -> None:
    """The sentence names it, and the database without its password."""
    with pytest.raises(StoreError, match=r"The database host/db is kept by PostgreSQL: back it up with pg_dump"):
        backup("postgresql://bot:hunter2@host/db", tmp_path / "copy.db")
