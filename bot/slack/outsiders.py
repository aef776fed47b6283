"""Whether people of other organisations read a channel, asked of Slack where nobody said anything there yet.

Events tell it of each message, but a shortcut and a button don't say it of their channel.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from bot.errors import SlackError
from bot.slack.reading_back import Reader
from bot.slack.sending import BadBlocks, Refused

KEPT_FOR = timedelta(minutes=10)
REMEMBERED = 10_000  # channels


class Outsiders:
    """Asks about each channel once in a while; that somebody does read along is for the caller to keep."""

    def __init__(self, reader: Reader, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock
        self._unseen: dict[str, datetime] = {}  # channels in which there were none, and when
        self._lock = Lock()

    def read_along(self, channel: str) -> bool:
        """Whether they do; where Slack does not let us know (a declined scope, a private channel), that is a no.

        Raises `SlackError` where it may let us know later.
        """
        now = self._clock()
        with self._lock:
            if now - self._unseen.get(channel, now - KEPT_FOR) < KEPT_FOR:
                return False
        found = self._asked(channel)
        if not found:
            self._keep(channel, now)
        return found

    def _asked(self, channel: str) -> bool:
        match self._reader.read("conversations.info", {"channel": channel}):
            case {"channel": {"is_ext_shared": bool(shared)}}:
                return shared
            case {} | Refused(permanent=True) | BadBlocks():
                return False
            case _:
                raise SlackError("Slack does not say just now who reads the channel. It is asked again.")

    def _keep(self, channel: str, now: datetime) -> None:
        with self._lock:
            if len(self._unseen) >= REMEMBERED:
                self._unseen.clear()
            self._unseen[channel] = now
