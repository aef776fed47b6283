"""Reading a thread before answering in it: once, as far as allowed, and never anybody else's thread.

What is written in it afterwards is heard, where the app may hear it. As it may not everywhere, a thread is read anew
after a while.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import structlog

from bot.slack.inbound import thread_text
from bot.slack.reading_back import Reader
from bot.slack.sending import NotNow
from bot.slack.web_api import messages_in, next_cursor

READ_LIMIT = 15  # messages in a call; more is refused to some apps (docs.slack.dev, conversations.replies)
CALLS_LIMIT = 4  # for one thread: Slack gives the oldest messages first, and the last ones matter most
TEXT_LIMIT = 4000  # characters of a message, as many as are read of a question
KEPT_THREADS = 500
KEPT_FOR = timedelta(minutes=10)

log = structlog.get_logger()

Thread = tuple[str, str, str]  # team, channel, ts of the first message


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread: its ts and its text."""

    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """What was read of a thread, oldest first, and when; `refused` is Slack's word for why nothing could be."""

    at: datetime
    said: tuple[Said, ...] = ()
    refused: str = ""

    def before(self, ts: str) -> list[str]:
        """The texts that came before a message."""
        return [message.text for message in self.said if float(message.ts) < float(ts)]


class ThreadReader:
    """Reads each thread once and remembers the last few hundred, in memory only."""

    def __init__(self, slack: Reader, bot_user: str, clock: Callable[[], datetime]) -> None:
        self._slack = slack
        self._bot_user = bot_user
        self._clock = clock
        self._kept: OrderedDict[Thread, ThreadRead] = OrderedDict()
        self._lock = Lock()

    def read(self, team: str, channel: str, thread_ts: str) -> ThreadRead:
        """The first messages of a thread, and those heard since it was read."""
        thread = (team, channel, thread_ts)
        kept = self.kept(thread)
        if kept is not None and self._clock() - kept.at < KEPT_FOR:
            return kept
        read = self._fetched(channel, thread_ts)
        if not read.refused:
            self._keep(thread, read)
        return read

    def kept(self, thread: Thread) -> ThreadRead | None:
        """What is known of a thread already."""
        with self._lock:
            return self._kept.get(thread)

    def hear(self, thread: Thread, message: Said) -> None:
        """Add a message to a thread that was read before."""
        with self._lock:
            kept = self._kept.get(thread)
            if kept is None or any(said.ts == message.ts for said in kept.said):
                return
            said = sorted((*kept.said, message), key=lambda said: float(said.ts))
            self._kept[thread] = ThreadRead(kept.at, tuple(said[-READ_LIMIT * CALLS_LIMIT :]))

    def _fetched(self, channel: str, thread_ts: str) -> ThreadRead:
        """The thread, page by page; where Slack refuses a later page, what came before it."""
        said: dict[str, Said] = {}
        cursor = ""
        for _ in range(CALLS_LIMIT):
            page = self._page(channel, thread_ts, cursor)
            if isinstance(page, str):
                return ThreadRead(self._clock(), tuple(said.values())) if said else self._refused(page)
            messages, cursor = page
            found = (thread_text(message, self._bot_user) for message in messages)
            said |= {ts: Said(ts, text[:TEXT_LIMIT]) for ts, text in filter(None, found)}
            if not cursor:
                break
        return ThreadRead(self._clock(), tuple(said.values()))

    def _page(self, channel: str, thread_ts: str, cursor: str) -> tuple[Sequence[Any], str] | str:
        """Some messages and where the next are, or Slack's word for why there are none."""
        asked = {"channel": channel, "ts": thread_ts, "limit": READ_LIMIT} | ({"cursor": cursor} if cursor else {})
        answer = self._slack.read("conversations.replies", asked)
        if isinstance(answer, dict):
            messages = messages_in(answer)  # at least the first of the thread
            return (messages, next_cursor(answer)) if messages else "unreadable_answer"
        return "ratelimited" if isinstance(answer, NotNow) else answer.error

    def _refused(self, why: str) -> ThreadRead:
        log.info("thread_not_read", error=why)
        return ThreadRead(self._clock(), refused=why)

    def _keep(self, thread: Thread, read: ThreadRead) -> None:
        with self._lock:
            self._kept[thread] = read
            while len(self._kept) > KEPT_THREADS:
                self._kept.popitem(last=False)
