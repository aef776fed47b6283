"""Correcting a record by a form: what the fields hold, and what of the record is another now.

A field that comes back as it was shown changes nothing: so what a form cannot show as it is kept (a name among people
of Slack, a text with odd spaces) stays, unless somebody writes something else there.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from bot.decisions.form import Amiss, amiss_in, chosen_text, filled
from bot.decisions.lifecycle import OPEN, editable
from bot.decisions.record import Decision

OF_ALL = (
    *("title", "question", "context", "consequences", "confirmation", "dissent", "review_on"),
    *("owner", "deputy", "consulted", "informed", "tags"),
)
OF_OPEN = ("choice", "why", "reversibility", "options", "makers", "topic", "scope")  # the substance

_SEVERAL = frozenset({"makers", "consulted", "informed"})
PEOPLE = _SEVERAL | {"owner", "deputy"}

_OF_RECORD: Mapping[str, tuple[str, ...]] = {  # what a field of the form speaks of, where the record says otherwise
    "choice": ("chosen", "options", "advice"),
    "options": ("options",),
    "why": ("rationale", "advice"),
    "makers": ("decision_makers",),
}


def fields_of(decision: Decision) -> tuple[str, ...]:
    """The names of the fields in which a record is corrected."""
    return (*OF_ALL, *(OF_OPEN if decision.status in OPEN else ()))


def values_of_record(decision: Decision) -> dict[str, str]:
    """What the record says in these fields, as the form of a decision takes it."""
    others = [option for option in decision.options if option.title not in decision.chosen]
    texts = {
        "title": decision.title,
        "question": decision.question,
        "context": decision.context,
        "consequences": "\n".join(decision.consequences),
        "confirmation": "\n".join(decision.confirmation),
        "dissent": "\n".join(f"{one.who}: {one.text}" for one in decision.dissent),
        "review_on": decision.review_on.isoformat() if decision.review_on else "",
        "owner": decision.owner,
        "deputy": decision.deputy,
        "consulted": ",".join(decision.consulted),
        "informed": ",".join(decision.informed),
        "tags": ", ".join(decision.tags),
        "choice": chosen_text(decision),
        "why": decision.rationale,
        "reversibility": decision.reversibility.value,
        "options": "\n".join(f"{option.title}: {option.rejected_because}" for option in others),
        "makers": ",".join(decision.decision_makers),
        "topic": decision.topic,
        "scope": decision.scope,
    }
    return {name: texts[name] for name in fields_of(decision)}


def read_correction(
    values: Mapping[str, str], shown: Mapping[str, str], decision: Decision, today: date
) -> dict[str, Any] | Amiss:
    """The fields of the record that are others now, by the record's names; or what is amiss in those that were changed.

    `shown` is what stood in the form when it was opened; what it did not show is not corrected.
    """
    changed = {name: values[name] for name in shown if name in values and not _same(name, values[name], shown[name])}
    held = values_of_record(decision)
    changed = {name: _with_the_unshown(name, value, held[name], shown[name]) for name, value in changed.items()}
    read = filled(changed, decision)
    wrong = {name: said for name, said in amiss_in(read, changed, today).items() if name in changed}
    return Amiss(wrong) if wrong else dict(_differing(decision, read, changed))


def _same(name: str, value: str, shown: str) -> bool:
    if name in PEOPLE:
        return set(value.split(",")) == set(shown.split(","))
    return _normal(value) == _normal(shown)


def _normal(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def _with_the_unshown(name: str, value: str, held: str, shown: str) -> str:
    """What a field holds now, with those among its people whom the form had no way to show."""
    if name not in _SEVERAL:
        return value
    return ",".join([value, *(one for one in held.split(",") if one not in shown.split(","))])


def _differing(decision: Decision, read: Decision, changed: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """The fields of the record that the fields of the form which were changed speak of, where they differ."""
    spoken_of = {of_record for name in changed for of_record in _OF_RECORD.get(name, (name,))}
    for name in sorted(spoken_of & editable(decision)):
        if getattr(read, name) != getattr(decision, name):
            yield name, getattr(read, name)
