"""`/stack privacy` and `/stack forget me`; and a workspace that leaves, which leaves nothing behind."""

from typing import Any

from bot.conversation.records import Exchange
from bot.slack.blocks.card import Card
from bot.slack.blocks.notice import forgotten
from bot.slack.blocks.privacy import privacy_card
from bot.slack.desk import SlackDesk
from bot.slack.inbound import read_farewell
from bot.slack.received import Command


class Privacy:
    """Says what is kept, and erases it."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def spoken(self, command: Command, words: tuple[str, ...]) -> Card | None:
        """What is kept, or that it is erased, where the command asks for either."""
        choices = self._desk.choices
        match tuple(word.lower() for word in words):
            case ("privacy",):
                return privacy_card(choices.command, choices.retention_days, choices.model)
            case ("forget", "me"):
                now = self._desk.clock()
                self._desk.record(Exchange(command.team, command.keys, now, forget=command.user))
                return forgotten()
        return None

    def leave(self, body: dict[str, Any]) -> None:
        """Erase all that is kept of a workspace that removed the app."""
        if farewell := read_farewell(body):
            self._desk.records.erase_team(farewell.team)
