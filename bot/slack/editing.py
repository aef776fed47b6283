"""Correcting a record: a form opens on its card, filled with what it says, and what comes back is a correction.

The form knows which state of the record it shows. Where that is not the last one any more, nothing is saved: what was
typed stays, and the person sees who was faster before they decide what becomes of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.records import Exchange
from bot.decisions.change import Act
from bot.decisions.correcting import read_correction
from bot.decisions.form import Amiss
from bot.decisions.lifecycle import NO_REASON, OPEN
from bot.decisions.record import Decision, Person, Tie
from bot.errors import DecisionError
from bot.slack.blocks.actions import EDIT_WHY
from bot.slack.blocks.edit_form import RELATED, edit_form, read_edited, shown_values
from bot.slack.desk import SlackDesk
from bot.slack.filling import modal_opened
from bot.slack.inbound import read_click, read_submission
from bot.slack.received import Submission
from bot.slack.showing import UNREADABLE, asked_about, seen, shown_again


class Editing:
    """Opens forms on records, and corrects records by what comes back."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def opened(self, body: dict[str, Any]) -> None:
        """Open the form for a record, where who asks may correct it; worth it only while the trigger lives."""
        click = read_click(body)
        if click is None:
            return
        decision = seen(self._desk, click)
        self._desk.book.check_may_move(decision, Person(click.user))
        self._desk.record(modal_opened(self._desk, click, edit_form(decision)))

    def submitted(self, body: dict[str, Any]) -> dict[str, Any]:
        """Correct the record by a form that comes back, and say what the form shows next; nothing where it closes."""
        submission = read_submission(body)
        if submission is None or self._desk.records.known(submission.team, submission.keys[0]):
            return {}  # saved before
        held = read_edited(submission.private_metadata)
        if held is None:
            raise DecisionError(UNREADABLE)
        id_, revision = held
        decision = asked_about(self._desk, submission.team, id_, submission.user)
        if decision.revision != revision:
            return _errors(submission.values, {"title": self._changed_meanwhile(decision)})
        shown, today = shown_values(decision), self._desk.clock().date()
        values = read_correction(submission.values, shown, decision, today)
        related = self._related(submission, decision)
        wrong = [part.fields for part in (values, related) if isinstance(part, Amiss)]
        if isinstance(values, Amiss) or isinstance(related, Amiss):
            return _errors(submission.values, {name: said for part in wrong for name, said in part.items()})
        return self._corrected(submission, decision, values, related) if values or related else {}

    def _related(self, submission: Submission, decision: Decision) -> tuple[Decision, ...] | Amiss:
        """The records that it relates to since: those that are named and were not before."""
        names = [name.strip() for name in submission.values.get(RELATED, "").split(",") if name.strip()]
        found = {name: self._desk.book.named(decision.team, name, decision.private_to) for name in names}
        missing = [name for name, other in found.items() if other is None or other.id == decision.id]
        if missing:
            return Amiss({RELATED: f"There is no other decision called {missing[0]} for those who see this one."})
        others = {other.id: other for other in found.values() if other}
        before = {link.to for link in decision.tied(Tie.RELATES_TO)}
        if before - others.keys():
            return Amiss({RELATED: "A tie to another decision stays, for both name it. Add others after a comma."})
        return tuple(other for id_, other in others.items() if id_ not in before)

    def _corrected(
        self, submission: Submission, decision: Decision, values: Mapping[str, Any], related: Sequence[Decision]
    ) -> dict[str, Any]:
        why = submission.values.get(EDIT_WHY, "").strip()
        if not why and decision.status not in OPEN:
            return _errors(submission.values, {EDIT_WHY: NO_REASON})
        act = Act(Person(submission.user), self._desk.clock(), why)
        changes = self._desk.book.correct_and_relate(decision, act, values, related)
        cards = tuple(map(shown_again, changes))
        self._desk.record(Exchange(decision.team, submission.keys, act.at, changes=changes, outgoing=cards))
        return {}

    def _changed_meanwhile(self, decision: Decision) -> str:
        last = self._desk.records.decision_history(decision.team, decision.id)[-1]
        return (
            f"{decision.name} was {last.deed} by somebody else at {last.act.at:%H:%M} UTC, while this form stood open. "
            "Nothing is saved. Keep what you typed, look at the record, and open the form again."
        )


def _errors(values: Mapping[str, str], found: Mapping[str, str]) -> dict[str, Any]:
    """What is amiss, each at its field; where the form does not show that, at the title."""
    at = {name if name in values else "title": sentence for name, sentence in found.items()}
    return {"response_action": "errors", "errors": at}
