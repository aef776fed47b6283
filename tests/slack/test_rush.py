"""More commands at once than can be answered in their acks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any, cast

import pytest
from slack_bolt import BoltRequest

from bot.conversation.pace import Pace
from bot.conversation.records import Exchange, UserId
from bot.slack.app import slack_app
from bot.slack.commands import AT_ONCE, RUSH
from bot.slack.desk import Choices, SlackDesk
from bot.slack.threads import ThreadReader
from bot.wiring.desk import Desk
from tests.fake_slack import FakeSlack
from tests.fakes import MemoryStore
from tests.slack.watching import PICK, PICKED

PEOPLE = AT_ONCE + 1
FOLLOWS = "Your answer follows in a moment."


class MeetingStore(MemoryStore):
    """A store that writes nothing until all who ask have come to write; after that, at once."""

    def __init__(self) -> None:
        super().__init__()
        self._meeting = Barrier(PEOPLE)
        self._met = False

    def record(self, exchange: Exchange) -> bool:
        """Write an exchange."""
        if not self._met:
            self._meeting.wait(10)
            self._met = True
        return super().record(exchange)


class Commands:
    """The app, which is given commands."""

    def __init__(self, desk: Desk, slack: FakeSlack) -> None:
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        threads = cast("ThreadReader", None)  # nothing is read here
        choices, pace = Choices(UserId(slack.bot_user)), Pace(1000, 1000)
        desk_here = SlackDesk(
            desk.advisor, MeetingStore(), choices, pace, threads, lambda: self.now, wake=lambda _due: None
        )
        self._app = slack_app(desk_here, slack.api_url)

    def ack(self, payload: dict[str, Any]) -> str:
        """What the ack of a command says."""
        return self._app.dispatch(BoltRequest(mode="socket_mode", body=payload)).body

    def acks(self, payloads: list[dict[str, Any]]) -> Iterator[str]:
        """What the acks of commands say that come at once."""
        with ThreadPoolExecutor(len(payloads)) as people:
            yield from people.map(self.ack, payloads)


@pytest.fixture
def commands(desk: Desk, slack: FakeSlack) -> Commands:
    """An app of its own."""
    return Commands(desk, slack)


def test_a_command_delivered_again_is_answered_once_however_many_come(
    commands: Commands, slack: FakeSlack, ana: str, general: str
) -> None:
    """In the ack or later, as it was at first, whether there is a rush by then or not any more."""
    payloads = [slack.command(ana, general, PICKED).payload for _ in range(PEOPLE)]

    first = list(commands.acks(payloads))
    in_the_rush = [commands.ack(payload) for payload in payloads]
    commands.now += 2 * RUSH + timedelta(seconds=1)
    after_it = [commands.ack(payload) for payload in payloads]

    assert sorted(FOLLOWS in ack for ack in first) == [False] * AT_ONCE + [True]
    assert [PICK in ack for ack in first] == [FOLLOWS not in ack for ack in first]
    assert in_the_rush == after_it == first
