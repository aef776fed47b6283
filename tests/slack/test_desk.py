"""What listeners write, and when the courier hears of it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import cast

import pytest

from bot.conversation.mail import Method, Outgoing
from bot.conversation.pace import Pace
from bot.conversation.records import Exchange
from bot.decisions.book import DecisionBook
from bot.ids import TeamId, UserId
from bot.slack.desk import Choices, SlackDesk
from bot.slack.outsiders import Outsiders
from bot.slack.threads import ThreadReader
from bot.wiring.desk import Desk
from tests.fakes import MemoryStore

TEAM = TeamId("T1")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def woken() -> list[set[Method]]:
    """What the courier was woken for."""
    return []


@pytest.fixture
def slack_desk(desk: Desk, woken: list[set[Method]]) -> SlackDesk:
    """A desk whose clock goes on with each look, as clocks do."""
    ticks = count()

    def wake(methods: Collection[Method]) -> None:
        woken.append(set(methods))

    return SlackDesk(
        advisor=desk.advisor,
        records=(records := MemoryStore()),
        book=DecisionBook(records),
        choices=Choices(UserId("U1")),
        pace=Pace(10, 600),
        threads=cast("ThreadReader", None),  # nothing is read here
        outsiders=cast("Outsiders", None),
        clock=lambda: NOON + timedelta(microseconds=next(ticks)),
        wake=wake,
    )


def exchange(key: str, desk: SlackDesk, *methods: Method, wait: timedelta = timedelta(0)) -> Exchange:
    """One that was begun a moment before its messages were made."""
    at = desk.clock()
    rows = tuple(Outgoing(TEAM, f"{key}:{method}", "lane", method, {}, desk.clock() + wait) for method in methods)
    return Exchange(TEAM, (key,), at, outgoing=rows)


def test_the_courier_is_woken_for_what_is_due(slack_desk: SlackDesk, woken: list[set[Method]]) -> None:
    """At once, for otherwise a message waits until the courier looks by itself, which it does every second."""
    slack_desk.record(exchange("one", slack_desk, Method.POST, Method.PHRASE))

    assert woken == [{Method.POST, Method.PHRASE}]


def test_the_courier_is_left_alone_where_there_is_nothing_to_do(
    slack_desk: SlackDesk, woken: list[set[Method]]
) -> None:
    """Nothing to send, nothing due yet, or a repeated delivery."""
    first = exchange("one", slack_desk, Method.POST)
    slack_desk.record(first)
    woken.clear()

    slack_desk.record(first)
    slack_desk.record(exchange("two", slack_desk))
    slack_desk.record(exchange("three", slack_desk, Method.ANSWER, wait=timedelta(seconds=1)))

    assert woken == []
