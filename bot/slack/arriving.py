"""A delivery's time runs from its arrival: what waits for a free thread has less of it left."""

import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]  # waitress ships no types

from bot.conversation.patience import waiting_until, waits_until

PATIENCE_S = 2.0  # Slack waits three seconds, on its side of the network

P = ParamSpec("P")
T = TypeVar("T")


def from_now(deal: Callable[P, T]) -> Callable[P, T]:
    """The same work, whenever it is done; it waits only until a delivery that arrives now must be answered."""
    until = time.monotonic() + PATIENCE_S

    def timed(*args: P.args, **kwargs: P.kwargs) -> T:
        with waiting_until(until):
            return deal(*args, **kwargs)

    return timed


def waited_s() -> float:
    """For how long the delivery at hand waited for a thread; nothing where none is at hand."""
    until = waits_until()
    return 0.0 if math.isinf(until) else max(0.0, time.monotonic() + PATIENCE_S - until)


class ArrivalPool(ThreadPoolExecutor):
    """Threads whose work arrives when it is submitted."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have work done."""
        return super().submit(from_now(fn), *args, **kwargs)


class ArrivalDispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # as above
    """The same for waitress."""

    def add_task(self, task: Any) -> None:  # noqa: ANN401  # waitress's own
        """Have a request answered."""
        super().add_task(_Arrived(task))


class _Arrived:
    """A task of waitress that arrived when this was made."""

    def __init__(self, task: Any) -> None:  # noqa: ANN401  # waitress's own
        self.service = from_now(task.service)
        self.cancel = task.cancel
