"""What a digest costs: of a week with 200 decisions and 5,000 questions, beside the records of years."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert

from bot.advice.answer import Outcome
from bot.decisions.change import Deed
from bot.decisions.digest import Digest, digest_of
from bot.decisions.record import EVERYWHERE, Decision, Status
from bot.decisions.schedule import Week, Weekly
from bot.decisions.weekly import Period, period_of
from bot.ids import ChannelId
from bot.knowledge.entries import Library
from bot.slack.blocks.digest import Showing, details_card, digest_card
from bot.store.decisions.rows import decision_row
from bot.store.decisions.tables import decision_events, decisions
from bot.store.engine import database_url, make_engine, writing
from bot.store.store import Store
from bot.store.tables import answers, gaps, questions
from tests.bench.decisions import FEW, TEAM, filled, made_up
from tests.bench.table import rows_of
from tests.store.servers import postgresql

DECIDED, ASKED = 200, 5_000
STANDING = 1_000  # records beside them, the usual case; and many
TIMES = 5
CHANNEL = ChannelId("C1")
PERIOD = period_of(Weekly(1, time(9), ZoneInfo("Europe/Berlin")), Week(2026, 48))

MADE = """## Digests

Facts, digest, message and details of a week with {decided} decisions and {asked:,} questions, {times} times each.
*Records* is how many made-up ones there are beside them; *standing* are those in force or proposed, which are all read.
"""


@dataclass(frozen=True)
class Made:
    """Seconds that a digest took."""

    database: str
    records: int
    standing: int
    median_s: float
    most_s: float


def digests_made(folder: Path, library: Library) -> list[Made]:
    """Measure both databases."""
    with tempfile.TemporaryDirectory(dir=folder) as own, postgresql() as server:
        made = []
        for count in (STANDING, FEW):
            urls = {"SQLite": f"sqlite:///{own}/digest-{count}.db", "PostgreSQL": server.url(server.make())}
            for database, url in urls.items():
                with filled(url, count) as store:
                    _fill_week(url, count)
                    made.append(_timed(store, library, database, count))
        return made


def digests_table(made: Sequence[Made]) -> str:
    """One row for each database and count of records."""
    names = ("database", "records", "standing", "median", "most")
    rows = (
        (one.database, f"{one.records:,}", f"{one.standing:,}", f"{one.median_s:.2f} s", f"{one.most_s:.2f} s")
        for one in made
    )
    return MADE.format(decided=DECIDED, asked=ASKED, times=TIMES) + "\n" + rows_of(names, rows)


def _timed(store: Store, library: Library, database: str, count: int) -> Made:
    seconds, standing = [], 0
    for _ in range(TIMES):
        start = perf_counter()
        digest, standing = _make(store, library, PERIOD)
        showing = Showing(TEAM, library, "/stack")
        digest_card(digest, showing)
        details_card(digest, showing)
        seconds.append(perf_counter() - start)
        if (len(digest.decided), digest.answered + digest.unclear + digest.open) != (DECIDED, ASKED):
            raise AssertionError(digest)
    return Made(database, count, standing, sorted(seconds)[TIMES // 2], max(seconds))


def _make(store: Store, library: Library, period: Period) -> tuple[Digest, int]:
    facts = store.week_facts(TEAM, CHANNEL, period.start, period.end)
    return digest_of(facts, library, period, period.end), len(facts.standing)


def _fill_week(url: str, count: int) -> None:
    """The decisions that follow those made up were all made in this week, and the questions asked."""
    engine = make_engine(database_url(url))
    decided = [_decided(one) for one in islice(made_up(count + DECIDED), count, None)]
    with writing(engine).begin() as connection:
        connection.execute(insert(decisions), [decision_row(one) for one in decided])
        connection.execute(insert(decision_events), [_event(one) for one in decided])
        for table, rows in _questions().items():
            connection.execute(insert(table), rows)
    engine.dispose()


def _decided(decision: Decision) -> Decision:
    at = PERIOD.start + timedelta(minutes=decision.number % 9_000)
    return replace(decision, status=Status.ACCEPTED, decided_at=at, private_to=EVERYWHERE)


def _event(decision: Decision) -> dict[str, object]:
    of = {"team": TEAM, "decision": decision.id, "revision": 1, "deed": Deed.ACCEPTED.value}
    return {**of, "who": decision.owner, "at": decision.decided_at, "why": "", "was": "", "became": "{}"}


def _questions() -> dict[Table, list[dict[str, object]]]:
    """Questions with answers, of which some lack something."""
    asked, given, lacks = [], [], []
    for number in range(ASKED):
        at, name = PERIOD.start + timedelta(minutes=number * 2), f"q{number}"
        outcome = (Outcome.ANSWER, Outcome.ANSWER, Outcome.ANSWER, Outcome.CLARIFY, Outcome.CLOSEST)[number % 5]
        entry = f"stack.topic-{number % 48}"
        texts = {"place": "mention", "channel": CHANNEL, "user_id": "U1", "text": "Node or Python?"}
        asked.append(
            {"team": TEAM, "id": name, "asked_at": at, "thread_ts": "", "message_ts": "", "private": False, **texts}
        )
        of = {"team": TEAM, "question": name}
        evidence = json.dumps([[entry, "0" * 64, 0.5]] * 4)
        empty = dict.fromkeys(("confidence", "knowledge_version", "explanation", "phrased_by", "prose"), "")
        answered = {"answered_at": at, "outcome": outcome.value, "pick": None, "signals": "[]", "evidence": evidence}
        given.append({**of, **empty, **answered, "answer": json.dumps({"text": "word " * 400})})
        if outcome is not Outcome.ANSWER:
            lacks.append({**of, "lack": "unanswered", "near": entry, "noticed_at": at})
    return {questions: asked, answers: given, gaps: lacks}
