"""Decisions in memory, with the meaning of the store's: a part of the store in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.conversation.records import Exchange
from bot.decisions.change import Act, Change, Event, as_written
from bot.decisions.lifecycle import OPEN
from bot.decisions.plain import decision_from_json, decision_json
from bot.decisions.record import Decision, DecisionId, Person, Status
from bot.decisions.search import PAGE, Found, Search, words_of
from bot.errors import DecisionError
from bot.ids import ChannelId, TeamId, UserId
from bot.knowledge.entries import EntryId
from bot.store.decisions.checking import check, check_meanwhile, newly_in_force, successors_first
from bot.store.decisions.rows import held_throughout

Key = tuple[str, str]


class TakenError(Exception):
    """A new record's id is another's."""


@dataclass
class Decided:
    """The records, their log, and the last number of each workspace."""

    records: dict[Key, Decision] = field(default_factory=dict)
    events: dict[Key, tuple[Event, ...]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "Decided":
        """The same, changed apart."""
        return Decided(dict(self.records), dict(self.events), dict(self.last))

    def without(self, team: TeamId) -> "Decided":
        """The same without a workspace."""
        records = {key: record for key, record in self.records.items() if key[0] != team}
        events = {key: events for key, events in self.events.items() if key[0] != team}
        return Decided(records, events, {one: last for one, last in self.last.items() if one != team})

    def write(self, exchange: Exchange) -> None:
        """Write the changes of an exchange; may leave half of them where it raises."""
        if not exchange.changes:
            return
        team = exchange.team
        given = [change.after.number for change in exchange.changes if change.before is None]
        last = max([self.last.get(team, 0), *given])
        held = [replace(change, after=held_throughout(change.after)) for change in exchange.changes]
        changes = as_written(held, last + 1)
        changed = [change.after.id for change in changes if change.before is not None]
        kept = {id_: self.records[team, id_] for id_ in changed if (team, id_) in self.records}
        check(changes, kept)
        for made in newly_in_force(changes):
            seen = {"", made.private_to}
            beside = [one for (of, _), one in self.records.items() if of == team and one.private_to in seen]
            check_meanwhile(made, changes, [one for one in beside if one.in_force and one.topic == made.topic])
        for change in successors_first(change for change in changes if change.before is None):
            self._check_new(change.after)
            self._put(change, "")
        for change in changes:
            if change.before is not None:
                self._put(change, decision_json(kept[change.after.id]))
        self.last[team] = max([last, *(change.after.number for change in changes)])

    def forget(self, team: TeamId, user: UserId) -> None:
        """Replace a person's id."""
        quoted = f'"{user}"'
        for key, events in self.events.items():
            named = any(quoted in event.before + event.after or event.act.by == user for event in events)
            if key[0] == team and named:
                record = self.records[key]
                after = decision_from_json(decision_json(record).replace(quoted, '"someone"'))
                self.records[key] = replace(after, revision=record.revision + 1)
                self.events[key] = tuple(_forgotten(event, quoted) for event in events)

    def _check_new(self, decision: Decision) -> None:
        if (decision.team, decision.id) in self.records:
            raise TakenError
        if any((one.team, one.number) == (decision.team, decision.number) for one in self.records.values()):
            raise DecisionError(f"{decision.name} is there already.")

    def _put(self, change: Change, was: str) -> None:
        key = (change.team, change.after.id)
        self.records[key] = change.after
        act = held_throughout(change.act)
        event = Event(change.after.revision, change.deed, act, was, decision_json(change.after))
        self.events[key] = (*self.events.get(key, ()), event)


