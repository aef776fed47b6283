"""Whatever ids the stored rows of a workspace hold: by none of them it reads what another has."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.fake_slack import FakeSlack
from bot.store.tables import metadata
from tests.slack.conftest import StartMany
from tests.slack.test_workspaces_apart import MINE, THEIRS, ids_of, rows_of, session, settled
from tests.slack.watching import PICKED, asked

KEEP_TASKS = """
CREATE TABLE tasks (number, arguments);
CREATE TRIGGER keep_tasks AFTER INSERT ON outbox WHEN new.method LIKE 'task.%'
BEGIN INSERT INTO tasks VALUES (new.number, new.arguments); END;
"""  # a task that is done keeps no arguments
FORGET_TASKS = "DROP TRIGGER keep_tasks;"
ANEW = """
UPDATE outbox SET state = 'pending', attempts = 0, finished_at = NULL, expires_at = NULL, key = key || ':anew',
arguments = (SELECT arguments FROM tasks WHERE tasks.number = outbox.number) WHERE team = ? AND method LIKE 'task.%'
"""
TASKS_OF = "SELECT arguments FROM outbox WHERE team = ? AND method LIKE 'task.%'"
UNFINISHED = "SELECT method, state, error FROM outbox WHERE team = ? AND state IN ('pending', 'sending', 'ambiguous')"
READS = ("gaps", "decisions", "decisions canary", "decision ADR-0001", "digest preview", PICKED)


def rewrite(database: Path, team: str, ids: Mapping[str, str], own: Sequence[tuple[str, str]]) -> int:
    """Put another's ids wherever a workspace's rows hold its own, but for these columns; its tasks are to be done anew.

    Says how many tasks name what is another's now.
    """
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executescript(FORGET_TASKS)
        connection.execute(ANEW, (team,))
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:  # they keep records as they were written
            connection.execute(f'DROP TRIGGER "{name}"')
        for table in (one for one in metadata.sorted_tables if "team" in one.c):
            columns = [one.name for one in table.c if one.name != "team" and (table.name, one.name) not in own]
            for number, *values in connection.execute(_each(table.name, columns), (team,)).fetchall():
                new = [_with(ids, value) for value in values]
                connection.execute(_set(table.name, columns), (*new, number))
        for _, made in triggers:
            connection.execute(made)
        tasks = [row[0] for row in connection.execute(TASKS_OF, (team,))]
    return sum(any(id_ in arguments for id_ in ids.values()) for arguments in tasks)


def _each(table: str, columns: Sequence[str]) -> str:
    return f'SELECT rowid, {", ".join(columns)} FROM "{table}" WHERE team = ?'  # noqa: S608  names of ours


def _set(table: str, columns: Sequence[str]) -> str:
    return f'UPDATE "{table}" SET {", ".join(f"{one} = ?" for one in columns)} WHERE rowid = ?'  # noqa: S608  same


def _with(ids: Mapping[str, str], value: object) -> object:
    if isinstance(value, str):
        for id_, foreign in ids.items():
            value = value.replace(id_, foreign)
    return value


def unfinished(database: Path, team: str) -> Sequence[Any]:
    """What of a workspace's outbox did not go out, and why."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(UNFINISHED, (team,)).fetchall()


@pytest.mark.parametrize("own", [(), (("questions", "id"), ("decisions", "id"))], ids=["twins", "dangling"])
def test_no_row_of_one_workspace_reads_what_another_has(
    slack: FakeSlack,
    other: FakeSlack,
    start_many: StartMany,
    tmp_path: Path,
    ana: str,
    general: str,
    own: Sequence[tuple[str, str]],
) -> None:
    """All that is stored of one is rewritten to hold the other's ids; its tasks are done again, and all of it is read.

    Either its own records have the other's ids as well, or what its rows refer to is there in the other alone.
    """
    database = tmp_path / "stackbot.db"
    bot = start_many()
    bot.speaks_to(slack, other)
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(KEEP_TASKS)
    for workspace, words in ((slack, MINE), (other, THEIRS)):
        bot.browser().install(workspace, ana)
        session(workspace, ana, general, words)
    ids = dict(zip(ids_of(database, other, general), ids_of(database, slack, general), strict=True))
    bot.stop()
    before, said = rows_of(database, slack.team), len(slack.calls("chat.postMessage"))

    tasks = rewrite(database, other.team, ids, own)
    again = start_many(rate_person="100000", rate_workspace="100000")
    again.speaks_to(other)
    told = [asked(other, ana, general, text) for text in READS]
    other.open_home(ana).ack()
    for _ in range(50):
        settled(other, ana, general)
        if not unfinished(database, other.team):
            break
    again.stop()

    assert tasks >= 5
    assert unfinished(database, other.team) == []
    assert rows_of(database, slack.team) == before
    assert len(slack.calls("chat.postMessage")) == said
    heard = [*told, *(call.args for call in other.calls()), rows_of(database, other.team)]
    assert MINE not in json.dumps(heard, default=str)
    assert THEIRS in json.dumps(heard, default=str)
