"""A clock that a test moves on."""

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Stands still, from the real time on, until a test lets time pass."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self._now

    def pass_by(self, **time: int) -> None:
        """Let some days or hours pass."""
        self._now += timedelta(**time)
