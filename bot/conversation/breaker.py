"""The breaker: after several failures in a row nothing is tried for a while, then one trial decides."""

from datetime import datetime, timedelta
from threading import Lock

FAILURES = 5
REST = timedelta(minutes=1)


class Breaker:
    """Counts failures; threads may share one.

    A trial puts off the next one by a whole rest, so that there is one at a time, and one that never reports back
    does not keep the breaker open for ever.
    """

    def __init__(self, failures: int = FAILURES, rest: timedelta = REST) -> None:
        self._limit = failures
        self._rest = rest
        self._lock = Lock()
        self._failures = 0
        self._rests_until: datetime | None = None

    def allows(self, now: datetime) -> bool:
        """Whether to try now; where it has rested, this is the one trial."""
        with self._lock:
            if self._rests_until is None:
                return True
            if now < self._rests_until:
                return False
            self._rests_until = now + self._rest
            return True

    def succeeded(self) -> None:
        """All is well again."""
        with self._lock:
            self._failures, self._rests_until = 0, None

    def failed(self, now: datetime) -> None:
        """Another failure in a row."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._rests_until = now + self._rest
