"""`stackbot db` through its door: upgrade, check, backup and copy."""

import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.records import Exchange
from bot.errors import SchemaError, StoreError
from bot.ids import TeamId
from bot.store.schema import open_store
from tests.cli.doors import RunApart, RunHere


@pytest.fixture
def surroundings(surroundings: Mapping[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of these tests, with a database of their own."""
    return {**surroundings, "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'stackbot.db'}"}


def test_upgrade_makes_a_database_and_check_finds_it_whole(stackbot: RunHere) -> None:
    """Each says so in a sentence, and the second upgrade that there was nothing to do."""
    made, again, checked = (stackbot("db", *command.split()) for command in ("upgrade", "upgrade", "check"))

    assert made.stdout == "The database is at version stackbot_0004 now.\n"
    assert again.stdout == "The database is at version stackbot_0004 already.\n"
    assert checked.stdout == "The database is at version stackbot_0004, and whole.\n"
    assert made.exit_code == again.exit_code == checked.exit_code == 0


def test_check_of_a_database_that_is_not_there_is_an_error(stackbot: RunHere, tmp_path: Path) -> None:
    """It names the command that makes one, and makes none."""
    with pytest.raises(StoreError, match=r"There is no database at .*, or by: stackbot db upgrade"):
        stackbot("db", "check")

    assert not (tmp_path / "data").exists()


def test_backup_copies_to_a_new_file_only(stackbot: RunHere, tmp_path: Path) -> None:
    """The copy opens; a second time it is there already."""
    stackbot("db", "upgrade")

    result = stackbot("db", "backup", "copy.db")

    assert result.stdout.startswith("The database is copied to copy.db (")
    open_store(f"sqlite:///{tmp_path / 'copy.db'}").close()
    with pytest.raises(StoreError, match=r"copy\.db is there already"):
        stackbot("db", "backup", "copy.db")


def test_copy_shows_what_is_in_both_databases(stackbot: RunHere, tmp_path: Path) -> None:
    """A line for each table with its rows and their hash, and then what was done. A second time it is there already."""
    source, target = f"sqlite:///{tmp_path / 'data' / 'stackbot.db'}", f"sqlite:///{tmp_path / 'new' / 'stackbot.db'}"
    store = open_store(source)
    store.record(Exchange(TeamId("T1"), ("k1",), datetime(2026, 3, 1, tzinfo=UTC)))
    store.close()

    result = stackbot("db", "copy", source, target)

    assert re.search(r"^inbox +1  [0-9a-f]{12}$", result.stdout, re.MULTILINE)
    assert result.stdout.splitlines()[-1].startswith("1 row is copied from ")
    with pytest.raises(StoreError, match="holds rows already"):
        stackbot("db", "copy", source, target)


def test_copy_never_shows_a_password(stackbot: RunHere, stackbot_apart: RunApart, tmp_path: Path) -> None:
    """Whichever URL it is in, and whatever is wrong with it."""
    stackbot("db", "upgrade")
    whole, new = f"sqlite:///{tmp_path / 'data' / 'stackbot.db'}", f"sqlite:///{tmp_path / 'new.db'}"
    wrong = ("postgresql://bot:hunter2@127.0.0.1:1/stacks", "mysql://bot:hunter2@host/stacks", "hunter2://:::")

    for urls in [*((one, new) for one in wrong), *((whole, one) for one in wrong)]:
        done = stackbot_apart("db", "copy", *urls)

        assert done.code == 2
        assert done.complaint.startswith("The database ")
        assert "hunter2" not in done.complaint + done.out.decode()


def test_a_foreign_database_is_refused(stackbot: RunHere, tmp_path: Path) -> None:
    """Whoever made its tables, it was not the bot."""
    open_store(f"sqlite:///{tmp_path / 'data' / 'stackbot.db'}").close()
    with sqlite3.connect(tmp_path / "data" / "stackbot.db") as connection:
        connection.execute("DELETE FROM alembic_version")
    connection.close()

    with pytest.raises(SchemaError, match="not the bot's"):
        stackbot("db", "check")


def test_an_error_is_a_sentence_and_exit_code_2(stackbot_apart: RunApart) -> None:
    """Without a traceback, and without the password in the URL."""
    done = stackbot_apart("db", "check", env={"STACKBOT_DATABASE_URL": "postgresql://bot:hunter2@127.0.0.1:1/stacks"})

    assert done.code == 2
    assert done.complaint.startswith("The database 127.0.0.1/stacks cannot be used: ")
    assert done.complaint.count("\n") == 1
    assert "hunter2" not in done.complaint
