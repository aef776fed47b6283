"""`/stack privacy` and `/stack forget me`; and a workspace that leaves, which leaves nothing behind."""

from typing import Any

import structlog

from bot.conversation.records import Exchange
from bot.slack.blocks.notice import forgotten
from bot.slack.blocks.privacy import privacy_card
from bot.slack.desk import SlackDesk
from bot.slack.inbound import read_farewell
from bot.slack.received import Command
from bot.slack.subcommands import Response

log = structlog.get_logger()


class Privacy:
    """Says what is kept, and erases it."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def spoken(self, command: Command, words: tuple[str, ...]) -> Response | None:
        """What is kept, or that it is erased, where the command asks for either."""
        choices = self._desk.choices
        match words:
            case ("forget", "me"):
                return Response(forgotten(), forget=command.user)
            case ("privacy",) | ("forget", "me", *_):
                card = privacy_card(choices.command, choices.retention_days, choices.model, choices.grace_days)
                return Response(card)
        return None

    def leave(self, body: dict[str, Any]) -> None:
        """Erase all that is kept of a workspace that removed the app."""
        farewell = read_farewell(body)
        if farewell is None or self._desk.records.known(farewell.team, farewell.keys[0]):
            return
        self._desk.records.erase_team(farewell.team)
        self._desk.record(Exchange(farewell.team, farewell.keys, self._desk.clock()))
        log.warning("team_erased", team=farewell.team)
