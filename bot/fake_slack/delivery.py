"""What Slack sends to the app, and what the app answers."""

import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from bot.fake_slack.shapes import Json, Message, View

EVENT, COMMAND, INTERACTION = "events_api", "slash_commands", "interactive"


class NotAckedError(AssertionError):
    """The app did not answer a delivery in time."""


class Ack(NamedTuple):
    """An answer: the HTTP status (200 in Socket Mode, 0 where no connection was to be had), what came, and how soon."""

    status: int
    payload: Any
    latency_s: float

    @property
    def ok(self) -> bool:
        """Whether Slack takes it for an answer."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(slots=True, eq=False)
class Delivery:
    """One thing that was sent to the app, and all answers to it.

    `at` is when, by Slack's clock. `sent` is False for events that the app did not subscribe to or may not see. `shown`
    is the message that the ack of a command made, or Slack's error; `view` is the modal that the ack of a submission
    closed, changed or opened.
    Where Slack could do nothing with the ack, `error` is what it calls that, and `reasons` say what was wrong.
    """

    kind: str
    payload: Json
    changed: threading.Condition
    retry_attempt: int = 0
    retry_reason: str = ""
    sent: bool = True
    at: float = 0.0
    sent_at: float = field(default_factory=time.perf_counter)
    envelope_ids: list[str] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    shown: Message | None = None
    view: View | None = None
    error: str = ""
    reasons: list[str] = field(default_factory=list)

    @property
    def event_id(self) -> str:
        """Slack's name for the event, or nothing."""
        return str(self.payload.get("event_id", ""))

    @property
    def trigger_id(self) -> str:
        """What lets the app open a view, or nothing."""
        return str(self.payload.get("trigger_id", ""))

    @property
    def response_url(self) -> str:
        """Where the app may answer later, or nothing."""
        return str(self.payload.get("response_url", ""))

    @property
    def acked(self) -> bool:
        """Whether a good answer has come."""
        return any(ack.ok for ack in self.acks)

    def ack(self, timeout: float = 30.0) -> Ack:
        """The first answer; NotAckedError where none comes within `timeout` seconds."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.acks, timeout if self.sent else 0):
                what = self.payload.get("event", self.payload)
                raise NotAckedError(f"No answer within {timeout} s to {self.kind} (sent: {self.sent}): {what}")
            return self.acks[0]


class Link(Protocol):
    """A way to the app."""

    def deliver(self, delivery: Delivery) -> None:
        """Send it; the answer comes to the delivery later."""

    def close(self) -> None:
        """Let go of the app."""
