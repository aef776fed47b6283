"""An oracle for local times: what a zone's clocks show, found by looking at them in UTC and nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Stretch:
    """A time from `start` to before `end`, in UTC, in which the clocks are not turned."""

    start: datetime
    end: datetime
    offset: timedelta


@cache
def stretches(zone: str, first: int, last: int) -> tuple[Stretch, ...]:
    """The stretches from the turn of one year to that of another, a week longer at both ends."""
    start, end = datetime(first, 1, 1, tzinfo=UTC) - 168 * HOUR, datetime(last + 1, 1, 1, tzinfo=UTC) + 168 * HOUR
    turns = [start, *_turns(ZoneInfo(zone), start, end), end]
    return tuple(Stretch(a, b, _offset(ZoneInfo(zone), a)) for a, b in pairwise(turns))


def first_shown(clocks: tuple[Stretch, ...], day: date, at: time) -> datetime:
    """The first instant at which the clocks show a local day and time, or have passed over it."""
    wanted = datetime.combine(day, at, tzinfo=UTC)
    near = (one for one in clocks if one.end > wanted - 48 * HOUR)
    return next(shown for one in near if (shown := max(one.start, wanted - one.offset)) < one.end)


def turns_of(clocks: tuple[Stretch, ...]) -> Iterator[datetime]:
    """The instants at which the clocks are turned."""
    yield from (one.start for one in clocks[1:])


def _turns(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every instant, to the minute, from which the clocks are another time from UTC than before."""
    instant, known = start, _offset(zone, start)
    while instant < end:
        if _offset(zone, instant + HOUR) != known:
            minutes = (instant + n * MINUTE for n in range(1, 61))
            turn = next(minute for minute in minutes if _offset(zone, minute) != known)
            yield turn
            known = _offset(zone, instant + HOUR)
        instant += HOUR


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
