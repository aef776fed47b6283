"""What must be true of every record, each with its sentence."""

from datetime import date

import pytest

from bot.decisions.record import ConsideredOption, Link, Making, Provenance, Reversibility, Status, Tie
from bot.decisions.reviews import first_review, months_later
from bot.decisions.soundness import faults
from tests.decisions.records import ANN, NOW, PYTHON, record, record_id


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "ab "}),
        ("title", {"title": "x" * 121}),
        ("topic", {"topic": "agents"}),
        ("topic", {"topic": "custom:Agents"}),
        ("scope", {"scope": "team:"}),
        ("tags", {"tags": ("fine", "Not fine")}),
        ("options", {"options": (PYTHON, ConsideredOption("PYTHON"))}),
        ("options", {"options": (PYTHON, ConsideredOption(" "))}),
        ("chosen", {"chosen": ("Rust",)}),
        ("chosen", {"chosen": ()}),
        ("decision_makers", {"decision_makers": ()}),
        ("rationale", {"rationale": " "}),
        ("confirmed_by", {"provenance": Provenance()}),
        ("decided_at", {"decided_at": None}),
        ("status", {"status": Status.PROPOSED, "provenance": Provenance(Making.MODEL)}),
        ("links", {"status": Status.SUPERSEDED, "links": ()}),
        ("links", {"links": (Link(Tie.SUPERSEDED_BY, record_id(2), 2),)}),
        ("links", {"links": (Link(Tie.RELATES_TO, record_id(1), 1),)}),
    ],
)
def test_what_is_wrong_is_said_of_its_field(field: str, changes: dict[str, object]) -> None:
    """One thing that is wrong gives one sentence, and it stands at the field that mends it."""
    ((named, sentence),) = faults(record(1, **changes))

    assert named == field
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PROPOSED, Status.REJECTED])
def test_what_is_not_decided_may_lack_what_a_decision_needs(status: Status) -> None:
    """Nobody has to know yet what was chosen, by whom and why."""
    assert not faults(record(1, status=status, chosen=(), decision_makers=(), rationale=""))


@pytest.mark.parametrize(
    ("reversibility", "day"),
    [
        (Reversibility.TWO_WAY, date(2027, 3, 2)),
        (Reversibility.ONE_WAY, date(2026, 6, 2)),
        (Reversibility.UNKNOWN, date(2026, 9, 2)),
    ],
)
def test_what_is_hard_to_take_back_is_reviewed_sooner(reversibility: Reversibility, day: date) -> None:
    """After three months, after a year, or between where nobody said."""
    assert first_review(record(1, created_by=ANN, reversibility=reversibility), NOW) == day


def test_a_month_without_such_a_day_ends_sooner() -> None:
    """The last of January plus a month is the last of February, over the turn of a year too."""
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
