"""The modal in which a decision is logged: three fields for what can be taken back, more for what can't.

What people typed stays in the form, whatever is wrong with it: each input keeps its block and action id.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.decisions.record import Decision, Reversibility, Status
from bot.slack.blocks.actions import DECISION_FORM, DRAFT_FROM_THREAD, REASON_FORM, REASON_WHY, REVERSIBILITY_INPUT
from bot.slack.blocks.card import Block
from bot.slack.blocks.decision_card import named
from bot.slack.blocks.inputs import date_input, line_input, people_input, radio_input, text_input
from bot.slack.blocks.limits import LABEL_LIMIT
from bot.slack.blocks.mrkdwn import bold, context, escape, joined, link, plain, section

TITLE_LIMIT = 24  # of a modal and its buttons
CONFLICTS_LIMIT = 5

WAY = "way"  # the input that says what becomes of a conflict
SUPERSEDES, OTHER_SCOPE, NO_CONFLICT = "supersedes", "other scope", "no conflict"
_WAYS = {
    SUPERSEDES: "It takes their place: they become superseded",
    OTHER_SCOPE: "It holds for others: I say so in the field Scope",
    NO_CONFLICT: "They do not contradict each other; do not ask again",
}
REVERSIBILITY: Mapping[str, str] = {
    Reversibility.TWO_WAY: "Easy to take back",
    Reversibility.ONE_WAY: "Hard to take back",
}
STANDING = "standing"  # the input that says whether it is decided
_STANDINGS: Mapping[str, str] = {
    Status.ACCEPTED: "It is decided",
    Status.PROPOSED: "It is proposed: who decides accepts or rejects it",
}
_ONLY_HERE = "Only this private conversation sees the record, in lists and in answers too."
_FOR_ALL = "Everybody in the workspace can find the record."


@dataclass(frozen=True, slots=True)
class FormOrigin:
    """Where a form was opened, which travels with it: the answer or the message, and the record that is replaced.

    `form` names the form; it is the view's external id. `drafts` counts how often a model is asked to draft from the
    thread, 0 where it is not to be; `drafted` is what it did: the fields that it filled, each with the ts of the
    message that says so.
    """

    form: str
    channel: str = ""
    thread_ts: str = ""
    question: str = ""
    private: bool = False
    retires: str = ""
    permalink: str = ""
    drafts: int = 0
    drafted: Mapping[str, str] = field(default_factory=dict)

    def parts(self) -> dict[str, Any]:
        """The origin as plain data."""
        return asdict(self)

    def data(self) -> str:
        """The origin as the view's `private_metadata`."""
        return json.dumps(self.parts(), separators=(",", ":"))


def read_origin(metadata: str) -> FormOrigin | None:
    """The origin that `FormOrigin.data` wrote; None for anything else."""
    try:
        origin = FormOrigin(**read_metadata(metadata))
    except TypeError:
        return None
    kinds = {"private": bool, "drafts": int, "drafted": dict}
    as_written = all(type(value) is kinds.get(name, str) for name, value in origin.parts().items())
    return origin if as_written and all(isinstance(ts, str) for ts in origin.drafted.values()) else None


def read_metadata(metadata: str) -> dict[str, Any]:
    """What a form of ours holds in its `private_metadata`; nothing for anything else."""
    try:
        held = json.loads(metadata)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def read_move(metadata: str) -> tuple[str, str] | None:
    """The record's id and the move that `reason_form` wrote; None for anything else."""
    match read_metadata(metadata):
        case {"decision": str(id_), "move": "reject" | "deprecate" as move}:
            return id_, move
        case _:
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


def reading_view(origin: FormOrigin) -> dict[str, Any]:
    """What stands there while the thread is read: nobody can type into it, so nothing typed is lost."""
    said = "One moment: the thread is being read. What you typed comes back with what it says."
    return {**_view(origin.form, [section(escape(said))]), "private_metadata": origin.data()}


def form_view(form: DecisionForm) -> dict[str, Any]:
    """The form."""
    blocks = [*_conflicts(form), *_drafting(form), *_with_sources(form)]
    view = _view(form.origin.form, blocks)
    return {**view, "private_metadata": form.origin.data(), "submit": plain("Log it", TITLE_LIMIT)}


