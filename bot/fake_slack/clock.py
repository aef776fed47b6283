"""A clock that can be put forward, and what no two things share: ts, ids and trigger ids.

All state of the fake Slack is under one lock, `changed`, a condition that tells of every change.
"""

import secrets
import threading
import time
from collections import Counter


class Changed(threading.Condition):
    """Tells of every change, and counts them for who looks later."""

    count = 0

    def notify_all(self) -> None:
        """Tell all who wait."""
        self.count += 1
        super().notify_all()


class Clock:
    """Real time, and how far Slack is ahead of it."""

    def __init__(self) -> None:
        self.changed = Changed()
        self.triggers: dict[str, tuple[float, str]] = {}
        self.ahead_s = 0.0
        self.last_us = 0  # of the latest ts, in microseconds
        self.ids: Counter[str] = Counter()
        self.salt = secrets.token_hex(4).upper()  # another in each run, so that what was kept need not be the latest

    def now(self) -> float:
        """Slack's clock, in seconds since the epoch."""
        return time.time() + self.ahead_s

    def advance(self, seconds: float) -> None:
        """Let time pass at once, for Slack."""
        with self.changed:
            self.ahead_s += seconds
            self.changed.notify_all()

    def next_ts(self) -> str:
        """A ts later than all before."""
        with self.changed:
            self.last_us = max(int(self.now() * 1_000_000), self.last_us + 1)
            return f"{self.last_us // 1_000_000}.{self.last_us % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id that no other workspace has given out, and no earlier run."""
        with self.changed:
            self.ids[prefix] += 1
            return f"{prefix}{self.salt}{self.ids[prefix]:05X}"

    def new_trigger(self, user: str) -> str:
        """A trigger id, good for one view within three seconds."""
        with self.changed:
            trigger = f"{self.new_id('')}.{secrets.randbelow(10**10)}.{secrets.token_hex(8)}"
            self.triggers[trigger] = (self.now(), user)
            return trigger
