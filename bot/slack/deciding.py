"""Logging a decision: a form opens on an answer, on a message or by a command, comes back, and becomes a record."""

import html
from collections.abc import Mapping
from typing import Any

from bot.conversation.records import Exchange
from bot.decisions.form import Amiss, read_form
from bot.decisions.record import Decision, Status, Tie
from bot.errors import DecisionError
from bot.ids import QuestionId
from bot.slack.answering import kept_answer, told
from bot.slack.blocks.decision_form import (
    NO_CONFLICT,
    OTHER_SCOPE,
    STANDING,
    SUPERSEDES,
    WAY,
    DecisionForm,
    FormOrigin,
    form_view,
    read_origin,
)
from bot.slack.blocks.notice import form_opens, no_longer_kept
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to
from bot.slack.filling import draft_of, opened, view_update
from bot.slack.inbound import read_click, read_form_click, read_shortcut, read_submission
from bot.slack.received import Command, Submission
from bot.slack.showing import UNREADABLE, shown_again
from bot.slack.subcommands import Response
from bot.slack.thread_drafting import asked_to_draft

QUOTE_LIMIT = 1500  # characters of a message that is quoted as the context

_TIES = {SUPERSEDES: Tie.SUPERSEDES, NO_CONFLICT: Tie.NO_CONFLICT}


class Deciding:
    """Opens forms, and makes records of what comes back."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def from_answer(self, body: dict[str, Any]) -> None:
        """Open the form for an answer, prefilled with what it says."""
        click = read_click(body)
        if click is None:
            return
        found = kept_answer(self._desk, click.team, QuestionId(click.value))
        if found is None:
            where = only_to(click.user, click.response_url)
            self._desk.record(told(self._desk, click.team, click.keys, no_longer_kept(), where, person=click.user))
            return
        thread_ts = "" if click.ephemeral else found[0].thread_ts or click.thread_ts or click.message_ts
        self._desk.record(opened(self._desk, click, {}, thread_ts=thread_ts, question=found[0].id))

    def from_message(self, body: dict[str, Any]) -> None:
        """Open the form for a message, which it quotes and links to."""
        shortcut = read_shortcut(body)
        if shortcut is None:
            return
        quote = {"context": html.unescape(shortcut.text)[:QUOTE_LIMIT]}
        thread_ts = shortcut.thread_ts or shortcut.ts
        self._desk.record(opened(self._desk, shortcut, quote, thread_ts=thread_ts, message_ts=shortcut.ts))

    def spoken(self, command: Command, words: tuple[str, ...]) -> Response | None:
        """Open an empty form, or one with a title, where a command asks for it."""
        typed = html.unescape(command.text)
        if words[:1] != ("decide",) or typed.rstrip().endswith("?"):
            return None
        title = " ".join(typed.split()[1:])
        opening = opened(self._desk, command, {"title": title} if title else {})
        return Response(form_opens(), outgoing=opening.outgoing)

    def grown(self, body: dict[str, Any]) -> None:
        """Ask for more or less, as it is hard or easy to take the decision back."""
        filled = read_form_click(body)
        origin = read_origin(filled.private_metadata) if filled else None
        if filled is None or origin is None:
            return
        form = DecisionForm(origin, filled.values)
        update = view_update(filled.team, form, filled.user, self._desk, f"form:{origin.form}:{filled.keys[0]}")
        self._desk.record(Exchange(filled.team, filled.keys, self._desk.clock(), outgoing=(update,)))

    def drafted(self, body: dict[str, Any]) -> None:
        """Have a model look for the fields in the thread; until it has, nobody can type what would be lost."""
        filled = read_form_click(body)
        origin = read_origin(filled.private_metadata) if filled else None
        if filled is not None and origin is not None and origin.drafts:
            self._desk.record(asked_to_draft(self._desk, filled, origin))

    def submitted(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make a record of a form that comes back, and say what the form shows next; nothing where it closes."""
        submission = read_submission(body)
        origin = read_origin(submission.private_metadata) if submission else None
        if submission is None:
            return {}
        if origin is None:
            raise DecisionError(UNREADABLE)
        begun = draft_of(self._desk, submission.team, submission.user, origin)
        if self._desk.records.decision(begun.team, begun.id):
            return {}  # sent before
        titles = {str(option.id): option.title for option in self._desk.advisor.library.options.values()}
        draft = read_form(submission.values, begun, self._desk.clock().date(), titles)
        if isinstance(draft, Amiss):
            return {"response_action": "errors", "errors": _shown_at(draft, submission.values)}
        return self._logged(submission, origin, draft)

    def _logged(self, submission: Submission, origin: FormOrigin, draft: Decision) -> dict[str, Any]:
        """Write the record; where it contradicts what is in force, ask first what that means."""
        way = submission.values.get(WAY, "")
        status = Status.PROPOSED if submission.values.get(STANDING) == Status.PROPOSED else Status.ACCEPTED
        writing = self._desk.book.log(draft, status)
        if writing.conflicts and way in _TIES:
            writing = self._desk.book.log(draft, status, {one.id: _TIES[way] for one in writing.conflicts})
        if writing.conflicts:
            notes = ("With this scope they still meet.",) if way == OTHER_SCOPE else ()
            form = DecisionForm(origin, submission.values, writing.conflicts, notes)
            return {"response_action": "update", "view": form_view(form)}
        shown, now = tuple(shown_again(change) for change in writing.changes), self._desk.clock()
        self._desk.record(Exchange(draft.team, submission.keys, now, changes=writing.changes, outgoing=shown))
        return {}


def _shown_at(amiss: Amiss, values: Mapping[str, str]) -> dict[str, str]:
    """What is amiss, each at its field; where the form does not show that, at the first one."""
    return {name if name in values else "title": sentence for name, sentence in amiss.fields.items()}
