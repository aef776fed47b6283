"""Reading records. Who may see which is part of the question where a channel asks."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, Select, bindparam, select, text

from bot.decisions.change import Act, Deed, Event
from bot.decisions.plain import decision_from_json
from bot.decisions.record import EVERYWHERE, Decision, DecisionId, Person, Status
from bot.decisions.search import PAGE, Found, Search
from bot.ids import TeamId
from bot.knowledge.entries import EntryId
from bot.store.decisions import index
from bot.store.decisions.tables import IN_FORCE, decision_events, decision_evidence, decision_people, decisions

_OF_TEAM = decisions.c.team == bindparam("of_team")
_NO_DRAFT = decisions.c.status != Status.DRAFT.value
_IN_FORCE = text(f"decisions.{IN_FORCE}")  # word for word as in the index, so that SQLite uses it

_RECORDS = select(decisions.c.record).where(_OF_TEAM)
_ONE = _RECORDS.where(decisions.c.id == bindparam("of_id"))
_NUMBERED = _RECORDS.where(decisions.c.number.in_(bindparam("numbers", expanding=True)))
_NEWEST_FIRST = _NUMBERED.order_by(decisions.c.number.desc())
_DUE = _RECORDS.where(_IN_FORCE, decisions.c.review_on <= bindparam("until")).order_by(
    decisions.c.review_on, decisions.c.number
)
_PUBLIC = decisions.c.private_to == EVERYWHERE
_REVIEWS = _DUE.where(_PUBLIC, decisions.c.owner == bindparam("of_owner")).limit(bindparam("most"))
_THEIRS = select(decision_people.c.decision).where(
    decision_people.c.team == bindparam("of_team"),
    decision_people.c.person == bindparam("of_person"),
    decision_people.c.role.in_(("author", "maker", "owner", "deputy")),
)
_OPEN = _RECORDS.where(
    _PUBLIC,
    decisions.c.status.in_((Status.DRAFT.value, Status.PROPOSED.value)),
    decisions.c.id.in_(_THEIRS),
)
_RESTING = select(decision_evidence.c.decision).where(
    decision_evidence.c.team == bindparam("of_team"),
    decision_evidence.c.entry.in_(bindparam("entries", expanding=True)),
)
_ON_ENTRIES = _RECORDS.where(_IN_FORCE, decisions.c.id.in_(_RESTING)).order_by(decisions.c.number)
_EVIDENCE = (
    select(decision_evidence.c.entry, decision_evidence.c.content_hash)
    .join(decisions, (decisions.c.team == decision_evidence.c.team) & (decisions.c.id == decision_evidence.c.decision))
    .where(decision_evidence.c.team == bindparam("of_team"), _IN_FORCE)
)
_ALL = _RECORDS.where(_NO_DRAFT).order_by(decisions.c.number)
_HISTORY = (
    select(decision_events)
    .where(decision_events.c.team == bindparam("of_team"), decision_events.c.decision == bindparam("of_id"))
    .order_by(decision_events.c.revision)
)


def decision(connection: Connection, team: TeamId, id_: DecisionId) -> Decision | None:
    """A record by its id."""
    return next(iter(_read(connection, _ONE, team, of_id=id_)), None)


def numbered(connection: Connection, team: TeamId, number: int) -> Decision | None:
    """A record by its number."""
    return next(iter(_read(connection, _NUMBERED, team, numbers=[number])), None)


def found(connection: Connection, team: TeamId, search: Search) -> Found:
    """One page of what is looked for, and how many records that is in all."""
    bits = index.found(connection, team, search)
    numbers = index.highest(bits, PAGE * (max(search.page, 1) - 1), PAGE)
    page = _read(connection, _NEWEST_FIRST, team, numbers=numbers) if numbers else ()
    return Found(tuple(page), sum(part.bit_count() for part in bits.values()))


def due(connection: Connection, team: TeamId, until: date) -> Sequence[Decision]:
    """The records in force whose review date has come by that day, longest due first."""
    return _read(connection, _DUE, team, until=until)


def reviews_of(connection: Connection, team: TeamId, owner: Person, until: date, limit: int) -> Sequence[Decision]:
    """The public records in force that somebody owns and is to review by that day, longest due first."""
    return _read(connection, _REVIEWS, team, until=until, of_owner=owner, most=limit)


def open_of(connection: Connection, team: TeamId, person: Person, limit: int) -> Sequence[Decision]:
    """The public drafts and proposals that somebody wrote, owns or is to decide, newest number first."""
    found = _read(connection, _OPEN, team, of_person=person)
    return sorted(found, key=lambda one: -one.number)[:limit]


def on_entries(connection: Connection, team: TeamId, entries: Collection[EntryId]) -> Sequence[Decision]:
    """The records in force that rest on any of these entries, by number."""
    return _read(connection, _ON_ENTRIES, team, entries=sorted(set(entries)))


def evidence(connection: Connection, team: TeamId) -> Collection[tuple[EntryId, str]]:
    """What the records in force rest on: each entry with each content hash that it has there."""
    rows = connection.execute(_EVIDENCE, {"of_team": team})
    return {(EntryId(row.entry), row.content_hash) for row in rows}


def history(connection: Connection, team: TeamId, id_: DecisionId) -> Sequence[Event]:
    """All that was done to a record, oldest first."""
    rows = connection.execute(_HISTORY, {"of_team": team, "of_id": id_})
    return [
        Event(row.revision, Deed(row.deed), Act(Person(row.who), row.at, row.why), row.was, row.became) for row in rows
    ]


def all_(connection: Connection, team: TeamId) -> Sequence[Decision]:
    """Every record but the drafts, by number."""
    return _read(connection, _ALL, team)


def _read(connection: Connection, query: Select[tuple[str]], team: TeamId, **values: object) -> Sequence[Decision]:
    return [decision_from_json(row.record) for row in connection.execute(query, {"of_team": team, **values})]
