"""What comes at the same moment: more commands than can be answered in their acks, two choices in one card."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any, cast

import pytest
from slack_bolt import BoltRequest

from bot.conversation.mail import State
from bot.conversation.pace import Pace
from bot.conversation.records import Exchange
from bot.decisions.asks import review_ask
from bot.decisions.book import DecisionBook
from bot.decisions.change import Change, Deed
from bot.decisions.record import Person
from bot.fake_slack import FakeSlack
from bot.ids import TeamId, UserId
from bot.slack.app import slack_app
from bot.slack.blocks.actions import REVIEW_DECISION
from bot.slack.commands import AT_ONCE, RUSH
from bot.slack.desk import Choices, SlackDesk
from bot.slack.outsiders import Outsiders
from bot.slack.threads import ThreadReader
from bot.wiring.desk import Desk
from tests.decisions.records import act, record
from tests.fakes import MemoryStore
from tests.slack.watching import PICK, PICKED, UNCLEAR

PEOPLE = AT_ONCE + 1
FOLLOWS = "Your answer follows in a moment."


class MeetingStore(MemoryStore):
    """A store that writes nothing until all who are to meet have come to write; after that, at once."""

    def __init__(self) -> None:
        super().__init__()
        self._meeting: Barrier | None = None

    def meet(self, people: int) -> None:
        """Let the next so many writers wait for each other."""
        self._meeting = Barrier(people)

    def record(self, exchange: Exchange) -> bool:
        """Write an exchange."""
        if meeting := self._meeting:
            meeting.wait(10)
            self._meeting = None
        return super().record(exchange)


class Office:
    """The app, which is given payloads."""

    def __init__(self, desk: Desk, slack: FakeSlack) -> None:
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        threads, outsiders = cast("ThreadReader", None), cast("Outsiders", None)  # nothing is read here
        choices, pace = Choices(UserId(slack.bot_user)), Pace(1000, 1000)
        self.store = MeetingStore()
        desk_here = SlackDesk(
            desk.advisor,
            self.store,
            DecisionBook(self.store),
            choices,
            pace,
            threads,
            outsiders,
            lambda: self.now,
            wake=lambda _due: None,
        )
        self._app = slack_app(desk_here, slack.api_url)

    def ack(self, payload: dict[str, Any]) -> str:
        """What the ack of a payload says."""
        return self._app.dispatch(BoltRequest(mode="socket_mode", body=payload)).body

    def acks(self, payloads: list[dict[str, Any]]) -> Iterator[str]:
        """What the acks of payloads say that come at once."""
        self.store.meet(len(payloads))
        with ThreadPoolExecutor(len(payloads)) as people:
            yield from people.map(self.ack, payloads)


@pytest.fixture
def office(desk: Desk, slack: FakeSlack) -> Office:
    """An app of its own."""
    return Office(desk, slack)


def test_a_command_delivered_again_is_answered_once_however_many_come(
    office: Office, slack: FakeSlack, ana: str, general: str
) -> None:
    """In the ack or later, as it was at first, whether there is a rush by then or not any more."""
    payloads = [slack.command(ana, general, PICKED).payload for _ in range(PEOPLE)]

    first = list(office.acks(payloads))
    in_the_rush = [office.ack(payload) for payload in payloads]
    office.now += 2 * RUSH + timedelta(seconds=1)
    after_it = [office.ack(payload) for payload in payloads]

    assert sorted(FOLLOWS in ack for ack in first) == [False] * AT_ONCE + [True]
    assert [PICK in ack for ack in first] == [FOLLOWS not in ack for ack in first]
    assert in_the_rush == after_it == first


def test_two_choices_made_in_the_same_moment_are_both_answered(
    office: Office, slack: FakeSlack, ana: str, general: str
) -> None:
    """Each in the place of the other, whichever is written first; the same click delivered again changes nothing."""
    card = json.loads(office.ack(slack.command(ana, general, UNCLEAR).payload))
    offered = [one for block in card["blocks"] for one in block.get("elements", []) if "choose_" in str(one)]
    clicks = [
        {
            "type": "block_actions",
            "team": {"id": slack.team},
            "user": {"id": ana},
            "channel": {"id": general, "name": "general"},
            "container": {"type": "message", "message_ts": "1700000000.000100", "is_ephemeral": True},
            "trigger_id": f"1.{number}",
            "response_url": f"https://hooks.slack.com/actions/{number}",
            "actions": [{**button, "action_ts": f"1700000000.00020{number}"}],
        }
        for number, button in enumerate(offered[:2])
    ]

    acks = list(office.acks(clicks))
    rows = office.store.letters([State.PENDING], 10)
    again = [office.ack(click) for click in clicks]

    assert acks == again == ["", ""]
    assert sum(row.key.startswith("answer:") for row in rows) == 2
    assert office.store.letters([State.PENDING], 10) == rows


def test_of_two_answers_to_a_review_in_the_same_moment_one_is_written(
    office: Office, slack: FakeSlack, ana: str, ben: str
) -> None:
    """Both looked before either wrote; the other person is told, and the same clicks delivered again change nothing."""
    people, team = (Person(ana), Person(ben)), TeamId(slack.team)
    due = record(1, team=team, decision_makers=people, review_on=office.now.date())
    office.store.record(Exchange(team, ("k",), office.now, changes=(Change(None, due, Deed.IMPORTED, act()),)))
    clicks = [
        {
            "type": "block_actions",
            "team": {"id": slack.team},
            "user": {"id": user},
            "channel": {"id": slack.dm(user), "name": "directmessage"},
            "container": {"type": "message", "message_ts": "1700000000.000100"},
            "trigger_id": f"1.{user}",
            "response_url": f"https://hooks.slack.com/actions/{user}",
            "actions": [
                {
                    "action_id": f"{REVIEW_DECISION}holds",
                    "action_ts": "1700000000.000200",
                    "value": review_ask(replace(due, revision=1)).data(),
                }
            ],
        }
        for user in people
    ]

    acks = list(office.acks(clicks))
    rows = office.store.letters([State.PENDING], 10)
    again = [office.ack(click) for click in clicks]

    assert acks == ["", ""]
    deeds = [event.deed for event in office.store.decision_history(team, due.id)]
    assert deeds == [Deed.IMPORTED, Deed.REVIEWED]
    assert sorted(row.key.split(":")[0] for row in rows) == ["show", "told"]
    assert again == acks
    assert [event.deed for event in office.store.decision_history(team, due.id)] == deeds
