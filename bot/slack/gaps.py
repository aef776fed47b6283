"""`/stack gaps`: what the knowledge did not serve, and a draft to mend it with; for owners."""

from datetime import timedelta
from typing import Any

from bot.ids import TeamId
from bot.slack.answering import told
from bot.slack.blocks.card import Card
from bot.slack.blocks.gaps import draft_card, gaps_card
from bot.slack.blocks.notice import owners_only
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to
from bot.slack.inbound import read_click
from bot.slack.received import Command
from bot.slack.subcommands import Response

PERIOD = timedelta(days=30)
GAP_LIMIT = 500


class Gaps:
    """Shows the gaps of the last month, grouped, and drafts entries for them."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def spoken(self, command: Command, words: tuple[str, ...]) -> Response | None:
        """The gaps, where the command asks for them."""
        if words != ("gaps",):
            return None
        return Response(self._shown(command.team) if command.user in self._desk.choices.owners else owners_only())

    def draft(self, body: dict[str, Any]) -> None:
        """Send the owner who asked for it a draft of an entry and of a golden case."""
        click = read_click(body)
        if click is None:
            return
        card = owners_only()
        if click.user in self._desk.choices.owners:
            gaps = self._desk.records.gaps(click.team, self._desk.clock() - PERIOD, GAP_LIMIT)
            card = draft_card(gaps, click.value)
        where = only_to(click.user, click.response_url)
        self._desk.record(told(self._desk, click.team, click.keys, card, where, person=click.user))

    def _shown(self, team: TeamId) -> Card:
        since = self._desk.clock() - PERIOD
        return gaps_card(self._desk.records.gaps(team, since, GAP_LIMIT), self._desk.advisor.library, since)
