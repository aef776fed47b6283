"""A clock that a test moves on."""

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Stands still until a test lets time pass; it begins with the real time, or another."""

    def __init__(self, begin: datetime | None = None) -> None:
        self._now = begin or datetime.now(UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self._now

    def pass_by(self, **time: int) -> None:
        """Let some days or hours pass."""
        self._now += timedelta(**time)
