"""Two replicas of the app on one database, given payloads at the same moment: both have looked before either writes."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from threading import Barrier, Lock
from typing import Any, cast

from slack_bolt import App, BoltRequest

from bot.advice.advisor import Advisor
from bot.conversation.mail import State
from bot.conversation.pace import Pace
from bot.conversation.records import Exchange
from bot.decisions.book import DecisionBook
from bot.decisions.record import Decision, DecisionId, Status
from bot.ids import ChannelId, TeamId, UserId
from bot.slack.app import slack_app
from bot.slack.blocks.decision_form import FormOrigin
from bot.slack.desk import Choices, SlackDesk
from bot.slack.outsiders import Outsiders
from bot.slack.threads import ThreadReader
from bot.store.database import Database
from bot.store.engine import database_url, make_engine
from bot.store.schema import open_store
from bot.store.store import Store
from tests.decisions import records

TEAM, CHANNEL = TeamId("T0ACME"), ChannelId("C0GENERAL")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = {"C": "general", "G": "privategroup", "D": "directmessage"}  # as Slack gives them, by the ids' first letters
TITLE, WHY = "Use Python for the agents", "The team knows it."

Payload = dict[str, Any]


class Meeting:
    """Where those who are to write wait for each other before the first write of any."""

    def __init__(self) -> None:
        self._barrier = Barrier(1)
        self._awaited = 0
        self._lock = Lock()

    @contextmanager
    def of(self, people: int) -> Iterator[None]:
        """Let the next so many writes wait for each other; later ones wait for nobody."""
        self._barrier, self._awaited = Barrier(people), people
        try:
            yield
        finally:
            assert self._awaited == 0, "not all came to write"
            self._awaited = 0

    def come(self) -> None:
        """Wait for the others, where they are awaited."""
        with self._lock:
            awaited, self._awaited = self._awaited, max(self._awaited - 1, 0)
        if awaited:
            self._barrier.wait(20)


class MeetingStore(Store):
    """A store whose writers meet before they write."""

    def __init__(self, database: Database, meeting: Meeting) -> None:
        super().__init__(database)
        self._meeting = meeting

    def record(self, exchange: Exchange) -> bool:
        """Write an exchange, once all who are to meet have come to write theirs."""
        self._meeting.come()
        return super().record(exchange)


@dataclass
class Replicas:
    """The apps, and the store behind them."""

    store: Store
    apps: Sequence[App]
    meeting: Meeting

    def acks(self, payloads: Sequence[Payload]) -> list[Payload]:
        """What the acks say of payloads that come at once, one at each replica."""
        with self.meeting.of(len(payloads)), ThreadPoolExecutor(len(payloads)) as people:
            return list(people.map(acked, self.apps, payloads))

    def ack(self, payload: Payload, at: int = 0) -> Payload:
        """What the ack of one payload says."""
        return acked(self.apps[at], payload)

    def log(self, draft: Decision, status: Status) -> Decision:
        """A record, logged by its author."""
        now = draft.created_at
        changes = DecisionBook(self.store).log(draft, status).changes
        assert self.store.record(Exchange(TEAM, (f"log {draft.id}",), now, changes=changes))
        return self.kept(draft.id)

    def kept(self, id_: DecisionId) -> Decision:
        """A record as it stands now."""
        found = self.store.decision(TEAM, id_)
        assert found is not None
        return found

    def sent(self) -> list[str]:
        """The keys of all that goes out, in order; those of what a person alone is told without what it answers."""
        keys = (one.key for one in self.store.letters(list(State), 100))
        return sorted("told" if key.startswith("told:") else key for key in keys)


@contextmanager
def replicas(url: str, advisor: Advisor, api_url: str, number: int = 2) -> Iterator[Replicas]:
    """So many replicas on the database at a URL, while the block runs."""
    meeting = Meeting()
    databases = [Database(make_engine(database_url(url))) for _ in range(number)]
    stores = [MeetingStore(database, meeting) for database in databases]
    store = open_store(url)
    try:
        yield Replicas(store, [app(one, advisor, api_url) for one in stores], meeting)
    finally:
        for opened in (store, *stores):
            opened.close()


def form(id_: str, user: str, values: Mapping[str, str], channel: ChannelId = CHANNEL, **origin: Any) -> Payload:  # noqa: ANN401  # fields of any kind
    """The submission of a form in which a decision is logged."""
    told = FormOrigin(id_, channel, **origin)
    return _submission("decision_form", id_, user, told.data(), values)


def reasoned(id_: DecisionId, user: str, move: str, why: str) -> Payload:
    """The submission of the reason for a move."""
    held = json.dumps({"decision": id_, "move": move})
    return _submission("decision_reason", f"{user}{move}", user, held, {"why": why})


def command(user: str, channel: ChannelId, text: str) -> Payload:
    """A slash command."""
    number = next(_NUMBERS)
    return {
        "command": "/stack",
        "text": text,
        "team_id": TEAM,
        "user_id": user,
        "channel_id": channel,
        "channel_name": NAMES[channel[0]],
        "trigger_id": f"3.{number}",
        "response_url": f"https://hooks.slack.com/commands/{number}",
        "api_app_id": "A0STACK",
    }


def click(id_: str, user: str, move: str, channel: ChannelId = CHANNEL) -> Payload:
    """A button on a record's card."""
    number = next(_NUMBERS)
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": user},
        "channel": {"id": channel, "name": NAMES[channel[0]]},
        "container": {"type": "message", "message_ts": "1700000000.000100", "is_ephemeral": False},
        "trigger_id": f"1.{number}",
        "response_url": f"https://hooks.slack.com/actions/{number}",
        "actions": [{"action_id": f"decision_move_{move}", "action_ts": f"1700000000.{number:06}", "value": id_}],
    }


def draft(number: int = 1, **values: Any) -> Decision:  # noqa: ANN401  # of fields of any kind
    """A draft of this workspace."""
    return replace(records.draft(number), team=TEAM, **values)


def app(store: Any, advisor: Advisor, api_url: str) -> App:  # noqa: ANN401  # a store, or one in memory
    """The app over a store; it is given payloads."""
    threads, outsiders = cast("ThreadReader", None), cast("Outsiders", None)  # nothing is read here
    choices, pace = Choices(UserId("U0STACKBOT")), Pace(1000, 1000)
    wake: Callable[[object], None] = lambda _due: None  # noqa: E731
    book = DecisionBook(store)
    return slack_app(SlackDesk(advisor, store, book, choices, pace, threads, outsiders, lambda: NOW, wake), api_url)


def acked(by: App, payload: Payload) -> Payload:
    """What the ack of a payload says."""
    response = by.dispatch(BoltRequest(mode="socket_mode", body=payload))
    assert response.status == 200
    said: Payload = json.loads(response.body or "{}")
    return said


_NUMBERS = count(1)


def _submission(callback_id: str, view: str, user: str, metadata: str, values: Mapping[str, str]) -> Payload:
    typed = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": user},
        "trigger_id": f"2.{next(_NUMBERS)}",
        "view": {
            "id": f"V{view}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": metadata,
            "state": {"values": typed},
        },
    }
