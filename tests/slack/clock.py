"""A clock that a test moves on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SPRING = datetime(2026, 3, 2, 9, tzinfo=UTC)


class SimulatedClock:
    """Stands still until a test lets time pass. What is in `first` is waited for before it does.

    A message that is being sent while hours pass would seem to have been left by a replica that died.
    """

    def __init__(self, begin: datetime = SPRING) -> None:
        self._now = begin
        self.first: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        """The time."""
        return self._now

    def pass_by(self, **time: int) -> None:
        """Let some days or hours pass."""
        for wait in self.first:
            wait()
        self._now += timedelta(**time)
