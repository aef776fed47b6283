"""Whether a decision still holds is asked of the right people, and an ask is open until its first answer."""

from dataclasses import replace
from datetime import date

import pytest

from bot.decisions.asks import Ask, answer_to, askable, is_open, read_ask, review_ask
from bot.decisions.change import Deed, Event
from bot.decisions.record import DecisionId, Person, Status
from tests.decisions.records import act, record

ANA, BEN, CLEO = Person("U1ANA"), Person("U2BEN"), Person("U3CLEO")
DUE = record(1, review_on=date(2026, 5, 1), revision=3)
ASK = review_ask(DUE)


def event(revision: int, deed: Deed) -> Event:
    """Something that was done to the record."""
    return Event(revision, deed, act(), "", "")


def test_an_ask_comes_back_as_it_was_written() -> None:
    """And nothing else is taken for one."""
    assert read_ask(ASK.data()) == ASK
    assert [read_ask(text) for text in ("", "d1", "d1 x review:d1", "d1 1 a b", "d1 99999999999 k")] == [None] * 5


def test_each_date_of_a_review_is_an_ask_of_its_own() -> None:
    """The same date is the same ask, whatever else changed in the record."""
    assert review_ask(replace(DUE, title="Another title", revision=4)).key == ASK.key
    assert review_ask(replace(DUE, review_on=date(2026, 5, 2))).key != ASK.key


def test_the_owner_comes_first_then_the_deputy_then_who_decided() -> None:
    """Who is not named is left out, and nobody stands twice among those who decided."""
    whole = replace(DUE, owner=ANA, deputy=BEN, decision_makers=(CLEO, ANA, CLEO))

    assert askable(whole) == ((ANA,), (BEN,), (CLEO, ANA))
    assert askable(replace(whole, owner=Person(""), deputy=Person(""))) == ((CLEO, ANA),)


@pytest.mark.parametrize("deed", Deed)
def test_an_ask_is_open_until_somebody_answers(deed: Deed) -> None:
    """What was done before it was asked is no answer, and neither is a correction."""
    answers = deed in {Deed.REVIEWED, Deed.WAIVED, Deed.SUPERSEDED, Deed.DEPRECATED}

    assert is_open(ASK, DUE, [event(3, deed)])
    assert is_open(ASK, DUE, [event(4, Deed.CORRECTED), event(5, deed)]) is not answers
    assert (answer_to(ASK, [event(4, deed)]) is not None) is answers


def test_an_ask_is_over_with_its_date_or_its_record() -> None:
    """Where the date was moved, or the record is out of force; evidence has no date."""
    evidence = Ask(DecisionId(DUE.id), 3, "evidence:x:y")
    moved = replace(DUE, review_on=date(2027, 1, 1))

    assert not is_open(ASK, moved, [])
    assert is_open(evidence, moved, [])
    assert not is_open(evidence, replace(DUE, status=Status.DEPRECATED), [])
