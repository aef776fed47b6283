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

_Asked = deque[tuple[str, datetime]]  # questions, and when they were asked


class Pace:
    """Counts questions. Threads may share it."""

    def __init__(self, person_rate: int, workspace_rate: int) -> None:
        self._rates = (person_rate, workspace_rate)
        self._asked: OrderedDict[tuple[str, str], _Asked] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, team: str, user: str, question: str, now: datetime) -> int:
        """The seconds to wait before asking; 0 where one may ask now, which is then counted.

        A question is counted once, however often Slack tells of it.
        """
        with self._lock:
            own, everybodys = (
                self._of(whose, rate) for whose, rate in zip(((team, user), (team, "")), self._rates, strict=True)
            )
            if any(question == counted for counted, _ in own):
                return 0
            wait = max(_wait(own, now), _wait(everybodys, now))
            if wait > timedelta(0):
                return ceil(wait.total_seconds())
            own.append((question, now))
            everybodys.append((question, now))
            return 0

    def _of(self, whose: tuple[str, str], rate: int) -> _Asked:
        """The last questions, as many as are allowed in a minute; those longest silent are forgotten."""
        asked = self._asked.setdefault(whose, deque(maxlen=rate))
        self._asked.move_to_end(whose)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        return asked


def _wait(asked: _Asked, now: datetime) -> timedelta:
    """How long until the first of them is a minute old; nothing while fewer were asked than are allowed."""
    return asked[0][1] + WINDOW - now if len(asked) == asked.maxlen else timedelta(0)
