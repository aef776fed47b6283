"""What must be true of every record is refused by the databases themselves, whatever the code does."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.decisions.tables import (
    decision_books,
    decision_events,
    decision_evidence,
    decision_links,
    decision_options,
    decision_people,
    decision_words,
    decisions,
)
from bot.store.engine import database_url, make_engine, writing
from tests.store.pieces import NOW

DAY = NOW.date()
OF = {"team": "T1", "decision": "d1"}
ROWS: dict[Table, dict[str, Any]] = {
    decision_books: {"team": "T1", "last": 2, "stamp": "s", "forgetting": None},
    decisions: {
        "team": "T1",
        "id": "d1",
        "number": 1,
        "revision": 1,
        "status": "accepted",
        "title": "Use it",
        "topic": "stack.ai",
        "scope": "org",
        "private_to": "",
        "owner": "",
        "created_at": NOW,
        "decided_at": NOW,
        "review_on": None,
        "makers": 1,
        "choices": 1,
        "rationale": "It fits.",
        "confirmed_by": "U1",
        "superseded_by": None,
        "record": "{}",
    },
    decision_events: {
        **OF,
        "revision": 1,
        "deed": "logged",
        "who": "U1",
        "at": NOW,
        "why": "U1",
        "was": "",
        "became": '["U1", "U12"]',
    },
    decision_options: {**OF, "place": 0, "title": "Python", "chosen": True},
    decision_people: {**OF, "role": "maker", "person": "U1"},
    decision_evidence: {**OF, "place": 0, "entry": "stack.ai", "content_hash": "abc"},
    decision_links: {**OF, "tie": "supersedes", "other": "d2", "back": "superseded by"},
    decision_words: {"team": "T1", "word": "python", "block": 0, "bits": b"\1"},
}
BACK = {"team": "T1", "decision": "d2", "tie": "superseded by", "other": "d1", "back": "supersedes"}
ALONE = tuple(table for table in ROWS if table is not decision_links)  # links come in pairs

# A row that is refused beside the one above: its table, and what is different in it.
TWICE: list[tuple[Table, dict[str, Any]]] = [
    (decision_books, {"last": 7}),
    (decisions, {"number": 3}),
    (decisions, {"id": "d3"}),
    (decision_events, {"deed": "accepted"}),
    (decision_options, {"title": "Go"}),
    (decision_options, {"place": 1}),
    (decision_people, {}),
    (decision_evidence, {"entry": "stack.live"}),
    (decision_words, {"bits": b"\2"}),
]
# The same with another part of the name, which is not refused.
BESIDE: list[tuple[Table, dict[str, Any]]] = [
    (decision_books, {"team": "T3"}),
    (decisions, {"id": "d3", "number": 3}),
    (decisions, {"team": "T2"}),
    (decision_events, {"revision": 2}),
    (decision_events, {"decision": "d2"}),
    (decision_options, {"place": 1, "title": "Go"}),
    (decision_options, {"decision": "d2"}),
    (decision_people, {"role": "owner"}),
    (decision_people, {"person": "U2"}),
    (decision_people, {"decision": "d2"}),
    (decision_evidence, {"place": 1}),
    (decision_evidence, {"decision": "d2"}),
    (decision_words, {"word": "go"}),
    (decision_words, {"block": 1}),
    (decision_words, {"team": "T2"}),
]
NEW = {"id": "d3", "number": 3}
# Rows that stand for nothing, or that no record may be.
NEVER: list[tuple[Table, dict[str, Any]]] = [
    (decision_books, {"team": "T3", "last": -1}),
    (decisions, {**NEW, "team": "T3"}),
    (decisions, {**NEW, "status": "lost"}),
    (decisions, {**NEW, "number": 0}),
    (decisions, {**NEW, "revision": 0}),
    (decisions, {**NEW, "title": "Go"}),
    (decisions, {**NEW, "title": "x" * 121}),
    *(
        (decisions, {**NEW, "status": status, "superseded_by": "d2" if status == "superseded" else None, **lack})
        for status in ("accepted", "deprecated", "superseded")
        for lack in ({"makers": 0}, {"choices": 0}, {"rationale": ""}, {"confirmed_by": ""}, {"decided_at": None})
    ),
    (decisions, {**NEW, "status": "superseded"}),
    (decisions, {**NEW, "superseded_by": "d2"}),
    (decisions, {**NEW, "status": "superseded", "superseded_by": "nowhere"}),
    (decisions, {**NEW, "status": "superseded", "superseded_by": "d3"}),
    *(
        (table, {**change, "place": 5, "title": "x"} if table is decision_options else {**change, "revision": 5})
        for table in (decision_options, decision_events)
        for change in ({"decision": "nowhere"}, {"team": "T2"})
    ),
    *((table, change) for table in (decision_people, decision_evidence) for change in ({"decision": "nowhere"},)),
    (decision_people, {"team": "T2"}),
    (decision_people, {"role": "guest"}),
    (decision_people, {"person": ""}),
    (decision_evidence, {"team": "T2"}),
    (decision_evidence, {"place": 5, "entry": ""}),
    (decision_words, {"team": "T3"}),
]
# Ties that no two records may have: what differs in the first row, and in its counterpart.
WRONG_TIES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"tie": "supersedes", "back": "supersedes"}, {"tie": "supersedes", "back": "supersedes"}),
    ({"tie": "relates to", "back": "superseded by"}, {"tie": "superseded by", "back": "relates to"}),
    ({"tie": "likes", "back": "likes"}, {"tie": "likes", "back": "likes"}),
    ({"other": "nowhere"}, {"decision": "nowhere"}),
]


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    """A connection to a database with two records, and one row of each other kind; and another workspace."""
    engine = make_engine(database_url(database))
    with writing(engine).begin() as opened:
        for table in ALONE:
            add(opened, table)
        add(opened, decisions, id="d2", number=2)
        add(opened, decision_books, team="T2")
        yield opened
        opened.rollback()
    engine.dispose()


def add(connection: Connection, table: Table, **values: object) -> None:
    """Insert a table's row, with other values."""
    connection.execute(insert(table).values({**ROWS[table], **values}))


