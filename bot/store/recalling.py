"""The store as the decision book sees it: the records, and their log."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.decisions.change import Event
from bot.decisions.record import Decision, DecisionId, Person
from bot.decisions.search import Found, Search
from bot.ids import ChannelId, TeamId
from bot.knowledge.entries import EntryId
from bot.store.database import Database
from bot.store.decisions import books, reading
from bot.store.decisions.remembering import Memory


class Recalling:
    """The decisions of a store. They are written with `record`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._memory = Memory()

    def deciding_teams(self) -> Sequence[TeamId]:
        """The workspaces that have logged a decision."""
        return self._database.read(books.teams)

    def decision(self, team: TeamId, decision: DecisionId) -> Decision | None:
        """A record by its id."""
        return self._database.read(lambda connection: reading.decision(connection, team, decision))

    def decision_numbered(self, team: TeamId, number: int) -> Decision | None:
        """A record by its number."""
        return self._database.read(lambda connection: reading.numbered(connection, team, number))

    def decisions_on(self, team: TeamId, topics: Collection[str], seen_from: ChannelId) -> Sequence[Decision]:
        """The records on these topics that a channel may see, drafts apart, newest number first."""
        return self._database.read(lambda connection: self._memory.on_topics(connection, team, topics, seen_from))

    def decisions_found(self, team: TeamId, search: Search) -> Found:
        """What is looked for, drafts apart."""
        return self._database.read(lambda connection: reading.found(connection, team, search))

    def decisions_due(self, team: TeamId, until: date) -> Sequence[Decision]:
        """The records in force whose review date has come by that day, longest due first."""
        return self._database.read(lambda connection: reading.due(connection, team, until))

    def reviews_of(self, team: TeamId, owner: Person, until: date, limit: int) -> Sequence[Decision]:
        """The public records in force that somebody owns and is to review by that day, longest due first."""
        return self._database.read(lambda connection: reading.reviews_of(connection, team, owner, until, limit))

    def open_decisions_of(self, team: TeamId, person: Person, limit: int) -> Sequence[Decision]:
        """The public drafts and proposals that somebody wrote, owns or is to decide, newest number first."""
        return self._database.read(lambda connection: reading.open_of(connection, team, person, limit))

    def decisions_on_entries(self, team: TeamId, entries: Collection[EntryId]) -> Sequence[Decision]:
        """The records in force that rest on any of these entries, by number."""
        return self._database.read(lambda connection: reading.on_entries(connection, team, entries))

    def decision_evidence(self, team: TeamId) -> Collection[tuple[EntryId, str]]:
        """What the records in force rest on: each entry with each content hash that it has there."""
        return self._database.read(lambda connection: reading.evidence(connection, team))

    def decision_history(self, team: TeamId, decision: DecisionId) -> Sequence[Event]:
        """All that was done to a record, oldest first."""
        return self._database.read(lambda connection: reading.history(connection, team, decision))

    def all_decisions(self, team: TeamId) -> Sequence[Decision]:
        """Every record but the drafts, by number, private ones too: for exports that an operator makes."""
        return self._database.read(lambda connection: reading.all_(connection, team))
