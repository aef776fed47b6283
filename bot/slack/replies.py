"""Reading the messages of one thread from Slack, a few at a time: all of them, or its beginning and its end.

Some apps get no more than fifteen messages in a call, and few calls a minute, so a thread costs four calls at most.
Slack gives a thread from its beginning on, or from any time on, but never from its end backwards. Of a thread that four
calls do not hold, the last few messages are read from when on they were heard. Where they were not, the first page
tells how many there are, and their time is guessed by the pace, which each page then tells better; where people wrote
in bursts, fewer of the last are found.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.slack.inbound import thread_text
from bot.slack.reading_back import Reader
from bot.slack.sending import Failure, Unknown
from bot.slack.web_api import messages_in, next_cursor

PAGE = 15  # messages in a call; more is refused to some apps (docs.slack.dev, conversations.replies)
CALLS = 4
AIM = 10  # messages that a call after the first should bring; room for a wrong guess is left
LAST = AIM * (CALLS - 1)  # messages at the end of a long thread
TEXT_LIMIT = 4000  # characters of a message, as many as are read of a question


_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")


class Extent(StrEnum):
    """How much of a thread is known: all, its beginning and its end, or neither may be."""

    WHOLE = "whole"
    ENDS = "ends"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread: its ts and its text."""

    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class Replies:
    """What was read of a thread, oldest first; `failure` is why no more could be.

    `to_end` is whether the thread's last message is among it.
    """

    said: tuple[Said, ...]
    extent: Extent
    to_end: bool
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """Where the next page begins, when each message was written but the thread's first, and how many replies it has."""

    cursor: str
    stamps: tuple[float, ...]
    replies: int

    @property
    def last(self) -> float:
        return self.stamps[-1] if self.stamps else 0.0

    @property
    def pace_s(self) -> float:
        """Seconds from one message to the next."""
        return (self.last - self.stamps[0]) / max(1, len(self.stamps) - 1) if self.stamps else 0.0


def read_replies(  # noqa: PLR0913  which thread, by whom, and what is known of it
    slack: Reader, bot_user: str, channel: str, thread_ts: str, *, until: float, heard: Sequence[float] = ()
) -> Replies:
    """What people said in a thread, as far as it can be read; of a long one the first and the last until a ts.

    `heard` is when the last messages are known to have been written.
    """
    thread = {"channel": channel, "ts": thread_ts, "limit": PAGE}
    return _Reading(slack, bot_user, thread).replies(until, [stamp for stamp in heard if stamp < until])


class _Reading:
    """The calls for one thread."""

    def __init__(self, slack: Reader, bot_user: str, thread: Mapping[str, Any]) -> None:
        self._slack = slack
        self._bot_user = bot_user
        self._thread = thread
        self._said: dict[str, Said] = {}
        self._failure: Failure | None = None
        self._to_end = False

    def replies(self, until: float, heard: Sequence[float]) -> Replies:
        extent = self._read(until, heard[-LAST:])
        said = sorted(self._said.values(), key=lambda message: float(message.ts))
        return Replies(tuple(said), extent, self._to_end, self._failure)

    def _read(self, until: float, heard: Sequence[float]) -> Extent:
        page = self._page()
        if page is not None and page.cursor:
            rest = page.replies - len(page.stamps)
            if rest > PAGE * (CALLS - 1):
                return Extent.WHOLE if page.last >= until else self._ends(page, rest, until, heard)
        for _ in range(CALLS - 1):
            if page is None or not page.cursor:
                break
            page = self._page(cursor=page.cursor)
        return Extent.PART if page is None or page.cursor else Extent.WHOLE

    def _ends(self, first: _Page, rest: int, until: float, heard: Sequence[float]) -> Extent:
        """Find the last messages of a long thread."""
        extent, after, target, pace_s = Extent.PART, first.last, until, (until - first.last) / rest
        if len(heard) >= AIM:
            after = target = max(first.last, heard[0])
        for left in range(CALLS - 1, 0, -1):
            begin = max(after, target - AIM * left * pace_s)
            page = self._page(oldest=f"{begin:.6f}")
            if page is None:
                break
            if page.cursor and page.last < until:
                after, pace_s = page.last, page.pace_s
                continue
            extent = Extent.ENDS
            if len(page.stamps) >= AIM:
                break
            # It ends slowly, so most was said long before: where it goes on at the pace of its beginning.
            missed = rest - len(page.stamps) - AIM * (left - 1)
            after = target = min(begin, first.last + max(0, missed) * first.pace_s)
        return extent

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
        cursor = next_cursor(answer)
        self._to_end |= not cursor
        stamps = (_stamp(message) for message in messages if message.get("ts") != self._thread["ts"])
        count = messages[0].get("reply_count")
        return _Page(cursor, tuple(sorted(filter(None, stamps))), count if isinstance(count, int) else 0)


def _stamp(message: Mapping[str, Any]) -> float:
    """When a message was written; 0 where it does not say so."""
    ts = str(message.get("ts"))
    return float(ts) if _TS.fullmatch(ts) else 0.0
