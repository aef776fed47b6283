"""How often one may ask: so many questions in any minute, a person and a workspace.

The count is of this process, in memory: to ask the database would cost more than it guards, and who restarts the bot
may start anew.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

WINDOW = timedelta(minutes=1)
REMEMBERED = 10_000  # people and workspaces


class Pace:
    """Counts questions. Threads may share it."""

    def __init__(self, person_rate: int, workspace_rate: int) -> None:
        self._rates = (person_rate, workspace_rate)
        self._asked: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, team: str, user: str, now: datetime) -> int:
        """The seconds to wait before asking; 0 where one may ask now, which is then counted."""
        with self._lock:
            asked = [self._of(whose, rate) for whose, rate in zip(((team, user), (team, "")), self._rates, strict=True)]
            wait = max(_wait(times, now) for times in asked)
            if wait <= timedelta(0):
                for times in asked:
                    times.append(now)
                return 0
            return ceil(wait.total_seconds())

    def _of(self, whose: tuple[str, str], rate: int) -> deque[datetime]:
        """The last questions, as many as are allowed in a minute; those longest silent are forgotten."""
        times = self._asked.setdefault(whose, deque(maxlen=rate))
        self._asked.move_to_end(whose)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        return times


def _wait(times: deque[datetime], now: datetime) -> timedelta:
    """How long until the first of them is a minute old; nothing while fewer were asked than are allowed."""
    return times[0] + WINDOW - now if len(times) == times.maxlen else timedelta(0)
