"""When a digest is due: over clock changes, left out days and missed weeks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.schedule import Due, Slot, Week, Weekly, due, local_week, slot_of, week_of, zone_named
from bot.errors import DecisionError
from tests.decisions.clocks import HOUR, MINUTE, Stretch, first_shown, stretches, turns_of

DAY = timedelta(days=1)
BERLIN = Weekly(1, time(9), ZoneInfo("Europe/Berlin"))
W10 = Week(2026, 10)  # from Monday, 2 March
DUE_10 = datetime(2026, 3, 2, 8, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

# Clocks turned by half an hour and by two, at midnight, a minute after it, at a week's end, four times a year for
# Ramadan, for good, from one end of the day to the other, and days that were left out.
ODD_ZONES = [
    ("Europe/Berlin", 2025, 2026),
    ("America/New_York", 2026, 2026),
    ("Australia/Lord_Howe", 2026, 2026),
    ("Antarctica/Troll", 2026, 2026),
    ("America/St_Johns", 2006, 2006),
    ("America/Sao_Paulo", 2018, 2018),
    ("America/Santiago", 2022, 2022),
    ("Asia/Beirut", 2023, 2023),
    ("Asia/Gaza", 2023, 2023),
    ("Africa/Cairo", 2010, 2014),
    ("Africa/Casablanca", 2026, 2026),
    ("America/Nuuk", 2023, 2024),
    ("America/Scoresbysund", 2024, 2024),
    ("America/Caracas", 2016, 2016),
    ("Asia/Pyongyang", 2018, 2018),
    ("Pacific/Chatham", 2026, 2026),
    ("Pacific/Apia", 2011, 2012),
    ("Pacific/Kwajalein", 1993, 1993),
    ("Pacific/Kiritimati", 1994, 1995),
    ("Asia/Kathmandu", 2040, 2040),
]


def mistakes(zone: str, clocks: tuple[Stretch, ...], days: Iterator[date], times: list[time]) -> Iterator[str]:
    """The slots that are not where the clocks first show them."""
    for day in days:
        for at in times:
            weekly = Weekly(day.isoweekday(), at, ZoneInfo(zone))
            slot = slot_of(weekly, week_of(day))
            if slot.at != first_shown(clocks, day, at):
                yield f"{zone} {day} {at}: {slot.at}"


def days_near_turns(clocks: tuple[Stretch, ...]) -> Iterator[date]:
    """The days on which clocks are turned, wherever the day begins, and those around them."""
    days = {(turn + n * DAY).date() for turn in turns_of(clocks) for n in (-1, 0, 1)}
    yield from sorted(days)


QUARTERS = [time(n // 4, n % 4 * 15) for n in range(96)]


@pytest.mark.parametrize(("zone", "first", "last"), ODD_ZONES)
def test_a_slot_is_where_the_clocks_first_show_it(zone: str, first: int, last: int) -> None:
    """At every quarter of an hour around every turn of the clocks, and once in every week."""
    clocks = stretches(zone, first, last)
    days = (date(first, 1, 1) + n * DAY for n in range((date(last, 12, 31) - date(first, 1, 1)).days))

    assert not list(mistakes(zone, clocks, days_near_turns(clocks), QUARTERS))
    assert not list(mistakes(zone, clocks, days, [time(2, 30)]))


@pytest.mark.soak
@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_a_slot_is_right_in_every_zone(zone: str) -> None:
    """From 1995 to 2040, around every turn of the clocks, and twice on every day of the week."""
    clocks = stretches(zone, 1995, 2040)
    days = [date(1995, 1, 2) + n * DAY for n in range(365 * 46)]

    assert not list(mistakes(zone, clocks, days_near_turns(clocks), QUARTERS))
    assert not list(mistakes(zone, clocks, iter(days[::3]), [time(0), time(9)]))


@pytest.mark.parametrize(
    ("weekly", "week", "at"),
    [
        (Weekly(7, time(2, 30), ZoneInfo("Europe/Berlin")), Week(2026, 13), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (Weekly(7, time(2, 30), ZoneInfo("Europe/Berlin")), Week(2026, 43), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (Weekly(5, time(9), ZoneInfo("Pacific/Apia")), Week(2011, 52), datetime(2011, 12, 30, 10, tzinfo=UTC)),
        (Weekly(6, time(9), ZoneInfo("Pacific/Kwajalein")), Week(1993, 33), datetime(1993, 8, 21, 12, tzinfo=UTC)),
        (BERLIN, Week(2026, 1), datetime(2025, 12, 29, 8, tzinfo=UTC)),
        (BERLIN, Week(2026, 53), datetime(2026, 12, 28, 8, tzinfo=UTC)),
    ],
)
def test_slots_worked_out_by_hand(weekly: Weekly, week: Week, at: datetime) -> None:
    """The gap of spring, the fold of autumn, two days that were left out, and the first and last week of a year."""
    assert slot_of(weekly, week) == Slot(week, at)


def test_the_week_is_the_local_one() -> None:
    """While it is Sunday in Berlin, it is Monday in Auckland, and so another week."""
    instant = datetime(2026, 3, 1, 20, tzinfo=UTC)

    assert local_week(BERLIN, instant) == Week(2026, 9)
    assert local_week(Weekly(1, time(9), ZoneInfo("Pacific/Auckland")), instant) == W10


@given(
    st.sampled_from([zone for zone, _, _ in ODD_ZONES]),
    st.integers(1, 7),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.datetimes(datetime(1995, 1, 9), datetime(2040, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001  as hypothesis wants it
)
def test_every_week_has_its_slot(zone: str, weekday: int, at: time, instant: datetime) -> None:
    """Slots of weeks that follow each other follow each other, and each lies in its week."""
    weekly = Weekly(weekday, at, ZoneInfo(zone))

    this = slot_of(weekly, local_week(weekly, instant))
    following = slot_of(weekly, this.week.after())

    assert 5 * DAY < following.at - this.at < 9 * DAY
    assert [local_week(weekly, slot.at) for slot in (this, following)] == [this.week, following.week]


def test_nothing_is_due_before_the_slot() -> None:
    """Nor in the week in which it was posted."""
    assert due(BERLIN, DUE_10 - MINUTE, since=LONG_AGO, last=Week(2026, 9)) == Due()
    assert due(BERLIN, DUE_10 + 6 * DAY, since=LONG_AGO, last=W10) == Due()


@pytest.mark.parametrize(("after", "late"), [(0 * HOUR, False), (HOUR, False), (HOUR + MINUTE, True), (6 * DAY, True)])
def test_a_slot_is_due_until_its_week_ends(after: timedelta, late: bool) -> None:
    """After an hour it is late, and says so."""
    assert due(BERLIN, DUE_10 + after, since=LONG_AGO, last=Week(2026, 9)) == Due(Slot(W10, DUE_10), late)


def test_what_was_missed_for_longer_is_skipped_and_recorded() -> None:
    """After three weeks without a process, this week's is posted and the others are not."""
    now = DUE_10 + 21 * DAY

    found = due(BERLIN, now, since=LONG_AGO, last=Week(2026, 9))

    assert found == Due(Slot(Week(2026, 13), now), skipped=(W10, Week(2026, 11), Week(2026, 12)))
    assert due(BERLIN, now - HOUR, since=LONG_AGO, last=Week(2026, 9)).skipped == found.skipped
    assert due(BERLIN, now - HOUR, since=LONG_AGO, last=Week(2026, 12)) == Due()


