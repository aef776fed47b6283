"""The task that drafts a decision from a thread, on request: a model points at words of it, which fill empty fields.

Whatever goes wrong (a thread that can't be read, a model that is slow, lies or may not be asked any more today), the
form comes back as it was, with a note. What a person typed stays; a draft is logged by nobody but a person.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.conversation.mail import Leased, Method, Outgoing
from bot.conversation.phraser import Lack, Written
from bot.conversation.records import Exchange
from bot.decisions.thread_draft import SYSTEM, Spoken, ThreadDraft, checked, prompt, spoken
from bot.ids import TeamId, UserId
from bot.slack.blocks.actions import DRAFT_FROM_THREAD
from bot.slack.blocks.decision_form import DecisionForm, FormOrigin, reading_view
from bot.slack.desk import SlackDesk
from bot.slack.filling import lane_of, view_update
from bot.slack.received import Submission

UNREAD = "I could not read the thread just now. Nothing is changed; you can try again."
NO_MODEL = "No model is set up any more that could read the thread. Nothing is changed."
NOTHING_FOUND = "No message of the thread says it clearly enough. Nothing is changed."
_LACKS = {
    Lack.BUSY: "The model has too much to do just now. Nothing is changed; you can try again.",
    Lack.RESTING: "The model failed several times and is left alone for a while. Nothing is changed.",
    Lack.SPENT: "What the model may cost today is used up. Nothing is changed.",
}
_FAILED = "The model gave no answer. Nothing is changed; you can try again."

log = structlog.get_logger()


class Reader(Protocol):
    """What points at words; a model, within its budget."""

    def written(self, team: TeamId, system: str, user: str, now: datetime) -> Written:
        """What the model writes to a prompt, unchecked; or why there is nothing."""
        ...


class ThreadDrafting:
    """Drafts from threads; without a model, what was asked for before comes back with a note."""

    def __init__(self, desk: SlackDesk, model: Reader | None) -> None:
        self._desk = desk
        self._model = model

    def carry_out(self, leased: Leased) -> Exchange:
        """Put the form back in its place, with what the thread says in the fields that were empty."""
        arguments, team = leased.mail.arguments, TeamId(leased.mail.team)
        origin, values = FormOrigin(**arguments["origin"]), arguments["values"]
        found = self._found(team, origin)
        if isinstance(found, str):
            form = _unchanged(DecisionForm(origin, values), found)
        else:
            form = _with(DecisionForm(origin, values), found, leased.mail.person)
        key = f"drafted:{leased.mail.key}"
        update = view_update(team, form, UserId(leased.mail.person), self._desk, key)
        return Exchange(team, (key,), self._desk.clock(), outgoing=(update,))

    def _found(self, team: TeamId, origin: FormOrigin) -> ThreadDraft | str:
        """What the thread says; or, in a sentence, why there is nothing."""
        if self._model is None:
            return NO_MODEL
        messages = self._messages(team, origin)
        if not messages:
            return UNREAD
        written = self._model.written(team, SYSTEM, prompt(messages), self._desk.clock())
        draft = checked(written.text, messages)
        lack = written.lack.name if written.lack else ""
        log.info("thread_drafted", form=origin.form, fields=sorted(draft.fields), lack=lack, error=written.error)
        return _LACKS.get(written.lack, _FAILED) if written.lack else draft

    def _messages(self, team: TeamId, origin: FormOrigin) -> tuple[Spoken, ...]:
        until = f"{self._desk.clock().timestamp():.6f}"
        read = self._desk.threads.read(team, origin.channel, origin.thread_ts, until)
        return spoken([(message.ts, message.text) for message in read.said])


def asked_to_draft(desk: SlackDesk, filled: Submission, origin: FormOrigin) -> Exchange:
    """The exchange that leaves drafting to a task; the form makes way for a notice until that is done."""
    now, person = desk.clock(), filled.user
    values = {name: text for name, text in filled.values.items() if name != DRAFT_FROM_THREAD}
    key, lane = f"draft:{origin.form}:{origin.drafts}", lane_of(origin.form)  # pressed twice, it is asked for once
    arguments: dict[str, Any] = {"external_id": origin.form, "view": reading_view(origin)}
    task = {"origin": origin.parts(), "values": values}
    outgoing = (
        Outgoing(
            filled.team, f"reading:{key}", lane, Method.UPDATE_VIEW, arguments, now, first_wins=True, person=person
        ),
        Outgoing(filled.team, key, key, Method.DRAFT_THREAD, task, now, first_wins=True, person=person),
    )
    return Exchange(filled.team, filled.keys, now, outgoing=outgoing)


def _with(form: DecisionForm, draft: ThreadDraft, person: str) -> DecisionForm:
    """The form with what was drafted in the fields that are empty."""
    empty = {name: one for name, one in draft.fields.items() if _is_empty(name, form, person)}
    if not empty:
        return _unchanged(form, NOTHING_FOUND)
    values = {**form.values, **{name: one.text for name, one in empty.items()}}
    drafted = {name: one.ts for name, one in empty.items()}
    return replace(form, origin=replace(form.origin, drafts=0, drafted=drafted), values=values)


def _unchanged(form: DecisionForm, note: str) -> DecisionForm:
    """The form as it was, with a note; the model can be asked once more."""
    return replace(form, origin=replace(form.origin, drafts=form.origin.drafts + 1), notes=(note,))


def _is_empty(name: str, form: DecisionForm, person: str) -> bool:
    """Whether nothing stands in a field, or what stands there by itself: that who logs a decision made it.

    The options of an answer count as there, also while the form does not show them.
    """
    if name == "options" and form.origin.question:
        return False
    held = form.values.get(name, "").strip()
    return not held or (name == "makers" and held == person)
