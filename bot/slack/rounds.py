"""What comes due by the clock: each duty is looked after once a minute, in one thread.

A duty finds what is due in the store and records it there under a key of its own, so that of all replicas one gets to
do it, and one that was killed is made up for. What fails in the same way round after round is said in the log once an
hour, and once more when it is over.
"""

from collections.abc import Callable, Mapping
from threading import Event, Thread

import structlog

from bot.errors import StackbotError

ROUND_S = 60.0
SAID_EVERY = 60  # rounds in which a duty fails in the same way

log = structlog.get_logger()

Duty = Callable[[], None]


class Rounds:
    """Looks after duties, each by its name, until it is told to stop."""

    def __init__(self, duties: Mapping[str, Duty], every_s: float = ROUND_S) -> None:
        self._duties = duties
        self._every_s = every_s
        self._ending = Event()
        self._failures: dict[str, tuple[str, int]] = {}  # by duty: what it fails with, and in how many rounds so far
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
            if self._is_to_be_said(name, error):
                log.warning("duty_failed", duty=name, error=str(error))
        except Exception as error:  # a bug in one must not keep the others from being done
            if self._is_to_be_said(name, error):
                log.exception("duty_failed", duty=name)
        else:
            if failed := self._failures.pop(name, None):
                log.info("duty_recovered", duty=name, rounds_failed=failed[1])

    def _is_to_be_said(self, name: str, error: Exception) -> bool:
        """Count a failure: whether it is another than in the round before, or was not said for long."""
        what = repr(error)
        before, rounds = self._failures.get(name, (what, 0))
        rounds = rounds if before == what else 0
        self._failures[name] = what, rounds + 1
        return rounds % SAID_EVERY == 0
