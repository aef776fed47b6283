"""A store is opened only over the tables it was written for."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bot.errors import SchemaError, StoreError
from bot.store.engine import database_url, make_engine, writing
from bot.store.schema import HEAD, KNOWN, OURS, check, migrations_folder, open_store, reopen_store, upgrade
from bot.store.tables import metadata
from tests.store.pieces import TEAM, exchange
from tests.store.servers import Server

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def run(url: str, *statements: str) -> None:
    """Change a database behind the bot's back."""
    engine = make_engine(database_url(url))
    with writing(engine).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def described(url: str) -> dict[str, object]:
    """All that a database knows of its tables."""
    engine = make_engine(database_url(url))
    inspector = inspect(engine)
    ways = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "check_constraints", "indexes")
    found = {
        f"{table}: {way}": plain(getattr(inspector, f"get_{way}")(table)) for table in metadata.tables for way in ways
    }
    engine.dispose()
    return found


def plain(found: object) -> object:
    """A description to compare: lists in the order of names, everything else as text."""
    if isinstance(found, list):
        return sorted((plain(one) for one in found), key=str)
    return {key: plain(value) for key, value in found.items()} if isinstance(found, dict) else str(found)


def test_the_migrations_make_the_tables(database: str) -> None:
    """Alembic finds nothing to change."""
    engine = make_engine(database_url(database))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = compare_metadata(context, metadata)
    engine.dispose()

    assert found == []


def test_the_migrations_make_the_constraints(empty: str) -> None:
    """Every constraint and index is word for word the same, as Alembic does not look at all of them."""
    open_store(empty).close()
    migrated = described(empty)
    engine = make_engine(database_url(empty))
    metadata.drop_all(engine)
    metadata.create_all(engine)
    engine.dispose()

    assert described(empty) == migrated


def test_the_newest_migration_is_the_one_the_store_wants() -> None:
    """Those that are known are those in the folder, in a line."""
    scripts = ScriptDirectory.from_config(Config(toml_file=PROJECT))

    assert scripts.get_heads() == [HEAD]
    assert all(known.startswith(OURS) for known in KNOWN)
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(KNOWN))
    assert Path(scripts.dir) == migrations_folder()


def test_migrations_import_nothing_of_ours() -> None:
    """They say what a database was, whatever the code becomes."""
    files = list((migrations_folder() / "versions").glob("*.py"))

    assert len(files) == len(KNOWN)
    assert [file.name for file in files if "bot." in file.read_text() or "import bot" in file.read_text()] == []


def test_an_empty_database_gets_the_tables(empty: str) -> None:
    """And is opened the next time."""
    open_store(empty).close()
    store = open_store(empty)

    assert store.record(exchange("k1"))
    store.close()
    assert check(empty).startswith(f"The database is at version {HEAD}")


def test_starting_many_at_once_makes_the_tables_once(empty: str) -> None:
    """Replicas that find an empty database do not get in each other's way."""
    barrier = Barrier(4)

    def start(_number: int) -> bool:
        barrier.wait(30)
        store = open_store(empty)
        written = store.record(exchange("k1"))
        store.close()
        return written

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(start, range(4))) == [False, False, False, True]


@pytest.mark.parametrize("since", [None, KNOWN[0]], ids=["empty", "first release"])
def test_two_processes_may_upgrade_at_once(empty: str, since: str | None) -> None:
    """As replicas do that start together: each ends well, and the tables are there once and whole."""
    if since:
        migrate(empty, since)
    code = "import alembic.command; from bot.store.schema import upgrade; print(flush=True); input()"
    start = [sys.executable, "-c", f"{code}; print(upgrade({empty!r}))"]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    started = [subprocess.Popen(start, cwd=PROJECT.parent, text=True, **pipes) for _ in range(2)]

    for one in started:
        assert one.stdout.readline()
    for one in started:
        one.stdin.write("\n")
        one.stdin.flush()
    ended = [one.communicate(timeout=60) for one in started]

    assert [(one.returncode, complaint) for one, (_, complaint) in zip(started, ended, strict=True)] == [(0, "")] * 2
    assert {out.strip().rpartition(" ")[0] for out, _ in ended} == {f"The database is at version {HEAD}"}
    assert check(empty) == f"The database is at version {HEAD}, and whole."


