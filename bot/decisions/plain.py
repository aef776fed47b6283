"""A record as JSON, for the store and the events: the same bytes for the same record, and the record back."""

from functools import cache

from pydantic import TypeAdapter

from bot.decisions.change import Change, Event
from bot.decisions.record import Decision


def decision_json(decision: Decision) -> str:
    """The record as JSON that `decision_from_json` reads back to an equal one; keys stand in the fields' order."""
    return _adapter().dump_json(decision).decode()


def decision_from_json(text: str) -> Decision:
    """The record that `decision_json` wrote; raises `pydantic.ValidationError` for anything else.

    A field that this release does not know is left out, one that is missing has its default.
    """
    return _adapter().validate_json(text)


def event_of(change: Change) -> Event:
    """What the log holds of a change that is numbered as it is kept."""
    before = decision_json(change.before) if change.before else ""
    return Event(change.after.revision, change.deed, change.act, before, decision_json(change.after))


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)
