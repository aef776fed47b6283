"""Time travel: the workspace's clock is moved on hour by hour, and what comes due in each hour is done in it."""

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

    def pass_hours(self, hours: int) -> None:
        """Let hours pass, one by one."""
        for _ in range(hours):
            self._bot.settle()
            self._slack.advance(HOUR_S)
            self._bot.go_round()
        self._bot.settle()

    def _tell(self, *, under_way: bool) -> None:
        with self._slack.changed:
            self.under_way = under_way
            self._slack.changed.notify_all()