def test_an_old_database_is_refused_with_the_command(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is upgraded."""
    monkeypatch.setattr("bot.store.schema.HEAD", "stackbot_9999")

    for act in (open_store, reopen_store, check):
        with pytest.raises(SchemaError, match=r"Run: stackbot db upgrade$"):
            act(database)


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (["DROP TABLE alembic_version"], "holds tables that are not the bot's"),
        (["DELETE FROM alembic_version"], "holds tables that are not the bot's"),
        (["UPDATE alembic_version SET version_num = '0001'"], "holds tables that are not the bot's"),
        (
            ["UPDATE alembic_version SET version_num = 'stackbot_9999'"],
            "is at version stackbot_9999, which this release does not know",
        ),
    ],
)
def test_a_foreign_database_is_refused(empty: str, statements: list[str], sentence: str) -> None:
    """By every command; nothing is changed in it."""
    open_store(empty).close()
    run(empty, *statements)

    for act in (open_store, reopen_store, check, upgrade):
        with pytest.raises(SchemaError, match=sentence):
            act(empty)


def test_a_database_of_somebody_else_is_left_alone(empty: str) -> None:
    """Tables of another program are neither read nor joined."""
    run(empty, "CREATE TABLE invoices (id INTEGER)")

    for act in (open_store, upgrade):
        with pytest.raises(SchemaError, match="not the bot's"):
            act(empty)


@pytest.mark.parametrize("version", ["0001", "1", "ae1027a6acf", "9f1d3c5b7a20"])
def test_a_database_that_somebody_else_migrates_is_left_alone(empty: str, version: str) -> None:
    """Also where they use Alembic, with ids of their own."""
    run(
        empty,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
        f"INSERT INTO alembic_version VALUES ('{version}')",  # noqa: S608  # ours
        "CREATE TABLE users (id INTEGER)",
    )

    for act in (open_store, reopen_store, check, upgrade):
        with pytest.raises(SchemaError, match="not the bot's"):
            act(empty)


@pytest.mark.parametrize("make", [lambda url: open_store(url).close(), upgrade], ids=["open", "upgrade"])
def test_a_database_is_for_its_owner_alone(tmp_path: Path, make: Callable[[str], object]) -> None:
    """It holds what people asked in private; so does the journal that SQLite keeps beside it while it writes."""
    url = f"sqlite:///{tmp_path / 'stackbot.db'}"
    before = os.umask(0o022)
    try:
        make(url)
        engine = make_engine(database_url(url))
        with writing(engine).begin() as connection:
            connection.execute(text("INSERT INTO inbox VALUES ('T1', 'k1', '2026-01-01')"))
            modes = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}
        engine.dispose()
    finally:
        os.umask(before)

    assert len(modes) > 1
    assert modes == dict.fromkeys(modes, "0o600")


def test_a_file_that_is_there_keeps_its_mode(sqlite_url: str) -> None:
    """Somebody may have let a group read it."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.chmod(0o640)

    open_store(sqlite_url).close()

    assert oct(file.stat().st_mode & 0o777) == "0o640"


def test_upgrading_says_what_it_did(empty: str) -> None:
    """Once it makes the tables, then there is nothing to do."""
    assert upgrade(empty) == f"The database is at version {HEAD} now."
    assert upgrade(empty) == f"The database is at version {HEAD} already."


def test_upgrading_keeps_what_was_kept(empty: str) -> None:
    """From the tables of the first release on."""
    migrate(empty, KNOWN[0])
    run(
        empty,
        "INSERT INTO inbox (team, key, at) VALUES ('T1', 'event:Ev1', '2026-03-01 12:00:00.000000')",
    )

    upgrade(empty)

    assert check(empty) == f"The database is at version {HEAD}, and whole."
    with closing(open_store(empty)) as store:
        assert store.known(TEAM, "event:Ev1")


def migrate(url: str, version: str) -> None:
    """Bring an empty database to the tables of an earlier release."""
    config, engine = Config(), make_engine(database_url(url), foreign_keys=False)
    config.set_main_option("script_location", str(migrations_folder()))
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def test_looking_makes_no_database(tmp_path: Path) -> None:
    """A mistyped path is named instead."""
    for act in (check, reopen_store):
        with pytest.raises(StoreError, match=r"There is no database at .*nowhere.db"):
            act(f"sqlite:///{tmp_path / 'nowhere.db'}")

    assert list(tmp_path.iterdir()) == []


def test_a_database_without_one_of_its_tables_is_not_opened(empty: str) -> None:
    """Nor upgraded, as its version says that there is nothing to do; each command names what is gone."""
    open_store(empty).close()
    run(empty, "DROP TABLE outbox", "DROP TABLE gaps")

    for act in (open_store, reopen_store, check, upgrade):
        with pytest.raises(StoreError, match=r"is damaged \(it lacks the table gaps; the table outbox\)"):
            act(empty)


@pytest.mark.parametrize(
    ("statement", "lacks"),
    [
        ("DROP INDEX ux_outbox_one_in_flight", "the unique index ux_outbox_one_in_flight (team, lane) where 'sending'"),
        ("DROP INDEX ix_gaps_time", "the index ix_gaps_time (team, noticed_at)"),
        ("ALTER TABLE answers DROP COLUMN prose", "the column answers.prose (TEXT"),
    ],
)
def test_check_names_what_a_database_lost(empty: str, statement: str, lacks: str) -> None:
    """An index or a column, with what it was."""
    open_store(empty).close()
    run(empty, statement)

    with pytest.raises(
        StoreError, match=rf"is damaged \(it lacks {re.escape(lacks)}.*\)\. Put a backup in its place\."
    ):
        check(empty)


@pytest.mark.parametrize(
    ("statements", "lacks"),
    [
        (["ALTER TABLE outbox DROP CONSTRAINT uq_outbox"], "the unique constraint uq_outbox (team, key)"),
        (["ALTER TABLE inbox DROP CONSTRAINT pk_inbox"], "the primary key of inbox (team, key)"),
        (
            ["ALTER TABLE gaps DROP CONSTRAINT fk_gaps_questions"],
            "the foreign key from gaps (team, question) to questions, on delete CASCADE",
        ),
        (["ALTER TABLE spending DROP CONSTRAINT ck_spending_tokens"], "the check constraint ck_spending_tokens"),
        (["ALTER TABLE outbox ALTER COLUMN ts DROP NOT NULL"], 'the column outbox.ts (TEXT COLLATE "C" NOT NULL)'),
        (
            ['ALTER TABLE questions ALTER COLUMN user_id TYPE TEXT COLLATE "default"'],
            'the column questions.user_id (TEXT COLLATE "C" NOT NULL)',
        ),
        (
            [
                "DROP INDEX ux_outbox_one_in_flight",
                "CREATE UNIQUE INDEX ux_outbox_one_in_flight ON outbox (team, lane) WHERE state = 'sent'",
            ],
            "the unique index ux_outbox_one_in_flight (team, lane) where 'sending'",
        ),
    ],
)
def test_check_names_what_was_changed_in_postgresql(server: Server, statements: list[str], lacks: str) -> None:
    """Where constraints can be dropped one by one, and columns changed."""
    name = server.make()
    url = server.url(name)
    open_store(url).close()
    run(url, *statements)

    with pytest.raises(StoreError, match=rf"is damaged \(it lacks {re.escape(lacks)}\)\."):
        check(url)
    server.drop(name)


@pytest.mark.parametrize(
    ("was", "instead", "lacks"),
    [
        ('CONSTRAINT uq_outbox UNIQUE (team, "key")', 'UNIQUE ("key")', "the unique constraint uq_outbox (team, key)"),
        ('PRIMARY KEY (team, "key")', 'PRIMARY KEY ("key")', "the primary key of inbox (team, key)"),
        ("ON DELETE CASCADE", "", "the foreign key from answers (team, question) to questions, on delete CASCADE"),
        ("'dead', ", "", "the check constraint ck_outbox_state 'pending', 'sending', 'ambiguous', 'sent', 'dead'"),
        ("prose TEXT NOT NULL", "prose TEXT", "the column answers.prose (TEXT NOT NULL)"),
    ],
)
def test_check_names_what_is_otherwise_in_sqlite(
    tmp_path: Path, sqlite_template: Path, was: str, instead: str, lacks: str
) -> None:
    """Where a database was made anew from a dump that somebody changed."""
    file = tmp_path / "stackbot.db"
    with closing(sqlite3.connect(sqlite_template)) as connection:
        dump = "\n".join(connection.iterdump())
    assert was in dump
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump.replace(was, instead))

    with pytest.raises(StoreError, match=rf"it lacks {re.escape(lacks)}"):
        check(f"sqlite:///{file}")


