"""The modal in which a record is corrected: what is decided in the small things, what is not decided yet in all."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.decisions.correcting import PEOPLE, values_of_record
from bot.decisions.lifecycle import OPEN
from bot.decisions.record import Decision, Tie
from bot.slack.blocks.actions import EDIT_FORM, EDIT_WHY
from bot.slack.blocks.card import Block
from bot.slack.blocks.decision_card import named
from bot.slack.blocks.decision_form import REVERSIBILITY, TITLE_LIMIT, read_metadata
from bot.slack.blocks.inputs import (
    INPUT_LIMIT,
    date_input,
    line_input,
    people_input,
    people_shown,
    person_input,
    radio_input,
    shown_text,
    text_input,
)
from bot.slack.blocks.mrkdwn import context, escape, plain, section

_LINES = {"title": "What was decided?", "choice": "Which option was chosen?", "topic": "Topic", "scope": "Scope"}
_TEXTS = {
    "why": "Why?",
    "options": "What else was considered?",
    "question": "Question",
    "context": "Context",
    "consequences": "Consequences",
    "confirmation": "How is it seen that it is done?",
    "dissent": "Who saw it otherwise?",
}
_GROUPS = {"makers": "Who decided?", "consulted": "Who was consulted?", "informed": "Who is informed?"}
_PERSONS = {"owner": "Who owns it?", "deputy": "Who stands in for the owner?"}
_HINTS = {
    "title": "In a sentence, such as: Use Python for the agents",
    "topic": "An entry of the knowledge, or for example custom:message-queue",
    "scope": "org, or for example team:payments or service:search",
    "options": "A line each: the option, a colon, why it was not taken",
    "dissent": "A line each: the name, a colon, their view",
    "consequences": "A line each",
    "confirmation": "A line each",
    "tags": "With commas between them, such as: latency, costs",
    "owner": "Asked when the decision is to be reviewed",
}
_ORDER = (
    *("title", "choice", "why", "reversibility", "options", "makers", "owner", "deputy", "consulted", "informed"),
    *("topic", "scope", "tags", "review_on", "dissent", "consequences", "confirmation", "question", "context"),
)
RELATED = "related"
RELATED_LIMIT = 250  # as many as an input holds
_NEEDED = frozenset({"title"})


def edit_form(decision: Decision) -> dict[str, Any]:
    """The form, filled with what the record says."""
    held = {"decision": decision.id, "revision": decision.revision}
    return {
        "type": "modal",
        "callback_id": EDIT_FORM,
        "private_metadata": json.dumps(held),
        "title": plain("Edit details", TITLE_LIMIT),
        "submit": plain("Save", TITLE_LIMIT),
        "close": plain("Cancel", TITLE_LIMIT),
        "blocks": [*_blocks(decision)],
    }


def read_edited(metadata: str) -> tuple[str, int] | None:
    """The record's id and the revision that `edit_form` wrote; None for anything else."""
    match read_metadata(metadata):
        case {"decision": str(id_), "revision": int(revision)}:
            return id_, revision
        case _:
            return None


def shown_values(decision: Decision) -> dict[str, str]:
    """What stands in the form's fields, by their names, as it comes back where nobody types.

    A text that is longer than an input may be is no field: it would be cut off.
    """
    values = values_of_record(decision)
    fitting = {name: text for name, text in values.items() if name in PEOPLE or len(text) <= INPUT_LIMIT}
    return {name: _as_shown(name, text) for name, text in fitting.items()}


def _as_shown(name: str, text: str) -> str:
    if name == "reversibility":
        return text if text in REVERSIBILITY else ""
    return ",".join(people_shown(text.split(","))) if name in PEOPLE else shown_text(text)


def _blocks(decision: Decision) -> Iterator[Block]:
    values = shown_values(decision)
    yield section(escape(named(decision)))
    if decision.status not in OPEN:
        yield context(escape("What was decided stays: log a new decision that supersedes it to change that."))
        yield text_input(EDIT_WHY, "Why is it corrected?", "", hint="Kept with the record, in its history")
    for name in _ORDER:
        if name in values:
            yield _field(name, values)
    related = ", ".join(f"ADR-{link.number:04d}" for link in decision.tied(Tie.RELATES_TO)[:RELATED_LIMIT])
    yield line_input(RELATED, "Which decisions does it relate to?", related, optional=True, hint="Such as: ADR-0007")
    if len(values) < len(values_of_record(decision)):
        yield context(escape("A text that is too long for a form is not shown here, and stays as it is."))


def _field(name: str, values: Mapping[str, str]) -> Block:
    value, hint, optional = values[name], _HINTS.get(name, ""), name not in _NEEDED
    if name in _GROUPS:
        return people_input(name, _GROUPS[name], value.split(","), hint=hint)
    if name in _PERSONS:
        return person_input(name, _PERSONS[name], value, hint=hint)
    if name == "review_on":
        return date_input(name, "When is it looked at again?", value)
    if name == "reversibility":
        return radio_input(name, "How hard is it to take back?", REVERSIBILITY, value, optional=True)
    if name in _TEXTS:
        return text_input(name, _TEXTS[name], value, optional=optional, hint=hint)
    return line_input(name, _LINES.get(name, "Tags"), value, optional=optional, hint=hint)
