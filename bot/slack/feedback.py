"""Votes on answers, and why an answer did not help."""

from datetime import timedelta
from typing import Any

from bot.conversation.mail import Method, Outgoing
from bot.conversation.records import Asked, Exchange, Gap, Given, Lack, Reason, Vote
from bot.ids import QuestionId
from bot.slack.answering import told
from bot.slack.blocks.actions import COMMENT_INPUT, HELPFUL, REASON_INPUT
from bot.slack.blocks.feedback import reason_view
from bot.slack.blocks.notice import no_longer_kept
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to
from bot.slack.inbound import read_click, read_submission
from bot.slack.received import Click

TRIGGER_LIFE = timedelta(seconds=3)  # of a trigger id (docs.slack.dev, handling user interaction)
COMMENT_LIMIT = 3000  # characters


class Feedback:
    """Keeps one vote a person and answer; the last one counts."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def vote(self, body: dict[str, Any]) -> None:
        """Keep a thumb up or down; a thumb down opens the question why."""
        if (click := read_click(body)) is None:
            return
        word, _, question = click.value.partition(":")
        kept = self._desk.records.answer(click.team, QuestionId(question))
        if kept is None:
            where = only_to(click.user, click.response_url)
            self._desk.record(told(self._desk, click.team, click.keys, no_longer_kept(), where, person=click.user))
            return
        helpful, now = word == HELPFUL, self._desk.clock()
        self._desk.record(
            Exchange(
                click.team,
                click.keys,
                now,
                gap=None if helpful else self._gap(*kept),
                vote=Vote(click.team, kept[0].id, click.user, helpful, now),
                outgoing=() if helpful else (self._why(click, question),),
            )
        )

    def explain(self, body: dict[str, Any]) -> None:
        """Keep the reason that somebody gave for a thumb down; it is one again, whatever was voted meanwhile."""
        submission = read_submission(body)
        if submission is None:
            return
        question = QuestionId(submission.private_metadata)
        kept = self._desk.records.answer(submission.team, question)
        if kept is None:
            return
        now, values = self._desk.clock(), submission.values
        reason = next((reason for reason in Reason if reason.value == values.get(REASON_INPUT)), None)
        comment = values.get(COMMENT_INPUT, "")[:COMMENT_LIMIT]
        vote = Vote(
            submission.team, question, submission.user, helpful=False, voted_at=now, reason=reason, comment=comment
        )
        self._desk.record(Exchange(submission.team, submission.keys, now, gap=self._gap(*kept), vote=vote))

    def _gap(self, asked: Asked, given: Given) -> Gap:
        near = given.evidence[0].entry if given.evidence else None
        return Gap(asked.team, asked.id, Lack.DISLIKED, near, self._desk.clock(), asked.text)

    def _why(self, click: Click, question: str) -> Outgoing:
        """The modal that asks why, worth opening only while the trigger lives."""
        now = self._desk.clock()
        arguments = {"trigger_id": click.trigger_id, "view": reason_view(QuestionId(question))}
        lane, until, person = f"view:{click.trigger_id}", now + TRIGGER_LIFE, click.user
        return Outgoing(click.team, lane, lane, Method.OPEN_VIEW, arguments, now, expires_at=until, person=person)
