"""When a digest is due: the slot of a local ISO week, and what to do about slots that were missed.

A channel wants its digest on a weekday at a local time in a zone. Clocks there are turned, and some zones have left out
whole days, so the slot is the first instant at which the wall clock has come to that day and time: a time in the gap of
spring becomes the first instant after it, one that comes twice in autumn the first of the two.

zoneinfo reads the zones that the system has, or the package tzdata.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import DecisionError

LATE = timedelta(hours=1)  # a digest that comes later than this says so
NAME_SHOWN = 60  # characters of what is no zone's name; the longest that is one has 32

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week."""

    year: int
    number: int

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def after(self, weeks: int = 1) -> "Week":
        """So many weeks later."""
        return week_of(self.monday + 7 * weeks * _DAY)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (1 is Monday, 7 Sunday), a time to the minute, and the zone in which both are meant."""

    weekday: int
    at: time
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Slot:
    """The week whose digest it is, and the instant at which it is due, in UTC."""

    week: Week
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be posted now, if anything, and the weeks that went by without a digest, to be recorded."""

    slot: Slot | None = None
    late: bool = False
    skipped: tuple[Week, ...] = ()


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of a name; raises `DecisionError` where there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # as zoneinfo raises for what is no name, or names a folder
        raise no_zone(name) from None


def no_zone(name: str) -> DecisionError:
    """That no zone is called so."""
    return DecisionError(
        f"{name[:NAME_SHOWN]} is no time zone here. Use a name such as Europe/Berlin; where that is unknown too, the "
        "system lacks its time zones: install the package tzdata."
    )


def week_of(day: date) -> Week:
    """The ISO week of a day."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def local_week(weekly: Weekly, instant: datetime) -> Week:
    """The ISO week that it is there at an instant."""
    return week_of(instant.astimezone(weekly.zone).date())


def slot_of(weekly: Weekly, week: Week) -> Slot:
    """The slot of a week; it lies in that week, for no zone leaves out the end of a Sunday between 1990 and 2040."""
    wanted = datetime.combine(week.monday + (weekly.weekday - 1) * _DAY, weekly.at)
    return Slot(week, _first_instant(wanted, weekly.zone))


def due(weekly: Weekly, now: datetime, *, since: datetime, last: Week | None = None) -> Due:
    """What is due at an instant, where `last` is the week that was last posted or recorded as skipped.

    Slots before `since`, when the channel asked for a digest, are not due. A slot that was missed is made up for until
    the end of its local week.
    """
    this = local_week(weekly, now)
    passed = [slot for slot in _open_slots(weekly, this, since, last) if slot.at <= now]
    slot = passed.pop() if passed and passed[-1].week == this else None
    return Due(slot, slot is not None and now - slot.at > LATE, tuple(one.week for one in passed))


def _open_slots(weekly: Weekly, this: Week, since: datetime, last: Week | None) -> Iterator[Slot]:
    """The slots up to this week's that are after the last one and not before the digest was asked for."""
    week = last.after() if last else local_week(weekly, since)
    while week <= this:
        slot = slot_of(weekly, week)
        if slot.at >= since:
            yield slot
        week = week.after()


def _first_instant(wanted: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the wall clock of a zone shows a time or has passed over it.

    A time in a gap has the offset of before the gap with fold 0, that of after it with fold 1 (PEP 495); the clock is
    turned between the two instants that these make of it.
    """
    early, late = sorted(wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if _wall(early, zone) == wanted:
        return early
    width = (late - early) // _SECOND
    return early + bisect_left(range(width), wanted, key=lambda s: _wall(early + s * _SECOND, zone)) * _SECOND


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)
