"""What a channel may see of a week: every count is what SQL says, and nothing comes from elsewhere."""
# ruff: noqa: S608  the queries are put together from parts that stand here

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.advice.answer import Outcome
from bot.conversation.records import Evidence, Exchange, Lack
from bot.decisions import lifecycle
from bot.decisions.change import Act, Change, Deed
from bot.decisions.digest import Facts
from bot.decisions.record import Decision, DecisionId, Status
from bot.ids import ChannelId, UserId
from bot.knowledge.entries import EntryId
from bot.store.engine import database_url, make_engine
from bot.store.schema import open_store
from bot.store.store import Store
from tests.decisions.records import BEN, OTHER_PRIVATE, PRIVATE, PUBLIC, draft, record, record_id
from tests.store.pieces import MINUTE, NOW, OTHER_TEAM, TEAM, asked, exchange, gap, given, vote

START, END = NOW + 20 * MINUTE, NOW + 80 * MINUTE
QUESTIONS = 100
ENTRIES = [EntryId(f"stack.{name}") for name in ("ai", "live", "crud")]
SEEN = "(private_to = '' OR private_to = :channel)"
HEARD = "q.team = :team AND (NOT q.private OR q.channel = :channel)"


@pytest.fixture
def filled(database: str) -> Iterator[tuple[Store, Connection]]:
    """A store with questions and decisions in, before and after the week, and a connection of its own."""
    store = open_store(database)
    for number in range(QUESTIONS):
        store.record(_asked(number))
    for number, change in enumerate(_decided()):
        store.record(exchange(f"decided-{number}", changes=change))
    store.record(exchange("other", team=OTHER_TEAM, asked=asked(1, team=OTHER_TEAM, asked_at=START)))
    engine = make_engine(database_url(database))
    with engine.connect() as connection:
        yield store, connection
    engine.dispose()
    store.close()


@pytest.mark.parametrize("channel", [PUBLIC, PRIVATE, OTHER_PRIVATE])
def test_every_count_is_what_sql_says(filled: tuple[Store, Connection], channel: ChannelId) -> None:
    """Of the questions by how they ended and by topic, of gaps, votes and what became of decisions."""
    store, connection = filled
    facts = store.week_facts(TEAM, channel, START, END)

    def counts(query: str) -> dict[Any, int]:
        of = {"team": TEAM, "channel": channel, "start": _sql(connection, START), "end": _sql(connection, END)}
        return {key: count for key, count in connection.execute(text(query), of)}  # noqa: C416  rows are no pairs

    questions = f"questions q LEFT JOIN answers a ON a.team = q.team AND a.question = q.id WHERE {HEARD}"
    during = "q.asked_at >= :start AND q.asked_at < :end"
    assert facts.outcomes == counts(
        f"SELECT coalesce(a.outcome, ''), count(*) FROM {questions} AND {during} GROUP BY 1"
    )
    for entry in ENTRIES:
        said = counts(
            f"SELECT 1, count(*) FROM {questions} AND {during} AND a.outcome = 'answer'"
            f" AND a.evidence LIKE '[[\"{entry}\"%' GROUP BY 1"
        )
        assert facts.topics.get(entry, 0) == said.get(1, 0)
    assert facts.gaps == counts(
        f"SELECT g.near, count(*) FROM gaps g JOIN questions q ON q.team = g.team AND q.id = g.question WHERE {HEARD}"
        " AND g.noticed_at >= :start AND g.noticed_at < :end GROUP BY 1"
    )
    votes = counts(
        f"SELECT f.helpful, count(*) FROM feedback f JOIN questions q ON q.team = f.team AND q.id = f.question"
        f" WHERE {HEARD} AND f.voted_at >= :start AND f.voted_at < :end GROUP BY 1"
    )
    assert (facts.votes, facts.helpful) == (sum(votes.values()), votes.get(1, 0))
    assert Counter(turn.deed.value for turn in facts.turns) == counts(
        "SELECT e.deed, count(*) FROM decision_events e JOIN decisions d ON d.team = e.team AND d.id = e.decision"
        f" WHERE e.team = :team AND {SEEN}"
        " AND e.at >= :start AND e.at < :end"
        " AND e.deed IN ('accepted', 'rejected', 'deprecated', 'superseded') GROUP BY 1"
    )
    assert Counter(one.status.value for one in facts.standing) == counts(
        f"SELECT status, count(*) FROM decisions WHERE team = :team AND {SEEN}"
        " AND status IN ('accepted', 'proposed') GROUP BY 1"
    )
    assert sum(facts.outcomes.values()) > 10
    assert facts.turns


