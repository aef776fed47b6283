"""Until when the work at hand may wait, as an instant of the monotonic clock.

It is set where a delivery arrives, since its time runs before a thread is free for it, and read where somebody waits.
In between lie Bolt and the listeners, which wait for nothing else; so a context variable carries it past them.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_UNTIL = ContextVar("waits_until", default=math.inf)


@contextmanager
def waiting_until(instant: float) -> Iterator[None]:
    """In this block and this thread, nothing waits longer."""
    token = _UNTIL.set(instant)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def waits_until() -> float:
    """The instant; infinite where nobody set one."""
    return _UNTIL.get()
