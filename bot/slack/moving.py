"""Buttons on a decision's card: proposing, accepting, rejecting, superseding, deprecating it, and its history.

A digest shows the card to whoever asks for it.
"""

from typing import Any

from bot.conversation.records import Exchange
from bot.decisions.change import Act, Change
from bot.decisions.record import Decision, Person
from bot.errors import DecisionError
from bot.slack.answering import told
from bot.slack.blocks.actions import MOVE_DECISION, REASON_WHY
from bot.slack.blocks.card import Card
from bot.slack.blocks.decision_card import decision_card
from bot.slack.blocks.decision_form import read_move, reason_form
from bot.slack.blocks.decision_list import history_card
from bot.slack.blocks.notice import contradicts
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to
from bot.slack.filling import modal_opened, superseding
from bot.slack.inbound import read_click, read_submission
from bot.slack.received import Click
from bot.slack.showing import UNREADABLE, asked_about, seen, shown_again


class Moving:
    """Moves records, where who presses may. What moves one for a reason asks for it first."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def pressed(self, body: dict[str, Any]) -> None:
        """Take a button of a record's card."""
        click = read_click(body)
        if click is None:
            return
        decision = seen(self._desk, click)
        match click.action_id.removeprefix(MOVE_DECISION).rstrip("_0123456789"):
            case "show":
                self._tell(click, decision_card(decision))
            case "history":
                events = self._desk.records.decision_history(click.team, decision.id)
                self._tell(click, history_card(decision, events))
            case "propose" | "accept" as move:
                self._move(click, decision, move)
            case "reject" | "deprecate" as move:
                self._desk.book.check_may_move(decision, Person(click.user))
                self._ask_why(click, decision, move)
            case "supersede":
                self._desk.book.check_may_move(decision, Person(click.user))
                self._desk.record(superseding(self._desk, click, decision))

    def reasoned(self, body: dict[str, Any]) -> None:
        """Take the reason for a move."""
        submission = read_submission(body)
        if submission is None:
            return
        held = read_move(submission.private_metadata)
        if held is None:
            raise DecisionError(UNREADABLE)
        id_, move = held
        decision = asked_about(self._desk, submission.team, id_, submission.user)
        act = Act(Person(submission.user), self._desk.clock(), submission.values.get(REASON_WHY, "").strip())
        book = self._desk.book
        change = book.reject(decision, act) if move == "reject" else book.deprecate(decision, act)
        self._write(submission.keys, (change,))

    def _move(self, click: Click, decision: Decision, move: str) -> None:
        act = Act(Person(click.user), self._desk.clock())
        book = self._desk.book
        writing = book.accept(decision, act) if move == "accept" else book.propose(decision, act)
        if writing.conflicts:
            self._tell(click, contradicts(writing.conflicts))
        else:
            self._write(click.keys, writing.changes)

    def _write(self, keys: tuple[str, ...], changes: tuple[Change, ...]) -> None:
        shown = tuple(shown_again(change) for change in changes)
        self._desk.record(Exchange(changes[0].team, keys, self._desk.clock(), changes=changes, outgoing=shown))

    def _ask_why(self, click: Click, decision: Decision, move: str) -> None:
        """The modal that asks for the reason."""
        self._desk.record(modal_opened(self._desk, click, reason_form(decision, move)))

    def _tell(self, click: Click, card: Card) -> None:
        where = only_to(click.user, click.response_url)
        self._desk.record(told(self._desk, click.team, click.keys, card, where, person=click.user))