def test_the_week_begins_with_its_first_instant_and_ends_before_its_last(database: str) -> None:
    """So of two weeks that meet, one has it."""
    store = open_store(database)
    for number, at in enumerate((START, END)):
        asked_ = asked(number, asked_at=at)
        store.record(exchange(f"q-{number}", asked=asked_, given=given(number), gap=gap(number, noticed_at=at)))
        turned = replace(record(number + 1), number=0, revision=0)
        store.record(exchange(f"d-{number}", changes=(Change(None, turned, Deed.ACCEPTED, Act(BEN, at)),)))

    first = store.week_facts(TEAM, PUBLIC, START, END)
    second = store.week_facts(TEAM, PUBLIC, END, END + 9 * MINUTE)

    for facts, number in ((first, 1), (second, 2)):
        assert [turn.decision.id for turn in facts.turns] == [record_id(number)]
        assert sum(facts.outcomes.values()) == sum(facts.gaps.values()) == 1
    store.close()


def test_a_proposal_is_old_by_when_it_was_put_to_the_team(database: str) -> None:
    """And not by when its draft was begun."""
    store = open_store(database)
    begun = draft(1)
    store.record(exchange("draft", changes=(lifecycle.logged(begun),)))
    kept = store.decision(TEAM, begun.id)
    assert kept
    store.record(exchange("proposed", changes=(lifecycle.proposed(kept, Act(kept.created_by, END)),)))

    assert store.week_facts(TEAM, PUBLIC, START, END).proposed_at == {begun.id: END}
    store.close()


@settings(max_examples=25)
@over(places=st.lists(st.sampled_from([ChannelId(""), PRIVATE, OTHER_PRIVATE]), min_size=1, max_size=6), data=st.data())
def test_nothing_of_a_private_channel_is_seen_elsewhere(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Any,  # noqa: ANN401
    places: list[ChannelId],
    data: st.DataObject,
) -> None:
    """Whatever was recorded where: records, their changes and questions."""
    file = tmp_path_factory.mktemp("private") / "stackbot.db"
    file.write_bytes(sqlite_template.read_bytes())
    store = open_store(f"sqlite:///{file}")
    for number, place in enumerate(places, start=1):
        status = data.draw(st.sampled_from([Status.ACCEPTED, Status.PROPOSED, Status.DRAFT]))
        made = replace(record(number, status=status, private_to=place), number=0, revision=0)
        asked_ = asked(number, asked_at=START, private=bool(place), channel=place or PUBLIC)
        deed = Deed.LOGGED if status is Status.DRAFT else Deed(status.value)
        change = Change(None, made, deed, Act(BEN, START))
        store.record(exchange(f"e-{number}", asked=asked_, gap=gap(number, noticed_at=START), changes=(change,)))

    for channel in (PUBLIC, PRIVATE, OTHER_PRIVATE):
        facts = store.week_facts(TEAM, channel, START, END)
        allowed = {"", channel}
        assert {one.private_to for one in _records(facts)} <= allowed
        assert not [one for one in _records(facts) if one.status is Status.DRAFT]
        assert sum(facts.outcomes.values()) == sum(facts.gaps.values()) == sum(one in allowed for one in places)
    store.close()


def _records(facts: Facts) -> list[Decision]:
    return [*facts.standing, *(turn.decision for turn in facts.turns)]


def _sql(connection: Connection, at: datetime) -> object:
    """An instant as the database compares it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if connection.dialect.name == "sqlite" else at


def _asked(number: int) -> Exchange:
    """A question of any kind; chance is the same each time."""
    chance = random.Random(number)  # noqa: S311
    at = NOW + number * MINUTE
    channel = chance.choice([PUBLIC, PRIVATE, OTHER_PRIVATE])
    asked_ = asked(number, asked_at=at, channel=channel, private=channel != PUBLIC or chance.random() < 0.3)
    outcome = chance.choice(list(Outcome))
    cited = tuple(Evidence(one, "abc", 0.5) for one in chance.sample(ENTRIES, chance.randrange(3)))
    answer = given(number, answered_at=at, outcome=outcome.value, evidence=cited) if chance.random() < 0.9 else None
    lack = gap(number, chance.choice(list(Lack)), near=chance.choice([None, *ENTRIES]), noticed_at=at)
    voted = vote(number, helpful=chance.random() < 0.5, user=UserId(f"U{number}"), voted_at=at + 5 * MINUTE)
    return exchange(
        f"q-{number}",
        asked=asked_,
        given=answer,
        gap=lack if outcome is not Outcome.ANSWER else None,
        vote=voted if answer and chance.random() < 0.4 else None,
    )


def _decided() -> Iterator[tuple[Change, ...]]:
    """Records that come and go, in all channels, each act five minutes after the one before."""
    for place, channel in enumerate((ChannelId(""), PRIVATE, OTHER_PRIVATE)):
        for number in range(8):
            id_ = DecisionId(f"d{place}{number:08}")
            status = (Status.ACCEPTED, Status.PROPOSED, Status.DRAFT)[number % 3]
            made = replace(record(number + 1, status=status, private_to=channel), id=id_, number=0, revision=0)
            deed = Deed.LOGGED if status is Status.DRAFT else Deed(status.value)
            yield (Change(None, made, deed, Act(BEN, NOW + (place + 12 * number) * MINUTE)),)
