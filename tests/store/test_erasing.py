"""What an operator erases is gone from every table, and from the files of PostgreSQL; what is others' stays."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot.errors import StoreError
from bot.store.engine import database_url, make_engine
from bot.store.schema import open_store
from bot.store.scrubbing import scrub
from bot.store.store import Store
from bot.store.tables import metadata
from tests.store.canaries import CANARY, OTHER, TIMES, installed, left, live
from tests.store.pieces import MINUTE, NOW, OTHER_TEAM, TEAM, asked, exchange, given
from tests.store.servers import Server

CAPS = {"token_cap": 100, "micro_usd_cap": 1000}


@pytest.fixture
def kept(database: str) -> Iterator[Store]:
    """Two people in one workspace, and one of them in another too."""
    with closing(open_store(database)) as store:
        live(store, CANARY, "canary")
        live(store, OTHER, "robin")
        live(store, CANARY, "canary", OTHER_TEAM)
        for team in (TEAM, OTHER_TEAM):
            store.install(installed(team, owner=CANARY))
        yield store


def rows(url: str) -> dict[str, list[str]]:
    """All rows of every table, as text."""
    engine = make_engine(database_url(url))
    with engine.connect() as connection:
        found = {
            name: sorted(map(str, connection.execute(text(f'SELECT * FROM "{name}"')).all()))  # noqa: S608  # ours
            for name in metadata.tables
        }
    engine.dispose()
    return found


def naming(url: str, *words: str) -> dict[str, list[str]]:
    """The rows that hold all of the words, by table; a table without any is left out."""
    found = {name: [row for row in lines if all(word in row for word in words)] for name, lines in rows(url).items()}
    return {name: lines for name, lines in found.items() if lines}


def test_an_erased_person_is_in_no_row(database: str, kept: Store) -> None:
    """Neither by a word of theirs, but for what the team decided, nor by their id."""
    touched = kept.erase(TEAM, CANARY)

    assert naming(database, f"'{TEAM}'", CANARY) == {}
    assert naming(database, f"'{TEAM}'", "canary") == {}
    assert touched["questions"] == touched["answers"] == touched["feedback"] == touched["inbox"] == TIMES
    assert (touched["outbox"], touched["channel_settings"], touched["digests"]) == (TIMES, 3, 3)
    assert (touched["decisions"], touched["decision_events"], touched["installations"]) == (1, 1, 1)
    assert [one.team for one in kept.installations() if one.works] == [TEAM, OTHER_TEAM]
    assert kept.kept_of(TEAM, CANARY) == {}


def test_erasing_a_person_leaves_all_others(database: str, kept: Store) -> None:
    """Every row of somebody else, and of the same person in another workspace."""
    others = naming(database, OTHER), naming(database, f"'{OTHER_TEAM}'", CANARY)
    decided = len(naming(database, "Use Python")["decisions"])

    kept.erase(TEAM, CANARY)

    assert (naming(database, OTHER), naming(database, f"'{OTHER_TEAM}'", CANARY)) == others
    assert len(naming(database, "Use Python")["decisions"]) == decided == 3


def test_an_erased_workspace_is_in_no_table(database: str, kept: Store) -> None:
    """In none that names a workspace, whoever adds one; every row of another stays."""
    kept.reserve(TEAM, NOW.date(), 1, 1, **CAPS)
    others = naming(database, f"'{OTHER_TEAM}'")

    touched = kept.erase(TEAM)

    assert naming(database, f"'{TEAM}'") == {}
    assert naming(database, f"'{OTHER_TEAM}'") == others
    assert touched["questions"] == 2 * TIMES
    assert touched["spending"] == 1
    assert kept.kept_of(TEAM) == {}


def test_postgresql_holds_no_byte_of_what_was_erased(server: Server) -> None:
    """Neither in tables nor in its statistics, which keep samples of what people wrote; the bot may be connected."""
    name = server.make()
    url = server.url(name)
    with closing(open_store(url)) as store:
        live(store, CANARY, "canary")
        live(store, OTHER, "robin")
        base = on_disk(url, "ANALYZE")
        before = left(files(base), "canary"), left(files(base), CANARY)

        store.erase(TEAM, CANARY)
        scrub(url)

        on_disk(url)
        assert all(before)
        assert left(files(base), "canary") == left(files(base), CANARY) == []
        assert left(files(base), "robin")
    server.drop(name)


def test_who_may_not_write_postgresql_anew_is_told(server: Server) -> None:
    """PostgreSQL itself leaves out what is another's, and calls that a success."""
    name = server.make()
    url = server.url(name)
    open_store(url).close()
    on_disk(url, f'CREATE ROLE "{name}" LOGIN', f'GRANT ALL ON ALL TABLES IN SCHEMA public TO "{name}"')

    with pytest.raises(StoreError, match=r"It is erased, but .+ could not be written anew .+ the database's owner"):
        scrub(url.replace("postgres@", f"{name}@"))

    server.drop(name)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 40, 1)], ids=["wal", "delete"])
def test_sqlite_holds_no_byte_of_what_was_kept_long_enough(
    tmp_path: Path, version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the hourly round drops is overwritten; a log of writes is gone at the latest once the bot ends."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as store:
        for number in range(TIMES):
            text_of = f"canary {number} {'canary' * 500 * (number % 3)}"
            store.record(exchange(f"k{number}", asked=asked(number, text=text_of), given=given(number)))
        store.record(exchange("k", asked=asked(10_000, text="robin")))
        before = left(tmp_path.iterdir(), "canary")

        store.prune(NOW, NOW + 9_000 * MINUTE)

    assert before
    assert left(tmp_path.iterdir(), "canary") == []
    assert left(tmp_path.iterdir(), "robin") == ["stackbot.db"]


def files(folder: Path) -> list[Path]:
    """All files below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def on_disk(url: str, *statements: str) -> Path:
    """Have PostgreSQL write to its files what it has in memory; the folder of this database's."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (*statements, "CHECKPOINT"):
            connection.execute(statement.encode())
        where = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        folder, number = connection.execute(where.encode()).fetchone() or ("", "")
    return Path(folder) / "base" / str(number)
