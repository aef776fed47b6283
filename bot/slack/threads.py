"""Reading a thread before answering in it: once, as far as allowed, and never anybody else's thread.

What is written in it afterwards is heard, where the app may hear it. As it may not everywhere, a thread is read anew
after a while. Of threads in which nobody asked, no text is kept, only when the last messages were written: Slack cannot
say that of a long thread.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import structlog

from bot.advice.question import THREAD_LIMIT
from bot.slack.reading_back import Reader
from bot.slack.replies import CALLS, PAGE, TEXT_LIMIT, Extent, Said, read_replies
from bot.slack.sending import Failure, NotNow

BEFORE_LIMIT = THREAD_LIMIT - 1  # messages that go along with the one that asks
KEPT_MESSAGES = PAGE * CALLS  # of a thread
KEPT_THREADS = 500
HEARD_THREADS = 5_000
KEPT_FOR = timedelta(minutes=10)

log = structlog.get_logger()

Thread = tuple[str, str, str]  # team, channel, ts of the first message


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """What was read of a thread, oldest first, for a message with the ts `until`; `failure` is why that is not all."""

    at: datetime
    said: tuple[Said, ...] = ()
    extent: Extent = Extent.WHOLE
    until: str = ""
    failure: Failure | None = None

    def before(self, ts: str) -> list[str]:
        """The texts that came before a message; of many the first and the last."""
        return [message.text for message in _ends(self._before(ts), BEFORE_LIMIT)]

    def extent_before(self, ts: str) -> Extent:
        """How much of what came before a message that is."""
        is_cut = self.extent is Extent.WHOLE and len(self._before(ts)) > BEFORE_LIMIT
        return Extent.ENDS if is_cut else self.extent

    def serves(self, ts: str) -> bool:
        """Whether it was read for a message or may be used for it."""
        return self.extent is Extent.WHOLE or float(ts) >= float(self.until)

    def _before(self, ts: str) -> list[Said]:
        return [message for message in self.said if float(message.ts) < float(ts)]


class ThreadReader:
    """Reads each thread once and remembers the last few hundred, in memory only."""

    def __init__(self, slack: Reader, bot_user: str, clock: Callable[[], datetime]) -> None:
        self._slack = slack
        self._bot_user = bot_user
        self._clock = clock
        self._kept: OrderedDict[Thread, ThreadRead] = OrderedDict()
        self._heard: OrderedDict[Thread, deque[float]] = OrderedDict()
        self._lock = Lock()

    def read(self, team: str, channel: str, thread_ts: str, until: str) -> ThreadRead:
        """The messages of a thread until one of them, and those heard since it was read.

        Only what was read without failure and to the thread's end is kept.
        """
        thread = (team, channel, thread_ts)
        kept = self.kept(thread)
        if kept is not None and self._clock() - kept.at < KEPT_FOR and kept.serves(until):
            return kept
        with self._lock:
            heard = sorted(self._heard.get(thread, ()))
        found = read_replies(self._slack, self._bot_user, channel, thread_ts, until=float(until), heard=heard)
        read = ThreadRead(self._clock(), found.said, found.extent, until, found.failure)
        if found.failure is None and found.to_end:
            self._keep(thread, read)
        if found.failure is not None:
            why = "ratelimited" if isinstance(found.failure, NotNow) else found.failure.error
            log.info("thread_not_read", error=why, messages=len(found.said))
        return read

    def kept(self, thread: Thread) -> ThreadRead | None:
        """What is known of a thread already."""
        with self._lock:
            return self._kept.get(thread)

    def hear(self, thread: Thread, message: Said) -> None:
        """Note when a message was written, and add it to a thread that was read before."""
        with self._lock:
            stamps = self._heard.setdefault(thread, deque(maxlen=KEPT_MESSAGES))
            self._heard.move_to_end(thread)
            _forget_oldest(self._heard, HEARD_THREADS)
            if (stamp := float(message.ts)) not in stamps:
                stamps.append(stamp)
            kept = self._kept.get(thread)
            if kept is None or any(said.ts == message.ts for said in kept.said):
                return
            heard = Said(message.ts, message.text[:TEXT_LIMIT])
            said = sorted((*kept.said, heard), key=lambda said: float(said.ts))
            extent = kept.extent if len(said) <= KEPT_MESSAGES else Extent.ENDS
            self._kept[thread] = replace(kept, said=_ends(said, KEPT_MESSAGES), extent=extent)

    def _keep(self, thread: Thread, read: ThreadRead) -> None:
        with self._lock:
            self._kept[thread] = read
            _forget_oldest(self._kept, KEPT_THREADS)


def _forget_oldest(threads: OrderedDict[Thread, Any], limit: int) -> None:
    while len(threads) > limit:
        threads.popitem(last=False)


def _ends(said: Sequence[Said], limit: int) -> tuple[Said, ...]:
    """Of too many messages the first, which says what it is about, and the last."""
    return (said[0], *said[1 - limit :]) if len(said) > limit else tuple(said)
