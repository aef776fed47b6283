"""Time travel: the workspace's clock is moved on from one full hour to the next, and what comes due is done there."""

from threading import Lock
from typing import Protocol

from bot.errors import PlaygroundError
from bot.fake_slack import FakeSlack

HOURS_A_DAY = 24
HOUR_S = 3600.0


class Bot(Protocol):
    """The bot at work, as far as time concerns it."""

    def go_round(self) -> None:
        """Look after what has come due, once."""
        ...

    def settle(self) -> None:
        """Wait until nothing is left to be sent."""
        ...


class Travelling:
    """Lets time pass for Slack and the bot alike; one journey at a time.

    What is being sent while the clock jumps would look as if whoever sent it had died, so that is waited for first.
    """

    def __init__(self, slack: FakeSlack, bot: Bot) -> None:
        self._slack = slack
        self._bot = bot
        self._alone = Lock()
        self.under_way = False

    def travel(self, days: int) -> None:
        """Let some days pass; raises `PlaygroundError` where time is passing already."""
        if not self._alone.acquire(blocking=False):
            raise PlaygroundError("Time is passing already; wait until it has.")
        try:
            self._tell(under_way=True)
            self.pass_hours(days * HOURS_A_DAY)
        finally:
            self._tell(under_way=False)
            self._alone.release()

    def pass_hours(self, hours: float) -> None:
        """Let so much time pass, with a stop at each full hour."""
        left_s = hours * HOUR_S
        while left_s > 0:
            self._bot.settle()
            step_s = min(left_s, HOUR_S - self._slack.now() % HOUR_S)
            self._slack.advance(step_s)
            self._bot.go_round()
            left_s -= step_s
        self._bot.settle()

    def _tell(self, *, under_way: bool) -> None:
        with self._slack.changed:
            self.under_way = under_way
            self._slack.changed.notify_all()
