"""A year of digests: one a channel and week, whatever replicas, restarts, clocks and Slack do."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.advice.advisor import Advisor
from bot.conversation.mail import Leased, Method
from bot.conversation.pace import Pace
from bot.decisions.book import DecisionBook
from bot.decisions.change import Act, Change, Deed
from bot.decisions.schedule import Week, Weekly, slot_of, week_of
from bot.decisions.weekly import ChannelDigest, Fate
from bot.ids import ChannelId, UserId
from bot.slack.backoff import Backoff
from bot.slack.delivery import Delivery
from bot.slack.desk import Choices, SlackDesk
from bot.slack.digesting import Digesting, look_after_digests
from bot.slack.outsiders import Outsiders
from bot.slack.sending import Arrived, Failure, NotNow, Outcome, Refused, Unknown, mark
from bot.slack.settling import Settling
from bot.slack.threads import ThreadReader
from bot.store.digests import digest_weeks
from bot.store.engine import database_url, make_engine
from bot.store.schema import open_store
from bot.store.store import Store
from bot.wiring.desk import Desk
from tests.decisions.records import record
from tests.store.pieces import TEAM, exchange

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=366)
LEASE = timedelta(seconds=60)
METHODS = tuple(Method)

# Among them a time in the gap of spring, one that comes twice in autumn, and one that is on Sunday evening elsewhere.
CHANNELS = {
    "C1": Weekly(1, time(9), ZoneInfo("Europe/Berlin")),
    "C2": Weekly(7, time(2, 30), ZoneInfo("America/New_York")),
    "C3": Weekly(5, time(16, 45), ZoneInfo("Australia/Lord_Howe")),
}


class Killed(BaseException):
    """The process dies here."""


@dataclass
class UnsureSlack:
    """Slack at its worst: it refuses for now, answers nothing, stores late or at once, or the process dies."""

    chance: random.Random
    clock: "Clock"
    trouble: float = 0.4
    posted: list[tuple[str, str, str]] = field(default_factory=list)  # channel, mark, thread_ts
    late: list[tuple[datetime, tuple[str, str, str]]] = field(default_factory=list)

    def carry(self, mail: Any, arguments: Any) -> Outcome:  # noqa: ANN401  as the real one
        """Post, or not, and say so, or not."""
        message = (arguments["channel"], mark(mail), arguments.get("thread_ts", ""))
        match self.chance.random() / self.trouble:
            case x if x < 0.2:
                return NotNow(30)
            case x if x < 0.4:
                return Refused("not_reached", permanent=False)
            case x if x < 0.55:
                return Unknown("http_500")
            case x if x < 0.7:
                self.late.append((self.clock.now + timedelta(seconds=1), message))
                return Unknown("TimeoutError")
            case x if x < 0.85:
                self.posted.append(message)
                return Unknown("RemoteDisconnected")
            case x if x < 1:
                self.posted.append(message)
                raise Killed
        self.posted.append(message)
        return Arrived(message[0], f"{len(self.posted)}.0")

    def reader(self, _team: str) -> "UnsureSlack":
        """Itself."""
        return self

    def read(self, method: str, arguments: Any) -> dict[str, Any] | Failure:  # noqa: ANN401  as the real one
        """A channel or a thread, with marks; or who is in it."""
        self._arrive()
        if self.chance.random() < self.trouble / 2:
            return Unknown("http_503")
        if method == "conversations.info":
            return {"ok": True, "channel": {"id": arguments["channel"], "is_ext_shared": False}}
        thread = arguments.get("ts", "")
        found = [
            {"ts": f"{place}.0", "metadata": {"event_type": "stackbot_message", "event_payload": {"key": key}}}
            for place, (channel, key, thread_ts) in enumerate(self.posted, start=1)
            if channel == arguments["channel"] and thread_ts == thread
        ]
        return {"ok": True, "messages": found}

    def _arrive(self) -> None:
        come = [one for at, one in self.late if at <= self.clock.now]
        self.late = [(at, one) for at, one in self.late if at > self.clock.now]
        self.posted += come


@dataclass
class Clock:
    """The time, which the test sets."""

    now: datetime

    def __call__(self) -> datetime:
        """Now."""
        return self.now


@dataclass
class Replica:
    """A bot without its threads, on the same database as the others."""

    store: Store
    slack: UnsureSlack
    advisor: Advisor
    clock: Clock
    chance: random.Random

    def __post_init__(self) -> None:
        """Start, as after a restart: nothing is remembered."""
        threads, outsiders = ThreadReader(self.slack, UserId("UBOT"), self.clock), Outsiders(self.slack, self.clock)
        book, choices = DecisionBook(self.store), Choices(UserId("UBOT"))
        self.desk = SlackDesk(
            self.advisor, self.store, book, choices, Pace(10, 10), threads, outsiders, self.clock, lambda _: None
        )
        settling = Settling(self.store, self.clock, lambda _leased, _error: None, LEASE)
        tasks = {Method.DIGEST: Digesting(self.desk).carry_out}
        self.delivery = Delivery(settling, self.slack, tasks, Backoff(self.clock, self.chance))

    def look_after(self) -> None:
        """The duty."""
        look_after_digests(self.desk, TEAM)

    def lease(self) -> Sequence[Leased]:
        """What is due."""
        return self.store.lease(self.clock.now, lease_for=LEASE, methods=METHODS, limit=4)


@pytest.fixture
def advisor(desk: Desk) -> Advisor:
    """Any."""
    return desk.advisor


@dataclass
class Year:
    """Lets time pass: in steps of hours where nothing is due, of seconds where something is under way."""

    url: str
    advisor: Advisor
    replicas: int
    seed: int
    channels: int = len(CHANNELS)
    restarts: int = 0

    def __post_init__(self) -> None:
        """Begin with digests in all channels."""
        self.wanted = dict(list(CHANNELS.items())[: self.channels])
        self.chance = random.Random(self.seed)  # noqa: S311  the same each time
        self.clock = Clock(BEGIN)
        self.slack = UnsureSlack(self.chance, self.clock)
        self.stores = [open_store(self.url) for _ in range(self.replicas)]
        for name, weekly in self.wanted.items():
            digest = ChannelDigest(TEAM, ChannelId(name), weekly, is_on=True, since=BEGIN)
            self.stores[0].record(exchange(f"set-{name}", digest=digest))
        overdue = replace(record(review_on=BEGIN.date()), number=0, revision=0)  # so that each digest has details
        change = Change(None, overdue, Deed.ACCEPTED, Act(overdue.owner, BEGIN - timedelta(days=99)))
        self.stores[0].record(exchange("decided", changes=(change,)))
        self.bots = [self._bot(number) for number in range(self.replicas)]

    def _bot(self, number: int) -> Replica:
        return Replica(self.stores[number], self.slack, self.advisor, self.clock, self.chance)

    def pass_(self) -> None:
        """A year, in which replicas look in any order, die in the middle, and are all gone for days at times."""
        while self.clock.now < BEGIN + YEAR:
            order = self.chance.sample(range(self.replicas), self.replicas)
            for number in order:
                self._look_after(number)
            self._carry_all()
            self.clock.now += timedelta(hours=self.chance.choice([2, 3, 5, 8]), seconds=self.chance.randrange(3600))
            if self.chance.random() < 0.003:
                self.clock.now += timedelta(days=self.chance.uniform(1, 12))
                self.bots = [self._bot(one) for one in range(self.replicas)]
        look_after_digests(self.bots[0].desk, TEAM)
        self._carry_all()

    def _look_after(self, number: int) -> None:
        if self.chance.random() < 0.02:
            self.bots[number] = self._bot(number)
            self.restarts += 1
            return
        self.bots[number].look_after()

    def _carry_all(self) -> None:
        while self.stores[0].next_due(self.clock.now) is not None:
            number = self.chance.randrange(self.replicas)
            for leased in self.bots[number].lease():
                try:
                    self.bots[number].delivery.deliver(leased)
                except Killed:
                    self.bots[number] = self._bot(number)
                    self.restarts += 1
                    break
            due = self.stores[0].next_due(self.clock.now)
            if due is not None:
                self.clock.now = max(due, self.clock.now + timedelta(milliseconds=1))

    def close(self) -> None:
        """Close all stores."""
        for store in self.stores:
            store.close()


def weeks_of(weekly: Weekly, until: datetime) -> list[Week]:
    """The weeks whose slots lie in the year."""
    week, found = week_of(BEGIN.date() - timedelta(days=14)), []
    while (slot := slot_of(weekly, week)).at <= until:
        found += [week] if slot.at >= BEGIN else []
        week = week.after()
    return found


def fates(url: str) -> dict[tuple[str, Week], str]:
    """What became of each week of each channel, as the table has it."""
    engine = make_engine(database_url(url))
    with engine.connect() as connection:
        rows = connection.execute(select(digest_weeks)).all()
    engine.dispose()
    return {(row.channel, Week(row.year, row.week)): row.fate for row in rows}


def check(year: Year) -> Counter[str]:
    """Every week has one fate; of those taken one message stands in the channel, of the others none."""
    known = fates(year.url)
    assert known.keys() == {
        (name, week) for name, weekly in year.wanted.items() for week in weeks_of(weekly, year.clock.now)
    }
    posts = Counter(channel for channel, _, thread in year.slack.posted if not thread)
    taken = Counter(channel for (channel, _), fate in known.items() if fate == Fate.TAKEN)
    marks = Counter(key for _, key, _ in year.slack.posted)
    assert known.keys() == {
        (name, week) for name, weekly in year.wanted.items() for week in weeks_of(weekly, year.clock.now)
    }
    assert [key for key, count in marks.items() if count > 1] == []
    assert posts == taken
    assert Counter(channel for channel, _, thread in year.slack.posted if thread) == taken
    return Counter(known.values())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_eight_replicas_post_a_year_once(tmp_path: Path, advisor: Advisor, seed: int) -> None:
    """Each looks after all, in any order."""
    year = Year(f"sqlite:///{tmp_path / 'year.db'}", advisor, replicas=8, seed=seed)

    year.pass_()

    check(year)
    year.close()


def test_a_year_has_one_digest_a_channel_and_week(tmp_path: Path, advisor: Advisor) -> None:
    """Three replicas that die and come back, clocks that are turned, days without any, and a Slack that fails."""
    year = Year(f"sqlite:///{tmp_path / 'year.db'}", advisor, replicas=3, seed=1, channels=2)

    year.pass_()

    counts = check(year)
    assert counts[Fate.TAKEN] > 80
    assert counts[Fate.SKIPPED] > 0
    assert year.restarts > 50
    year.close()
