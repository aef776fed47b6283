"""A clock that a test moves on."""

from datetime import UTC, datetime, timedelta

SPRING = datetime(2026, 3, 2, 9, tzinfo=UTC)


class SimulatedClock:
    """Stands still until a test lets time pass."""

    def __init__(self, begin: datetime = SPRING) -> None:
        self._now = begin

    def __call__(self) -> datetime:
        """The time."""
        return self._now

    def pass_by(self, **time: int) -> None:
        """Let some days or hours pass."""
        self._now += timedelta(**time)