def tie(connection: Connection, *rows: dict[str, Any]) -> None:
    """Insert ties in one statement, as both sides need each other."""
    connection.execute(insert(decision_links).values(list(rows)))


@pytest.mark.parametrize(("table", "values"), TWICE)
def test_what_is_once_cannot_be_twice(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """A second row of the same name is refused: no number is given to two records."""
    with pytest.raises(IntegrityError):
        add(connection, table, **values)


@pytest.mark.parametrize(("table", "values"), BESIDE)
def test_what_has_another_name_stands_beside_it(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """The name is no narrower than it has to be: each workspace counts for itself."""
    add(connection, table, **values)


@pytest.mark.parametrize(("table", "values"), NEVER)
def test_what_no_record_may_be_is_refused(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """A decision without who, what or why; a state that does not exist; what belongs to no record."""
    with pytest.raises(IntegrityError):
        add(connection, table, **values)


def test_a_tie_stands_on_both_records(connection: Connection) -> None:
    """One side alone is refused; who takes one away takes the other along."""
    with pytest.raises(IntegrityError), connection.begin_nested():
        tie(connection, ROWS[decision_links])
    tie(connection, ROWS[decision_links], BACK)

    connection.execute(delete(decision_links).where(decision_links.c.decision == "d1"))

    assert connection.execute(select(decision_links)).all() == []


@pytest.mark.parametrize(("one", "other"), WRONG_TIES)
def test_a_tie_has_its_counterpart(connection: Connection, one: dict[str, Any], other: dict[str, Any]) -> None:
    """Who supersedes another is not superseded by it, and there are no other kinds of ties."""
    with pytest.raises(IntegrityError):
        tie(connection, ROWS[decision_links] | one, BACK | other)


def test_nothing_is_tied_to_itself(connection: Connection) -> None:
    """Such a tie would be its own counterpart."""
    with pytest.raises(IntegrityError):
        tie(connection, ROWS[decision_links] | {"other": "d1", "tie": "relates to", "back": "relates to"})


def test_two_records_have_each_tie_once(connection: Connection) -> None:
    """Several kinds of ties may stand between them, each once."""
    relates = {"tie": "relates to", "back": "relates to"}
    tie(connection, ROWS[decision_links], BACK)
    tie(connection, ROWS[decision_links] | relates, BACK | relates)

    with pytest.raises(IntegrityError):
        tie(connection, ROWS[decision_links] | relates, BACK | relates)


def test_a_record_has_one_successor(connection: Connection) -> None:
    """A second is refused; a record may supersede several."""
    add(connection, decisions, id="d3", number=3)
    tie(connection, ROWS[decision_links], BACK)
    tie(connection, ROWS[decision_links] | {"other": "d3"}, BACK | {"decision": "d3"})

    with pytest.raises(IntegrityError):
        tie(connection, BACK | {"other": "d3"}, ROWS[decision_links] | {"decision": "d3", "other": "d2"})


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (decision_events, {"became": "{}"}),
        (decision_events, {"was": "{}"}),
        (decision_events, {"who": "someone"}),
        (decision_events, {"at": NOW.replace(year=2020)}),
        (decision_books, {"last": 1}),
        (decisions, {"title": "Another"}),
        (decisions, {"revision": 3}),
        (decisions, {"revision": 2, "number": 9}),
    ],
)
def test_what_was_written_is_not_rewritten(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """The log stays as it is, numbers are not given again, and a record counts its revisions."""
    first = table.c.id == "d1" if table is decisions else table.c.team == "T1"

    with pytest.raises(IntegrityError):
        connection.execute(update(table).where(first).values(values))


@pytest.mark.parametrize("row", [decision_events.c.decision == "d1", decisions.c.id == "d2"])
def test_what_was_written_is_not_deleted(connection: Connection, row: ColumnElement[bool]) -> None:
    """Nothing of a log, and no record, not even one without a log."""
    with pytest.raises(IntegrityError):
        connection.execute(delete(row.left.table).where(row))


def test_a_workspace_goes_as_a_whole(connection: Connection) -> None:
    """With its book goes all that hangs from it, the log too; another's stays."""
    add(connection, decisions, team="T2")
    tie(connection, ROWS[decision_links], BACK)

    connection.execute(delete(decision_books).where(decision_books.c.team == "T1"))

    left = {table.name: {row.team for row in connection.execute(select(table))} for table in ROWS}
    assert left == {name: {"T2"} if name in {"decisions", "decision_books"} else set() for name in left}


FORGOTTEN = {"who": "someone", "became": '["someone", "U12"]'}


def test_the_log_forgets_a_person(connection: Connection) -> None:
    """While a workspace's book says who is being forgotten, that id, and nothing else, may be replaced in the log."""
    connection.execute(update(decision_books).values(forgetting="U1"))

    connection.execute(update(decision_events).values(FORGOTTEN))

    row = connection.execute(select(decision_events)).one()
    assert (row.who, row.became, row.why) == ("someone", '["someone", "U12"]', "U1")


@pytest.mark.parametrize(
    "more",
    [{"who": "U2"}, {"why": ""}, {"deed": "rejected"}, {"revision": 9}, {"became": "{}"}, {"was": "x"}, {"at": DAY}],
)
def test_the_log_forgets_nothing_else(connection: Connection, more: dict[str, Any]) -> None:
    """Not even together with the id, nor another's id."""
    connection.execute(update(decision_books).values(forgetting="U1"))
    values = FORGOTTEN | more | ({"at": NOW.replace(year=2020)} if "at" in more else {})

    with pytest.raises(IntegrityError):
        connection.execute(update(decision_events).values(values))


REQUIRED = [(table, column.name) for table in ROWS for column in table.columns if not column.nullable]


@pytest.mark.parametrize(("table", "name"), REQUIRED)
def test_a_column_is_empty_only_where_it_may(connection: Connection, table: Table, name: str) -> None:
    """Every column that is not optional refuses NULL."""
    connection.execute(delete(decision_books))
    parents = {decision_books: (), decisions: (decision_books,)}.get(table, (decision_books, decisions))
    for parent in parents:
        add(connection, parent)

    with pytest.raises(IntegrityError):
        add(connection, table, **{name: None})
