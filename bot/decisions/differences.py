"""What a change changed of a record: the fields, each with what stood there before and what stands there since."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from bot.decisions.change import Event
from bot.decisions.plain import decision_from_json
from bot.decisions.record import Decision

_BY_ITSELF = frozenset({"revision", "number", "provenance", "advice", "links", "retires", "status"})
_SAID = ("who", "title", "text", "rejected_because", "signal", "url", "entry")  # what people know parts of a record by


@dataclass(frozen=True, slots=True)
class Difference:
    """A field by its name in words, and its texts before and after; empty where there was nothing."""

    name: str
    before: str
    after: str


def differences(event: Event) -> tuple[Difference, ...]:
    """What an event of the log changed of what people typed; nothing for the one with which a record began."""
    if not event.before:
        return ()
    return tuple(_between(decision_from_json(event.before), decision_from_json(event.after)))


def _between(before: Decision, after: Decision) -> Iterator[Difference]:
    for name in (field.name for field in fields(Decision) if field.name not in _BY_ITSELF):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference(name.replace("_", " "), _text(old), _text(new))


def _text(value: Any) -> str:  # noqa: ANN401  any field of a record
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return value or ""
    return ": ".join(str(getattr(value, name)) for name in _SAID if getattr(value, name, ""))
