"""Evidence that moved, and what is asked about it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.decisions.change import Deed
from bot.decisions.grounds import Moved, Shift, moved, rebased, still_holds
from bot.decisions.record import Grounds, Held, Outcome, Status
from bot.errors import DecisionError
from bot.knowledge.entries import Entry, EntryId, Library, Option
from tests.decisions.answers import AI, LIVE, PRICE, PRICES, PYTHON
from tests.decisions.records import NOW, act, record

TODAY = NOW.date()


def entry(id_: EntryId, content_hash: str, **values: object) -> Entry:
    """An entry of a content."""
    return Entry(id_, "Title", "Heading", content_hash, **values)  # type: ignore[arg-type]


def library(*entries: Entry, version: str = "v2") -> Library:
    """All that is known."""
    return Library(version, {one.id: one for one in entries}, {PYTHON: Option(PYTHON, "Python", ())})


SAME = entry(AI, "a")
OLD = {"as_of": date(2026, 1, 1), "max_age_days": 60}
RESTING = record(1, grounds=(Grounds(AI, "a", "v1"), Grounds(url="https://example.com")))


def only(found: tuple[Moved, ...]) -> Moved:
    """The one record whose evidence moved."""
    (one,) = found
    return one


def test_nothing_moved_where_the_content_is_the_same() -> None:
    """Another version of the knowledge changes nothing by itself, and a URL is not looked at."""
    assert moved([RESTING], library(SAME), TODAY) == ()


@pytest.mark.parametrize(
    ("entries", "shift"),
    [
        ((entry(AI, "b"),), Shift.CHANGED),
        ((), Shift.REMOVED),
        ((entry(AI, "a", **OLD),), Shift.STALE),
        ((entry(AI, "b", **OLD),), Shift.CHANGED),
    ],
)
def test_what_became_of_the_evidence_is_said(entries: tuple[Entry, ...], shift: Shift) -> None:
    """A record in force is found with what it rests on and what became of that."""
    found = only(moved([RESTING], library(*entries), date(2026, 3, 3)))

    assert (found.decision, found.grounds) == (RESTING, ((RESTING.grounds[0], shift),))


def test_evidence_goes_stale_on_the_day_after_its_age() -> None:
    """On the last day it is still trusted."""
    aged = library(entry(AI, "a", **OLD))

    assert moved([RESTING], aged, date(2026, 3, 2)) == ()
    assert moved([RESTING], aged, date(2026, 3, 3))


def test_what_was_stale_when_it_was_decided_did_not_move() -> None:
    """The team knew."""
    knowing = replace(RESTING, grounds=(Grounds(AI, "a", "v1", stale=True),))

    assert moved([knowing], library(entry(AI, "a", **OLD)), date(2026, 5, 1)) == ()


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ACCEPTED])
def test_only_decisions_in_force_are_asked_about(status: Status) -> None:
    """What was never decided or holds no more rests on nothing."""
    assert moved([record(1, status=status, grounds=RESTING.grounds)], library(), TODAY) == ()


def test_an_owner_is_asked_once_for_a_state_of_the_entries() -> None:
    """The same state has the same key, whatever else changed in the record; another state or record has another."""
    changed = library(entry(AI, "b"))
    key = only(moved([RESTING], changed, TODAY)).key

    assert only(moved([replace(RESTING, revision=9, tags=("x",))], changed, TODAY)).key == key
    assert only(moved([RESTING], library(entry(AI, "c")), TODAY)).key != key
    assert only(moved([RESTING], library(), TODAY)).key != key
    assert only(moved([record(2, grounds=RESTING.grounds)], changed, TODAY)).key != key


@pytest.mark.parametrize("entries", [(), (entry(AI, "b"),), (entry(AI, "a", **OLD),)])
def test_who_finds_that_it_holds_is_not_asked_again(entries: tuple[Entry, ...]) -> None:
    """The record rests on today's content from then on, even where there is none."""
    now = library(*entries)

    change = still_holds(RESTING, act(why="Same reasons."), now)

    assert moved([change.after], now, TODAY) == ()
    assert change.deed is Deed.REVIEWED
    assert change.before == RESTING
    assert change.after.outcomes == (Outcome(TODAY, Held.HELD, "Same reasons."),)


def test_an_entry_that_comes_back_is_asked_about() -> None:
    """A decision that stood without its evidence is looked at when there is evidence again."""
    alone = still_holds(RESTING, act(), library()).after

    assert only(moved([alone], library(SAME), TODAY)).grounds[0][1] is Shift.CHANGED


def test_the_evidence_is_put_on_todays_content() -> None:
    """Hash, version, age and figure are those of today; a figure that was not shown is not added."""
    decision = record(1, grounds=(Grounds(PRICE, "a", "v1", "$20"), Grounds(LIVE, "b", "v1")))
    now = library(entry(PRICE, "x", comparison=PRICES, **OLD), entry(LIVE, "y", comparison=PRICES))

    assert rebased(decision, now, date(2026, 5, 1)) == (
        Grounds(PRICE, "x", "v2", "Python $40, node $25 (1.6x)", stale=True),
        Grounds(LIVE, "y", "v2"),
    )


def test_only_a_decision_in_force_is_found_to_hold() -> None:
    """The sentence says where the record stands."""
    with pytest.raises(DecisionError, match="ADR-0001 is deprecated"):
        still_holds(record(1, status=Status.DEPRECATED), act(), library())
