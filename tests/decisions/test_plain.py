"""A record as JSON, there and back."""

import json
from dataclasses import fields

import pytest
from hypothesis import given
from pydantic import ValidationError

from bot.decisions.change import Change, Deed
from bot.decisions.plain import decision_from_json, decision_json, event_of
from bot.decisions.record import Decision
from bot.decisions.soundness import faults
from tests.decisions.records import act, record, records


@given(records())
def test_a_record_comes_back_as_it_was(decision: Decision) -> None:
    """Any sound record, whatever people typed, is read back from JSON equal and is written to the same bytes again."""
    text = decision_json(decision)

    again = decision_from_json(text)

    assert again == decision
    assert decision_json(again) == text


@given(records())
def test_the_strategy_makes_sound_records(decision: Decision) -> None:
    """What other tests draw as a sound record is one."""
    assert not faults(decision)


def test_the_keys_stand_in_the_order_of_the_fields() -> None:
    """Two texts of a record differ only where the record does."""
    assert list(json.loads(decision_json(record()))) == [field.name for field in fields(Decision)]


def test_a_field_of_a_later_release_is_left_out() -> None:
    """A release reads what its successor wrote beside it, and what its predecessor wrote before it."""
    data = json.loads(decision_json(record()))
    data |= {"mood": "good"}
    del data["deputy"]

    assert decision_from_json(json.dumps(data)) == record()


def test_what_is_no_record_is_refused() -> None:
    """Something else in a row is an error, not an empty record."""
    with pytest.raises(ValidationError):
        decision_from_json("{}")


def test_the_event_holds_both_states() -> None:
    """The log says what a record was and what it became; a new one was nothing."""
    before, after = record(), record(title="Use Python for all agents", revision=2)

    corrected, logged = (event_of(Change(was, after, Deed.CORRECTED, act())) for was in (before, None))

    assert (corrected.revision, corrected.before, corrected.after) == (2, decision_json(before), decision_json(after))
    assert logged.before == ""
