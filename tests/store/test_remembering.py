"""What a store remembers of a topic is never older than what is kept, whoever wrote it."""

import gc
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from bot.decisions.lifecycle import corrected, deprecated
from bot.decisions.record import Decision
from bot.ids import UserId
from bot.store.database import Database
from bot.store.decisions.remembering import Memory
from bot.store.engine import database_url, make_engine
from bot.store.schema import open_store
from bot.store.store import Store
from tests.store.pieces import CHANNEL, OTHER_TEAM, TEAM, exchange
from tests.store.recorded import ANN, TOPIC, act, changing, decide, draft, keep, made, names, propose

NEW_TOPIC = "custom:new"


@pytest.fixture
def replicas(database: str) -> Iterator[tuple[Store, Store]]:
    """Two stores over one database."""
    one, other = open_store(database), open_store(database)
    yield one, other
    one.close()
    other.close()


def on_topic(store: Store) -> list[tuple[int, str, str]]:
    """The records that a store gives: number, title and status."""
    return [(one.number, one.title, one.status.value) for one in store.decisions_on(TEAM, [TOPIC], CHANNEL)]


def test_what_another_replica_writes_is_seen(replicas: tuple[Store, Store]) -> None:
    """A new record, a correction, a move."""
    one, other = replicas
    known = decide(other, draft(1, title="Use A"))
    assert on_topic(one) == [(1, "Use A", "accepted")]

    decide(other, draft(2, title="Use B"))
    assert on_topic(one) == [(2, "Use B", "accepted"), (1, "Use A", "accepted")]
    known = keep(other, corrected(known, act("Typo."), {"title": "Use C"}))
    assert on_topic(one)[1] == (1, "Use C", "accepted")
    keep(other, deprecated(known, act("Gone.")))
    assert on_topic(one)[1] == (1, "Use C", "deprecated")


def test_a_record_is_on_one_topic_at_a_time(replicas: tuple[Store, Store]) -> None:
    """Also for who remembers both topics."""
    one, other = replicas
    known = propose(other, draft(1))
    assert names(one.decisions_on(TEAM, [TOPIC, NEW_TOPIC], CHANNEL)) == [1]

    keep(other, corrected(known, act(), {"topic": NEW_TOPIC}))

    assert names(one.decisions_on(TEAM, [TOPIC], CHANNEL)) == []
    assert names(one.decisions_on(TEAM, [TOPIC, NEW_TOPIC], CHANNEL)) == [1]


def test_who_is_forgotten_by_another_replica_is_forgotten(replicas: tuple[Store, Store]) -> None:
    """The id is in no answer any more."""
    one, other = replicas
    decide(other, draft(1))
    assert one.decisions_on(TEAM, [TOPIC], CHANNEL)[0].owner == ANN

    other.record(exchange("k", forget=UserId(ANN)))

    assert one.decisions_on(TEAM, [TOPIC], CHANNEL)[0].owner == "someone"


def test_a_workspace_that_another_replica_erased_begins_anew(replicas: tuple[Store, Store]) -> None:
    """Other records under the same ids and with the same revisions are not taken for those of before."""
    one, other = replicas
    decide(other, draft(1, title="Use A"))
    assert on_topic(one) == [(1, "Use A", "accepted")]

    other.erase_team(TEAM)
    other.record(changing("anew", made(draft(1, title="Use B"))))

    assert on_topic(one) == [(1, "Use B", "accepted")]


def test_nothing_of_an_erased_workspace_is_left_in_memory(replicas: tuple[Store, Store]) -> None:
    """Only what nobody asked for again would stay there otherwise; another workspace's records do."""
    store, _ = replicas
    for team in (TEAM, OTHER_TEAM):
        store.record(changing("k", made(draft(1, team=team, title=f"Remembered of {team}")), team=team))
        store.decisions_on(team, [TOPIC], CHANNEL)

    store.erase_team(TEAM)

    gc.collect()
    titles = {one.title for one in gc.get_objects() if type(one) is Decision and one.title.startswith("Remembered of")}
    assert titles == {f"Remembered of {OTHER_TEAM}"}


@pytest.fixture
def counted(sqlite_url: str) -> Iterator[tuple[Store, Database, list[str]]]:
    """A store with three records on each of four topics, its database, and the statements that it runs."""
    engine, statements = make_engine(database_url(sqlite_url)), []
    database = Database(engine)
    store = Store(database)
    store.record(changing("k", *(made(draft(place, topic=f"custom:{place % 4}")) for place in range(12))))

    @event.listens_for(engine, "before_cursor_execute")
    def count(*arguments: object) -> None:
        statement = str(arguments[2])
        statements.extend([statement] if statement.startswith("SELECT") else [])

    yield store, database, statements
    store.close()


def test_what_did_not_change_is_not_read_again(counted: tuple[Store, Database, list[str]]) -> None:
    """One look at the stamp; after a write, the revisions and the record that is new."""
    store, _, statements = counted
    topics = ["custom:0", "custom:1"]
    assert len(store.decisions_on(TEAM, topics, CHANNEL)) == 6

    statements.clear()
    assert len(store.decisions_on(TEAM, topics, CHANNEL)) == 6
    assert len(statements) == 1

    decide(store, draft(20, topic="custom:1"))
    statements.clear()
    assert len(store.decisions_on(TEAM, topics, CHANNEL)) == 7
    assert len(statements) == 3


def test_the_topics_that_were_not_asked_for_longest_are_let_go(counted: tuple[Store, Database, list[str]]) -> None:
    """So that the memory has an end; they are read anew when somebody asks."""
    _, database, statements = counted
    memory = Memory(most=8)  # two topics of three records

    def read(topic: str) -> int:
        statements.clear()
        found = database.read(lambda connection: memory.on_topics(connection, TEAM, [topic], CHANNEL))
        assert len(found) == 3
        return len(statements)

    assert [read(f"custom:{place}") for place in (0, 1, 0, 2, 0, 1)] == [3, 3, 1, 3, 1, 3]
