"""What looks after the bot's readiness, and the port on which machines ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.slack.http_server import HttpServer
from bot.slack.readiness import Readiness
from bot.slack.reading_back import Reader
from bot.slack.sending import NotNow, Refused

REACHED_FOR = timedelta(seconds=30)  # so long Slack is not asked again
MISSED_FOR = timedelta(seconds=90)  # a hiccup must not take all replicas out at once: what is acked is sent later


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

    def leave(self) -> None:
        """Be ready no more, and go on telling so."""
        self.readiness.stop()

    def stop(self, timeout_s: float) -> None:
        """Tell no more."""
        if self.port:
            self.port.close(timeout_s)


class Unwatched:
    """No one asks how the bot does."""

    def start(self) -> None:
        """Do nothing."""

    def leave(self) -> None:
        """Do nothing."""

    def stop(self, timeout_s: float) -> None:
        """Do nothing."""


class Reach:
    """Whether Slack answered lately; whatever it answers, a refusal too, has come from there."""

    def __init__(self, reader: Reader, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock
        self._reached_at = clock()

    def check(self) -> str:
        """What is wrong in words, or nothing."""
        now = self._clock()
        if now - self._reached_at < REACHED_FOR:
            return ""
        match self._reader.read("api.test", {}):
            case dict() | NotNow() | Refused(permanent=True):
                self._reached_at = now
                return ""
            case outcome:
                missed = now - self._reached_at >= MISSED_FOR
                return f"Slack does not answer ({outcome.error})." if missed else ""
