"""The modal in which a decision is logged: three fields for what can be taken back, more for what can't.

What people typed stays in the form, whatever is wrong with it: each input keeps its block and action id.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.decisions.record import Decision, Reversibility
from bot.slack.blocks.actions import DECISION_FORM, REASON_FORM, REASON_WHY, REVERSIBILITY_INPUT
from bot.slack.blocks.card import Block
from bot.slack.blocks.decision_card import named
from bot.slack.blocks.limits import LABEL_LIMIT
from bot.slack.blocks.mrkdwn import bold, cleaned, context, escape, is_user, joined, plain, section

TITLE_LIMIT = 24  # of a modal and its buttons
INPUT_LIMIT = 3000  # characters; the most that Slack lets anybody type into an input
HINT_LIMIT = 150
CONFLICTS_LIMIT = 5

WAY = "way"  # the input that says what becomes of a conflict
SUPERSEDES, OTHER_SCOPE, NO_CONFLICT = "supersedes", "other scope", "no conflict"
_WAYS = {
    SUPERSEDES: "It takes their place: they become superseded",
    OTHER_SCOPE: "It holds for others: I say so in the field Scope",
    NO_CONFLICT: "They do not contradict each other; do not ask again",
}
_REVERSIBILITY = {
    Reversibility.TWO_WAY: "Easy to take back",
    Reversibility.ONE_WAY: "Hard to take back",
}


@dataclass(frozen=True, slots=True)
class FormOrigin:
    """Where a form was opened, which travels with it: the answer or the message, and the record that is replaced.

    `form` names the form; it is the view's external id.
    """

    form: str
    channel: str = ""
    thread_ts: str = ""
    question: str = ""
    private: bool = False
    retires: str = ""
    permalink: str = ""

    def parts(self) -> dict[str, Any]:
        """The origin as plain data."""
        return asdict(self)

    def data(self) -> str:
        """The origin as the view's `private_metadata`."""
        return json.dumps(self.parts(), separators=(",", ":"))


