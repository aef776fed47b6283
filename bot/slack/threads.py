"""Reading a thread before answering in it: once, as far as allowed, and never anybody else's thread.

What is written in it afterwards is heard, where the app may hear it. As it may not everywhere, a thread is read anew
after a while.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

import structlog

from bot.slack.reading_back import Reader
from bot.slack.replies import CALLS, PAGE, TEXT_LIMIT, Extent, Said, read_replies
from bot.slack.sending import Failure, NotNow

KEPT_THREADS = 500
KEPT_FOR = timedelta(minutes=10)

log = structlog.get_logger()

Thread = tuple[str, str, str]  # team, channel, ts of the first message


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """What was read of a thread, oldest first, and when; `failure` is why that is not all."""

    at: datetime
    said: tuple[Said, ...] = ()
    extent: Extent = Extent.WHOLE
    failure: Failure | None = None

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
        """The messages of a thread, and those heard since it was read; only what was read without failure is kept."""
        thread = (team, channel, thread_ts)
        kept = self.kept(thread)
        if kept is not None and self._clock() - kept.at < KEPT_FOR:
            return kept
        found = read_replies(self._slack, self._bot_user, channel, thread_ts)
        read = ThreadRead(self._clock(), found.said, found.extent, found.failure)
        if found.failure is None:
            self._keep(thread, read)
        else:
            why = "ratelimited" if isinstance(found.failure, NotNow) else found.failure.error
            log.info("thread_not_read", error=why, messages=len(found.said))
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
            heard = Said(message.ts, message.text[:TEXT_LIMIT])
            said = sorted((*kept.said, heard), key=lambda said: float(said.ts))
            self._kept[thread] = replace(kept, said=tuple(said[-PAGE * CALLS :]))

    def _keep(self, thread: Thread, read: ThreadRead) -> None:
        with self._lock:
            self._kept[thread] = read
            while len(self._kept) > KEPT_THREADS:
                self._kept.popitem(last=False)
