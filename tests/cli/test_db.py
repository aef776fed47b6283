"""`stackbot db` through its door: upgrade, check and backup."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.errors import SchemaError, StoreError
from bot.store.schema import open_store
from tests.cli.doors import RunApart, RunHere


@pytest.fixture
def surroundings(surroundings: Mapping[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of these tests, with a database of their own."""
    return {**surroundings, "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'stackbot.db'}"}


def test_upgrade_makes_a_database_and_check_finds_it_whole(stackbot: RunHere) -> None:
    """Each says so in a sentence, and the second upgrade that there was nothing to do."""
    made, again, checked = (stackbot("db", *command.split()) for command in ("upgrade", "upgrade", "check"))

    assert made.stdout == "The database is at version stackbot_0003 now.\n"
    assert again.stdout == "The database is at version stackbot_0003 already.\n"
    assert checked.stdout == "The database is at version stackbot_0003, and whole.\n"
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