def test_what_somebody_added_is_no_damage(database: str) -> None:
    """An index or a table for a report of theirs."""
    run(database, "CREATE INDEX ix_report ON questions (place)", "CREATE TABLE report (id INTEGER)")
    try:
        assert check(database) == f"The database is at version {HEAD}, and whole."
    finally:
        run(database, "DROP INDEX ix_report", "DROP TABLE report")


def test_an_empty_database_is_not_current(empty: str) -> None:
    """`check` says so, rather than making the tables."""
    if empty.startswith("sqlite"):
        run(empty, "SELECT 1")

    with pytest.raises(SchemaError, match="stackbot db upgrade"):
        check(empty)


def test_a_damaged_file_is_found(sqlite_url: str) -> None:
    """Bytes that changed on the disk."""
    store = open_store(sqlite_url)
    for number in range(300):
        store.record(exchange(f"k{number}"))
    store.close()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    data = bytearray(file.read_bytes())
    found = data.find(b"k17")
    data[found : found + 3] = b"zzz"
    file.write_bytes(data)

    with pytest.raises(StoreError, match=r"is damaged \(.+\)\. Put a backup in its place\."):
        check(sqlite_url)


def test_a_row_that_belongs_to_nothing_is_found(sqlite_url: str) -> None:
    """As another program may leave one."""
    engine = make_engine(database_url(sqlite_url), foreign_keys=False)
    with writing(engine).begin() as connection:
        connection.execute(text("INSERT INTO gaps VALUES ('T1', 'nowhere', 'unanswered', NULL, '2026-01-01')"))
    engine.dispose()

    with pytest.raises(StoreError, match="a row of gaps belongs to nothing"):
        check(sqlite_url)


def test_opening_a_current_database_does_not_import_alembic(sqlite_url: str) -> None:
    """It is slow to import, and the start must be quick."""
    opening = f"from bot.store.schema import open_store; open_store({sqlite_url!r}).close()"
    code = f"import sys; {opening}; print('alembic' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT.parent)

    assert done.stdout == "False\n"
