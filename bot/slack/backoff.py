"""How long a row waits once something went wrong with it, and how often it is tried.

What went wrong is remembered in memory only. Who forgets it, by a restart or because another replica takes over, starts
to count anew: that costs time, and never sends anything twice.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.mail import Leased, Method

TRIES = 8  # with the waits below, in about 10 minutes; what says until when it is worth sending is tried until then
FIRST_WAIT_S = 2.0
WAIT_GROWTH = 2.4
LONGEST_WAIT_S = 600.0
WAIT_SPREAD = (0.8, 1.2)  # so that rows which failed together do not come back together
REMEMBERED = 10_000  # rows


@dataclass(slots=True)
class Trouble:
    """What went wrong with a row so far."""

    failures: int = 0  # of calls
    missing: int = 0  # times, since it was sent last
    unwritten: int = 0  # times that what became of it could not be written


def is_given_up(leased: Leased, trouble: Trouble) -> bool:
    """Whether a row was tried often enough; what a person waits for privately then goes another way."""
    mail = leased.mail
    return trouble.failures >= TRIES and (mail.expires_at is None or mail.method is Method.RESPOND)


class Backoff:
    """Remembers troubles, and what has to rest; threads may share it, as long as each row is in one thread's hands."""

    def __init__(self, clock: Callable[[], datetime], chance: random.Random) -> None:
        self._clock = clock
        self._chance = chance
        self._rests: dict[tuple[str, str, str], datetime] = {}  # a team's method in a lane, until when
        self._troubles: dict[tuple[str, int], Trouble] = {}

    def trouble_of(self, leased: Leased) -> Trouble:
        """What went wrong with a row, for the caller to count on."""
        if len(self._troubles) >= REMEMBERED:
            self._troubles.clear()  # rows that other replicas ended
        return self._troubles.setdefault((leased.mail.team, leased.number), Trouble())

    def forget(self, leased: Leased) -> None:
        """The row is done with."""
        self._troubles.pop((leased.mail.team, leased.number), None)

    def wait_after(self, trouble: Trouble) -> timedelta:
        """The wait after a failure, longer each time."""
        wait_s = min(FIRST_WAIT_S * WAIT_GROWTH ** min(trouble.failures - 1, TRIES), LONGEST_WAIT_S)
        return timedelta(seconds=wait_s * self._chance.uniform(*WAIT_SPREAD))

    def rest(self, leased: Leased, method: str, seconds: float) -> timedelta:
        """Let a method rest in a lane for so long: Slack counts messages by channel."""
        wait = timedelta(seconds=seconds)
        self._rests[leased.mail.team, method, leased.mail.lane] = self._clock() + wait
        return wait

    def rest_left(self, leased: Leased, method: str) -> timedelta:
        """How long a method has to rest yet in the row's lane."""
        until = self._rests.get((leased.mail.team, method, leased.mail.lane))
        return max(until - self._clock(), timedelta()) if until else timedelta()
