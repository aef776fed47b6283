"""The bot's process killed while people ask: what was acked is answered once, whoever carries it out."""

import logging
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from bot.fake_slack import FakeSlack, faults
from bot.settings import Settings
from bot.wiring.desk import Desk
from tests.slack.bot_process import BotProcess

CLEAR = "How long is a cold start on AWS Lambda?"
A_WHILE_S = 0.15
ANSWERED_S = 60.0
RESTARTED_S = 15.0  # from a signal to the answers that were left; the process itself starts in about two


@dataclass
class Crowd:
    """People who ask, each once, while the bot comes and goes."""

    slack: FakeSlack
    chance: random.Random
    roots: set[tuple[str, str]] = field(default_factory=set)
    asked: int = 0

    def __post_init__(self) -> None:
        """Come together."""
        self.channels = [self.slack.channel(f"channel {number}") for number in range(5)]

    def ask(self) -> None:
        """One of them asks by mention, by direct message or by command."""
        self.asked += 1
        who, where = self.slack.person(f"p{self.asked}"), self.chance.choice(self.channels)
        self.slack.channels[where].members.add(who)
        match self.chance.randrange(3):
            case 0:
                self.roots.add((where, self.slack.say(who, where, f"{self.slack.mention} {CLEAR}")))
            case 1:
                self.roots.add((self.slack.dm(who), self.slack.say(who, self.slack.dm(who), CLEAR)))
            case _:
                self.slack.command(who, where, CLEAR)

    def replies(self) -> dict[tuple[str, str], int]:
        """How many messages each got in its thread."""
        counts = Counter((one.channel, one.thread_ts) for one in self.slack.all_messages if one.by_app)
        return {root: counts[root] for root in self.roots}

    def all_answered(self) -> bool:
        """Whether everything is acked, and everybody who waits for a message has one."""
        return all(one.acked for one in self.slack.deliveries) and all(self.replies().values())


@pytest.fixture
def process(slack: FakeSlack, desk: Desk, shipped_settings: Settings, tmp_path: Path) -> Iterator[BotProcess]:
    """The bot's process; `desk` has learned what it will find learned."""
    assert desk.advisor
    made = BotProcess(slack, tmp_path, shipped_settings)
    yield made
    made.kill()


@pytest.mark.parametrize("kills", [12, pytest.param(200, marks=pytest.mark.soak)])
def test_a_bot_killed_at_any_instant_answers_each_once(
    slack: FakeSlack, process: BotProcess, tmp_path: Path, kills: int
) -> None:
    """After `kill -9` of `stackbot run` at random instants: 0 answers lost, 0 doubled, each question kept once.

    N is 12 kills, 200 in a soak.
    """
    chance = random.Random(kills)  # noqa: S311  the instants
    crowd = Crowd(slack, chance)

    in_flight = 0
    for _ in range(kills):
        process.start()
        _ask_until_it_dies(crowd, process, chance)
        in_flight += let_leases_run_out(tmp_path)
    process.start()
    slack.retry_unacked()
    slack.wait_for(crowd.all_answered, ANSWERED_S + kills)
    ended = process.end()

    assert set(crowd.replies().values()) == {1}
    assert ended == 0
    assert kept(tmp_path) == (crowd.asked, crowd.asked)
    assert states(tmp_path).keys() == {"sent"}
    assert in_flight
    logging.getLogger(__name__).info(
        "%s kills, %s asked, %s in flight, 0 lost, 0 doubled", kills, crowd.asked, in_flight
    )


def test_a_bot_told_to_end_finishes_and_the_next_goes_on(slack: FakeSlack, process: BotProcess, tmp_path: Path) -> None:
    """SIGTERM amid 60 requests: nothing is left in flight, and the next process answers the rest within seconds."""
    crowd = Crowd(slack, random.Random(7))  # noqa: S311  who asks how
    process.start()

    for _ in range(60):
        crowd.ask()
    slack.wait_for(lambda: sum(one.acked for one in slack.deliveries) > 10)
    began = time.monotonic()
    ended = process.end()
    in_flight = states(tmp_path).get("sending", 0)
    process.start()
    slack.wait_for(crowd.all_answered, ANSWERED_S)
    took_s = time.monotonic() - began

    assert ended == 0
    assert in_flight == 0
    assert set(crowd.replies().values()) == {1}
    assert kept(tmp_path) == (60, 60)
    assert took_s < RESTARTED_S


def _ask_until_it_dies(crowd: Crowd, process: BotProcess, chance: random.Random) -> None:
    """Ask a few things, and kill the process somewhere on the way; every third time while Slack holds a message."""
    slack, asking = crowd.slack, chance.randint(3, 9)
    acked = sum(one.acked for one in slack.deliveries) + chance.randint(1, asking)
    held, released = Event(), Event()
    holds = chance.randrange(3) == 0
    fault = slack.faults.plan("chat.postMessage", faults.slow(released, held), times=int(holds))
    for _ in range(asking):
        crowd.ask()
    slack.wait_for(lambda: sum(one.acked for one in slack.deliveries) >= acked)
    (held if holds else Event()).wait(chance.uniform(0, A_WHILE_S))  # anywhere from there to the last message sent
    process.kill()
    fault.stop()
    released.set()


def let_leases_run_out(folder: Path) -> int:
    """Let the minute pass for which a dead sender holds its rows, while nobody runs; how many it held."""
    with closing(_database(folder)) as connection:
        held = connection.execute("UPDATE outbox SET leased_until = due_at WHERE state = 'sending'")
        connection.commit()
    return held.rowcount


def kept(folder: Path) -> tuple[int, int]:
    """How many questions and how many answers are kept."""
    with closing(_database(folder)) as connection:
        counts = connection.execute("SELECT (SELECT count(*) FROM questions), (SELECT count(*) FROM answers)")
        questions, answers = counts.fetchone()
    return questions, answers


def states(folder: Path) -> dict[str, int]:
    """How many rows of the outbox are in each state."""
    with closing(_database(folder)) as connection:
        return dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())


def _database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "stackbot.db", timeout=10)
