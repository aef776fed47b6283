"""Whether the bot can do its work: a thread of its own looks every few seconds, so that asking costs nothing.

What hangs is thereby told from what is well: where the last look is too old, the bot is not ready.
"""

from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from time import monotonic

import structlog

from bot.conversation.patience import waiting_until
from bot.errors import StackbotError

LOOK_S = 10.0
PATIENCE_S = 2.0  # which a check may wait for a database
STALE_S = 25.0
STARTING = "not looked at yet"
ENDING = "is ending"
HANGING = "does not answer"
BROKEN = "failed"

log = structlog.get_logger()

Check = Callable[[], str]  # what is wrong in words, or nothing


class Readiness:
    """Looks at each of its checks, by name; `state` says what it found last."""

    def __init__(self, checks: Mapping[str, Check], every_s: float = LOOK_S, stale_s: float = STALE_S) -> None:
        self._checks = checks
        self._every_s = every_s
        self._stale_s = stale_s
        self._found: dict[str, str] = {"checks": STARTING}
        self._was_wrong = False
        self._looked_at = monotonic()
        self._lock = Lock()
        self._ending = Event()
        self._thread = Thread(target=self._keep_looking, name="readiness", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Be ready no more, at once; a look that hangs is not waited for."""
        self._ending.set()

    def state(self) -> Mapping[str, str]:
        """What each check found wrong in words; empty where all is well."""
        if self._ending.is_set():
            return {"bot": ENDING}
        if monotonic() - self._looked_at > self._stale_s:
            return {"checks": HANGING}
        return dict(self._found)

    @property
    def names(self) -> tuple[str, ...]:
        """What is looked at."""
        return tuple(self._checks)

    def look(self) -> None:
        """Look at each once, and say in the log what changed."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        found = {name: wrong for name, check in self._checks.items() if (wrong := _looked_at(name, check))}
        if found.keys() - self._found.keys():
            log.warning("not_ready", **found)
        elif self._was_wrong and not found:
            log.info("ready")
        self._was_wrong = bool(found)
        self._found, self._looked_at = found, monotonic()

    def _keep_looking(self) -> None:
        while not self._ending.is_set():
            self.look()
            self._ending.wait(self._every_s)


def _looked_at(name: str, check: Check) -> str:
    try:
        with waiting_until(monotonic() + PATIENCE_S):
            return check()
    except StackbotError as error:
        return str(error)
    except Exception:  # a bug in a check must not end the thread that looks, and is no reason to call the bot ready
        log.exception("check_failed", check=name)
        return BROKEN
