"""What looks after the bot's readiness, and the port on which machines ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.slack.http_server import HttpServer
from bot.slack.readiness import Readiness
from bot.slack.reading_back import Reader
from bot.slack.sending import NotNow, Refused

REACHED_FOR = timedelta(seconds=30)  # so long Slack is not asked again


@dataclass(frozen=True, slots=True)
class Health:
    """Readiness, and the port that tells it where there is one."""

    readiness: Readiness
    port: HttpServer | None = None

    def start(self) -> None:
        """Look, and tell; raises `SlackError` where the port cannot be had."""
        if self.port:
            self.port.open()
        self.readiness.start()

    def stop(self, timeout_s: float) -> None:
        """Be ready no more, then tell no more."""
        self.readiness.stop(timeout_s)
        if self.port:
            self.port.close()


class Unwatched:
    """No one asks how the bot does."""

    def start(self) -> None:
        """Do nothing."""

    def stop(self, timeout_s: float) -> None:
        """Do nothing."""


class Reach:
    """Whether Slack answers; whatever it answers, a refusal too, has come from there."""

    def __init__(self, reader: Reader, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock
        self._reached_at: datetime | None = None

    def check(self) -> str:
        """What is wrong in words, or nothing."""
        now = self._clock()
        if self._reached_at and now - self._reached_at < REACHED_FOR:
            return ""
        match self._reader.read("api.test", {}):
            case dict() | NotNow() | Refused(permanent=True):
                self._reached_at = now
                return ""
            case outcome:
                return f"Slack does not answer ({outcome.error})."
