"""Reading the messages of one thread from Slack, a few at a time.

Some apps get no more than fifteen messages in a call, and few calls a minute, so a thread costs four calls at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.slack.inbound import thread_text
from bot.slack.reading_back import Reader
from bot.slack.sending import Failure, Unknown
from bot.slack.web_api import messages_in, next_cursor

PAGE = 15  # messages in a call; more is refused to some apps (docs.slack.dev, conversations.replies)
CALLS = 4
TEXT_LIMIT = 4000  # characters of a message, as many as are read of a question


class Extent(StrEnum):
    """How much of a thread is known."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread: its ts and its text."""

    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class Replies:
    """What was read of a thread, oldest first; `failure` is why no more could be."""

    said: tuple[Said, ...]
    extent: Extent
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    cursor: str


def read_replies(slack: Reader, bot_user: str, channel: str, thread_ts: str) -> Replies:
    """The messages of people in a thread, as far as it can be read."""
    return _Reading(slack, bot_user, {"channel": channel, "ts": thread_ts, "limit": PAGE}).replies()


class _Reading:
    """The calls for one thread."""

    def __init__(self, slack: Reader, bot_user: str, thread: Mapping[str, Any]) -> None:
        self._slack = slack
        self._bot_user = bot_user
        self._thread = thread
        self._said: dict[str, Said] = {}
        self._failure: Failure | None = None

    def replies(self) -> Replies:
        extent = self._read()
        said = sorted(self._said.values(), key=lambda message: float(message.ts))
        return Replies(tuple(said), extent, self._failure)

    def _read(self) -> Extent:
        page = self._page()
        for _ in range(CALLS - 1):
            if page is None or not page.cursor:
                break
            page = self._page(cursor=page.cursor)
        return Extent.PART if page is None or page.cursor else Extent.WHOLE

    def _page(self, **where: str) -> _Page | None:
        """Some messages; None where Slack gives none, for a thread has one at least."""
        answer = self._slack.read("conversations.replies", {**self._thread, **where})
        if not isinstance(answer, dict):
            self._failure = answer
            return None
        messages = messages_in(answer)
        if not messages:
            self._failure = Unknown("unreadable_answer")
            return None
        found = filter(None, (thread_text(message, self._bot_user) for message in messages))
        self._said |= {ts: Said(ts, text[:TEXT_LIMIT]) for ts, text in found}
        return _Page(next_cursor(answer))
