"""The weekly digest of a channel as it is set: when it is due there, and what became of its weeks."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.decisions.schedule import Due, Slot, Week, Weekly, due, local_week, slot_of
from bot.ids import NOBODY, ChannelId, TeamId, UserId

USUAL = Weekly(1, time(9), ZoneInfo("UTC"))  # where nobody said when
NEVER = datetime.min.replace(tzinfo=UTC)
LONGEST_PAUSE = timedelta(days=366)


class Fate(StrEnum):
    """What became of a week's digest: it was given to be posted, or why not."""

    TAKEN = "taken"
    SKIPPED = "skipped"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class WeekDone:
    """A week of a channel that is dealt with; there is one for each at most."""

    team: TeamId
    channel: ChannelId
    week: Week
    fate: Fate
    at: datetime


@dataclass(frozen=True, slots=True)
class ChannelDigest:
    """What holds in a channel. No digest is due for times before `since`, when the schedule was set.

    `quiet` is whether a week in which nothing happened gets its one line. `paused_until` is the local day on which
    digests begin again. `last` is the week that was dealt with last; it is read with the rest, and never written.
    """

    team: TeamId
    channel: ChannelId
    weekly: Weekly = USUAL
    is_on: bool = False
    quiet: bool = True
    paused_until: date | None = None
    since: datetime = NEVER
    set_by: UserId = NOBODY
    last: Week | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The seven local days whose digest it is: from the slot of the week before to that of this one."""

    week: Week
    start: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day there on which it ends."""
        return self.end.astimezone(self.zone).date()


def is_paused(digest: ChannelDigest, at: datetime) -> bool:
    """Whether the channel wants no digest at an instant."""
    return digest.paused_until is not None and at.astimezone(digest.weekly.zone).date() < digest.paused_until


def due_now(digest: ChannelDigest, now: datetime) -> Due:
    """What is due by the clock; nothing where the digest is off."""
    if not digest.is_on:
        return Due()
    return due(digest.weekly, now, since=digest.since, last=digest.last)


def next_slot(digest: ChannelDigest, now: datetime) -> Slot | None:
    """When the next digest comes; None where it is off. One that is due by now is the next."""
    if not digest.is_on:
        return None
    if found := due_now(digest, now).slot:
        return found
    slot = slot_of(digest.weekly, local_week(digest.weekly, now))
    while slot.at <= now or is_paused(digest, slot.at) or (digest.last is not None and slot.week <= digest.last):
        slot = slot_of(digest.weekly, slot.week.after())
    return slot


def period_of(weekly: Weekly, week: Week) -> Period:
    """The period of a week's digest: whole, whenever it is posted, so that nothing falls between two digests."""
    return Period(week, slot_of(weekly, week.after(-1)).at, slot_of(weekly, week).at, weekly.zone)


def period_until(weekly: Weekly, now: datetime) -> Period:
    """The seven days up to an instant, by the clock there."""
    local = now.astimezone(weekly.zone).replace(tzinfo=None)
    start = (local - timedelta(days=7)).replace(tzinfo=weekly.zone).astimezone(UTC)
    return Period(local_week(weekly, now), start, now, weekly.zone)


def scheduled(digest: ChannelDigest, weekly: Weekly, now: datetime) -> ChannelDigest:
    """The digest, on from now on, at another time."""
    return replace(digest, weekly=weekly, is_on=True, since=now, paused_until=None)