def reason_form(decision: Decision, move: str) -> dict[str, Any]:
    """The modal that asks why a record is moved."""
    return {
        "type": "modal",
        "callback_id": REASON_FORM,
        "private_metadata": json.dumps({"decision": decision.id, "move": move}),
        "title": plain(f"{move} it".capitalize(), TITLE_LIMIT),
        "submit": plain(move.capitalize(), TITLE_LIMIT),
        "close": plain("Cancel", TITLE_LIMIT),
        "blocks": [section(escape(named(decision))), text_input(REASON_WHY, "Why?", "")],
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
    yield radio_input(WAY, "What does it mean for them?", _WAYS, form.values.get(WAY, ""))


def _drafting(form: DecisionForm) -> Iterator[Block]:
    """The way to a draft from the thread; once there is one, what it is."""
    if form.origin.drafted:
        said = "A model found these words in the thread. They are a draft until you log it: read them first."
        yield context(escape(said))
    elif form.origin.drafts:
        button = {"type": "button", "action_id": DRAFT_FROM_THREAD, "text": plain("Draft from thread", LABEL_LIMIT)}
        yield {"type": "actions", "elements": [button]}


def _with_sources(form: DecisionForm) -> Iterator[Block]:
    """The fields; under each that was drafted, the message that says so."""
    for block in _fields(form):
        yield block
        if ts := form.origin.drafted.get(str(block.get("block_id"))):
            yield context(link(_message_link(form.origin, ts), "from this message of the thread"))


def _message_link(origin: FormOrigin, ts: str) -> str:
    """The address of a message of the thread, made of that of another one."""
    before, _, _ = origin.permalink.rpartition("/p")
    return f"{before}/p{ts.replace('.', '')}?thread_ts={origin.thread_ts}&cid={origin.channel}" if before else ""


def _fields(form: DecisionForm) -> Iterator[Block]:
    yield _line(form, "title", "What was decided?", hint="In a sentence, such as: Use Python for the agents")
    yield _line(form, "choice", "Which option was chosen?")
    yield _text(form, "why", "Why?")
    yield _reversibility(form)
    yield from _long_fields(form)
    yield _text(form, "context", "Context", optional=True)
    hint = "An entry of the knowledge, or for example custom:message-queue; named after the title where it is empty"
    yield radio_input(STANDING, "Where does it stand?", _STANDINGS, form.values.get(STANDING, Status.ACCEPTED))
    yield _line(form, "topic", "Topic", optional=True, hint=hint)
    yield _scope(form)
    yield context(escape(_ONLY_HERE if form.origin.private else _FOR_ALL))


def _long_fields(form: DecisionForm) -> Iterator[Block]:
    """What only a decision needs that is hard to take back, and what was drafted of it for any."""
    if form.is_long or "options" in form.origin.drafted:
        hint = "A line each: the option, a colon, why it was not taken"
        yield _text(form, "options", "What else was considered?", optional=not form.is_long, hint=hint)
    if form.is_long or "makers" in form.origin.drafted:
        yield people_input("makers", "Who decided?", form.values.get("makers", "").split(","))
    if form.is_long:
        hint = "A line each: the name, a colon, their view"
        yield _text(form, "dissent", "Who saw it otherwise?", optional=True, hint=hint)
        hint = "In three months, where nothing else is said"
        yield date_input("review_on", "When is it looked at again?", form.values.get("review_on", ""), hint=hint)


def _scope(form: DecisionForm) -> Block:
    return _line(form, "scope", "Scope", optional=True, hint="org, or for example team:payments or service:search")


def _line(form: DecisionForm, name: str, label: str, *, optional: bool = False, hint: str = "") -> Block:
    return line_input(name, label, form.values.get(name, ""), optional=optional, hint=hint)


def _text(form: DecisionForm, name: str, label: str, *, optional: bool = False, hint: str = "") -> Block:
    return text_input(name, label, form.values.get(name, ""), optional=optional, hint=hint)


def _reversibility(form: DecisionForm) -> Block:
    """Chosen, it comes back at once: what is hard to take back needs more fields."""
    chosen = Reversibility.ONE_WAY if form.is_long else Reversibility.TWO_WAY
    block = radio_input(REVERSIBILITY_INPUT, "How hard is it to take back?", REVERSIBILITY, chosen)
    return {**block, "dispatch_action": True}
