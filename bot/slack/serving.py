"""Serving Slack: a door opens, the courier carries, and all of it ends in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import Protocol

import structlog

from bot.errors import StoreError
from bot.slack.health import Unwatched

END_S = 25.0  # what is in flight may take so long when the bot is told to end; most who end it wait 30
DRAIN_S = 20.0  # of that, for deliveries that are being answered
LEAST_S = 1.0  # which the last to end has even so
HOUSEKEEPING_S = 3600.0

log = structlog.get_logger()


class Door(Protocol):
    """Where payloads come in."""

    @property
    def way(self) -> str:
        """How Slack reaches us, in words; it is known once the door is open."""
        ...

    def open(self) -> None:
        """Begin to take payloads."""
        ...

    def close(self, timeout_s: float) -> None:
        """Take no more, and finish those taken within the time."""
        ...


class Worker(Protocol):
    """What works in threads of its own."""

    def start(self) -> None:
        """Begin to work."""
        ...

    def stop(self, timeout_s: float) -> None:
        """Finish what is at hand, and end."""
        ...


class Beat(Worker, Protocol):
    """What looks after what comes due, by itself or when it is told to."""

    def go_round(self) -> None:
        """Look after all of it once."""
        ...


class Watch(Worker, Protocol):
    """What tells how the bot does, to its end."""

    def leave(self) -> None:
        """Say from now on that the bot is ending."""
        ...


@dataclass(slots=True)
class Serving:
    """The bot at work in Slack, until it is told to end. `subject` names the workspace and the bot as people know them.

    `sender` carries messages out, `rounds` look after what comes due, `health` tells how the bot does. `facts` are ids
    and versions, for the log. `tidy` drops what is kept no longer; it is called at the start and every hour. `close` is
    called last.
    """

    door: Door
    sender: Worker
    rounds: Beat
    subject: str
    command: str
    facts: Mapping[str, str]
    tidy: Callable[[], None]
    close: Callable[[], None]
    health: Watch = field(default_factory=Unwatched)
    _ending: Event = field(default_factory=Event)

    @property
    def greeting(self) -> str:
        """What it serves, in one line, once it is ready."""
        return f"Serving {self.subject} {self.door.way}; ask with {self.command} in Slack."

    def serve(self, on_ready: Callable[[], None]) -> None:
        """Serve until `end` is called.

        The door opens first, so that nothing is sent where it cannot be had: what comes in before the rest is ready is
        kept, and waits. It closes first, so that nothing new comes in while the rest goes out.
        """
        try:
            self.door.open()
            self.sender.start()
            self.rounds.start()
            self.health.start()
            log.info("started", way=self.door.way, **self.facts)
            on_ready()
            while True:
                self._tidy()
                if self._ending.wait(HOUSEKEEPING_S):
                    break
        finally:
            until = monotonic() + END_S
            self.health.leave()
            self.door.close(DRAIN_S)
            self.rounds.stop(_left(until))
            self.sender.stop(_left(until))
            self.health.stop(LEAST_S)
            self.close()
        log.info("stopped", **self.facts)

    def end(self) -> None:
        """Tell the bot to end; safe to call from a signal handler."""
        self._ending.set()

    def _tidy(self) -> None:
        try:
            self.tidy()
        except StoreError as error:
            log.warning("tidying_failed", error=str(error))


def _left(until: float) -> float:
    """Seconds until an instant of the monotonic clock, and never none."""
    return max(LEAST_S, until - monotonic())