def read_origin(metadata: str) -> FormOrigin | None:
    """The origin that `FormOrigin.data` wrote; None for anything else."""
    try:
        held = json.loads(metadata)
        return FormOrigin(**held) if isinstance(held, dict) else None
    except (ValueError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What the form shows: what stands in its fields, by their names, and the conflicts to be settled."""

    origin: FormOrigin
    values: Mapping[str, str] = field(default_factory=dict)
    conflicts: Sequence[Decision] = ()
    notes: Sequence[str] = ()

    @property
    def is_long(self) -> bool:
        """Whether it asks for what only a decision needs that is hard to take back."""
        return self.values.get(REVERSIBILITY_INPUT) == Reversibility.ONE_WAY


def loading_view(form: str) -> dict[str, Any]:
    """What stands there until the form does."""
    return _view(form, [section(escape("One moment: the form is being filled…"))])


def form_view(form: DecisionForm) -> dict[str, Any]:
    """The form."""
    blocks = [*_conflicts(form), *_fields(form)]
    view = _view(form.origin.form, blocks)
    return {**view, "private_metadata": form.origin.data(), "submit": plain("Log it", TITLE_LIMIT)}


def reason_form(decision: Decision, move: str) -> dict[str, Any]:
    """The modal that asks why a record is moved."""
    element = {"type": "plain_text_input", "action_id": REASON_WHY, "multiline": True, "max_length": INPUT_LIMIT}
    return {
        "type": "modal",
        "callback_id": REASON_FORM,
        "private_metadata": json.dumps({"decision": decision.id, "move": move}),
        "title": plain(f"{move} it".capitalize(), TITLE_LIMIT),
        "submit": plain(move.capitalize(), TITLE_LIMIT),
        "close": plain("Cancel", TITLE_LIMIT),
        "blocks": [section(escape(named(decision))), _input(REASON_WHY, "Why?", element)],
    }


def _view(form: str, blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": DECISION_FORM,
        "external_id": form,
        "title": plain("Log a decision", TITLE_LIMIT),
        "close": plain("Cancel", TITLE_LIMIT),
        "blocks": blocks,
    }


def _conflicts(form: DecisionForm) -> Iterator[Block]:
    """The records that say otherwise, and the three ways out."""
    for note in form.notes:
        yield context(escape(note))
    if not form.conflicts:
        return
    yield section(bold(escape("This contradicts what is in force")))
    for other in form.conflicts[:CONFLICTS_LIMIT]:
        chose = f"chose {' and '.join(other.chosen)}"
        yield section(joined(" – ", escape(named(other)), escape(chose)))
    options = [{"text": plain(text, LABEL_LIMIT), "value": way} for way, text in _WAYS.items()]
    yield {
        "type": "input",
        "block_id": WAY,
        "label": plain("What does it mean for them?", LABEL_LIMIT),
        "element": {"type": "radio_buttons", "action_id": WAY, "options": options},
    }


def _fields(form: DecisionForm) -> Iterator[Block]:
    yield _line(form, "title", "What was decided?", hint="In a sentence, such as: Use Python for the agents")
    yield _line(form, "choice", "Which option was chosen?")
    yield _text(form, "why", "Why?")
    yield _reversibility(form)
    if not form.is_long:
        yield _text(form, "context", "Context", optional=True)
        if form.conflicts:
            yield _scope(form)
        return
    yield _text(
        form, "options", "What else was considered?", hint="A line each: the option, a colon, why it was not taken"
    )
    yield _people(form, "makers", "Who decided?")
    yield _text(
        form, "dissent", "Who saw it otherwise?", optional=True, hint="A line each: the name, a colon, their view"
    )
    yield _date(form, "review_on", "When is it looked at again?", hint="In three months, where nothing else is said")
    yield _scope(form)
    yield _text(form, "context", "Context", optional=True)


def _scope(form: DecisionForm) -> Block:
    return _line(form, "scope", "Scope", optional=True, hint="org, or for example team:payments or service:search")


def _line(form: DecisionForm, name: str, label: str, *, optional: bool = False, hint: str = "") -> Block:
    return _input(name, label, _typed(form, name, multiline=False), optional=optional, hint=hint)


def _text(form: DecisionForm, name: str, label: str, *, optional: bool = False, hint: str = "") -> Block:
    return _input(name, label, _typed(form, name, multiline=True), optional=optional, hint=hint)


def _typed(form: DecisionForm, name: str, *, multiline: bool) -> Block:
    value = "\n".join(map(cleaned, form.values.get(name, "").splitlines()))[:INPUT_LIMIT]
    element = {"type": "plain_text_input", "action_id": name, "multiline": multiline, "max_length": INPUT_LIMIT}
    return {**element, "initial_value": value} if value else element


def _people(form: DecisionForm, name: str, label: str) -> Block:
    chosen = [person for person in form.values.get(name, "").split(",") if is_user(person)]
    element = {"type": "multi_users_select", "action_id": name}
    return _input(name, label, {**element, "initial_users": chosen} if chosen else element, optional=True)


def _date(form: DecisionForm, name: str, label: str, *, hint: str) -> Block:
    value = form.values.get(name, "")
    element = {"type": "datepicker", "action_id": name}
    return _input(name, label, {**element, "initial_date": value} if value else element, optional=True, hint=hint)


def _reversibility(form: DecisionForm) -> Block:
    """Chosen, it comes back at once: what is hard to take back needs more fields."""
    options = [{"text": plain(text, LABEL_LIMIT), "value": value} for value, text in _REVERSIBILITY.items()]
    chosen = options[1] if form.is_long else options[0]
    element = {"type": "radio_buttons", "action_id": REVERSIBILITY_INPUT, "options": options, "initial_option": chosen}
    block = _input(REVERSIBILITY_INPUT, "How hard is it to take back?", element)
    return {**block, "dispatch_action": True}


def _input(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, LABEL_LIMIT),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": plain(hint, HINT_LIMIT)} if hint else block
