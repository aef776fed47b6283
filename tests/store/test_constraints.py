"""What must not be there twice, or not at all, is refused by the databases themselves, whatever the code does."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import IntegrityError

from bot.store.engine import database_url, make_engine, writing
from bot.store.tables import answers, channel_settings, feedback, gaps, inbox, outbox, questions, spending
from tests.store.pieces import NOW

DAY = NOW.date()
ROWS: dict[Table, dict[str, Any]] = {
    inbox: {"team": "T1", "key": "k", "at": NOW},
    questions: {
        "team": "T1",
        "id": "q",
        "place": "mention",
        "channel": "C1",
        "user_id": "U1",
        "text": "?",
        "asked_at": NOW,
        "thread_ts": "",
        "message_ts": "",
        "private": True,
    },
    answers: {
        "team": "T1",
        "question": "q",
        "answered_at": NOW,
        "outcome": "answer",
        "confidence": "strong",
        "pick": None,
        "knowledge_version": "v",
        "signals": "[]",
        "evidence": "[]",
        "answer": "{}",
        "explanation": "",
        "phrased_by": "",
        "prose": "",
    },
    feedback: {
        "team": "T1",
        "question": "q",
        "user_id": "U1",
        "helpful": True,
        "voted_at": NOW,
        "reason": None,
        "comment": "",
    },
    gaps: {"team": "T1", "question": "q", "lack": "unanswered", "near": None, "noticed_at": NOW},
    channel_settings: {
        "team": "T1",
        "channel": "C1",
        "mode": "off",
        "listing": "none",
        "shared_on": False,
        "shared": False,
        "changed_by": "",
        "changed_at": NOW,
    },
    outbox: {
        "team": "T1",
        "key": "k",
        "lane": "C1",
        "method": "chat.update",
        "arguments": "{}",
        "digest": "d",
        "follows": "",
        "person": "",
        "first_wins": False,
        "state": "pending",
        "created_at": NOW,
        "due_at": NOW,
        "expires_at": None,
        "fence": 0,
        "attempts": 0,
        "leased_until": None,
        "finished_at": None,
        "channel": "",
        "ts": "",
        "error": "",
    },
    spending: {"team": "T1", "day": DAY, "reserved_tokens": 0, "reserved_micro_usd": 0, "tokens": 0, "micro_usd": 0},
}

# A row that is refused beside the one above: its table, and what is different in it.
TWICE: list[tuple[Table, dict[str, Any]]] = [
    (inbox, {}),
    (questions, {"text": "another"}),
    (answers, {"outcome": "none"}),
    (feedback, {"helpful": False}),
    (gaps, {"near": "stack.ai"}),
    (channel_settings, {"mode": "suggest"}),
    (outbox, {"lane": "C2", "digest": "another"}),
    (spending, {"tokens": 1}),
]
# The same with another part of the name, which is not refused.
BESIDE: list[tuple[Table, dict[str, Any]]] = [
    (inbox, {"key": "k2"}),
    (inbox, {"team": "T2"}),
    (questions, {"id": "q2"}),
    (questions, {"team": "T2"}),
    (feedback, {"user_id": "U2"}),
    (gaps, {"lack": "ambiguous"}),
    (channel_settings, {"channel": "C2"}),
    (channel_settings, {"team": "T2"}),
    (outbox, {"key": "k2"}),
    (outbox, {"team": "T2"}),
    (spending, {"team": "T2"}),
]
# Rows that stand for nothing: a question that is not there, a state that does not exist, an amount below zero.
NEVER: list[tuple[Table, dict[str, Any]]] = [
    *((table, {"question": "nowhere"}) for table in (answers, feedback, gaps)),
    *((table, {"team": "T2"}) for table in (answers, feedback, gaps)),
    (outbox, {"state": "lost"}),
    *((spending, {name: -1}) for name in ("reserved_tokens", "reserved_micro_usd", "tokens", "micro_usd")),
]


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    """A connection to a database in which each table but the outbox and the spending holds one row."""
    engine = make_engine(database_url(database))
    with writing(engine).begin() as opened:
        for table in (inbox, questions, answers, feedback, gaps, channel_settings):
            add(opened, table)
        yield opened
        opened.rollback()
    engine.dispose()


def add(connection: Connection, table: Table, **values: object) -> None:
    """Insert a table's row, with other values."""
    connection.execute(insert(table).values({**ROWS[table], **values}))


@pytest.mark.parametrize(("table", "values"), TWICE)
def test_what_is_once_cannot_be_twice(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """A second row of the same name is refused, whatever else it holds."""
    if table in {outbox, spending}:
        add(connection, table)

    with pytest.raises(IntegrityError):
        add(connection, table, **values)


@pytest.mark.parametrize(("table", "values"), BESIDE)
def test_what_has_another_name_stands_beside_it(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """The name is no narrower than it has to be: each workspace, each person, each channel has its own."""
    if table in {outbox, spending}:
        add(connection, table)

    add(connection, table, **values)


@pytest.mark.parametrize(("table", "values"), NEVER)
def test_what_stands_for_nothing_is_refused(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Also in an empty table."""
    if table is not outbox:
        connection.execute(table.delete())

    with pytest.raises(IntegrityError):
        add(connection, table, **values)


def test_a_lane_has_one_message_in_flight(connection: Connection) -> None:
    """A second is refused; in another lane or workspace, or in another state, it is not."""
    add(connection, outbox, state="sending")
    add(connection, outbox, key="k2")
    add(connection, outbox, key="k3", lane="C2", state="sending")
    add(connection, outbox, key="k4", team="T2", state="sending")

    with pytest.raises(IntegrityError):
        add(connection, outbox, key="k5", state="sending")


@pytest.mark.parametrize("table", [answers, feedback, gaps])
def test_what_belongs_to_a_question_goes_with_it(connection: Connection, table: Table) -> None:
    """No code has to remember it."""
    before = connection.execute(select(table)).all()

    connection.execute(questions.delete())

    assert len(before) == 1
    assert connection.execute(select(table)).all() == []


REQUIRED = [
    (table, column.name)
    for table in ROWS
    for column in table.columns
    if not column.nullable and column.name != "number"
]


@pytest.mark.parametrize(("table", "name"), REQUIRED)
def test_a_column_is_empty_only_where_it_may(connection: Connection, table: Table, name: str) -> None:
    """Every column that is not optional refuses NULL."""
    if table is not questions:
        connection.execute(table.delete())

    with pytest.raises(IntegrityError):
        add(connection, table, **{name: None})