def test_a_digest_that_was_just_asked_for_comes_with_the_next_slot() -> None:
    """What was due before somebody asked is neither posted nor skipped."""
    assert due(BERLIN, DUE_10 + DAY, since=DUE_10 + HOUR) == Due()
    assert due(BERLIN, DUE_10 + 7 * DAY, since=DUE_10 + HOUR) == Due(Slot(W10.after(), DUE_10 + 7 * DAY))
    assert due(BERLIN, DUE_10, since=DUE_10) == Due(Slot(W10, DUE_10))


def test_another_weekday_does_not_post_twice() -> None:
    """A channel that moves its digest within a week has had this week's, or is still to get it."""
    friday = Weekly(5, time(9), BERLIN.zone)

    assert due(friday, DUE_10 + 5 * DAY, since=LONG_AGO, last=W10) == Due()
    assert due(BERLIN, DUE_10 + 2 * DAY, since=LONG_AGO, last=Week(2026, 9)) == Due(Slot(W10, DUE_10), late=True)


@given(st.sampled_from([zone for zone, _, _ in ODD_ZONES]), st.lists(st.integers(1, 500), max_size=40))
def test_every_week_is_posted_or_recorded_once(zone: str, waits: list[int]) -> None:
    """Whenever somebody looks, at any distances in hours, no week is lost and none comes twice."""
    weekly = Weekly(7, time(2, 30), ZoneInfo(zone))
    since = now = datetime(2011, 9, 1, tzinfo=UTC)
    seen: list[Week] = []
    for wait in waits:
        now += wait * HOUR
        found = due(weekly, now, since=since, last=seen[-1] if seen else None)
        seen += [*found.skipped, *([found.slot.week] if found.slot else [])]

    first = local_week(weekly, since)
    assert seen == [first.after(n) for n in range(len(seen))]
    assert slot_of(weekly, first.after(len(seen))).at > now


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "Europe", "../../etc/passwd", "/etc/passwd", "a\0b", "x" * 5000, "é"]
)
def test_what_is_no_zone_gets_a_sentence(name: str) -> None:
    """It names one that is, and what to do where the system has none."""
    with pytest.raises(DecisionError, match=r"Europe/Berlin.*tzdata"):
        zone_named(name)


def test_a_zone_is_found_by_its_name() -> None:
    """As the tz database has it."""
    assert zone_named("Europe/Berlin") == BERLIN.zone
