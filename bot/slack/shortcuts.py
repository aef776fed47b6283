"""Message shortcuts: asking about a message that somebody wrote."""

from typing import Any

from bot.conversation.records import Asked, Place
from bot.slack.answering import answered_later, seconds_to_wait, silence_in, told
from bot.slack.blocks.card import Card
from bot.slack.blocks.notice import nothing_to_read, rate_limited, silent_here
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to, or_else, thread_of
from bot.slack.inbound import question_id, read_shortcut
from bot.slack.received import Shortcut


class Shortcuts:
    """Answers about the message that a shortcut was used on, in its thread."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def ask(self, body: dict[str, Any]) -> None:
        """Answer *Ask about this*; a task does, which can read the thread, and ask Slack who reads the channel."""
        shortcut = read_shortcut(body)
        if shortcut is None:
            return
        asked = self._question(shortcut)
        if why := silence_in(self._desk, shortcut.team, shortcut.channel):
            self._say(shortcut, silent_here(why, self._desk.choices.command))
        elif not asked.text:
            self._say(shortcut, nothing_to_read())
        elif wait := seconds_to_wait(self._desk, asked):
            self._say(shortcut, rate_limited(wait))
        else:
            where = or_else(thread_of(asked), only_to(shortcut.user, shortcut.response_url))
            self._desk.record(answered_later(self._desk, asked, keys=shortcut.keys, destination=where))

    def _question(self, shortcut: Shortcut) -> Asked:
        return Asked(
            team=shortcut.team,
            id=question_id(shortcut.keys, shortcut.team),
            place=Place.SHORTCUT,
            channel=shortcut.channel,
            user=shortcut.user,
            text=shortcut.text,
            asked_at=self._desk.clock(),
            thread_ts=shortcut.thread_ts or shortcut.ts,
            message_ts=shortcut.ts,
            private=shortcut.private,
        )

    def _say(self, shortcut: Shortcut, card: Card) -> None:
        where = only_to(shortcut.user, shortcut.response_url)
        self._desk.record(told(self._desk, shortcut.team, shortcut.keys, card, where, person=shortcut.user))
