"""The slash command: the ack carries the answer, and only its sender sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Any

from slack_bolt import Ack

from bot.conversation.records import NEVER, Asked, Exchange, Place
from bot.slack.answering import answered_later, card_options, kept, later_key, phrasing_of, reply_to, seconds_to_wait
from bot.slack.blocks.answer import answer_card
from bot.slack.blocks.card import Card
from bot.slack.blocks.notice import rate_limited, working_on_it
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to
from bot.slack.inbound import question_id, read_command
from bot.slack.received import Command
from bot.slack.subcommands import Response, Subcommands

AT_ONCE = 10  # commands at the same time that are answered in their acks; more of them are a rush
RUSH = timedelta(seconds=0.5)  # that a rush lasts at least, for it comes in waves
AFTER_RUSH = timedelta(seconds=1.5)  # when the first answers follow, so that the acks leave before


class Commands:
    """Answers `/stack`: a sub-command by its word, anything else as a question.

    In a rush, which could not be answered within Slack's three seconds, the ack says that the answer follows, and a
    task answers.
    """

    def __init__(self, desk: SlackDesk, subcommands: Subcommands) -> None:
        self._desk = desk
        self._subcommands = subcommands
        self._here = 0
        self._rush_until = NEVER
        self._lock = Lock()

    def receive(self, ack: Ack, body: dict[str, Any]) -> None:
        """Take a command, whatever its name."""
        command = read_command(body)
        if command is None:
            ack()
            return
        with self._counted() as is_rush:
            card = self._card(command, is_rush=is_rush)
        ack(text=card.text, blocks=list(card.blocks), response_type="ephemeral")

    @contextmanager
    def _counted(self) -> Iterator[bool]:
        """Whether more commands are being dealt with, this one included, than can be answered; or were just now."""
        now = self._desk.clock()
        with self._lock:
            self._here += 1
            if self._here > AT_ONCE:
                self._rush_until = now + RUSH
            is_rush = now < self._rush_until
        try:
            yield is_rush
        finally:
            with self._lock:
                self._here -= 1

    def _card(self, command: Command, *, is_rush: bool) -> Card:
        if response := self._subcommands.response(command):
            return self._kept(command, response)
        asked = self._question(command)
        if wait := seconds_to_wait(self._desk, asked):
            return rate_limited(wait)
        return self._later(command, asked) if is_rush else self._now(command, asked)

    def _kept(self, command: Command, response: Response) -> Card:
        """The card, once what was asked for is done."""
        if response.forget or response.settings or response.digest or response.outgoing:
            done = Exchange(command.team, command.keys, self._desk.clock(), outgoing=response.outgoing)
            wanted = replace(done, settings=response.settings, digest=response.digest)
            self._desk.record(replace(wanted, forget=response.forget))
        return response.card

    def _now(self, command: Command, asked: Asked) -> Card:
        """The card; a repeated delivery gets the same one, for Slack repeats only what it saw no answer to.

        Where the first one was told that the answer follows, it does, and is not given here too.
        """
        reply = reply_to(self._desk, asked)
        beside = only_to(command.user, command.response_url)
        phrasing = phrasing_of(self._desk, asked, reply, beside)
        new = self._desk.record(kept(asked, reply, keys=command.keys, outgoing=phrasing))
        if not new and self._follows(asked):
            return working_on_it()
        # What Slack refuses in an ack cannot be sent again in another form, so the newest kind of block is left out.
        return answer_card(reply.answer, replace(card_options(self._desk, asked, reply.answer), chart=False))

    def _later(self, command: Command, asked: Asked) -> Card:
        where = only_to(command.user, command.response_url)
        later = answered_later(self._desk, asked, keys=command.keys, destination=where, wait=AFTER_RUSH)
        if not self._desk.record(later) and not self._follows(asked):
            return self._now(command, asked)  # it was delivered before the rush, so nothing follows
        return working_on_it()

    def _follows(self, asked: Asked) -> bool:
        """Whether the question was left to the task when it was delivered first."""
        return self._desk.records.state_of(asked.team, later_key(asked.id)) is not None

    def _question(self, command: Command) -> Asked:
        return Asked(
            team=command.team,
            id=question_id(command.keys, command.team),
            place=Place.COMMAND,
            channel=command.channel,
            user=command.user,
            text=command.text,
            asked_at=self._desk.clock(),
        )
