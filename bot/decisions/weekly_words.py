"""When a digest is to come, as people type it: a weekday, a time, a zone, in any order and any of them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from bot.decisions.schedule import Weekly, no_zone, zone_named
from bot.decisions.weekly import LONGEST_PAUSE

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 3  # letters of a weekday
_OF_A_MACHINE = frozenset({"localtime", "Factory"})  # names that mean another zone elsewhere, or none
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_weekly(words: Iterable[str], before: Weekly) -> Weekly | None:
    """The schedule that the words change the one before to; None where they are no schedule.

    Raises `DecisionError` where what can only be a zone is none.
    """
    weekly, said = before, set[str]()
    for word in words:
        kind, weekly = _with(word, weekly)
        if not kind or kind in said:
            return None
        said.add(kind)
    return weekly if said else None


def read_pause(word: str, today: date) -> date | None:
    """The day until which digests pause; None where it is none, past, or too far away."""
    try:
        day = datetime.strptime(word, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None
    return day if today < day <= today + LONGEST_PAUSE else None


def _with(word: str, weekly: Weekly) -> tuple[str, Weekly]:
    """What a word is, and the schedule with it."""
    lower = word.lower()
    days = [day for day in _WEEKDAYS if len(lower) >= _SHORTEST and f"{day}s".startswith(lower)]
    if days:
        return "weekday", replace(weekly, weekday=_WEEKDAYS.index(days[0]) + 1)
    if found := _TIME.fullmatch(word):
        return "time", replace(weekly, at=time(int(found[1]), int(found[2])))
    if zone := _zone(word):
        return "zone", replace(weekly, zone=zone)
    return "", weekly


def _zone(word: str) -> ZoneInfo | None:
    """A zone, however its name is capitalised; what has a slash can only be meant as one.

    Only names that every list of zones has: where another replica knew a channel's zone not, it could post no digest.
    """
    names = {name.lower(): name for name in available_timezones() - _OF_A_MACHINE}
    if name := names.get(word.lower()):
        return zone_named(name)
    if "/" in word:
        raise no_zone(word)
    return None
