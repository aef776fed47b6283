"""What is asked often does not go through all that was ever kept."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.conversation.mail import Method
from bot.conversation.records import Lack
from bot.decisions.lifecycle import corrected
from bot.decisions.record import Status
from bot.decisions.search import Search
from bot.ids import QuestionId, UserId
from bot.knowledge.entries import EntryId
from bot.store.database import Database
from bot.store.engine import database_url, make_engine
from bot.store.store import Store
from tests.store.pieces import CHANNEL, NOW, TEAM, THREAD, USER, exchange, gap, mail, whole
from tests.store.recorded import BEN, DAY, TOPIC, act, changing, decide, draft, keep, log, replacing


@pytest.fixture
def planned(sqlite_url: str) -> Iterator[tuple[Store, list[str]]]:
    """A store, and the steps that SQLite plans for each of its statements."""
    engine, steps = make_engine(database_url(sqlite_url)), []

    @event.listens_for(engine, "before_cursor_execute")
    def plan(*arguments: Any) -> None:  # noqa: ANN401  # the driver's own
        connection, _, statement, values, _, many = arguments
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            first = values[0] if many else values
            driver = connection.connection.driver_connection
            steps.extend(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", first))

    store = Store(Database(engine))
    yield store, steps
    store.close()


def test_nothing_that_is_done_often_reads_a_whole_table(planned: tuple[Store, list[str]]) -> None:
    """Every step goes by an index; the outbox has one of what is not finished."""
    store, steps = planned

    store.record(whole())
    store.record(exchange("k3", gap=gap(1, Lack.DISLIKED)))
    store.gaps(TEAM, NOW, 5)
    store.record(exchange("k2", forget=USER, outgoing=(mail("m2", follows="m1"),)))
    (leased, *_) = store.lease(NOW, lease_for=timedelta(minutes=1), methods=tuple(Method), limit=5)
    store.extend(leased, NOW)
    store.sent(leased, NOW, CHANNEL, "1.0")
    store.next_due(NOW)
    store.answer(TEAM, QuestionId("q1"))
    store.thread_questions(TEAM, CHANNEL, THREAD, 5)
    store.recent(TEAM, USER, 5)
    store.channel_settings(TEAM, CHANNEL)
    store.listed_channels(TEAM)
    store.vote(TEAM, QuestionId("q1"), USER)
    store.phrased(TEAM, QuestionId("q1"), "model", "Said.")
    store.reserve(TEAM, NOW.date(), 1, 1, token_cap=1, micro_usd_cap=1)

    assert len(steps) > 20
    assert [step for step in steps if step.startswith("SCAN") and "USING INDEX ix_outbox_open" not in step] == []
    assert any("ix_questions_thread" in step for step in steps)


def test_no_question_about_decisions_reads_all_of_them(planned: tuple[Store, list[str]]) -> None:
    """Writing, reading, searching and forgetting go by indexes; the partial one serves the reviews."""
    store, steps = planned

    old = decide(store, draft(1))
    store.record(changing("k", *replacing(draft(2), old)))
    keep(store, corrected(log(store, draft(3)), act(), {"grounds": (), "options": (), "chosen": ()}))
    store.decision_numbered(TEAM, 1)
    store.decisions_on(TEAM, [TOPIC, "custom:x"], CHANNEL)
    store.decisions_found(TEAM, Search(("python",), Status.ACCEPTED, TOPIC, BEN, CHANNEL, DAY))
    store.decisions_due(TEAM, DAY)
    store.decisions_on_entries(TEAM, [EntryId("stack.ai")])
    store.decision_evidence(TEAM)
    store.reviews_of(TEAM, BEN, DAY, 5)
    store.open_decisions_of(TEAM, BEN, 5)
    store.decision_history(TEAM, old.id)
    store.all_decisions(TEAM)
    store.record(exchange("k2", forget=UserId(BEN)))
    store.erase_team(TEAM)

    assert len(steps) > 40
    values = ("SCAN CONSTANT ROW", "SCAN (subquery-", "SCAN 2 CONSTANT ROWS")  # of an insert
    assert [step for step in steps if step.startswith("SCAN") and not step.startswith(values)] == []
    assert any("ix_decisions_review" in step for step in steps)
    assert [step for step in steps if "TEMP B-TREE" in step] == []
