"""The decision book: what Slack and the command line call to read records and to change them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from bot.decisions.change import Event
from bot.decisions.record import Decision, DecisionId
from bot.decisions.search import Found, Search
from bot.ids import ChannelId, TeamId
from bot.knowledge.entries import EntryId


class Shelf(Protocol):
    """Where the records stand. Reads only: changes are written with the exchange that they belong to."""

    def decision(self, team: TeamId, decision: DecisionId) -> Decision | None:
        """A record by its id."""
        ...

    def decision_numbered(self, team: TeamId, number: int) -> Decision | None:
        """A record by its number."""
        ...

    def decisions_on(self, team: TeamId, topics: Collection[str], seen_from: ChannelId) -> Sequence[Decision]:
        """The records on these topics that a channel may see, drafts apart, newest number first."""
        ...

    def decisions_found(self, team: TeamId, search: Search) -> Found:
        """What is looked for, drafts apart."""
        ...

    def decisions_due(self, team: TeamId, until: date) -> Sequence[Decision]:
        """The records in force whose review date has come by that day, longest due first."""
        ...

    def decisions_on_entries(self, team: TeamId, entries: Collection[EntryId]) -> Sequence[Decision]:
        """The records in force that rest on any of these entries, by number."""
        ...

    def decision_history(self, team: TeamId, decision: DecisionId) -> Sequence[Event]:
        """All that was done to a record, oldest first."""
        ...

    def all_decisions(self, team: TeamId) -> Sequence[Decision]:
        """Every record but the drafts, by number, private ones too: for exports that an operator makes."""
        ...
