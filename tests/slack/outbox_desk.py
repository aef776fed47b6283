"""The courier's work in the test's own thread, against the fake Slack and a real store; the test makes time pass."""

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.conversation.mail import FINAL, Leased, Method, Outgoing, Posted, State
from bot.conversation.records import Exchange
from bot.fake_slack import FakeSlack, Message
from bot.ids import TeamId
from bot.slack.backoff import Backoff
from bot.slack.delivery import Delivery, Task
from bot.slack.sending import Carrier, mark
from bot.slack.settling import Settling
from bot.store.schema import open_store
from bot.store.store import Store

TEAM = TeamId("T0ACME")
LEASE = timedelta(seconds=60)
A_STEP_S = 1.0  # time is advanced by no more at once, so that things can happen in between


@dataclass
class OutboxDesk:
    """Puts rows in the outbox and carries them out one by one.

    `told` holds what was reported to the owner; `step` is called whenever time was advanced.
    """

    slack: FakeSlack
    store: Store
    tasks: Mapping[Method, Task] = field(default_factory=dict)
    report: Callable[[Leased, str], Exchange | None] = lambda _leased, _error: None
    step: Callable[[], None] = lambda: None
    timeout_s: int = 5
    api_url: str = ""
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  spreads waits

    def __post_init__(self) -> None:
        """Hire the one who carries."""
        carrier = Carrier(self.slack.bot_token, base_url=self.api_url or self.slack.api_url, timeout_s=self.timeout_s)
        settling = Settling(self.store, self.clock, self.report, LEASE)
        self.delivery = Delivery(settling, carrier, self.tasks, Backoff(self.clock, self.chance))

    def clock(self) -> datetime:
        """Slack's time, which the test advances."""
        return datetime.fromtimestamp(self.slack.now(), UTC)

    def put(self, *mails: Outgoing) -> None:
        """Write rows, in one exchange."""
        keys = tuple(f"put:{mail.key}" for mail in mails)
        assert self.store.record(Exchange(TEAM, keys, self.clock(), outgoing=mails))

    def mail(self, method: Method, key: str, lane: str, arguments: Mapping[str, Any], **more: Any) -> Outgoing:  # noqa: ANN401  any JSON
        """A row that is due now."""
        return Outgoing(TEAM, key, lane, method, arguments, self.clock(), **more)

    def post(self, channel: str, key: str, **arguments: Any) -> Outgoing:  # noqa: ANN401  any JSON
        """A message whose text is its key."""
        return self.mail(Method.POST, key, f"channel:{channel}", {"channel": channel, "text": key, **arguments})

    def update(self, channel: str, key: str, follows: str, **more: Any) -> Outgoing:  # noqa: ANN401  any JSON
        """An update of a message, to the key as its text."""
        return self.mail(Method.UPDATE, key, f"channel:{channel}", {"text": key}, follows=follows, **more)

    def respond(self, url: str, key: str, **arguments: Any) -> Outgoing:  # noqa: ANN401  any JSON
        """A message to a response URL."""
        return self.mail(Method.RESPOND, key, "person:U1", {"response_url": url, "text": key, **arguments})

    def lease(self) -> Leased | None:
        """The next row that is due, in the hands of the caller."""
        return next(iter(self._lease(1)), None)

    def carry_due(self) -> int:
        """Carry out all that is due now; how many rows."""
        carried = 0
        while leased := self._lease(100):
            for row in leased:
                self.delivery.deliver(row)
            carried += len(leased)
        return carried

    def carry_all_despite(self, error: type[Exception]) -> None:
        """Carry out all; a row that raises the error is left until its lease runs out, as the courier does."""
        while self.store.next_due(self.clock()):
            with suppress(error):
                self.carry_due()
            self.slack.advance(LEASE.total_seconds() + 1)

    def _lease(self, limit: int) -> Sequence[Leased]:
        return self.store.lease(self.clock(), lease_for=LEASE, methods=tuple(Method), limit=limit)

    def carry_all(self) -> None:
        """Carry out all, letting time pass wherever nothing is due."""
        for _ in range(100_000):
            self.carry_due()
            now = self.clock()
            due = self.store.next_due(now)
            if due is None:
                return
            self.slack.advance(min(max((due - now).total_seconds(), 0.001), A_STEP_S))
            self.step()
        raise AssertionError("The outbox is never done.")

    def rows(self) -> list[Posted]:
        """All rows, in order."""
        return sorted(self.store.letters(tuple(State), 10_000), key=lambda row: row.number)

    def row(self, key: str) -> Posted:
        """One row."""
        return next(row for row in self.rows() if row.key == key)

    def done(self) -> bool:
        """Whether every row is final."""
        return all(row.state in FINAL for row in self.rows())


def marks(messages: list[Message]) -> list[str]:
    """The marks of messages, in order."""
    return [message.metadata["event_payload"]["key"] for message in messages if message.metadata]


def texts(messages: list[Message]) -> list[str]:
    """The texts of messages, in order."""
    return [message.text for message in messages]


def new_store(folder: Path) -> Store:
    """A store on SQLite, in a file."""
    return open_store(store_url(folder))


def store_url(folder: Path) -> str:
    """Where a test's store is."""
    return f"sqlite:///{folder / 'stackbot.db'}"


__all__ = ["LEASE", "TEAM", "OutboxDesk", "mark", "marks", "new_store", "store_url", "texts"]
