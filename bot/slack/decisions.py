"""`/stack decisions` and `/stack decision`: what is on record, found by words and filters, and one record whole."""

import html

from bot.decisions.search import read_search
from bot.slack.blocks.decision_card import decision_card
from bot.slack.blocks.decision_list import found_card
from bot.slack.blocks.notice import no_such_decision
from bot.slack.desk import SlackDesk
from bot.slack.received import Command
from bot.slack.subcommands import Response


class Decisions:
    """Finds records, and shows them to who asks; those of a private channel only there."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def spoken(self, command: Command, words: tuple[str, ...]) -> Response | None:
        """What a command asks of the decisions on record."""
        typed = html.unescape(command.text).split()
        match words:
            case ("decisions", *_) if not command.text.rstrip().endswith("?"):
                search = read_search(" ".join(typed[1:]), by=command.user, seen_from=command.channel)
                found = self._desk.records.decisions_found(command.team, search)
                return Response(found_card(found, search, command.command))
            case ("decision", name) | ("decision", "adr", name):
                decision = self._desk.book.named(command.team, name, command.channel)
                return Response(decision_card(decision) if decision else no_such_decision(name))
            case _:
                return None
