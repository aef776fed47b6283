"""Buttons under the question whether a decision still holds: it does, something else takes its place, or not now.

Who may move the record may answer, and the first answer counts. Where another one came before, or what was asked is
out of date, the person is told so, and nothing is written.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.conversation.records import Exchange
from bot.decisions.asks import Ask, answer_to, read_ask, review_ask
from bot.decisions.change import Act, Change
from bot.decisions.grounds import moved
from bot.decisions.lifecycle import NO_REASON
from bot.decisions.record import Decision, Held, Person
from bot.errors import DecisionError
from bot.ids import TeamId
from bot.slack.answering import told
from bot.slack.blocks import review
from bot.slack.blocks.actions import REASON_WHY, REVIEW_DECISION, UNTIL_INPUT
from bot.slack.blocks.card import Card
from bot.slack.blocks.review import answered_card, moved_on_card, waive_form
from bot.slack.desk import SlackDesk
from bot.slack.destination import message_at, only_to, sent_to
from bot.slack.filling import modal_opened, superseding
from bot.slack.inbound import read_click, read_submission
from bot.slack.received import Click, Submission
from bot.slack.showing import UNREADABLE, Answered, asked_about, shown_again


class Reviewing:
    """Takes answers."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def pressed(self, body: dict[str, Any]) -> None:
        """Take a button of what was asked."""
        click = read_click(body)
        ask = read_ask(click.value) if click else None
        if click is None or ask is None:
            return
        decision = self._movable(click.team, ask, click.user)
        if card := self._closed(decision, ask):
            self._closed_told(click, card)
            return
        match click.action_id.removeprefix(REVIEW_DECISION):
            case review.HOLDS:
                act = Act(Person(click.user), self._desk.clock())
                change = self._desk.book.review(decision, act, Held.HELD, self._desk.advisor.library)
                self._write(click.keys, change, Answered(ask.key, click.user, click.channel, click.message_ts))
            case review.CHANGE:
                self._desk.record(superseding(self._desk, click, decision))
            case review.WAIVE:
                self._ask_until(click, decision, ask)

    def waived(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take the form that puts a review off, and say what is wrong with it; nothing where it closes."""
        submission = read_submission(body)
        channel, ts, ask = _read_origin(submission.private_metadata if submission else "")
        if submission is None:
            return {}
        if ask is None:
            raise DecisionError(UNREADABLE)
        decision = self._movable(submission.team, ask, submission.user)
        if self._closed(decision, ask):
            if self._desk.records.known(submission.team, submission.keys[0]):
                return {}  # closed by this very form, sent before
            raise DecisionError(f"{decision.name} was answered meanwhile, or what was asked is out of date.")
        if errors := self._errors(submission):
            return {"response_action": "errors", "errors": errors}
        act = Act(Person(submission.user), self._desk.clock(), submission.values[REASON_WHY].strip())
        until = date.fromisoformat(submission.values[UNTIL_INPUT])
        answered = Answered(ask.key, submission.user, channel, ts)
        self._write(submission.keys, self._desk.book.waive(decision, act, until), answered)
        return {}

    def _errors(self, submission: Submission) -> dict[str, str]:
        """What is wrong, each at its field."""
        until = _day(submission.values.get(UNTIL_INPUT, ""))
        errors = {}
        if until is None or until <= self._desk.clock().date():
            errors[UNTIL_INPUT] = "A review is put off to a day that is still to come."
        if not submission.values.get(REASON_WHY, "").strip():
            errors[REASON_WHY] = NO_REASON
        return errors

    def _write(self, keys: tuple[str, ...], change: Change, answered: Answered) -> None:
        shown = shown_again(change, answered)
        self._desk.record(Exchange(change.team, keys, self._desk.clock(), changes=(change,), outgoing=(shown,)))

    def _movable(self, team: TeamId, ask: Ask, user: str) -> Decision:
        """The record that was asked about, where this person may move it."""
        decision = asked_about(self._desk, team, ask.decision, user)
        self._desk.book.check_may_move(decision, Person(user))
        return decision

    def _closed(self, decision: Decision, ask: Ask) -> Card | None:
        """What stands in place of what was asked once there is nothing to answer any more; None while there is."""
        events = self._desk.records.decision_history(decision.team, decision.id)
        if event := answer_to(ask, events):
            return answered_card(decision, event)
        if not decision.in_force:
            return moved_on_card(decision, f"It is {decision.status}; only a decision in force is looked at again.")
        sentence = self._dated(decision, ask) if ask.is_review else self._moved_again(decision, ask)
        return moved_on_card(decision, sentence) if sentence else None

    def _dated(self, decision: Decision, ask: Ask) -> str:
        return "" if ask.key == review_ask(decision).key else "Its review has another date by now."

    def _moved_again(self, decision: Decision, ask: Ask) -> str:
        found = moved([decision], self._desk.advisor.library, self._desk.clock().date())
        if not found:
            return "It rests on what the knowledge says today."
        return "" if found[0].key == ask.key else "What it rests on moved again; another message says how."

    def _closed_told(self, click: Click, card: Card) -> None:
        """Tell the person, and have the message say so too."""
        where, now = only_to(click.user, click.response_url), self._desk.clock()
        exchange = told(self._desk, click.team, click.keys, card, where, person=click.user)
        place, key = message_at(click.channel, click.message_ts), f"closed:{click.keys[0]}"
        update = sent_to(place, card, team=click.team, key=key, person=click.user, now=now)
        self._desk.record(replace(exchange, outgoing=(*exchange.outgoing, update)))

    def _ask_until(self, click: Click, decision: Decision, ask: Ask) -> None:
        """The modal that asks until when and why."""
        view = waive_form(decision, ask, click.channel, click.message_ts)
        self._desk.record(modal_opened(self._desk, click, view))


def _read_origin(metadata: str) -> tuple[str, str, Ask | None]:
    """Where the form was opened that puts a review off, and the ask, as the form holds them."""
    channel, _, rest = metadata.partition(" ")
    ts, _, ask = rest.partition(" ")
    return channel, ts, read_ask(ask)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
