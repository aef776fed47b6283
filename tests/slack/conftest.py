"""A bot in Slack: the real one, in this process, against the fake Slack and a database of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.wiring.desk import Desk
from tests.advice.conftest import desk, shipped, shipped_settings
from tests.fake_slack import FakeSlack
from tests.slack.at_work import BotAtWork, Door

__all__ = ["desk", "shipped", "shipped_settings"]

Start = Callable[..., BotAtWork]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace."""
    with FakeSlack() as workspace:
        yield workspace


@pytest.fixture(params=list(Door))
def door(request: pytest.FixtureRequest) -> Door:
    """Both ways in which Slack and the bot speak, one after the other."""
    return Door(request.param)


@pytest.fixture
def start(slack: FakeSlack, desk: Desk, tmp_path: Path) -> Iterator[Start]:
    """Starts the bot on the test's database, also anew after `stop`; what still runs at the end is stopped."""
    started: list[BotAtWork] = []

    def begin(door: Door = Door.SOCKET, **settings: str) -> BotAtWork:
        bot = BotAtWork(slack, desk, tmp_path / "stackbot.db", door, settings)
        started.append(bot)
        return bot

    yield begin
    for bot in started:
        bot.stop()
