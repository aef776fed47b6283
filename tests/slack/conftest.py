"""A bot in Slack: the real one, in this process, against the fake Slack and a database of its own."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.conversation.mail import State
from bot.fake_slack import FakeSlack
from bot.store.schema import open_store
from bot.wiring.desk import Desk
from bot.wiring.slack import Clock, utc_now
from tests.advice.conftest import desk, open_small, shipped, shipped_settings, stacks
from tests.slack.at_work import BotAtWork, Door
from tests.slack.clock import SimulatedClock
from tests.slack.many import BotForMany, many_settings

__all__ = ["desk", "open_small", "shipped", "shipped_settings", "stacks"]

Start = Callable[..., BotAtWork]
StartMany = Callable[..., BotForMany]
Log = list[Any]

PATIENCE_S, A_MOMENT_S = 30.0, 0.01
BUGS = frozenset({"listener_failed", "courier_stumbled", "check_failed"})
BROKEN_DUTY = ("duty_failed", "error")  # a warning says that the database was down


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace."""
    with FakeSlack() as workspace:
        yield workspace


@pytest.fixture
def ana(slack: FakeSlack) -> str:
    """Somebody who asks."""
    return slack.person("ana")


@pytest.fixture
def ben(slack: FakeSlack) -> str:
    """Somebody else, and in most tests an owner of the bot."""
    return slack.person("ben")


@pytest.fixture
def general(slack: FakeSlack, ana: str, ben: str) -> str:
    """A public channel with both of them and the bot."""
    return slack.channel("general", members=[ana, ben])


@pytest.fixture(params=list(Door))
def door(request: pytest.FixtureRequest) -> Door:
    """Both ways in which Slack and the bot speak, one after the other."""
    return Door(request.param)


@pytest.fixture
def log() -> Iterator[Log]:
    """What our own code logs. A test that means a bug to happen takes its line out."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def start(slack: FakeSlack, desk: Desk, tmp_path: Path, log: Log, caplog: pytest.LogCaptureFixture) -> Iterator[Start]:
    """Starts the bot on the test's database, also anew after `stop`; what still runs at the end is stopped.

    A test fails where a bug was logged, or where a library warned: Bolt does so of a listener's parameter that it does
    not know, and passes None.
    """
    started: list[BotAtWork] = []
    url = f"sqlite:///{tmp_path / 'stackbot.db'}"

    def begin(door: Door = Door.SOCKET, over: Desk = desk, clock: Clock = utc_now, **settings: str) -> BotAtWork:
        bot = BotAtWork(slack, over, tmp_path / "stackbot.db", door, settings, clock)
        started.append(bot)
        if isinstance(clock, SimulatedClock):
            clock.first.append(lambda: nothing_on_its_way(settings.get("database_url", url)))
        return bot

    yield begin
    for bot in started:
        bot.stop()
    assert [line for line in log if line["event"] in BUGS or (line["event"], line["log_level"]) == BROKEN_DUTY] == []
    assert [one.getMessage() for one in caplog.get_records("call") if one.levelno >= logging.WARNING] == []


@pytest.fixture
def other(slack: FakeSlack) -> Iterator[FakeSlack]:
    """Another workspace of the same Slack, whose people and channels have the same ids."""
    with FakeSlack("T0OTHER") as workspace:
        workspace.stand_beside(slack)
        workspace.person("ana")
        workspace.person("ben")
        workspace.channel("general", members=["U0ANA", "U0BEN"])
        yield workspace


@pytest.fixture
def start_many(slack: FakeSlack, desk: Desk, tmp_path: Path, log: Log) -> Iterator[StartMany]:
    """Starts a bot that any workspace may install, on the test's database; several are replicas."""
    started: list[BotForMany] = []

    def begin(clock: Clock = utc_now, **settings: str) -> BotForMany:
        chosen = many_settings(slack, tmp_path / "stackbot.db", **settings)
        bot = BotForMany(chosen, desk, clock)
        started.append(bot)
        if isinstance(clock, SimulatedClock):
            clock.first.append(lambda: nothing_on_its_way(chosen.database_url.get_secret_value()))
        return bot

    yield begin
    for bot in started:
        bot.stop()
    assert [line for line in log if line["event"] in BUGS or (line["event"], line["log_level"]) == BROKEN_DUTY] == []


def nothing_on_its_way(url: str) -> None:
    """Wait until no message is in the hands of a replica."""
    with closing(open_store(url)) as store:
        for _ in range(int(PATIENCE_S / A_MOMENT_S)):
            if State.SENDING not in store.waiting().states:
                return
            Event().wait(A_MOMENT_S)
    message = "Messages are still being sent."
    raise TimeoutError(message)