class MemoryDecisions:
    """The reading half of the store's decisions."""

    _decided: Decided

    def deciding_teams(self) -> Sequence[TeamId]:
        """The workspaces that have logged a decision."""
        return sorted(map(TeamId, self._decided.last))

    def decision(self, team: TeamId, decision: DecisionId) -> Decision | None:
        """A record by its id."""
        return self._decided.records.get((team, decision))

    def decision_numbered(self, team: TeamId, number: int) -> Decision | None:
        """A record by its number."""
        return next((one for one in self._records(team) if one.number == number), None)

    def decisions_on(self, team: TeamId, topics: Collection[str], seen_from: ChannelId) -> Sequence[Decision]:
        """The records on these topics that a channel may see, newest first."""
        return [one for one in self._newest(team) if one.topic in topics and one.seen_from(seen_from)]

    def decisions_found(self, team: TeamId, search: Search) -> Found:
        """What is looked for."""
        all_ = [one for one in self._newest(team) if is_found(one, search)]
        first = PAGE * (max(search.page, 1) - 1)
        return Found(tuple(all_[first : first + PAGE]), len(all_))

    def decisions_due(self, team: TeamId, until: date) -> Sequence[Decision]:
        """The records in force whose review date has come."""
        dated = [(one.review_on, one.number, one) for one in self._records(team) if one.in_force and one.review_on]
        return [one for review_on, _, one in sorted(dated, key=lambda due: due[:2]) if review_on <= until]

    def reviews_of(self, team: TeamId, owner: Person, until: date, limit: int) -> Sequence[Decision]:
        """The public records that somebody is to review."""
        due = self.decisions_due(team, until)
        return [one for one in due if one.owner == owner and not one.private_to][:limit]

    def open_decisions_of(self, team: TeamId, person: Person, limit: int) -> Sequence[Decision]:
        """Somebody's public drafts and proposals."""
        public = [one for one in self._records(team)[::-1] if one.status in OPEN and not one.private_to]
        people = [(one, {one.created_by, one.owner, one.deputy, *one.decision_makers}) for one in public]
        return [one for one, theirs in people if person in theirs][:limit]

    def decisions_on_entries(self, team: TeamId, entries: Collection[EntryId]) -> Sequence[Decision]:
        """The records in force that rest on any of these entries."""
        in_force = [one for one in self._records(team) if one.in_force]
        return [one for one in in_force if any(ground.entry and ground.entry in entries for ground in one.grounds)]

    def decision_evidence(self, team: TeamId) -> Collection[tuple[EntryId, str]]:
        """What the records in force rest on."""
        in_force = [one for one in self._records(team) if one.in_force]
        return {(ground.entry, ground.content_hash) for one in in_force for ground in one.grounds if ground.entry}

    def decision_history(self, team: TeamId, decision: DecisionId) -> Sequence[Event]:
        """All that was done to a record."""
        return list(self._decided.events.get((team, decision), ()))

    def all_decisions(self, team: TeamId) -> Sequence[Decision]:
        """Every record but the drafts, by number."""
        return [one for one in self._records(team) if one.status is not Status.DRAFT]

    def _records(self, team: TeamId) -> list[Decision]:
        of_team = [one for one in self._decided.records.values() if one.team == team]
        return sorted(of_team, key=lambda one: one.number)

    def _newest(self, team: TeamId) -> list[Decision]:
        return [one for one in reversed(self._records(team)) if one.status is not Status.DRAFT]


def is_found(decision: Decision, search: Search) -> bool:
    """What the store's index says, read off the record."""
    day = (decision.decided_at or decision.created_at).date()
    return (
        set(search.words) <= set(words_of(decision))
        and search.status in {None, decision.status}
        and search.topic in {"", decision.topic}
        and search.by in {"", decision.created_by, *decision.decision_makers}
        and search.within in {"", decision.source.channel}
        and (search.since is None or search.since <= day)
        and decision.seen_from(search.seen_from)
    )


def _forgotten(event: Event, quoted: str) -> Event:
    by = Person("someone") if f'"{event.act.by}"' == quoted else event.act.by
    before, after = event.before.replace(quoted, '"someone"'), event.after.replace(quoted, '"someone"')
    return Event(event.revision, event.deed, Act(by, event.act.at, event.act.why), before, after)
