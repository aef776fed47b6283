"""What comes due by the clock: each duty is looked after once a minute, in one thread.

A duty finds what is due in the store and records it there under a key of its own, so that of all replicas one gets to
do it, and one that was killed is made up for.
"""

from collections.abc import Callable, Mapping
from threading import Event, Thread

import structlog

from bot.errors import StackbotError

ROUND_S = 60.0

log = structlog.get_logger()

Duty = Callable[[], None]


class Rounds:
    """Looks after duties, each by its name, until it is told to stop."""

    def __init__(self, duties: Mapping[str, Duty], every_s: float = ROUND_S) -> None:
        self._duties = duties
        self._every_s = every_s
        self._ending = Event()
        self._thread = Thread(target=self._go, name="rounds", daemon=True)

    def start(self) -> None:
        """Begin, with a first round at once."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """Finish the duty at hand, and end."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def go_round(self) -> None:
        """Look after each duty once."""
        for name, duty in self._duties.items():
            self._look_after(name, duty)

    def _go(self) -> None:
        while not self._ending.is_set():
            self.go_round()
            self._ending.wait(self._every_s)

    def _look_after(self, name: str, duty: Duty) -> None:
        if self._ending.is_set():
            return
        try:
            duty()
        except StackbotError as error:
            log.warning("duty_failed", duty=name, error=str(error))
        except Exception:
            log.exception("duty_failed", duty=name)  # a bug in one must not keep the others from being done
