"""A shelf in memory, with the meaning of the real one: what holds for the store's records holds here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.decisions.change import Change, Event, as_written
from bot.decisions.plain import event_of
from bot.decisions.record import NO_ONE, Decision, DecisionId, Status
from bot.decisions.reviews import is_due
from bot.decisions.search import PAGE, Found, Search, words_of
from bot.errors import StoreError
from bot.ids import ChannelId, TeamId
from bot.knowledge.entries import EntryId


@dataclass
class MemoryShelf:
    """Records and their events in dictionaries, by workspace and id."""

    records: dict[tuple[TeamId, DecisionId], Decision] = field(default_factory=dict)
    events: dict[tuple[TeamId, DecisionId], list[Event]] = field(default_factory=dict)
    last: dict[TeamId, int] = field(default_factory=dict)

    def write(self, changes: Sequence[Change]) -> bool:
        """All changes of an exchange in order, or none and False where a record is not what it was."""
        if any(self.records.get((change.team, change.after.id)) != change.before for change in changes):
            return False
        if len({change.after.id for change in changes}) < len(changes):
            raise StoreError("A record stands twice among the changes.")
        for change in as_written(changes, self._next(changes)):
            key = change.team, change.after.id
            self.records[key] = change.after
            self.events.setdefault(key, []).append(event_of(change))
            self.last[change.team] = max(self.last.get(change.team, 0), change.after.number)
        return True

    def decision(self, team: TeamId, decision: DecisionId) -> Decision | None:
        """A record by its id."""
        return self.records.get((team, decision))

    def decision_numbered(self, team: TeamId, number: int) -> Decision | None:
        """A record by its number."""
        return next((one for one in self._of(team) if one.number == number), None)

    def decisions_on(self, team: TeamId, topics: Collection[str], seen_from: ChannelId) -> Sequence[Decision]:
        """The records on these topics that a channel may see, drafts apart, newest number first."""
        return [one for one in self._shown(team)[::-1] if one.topic in topics and one.seen_from(seen_from)]

    def decisions_found(self, team: TeamId, search: Search) -> Found:
        """What is looked for, drafts apart, newest number first."""
        found = [one for one in self._shown(team)[::-1] if _is_found(one, search)]
        first = (search.page - 1) * PAGE
        return Found(tuple(found[first : first + PAGE]), len(found))

    def decisions_due(self, team: TeamId, until: date) -> Sequence[Decision]:
        """The records in force whose review date has come by that day, longest due first."""
        due = [one for one in self._of(team) if is_due(one, until)]
        return sorted(due, key=lambda one: (one.review_on or until, one.number))

    def decisions_on_entries(self, team: TeamId, entries: Collection[EntryId]) -> Sequence[Decision]:
        """The records in force that rest on any of these entries, by number."""
        of_team = (one for one in self._of(team) if one.in_force)
        return [one for one in of_team if any(grounds.entry in entries for grounds in one.grounds)]

    def decision_history(self, team: TeamId, decision: DecisionId) -> Sequence[Event]:
        """All that was done to a record, oldest first."""
        return tuple(self.events.get((team, decision), ()))

    def all_decisions(self, team: TeamId) -> Sequence[Decision]:
        """Every record but the drafts, by number."""
        return self._shown(team)

    def _of(self, team: TeamId) -> list[Decision]:
        return sorted((one for one in self.records.values() if one.team == team), key=lambda one: one.number)

    def _shown(self, team: TeamId) -> list[Decision]:
        return [one for one in self._of(team) if one.status is not Status.DRAFT]

    def _next(self, changes: Sequence[Change]) -> int:
        return self.last.get(changes[0].team, 0) + 1 if changes else 1


def _is_found(decision: Decision, search: Search) -> bool:
    day = (decision.decided_at or decision.created_at).date()
    return (
        decision.seen_from(search.seen_from)
        and set(search.words) <= set(words_of(decision))
        and search.status in {None, decision.status}
        and search.topic in {"", decision.topic}
        and search.by in {NO_ONE, decision.created_by, *decision.decision_makers}
        and search.within in {"", decision.source.channel}
        and (search.since is None or search.since <= day)
    )
