"""When a decision is looked at again, and what comes of it."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.decisions.change import Act, Change, Deed
from bot.decisions.record import Decision, Held, Outcome, Reversibility
from bot.errors import DecisionError

MONTHS: Mapping[Reversibility, int] = {
    Reversibility.TWO_WAY: 12,
    Reversibility.ONE_WAY: 3,
    Reversibility.UNKNOWN: 6,
}


def first_review(decision: Decision, decided_at: datetime) -> date:
    """When a decision that names no date is reviewed: sooner where it is hard to take back."""
    return months_later(decided_at.date(), MONTHS[decision.reversibility])


def is_due(decision: Decision, today: date) -> bool:
    """Whether a record in force is to be reviewed."""
    return decision.in_force and decision.review_on is not None and decision.review_on <= today


def reviewed(decision: Decision, act: Act, held: Held) -> Change:
    """The record with what a review found, and the date of the next one."""
    _check_in_force(decision)
    outcomes = (*decision.outcomes, Outcome(act.at.date(), held, act.why))
    after = replace(decision, outcomes=outcomes, review_on=first_review(decision, act.at))
    return Change(decision, after, Deed.REVIEWED, act)


def waived(decision: Decision, act: Act, until: date) -> Change:
    """The record, left alone until a date, for a reason."""
    _check_in_force(decision)
    if until <= act.at.date():
        raise DecisionError("A review is put off to a day that is still to come.")
    if not act.why.strip():
        raise DecisionError("Say why the review is put off; the reason is kept with the record.")
    return Change(decision, replace(decision, review_on=until), Deed.WAIVED, act)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _check_in_force(decision: Decision) -> None:
    if not decision.in_force:
        raise DecisionError(f"{decision.name} is {decision.status}; only a decision in force is reviewed.")
