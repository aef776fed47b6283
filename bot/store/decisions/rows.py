"""A record as rows: the whole of it as JSON, and beside it what is constrained or looked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from bot.decisions.change import Change
from bot.decisions.plain import decision_json
from bot.decisions.record import Decision, DecisionId, Person, Tie
from bot.store.tables import held

NAMED = "named"  # the role of all whom a record or its log has ever named

BACK = {
    Tie.SUPERSEDES: Tie.SUPERSEDED_BY,
    Tie.SUPERSEDED_BY: Tie.SUPERSEDES,
    Tie.RELATES_TO: Tie.RELATES_TO,
    Tie.NO_CONFLICT: Tie.NO_CONFLICT,
}

Row = dict[str, Any]
T = TypeVar("T")


def held_throughout(value: T) -> T:
    """A record or a part of it, with texts as both databases can hold them."""
    return _held(value)  # type: ignore[no-any-return]  # what goes in comes out


def decision_row(decision: Decision) -> Row:
    """The record itself."""
    successors = decision.tied(Tie.SUPERSEDED_BY)
    return {
        "team": decision.team,
        "id": decision.id,
        "number": decision.number,
        "revision": decision.revision,
        "status": decision.status.value,
        "title": decision.title.strip(),
        "topic": decision.topic,
        "scope": decision.scope,
        "private_to": decision.private_to,
        "owner": decision.owner,
        "created_at": decision.created_at,
        "decided_at": decision.decided_at,
        "review_on": decision.review_on,
        "makers": len(decision.decision_makers),
        "choices": len(decision.chosen),
        "rationale": decision.rationale.strip(),
        "confirmed_by": decision.provenance.confirmed_by,
        "superseded_by": successors[0].to if successors else None,
        "record": decision_json(decision),
    }


def event_row(change: Change, was: str) -> Row:
    """What the log keeps of a change. `was` is what the record was before, as JSON."""
    return {
        **_of(change.after),
        "revision": change.after.revision,
        "deed": change.deed.value,
        "who": change.act.by,
        "at": change.act.at,
        "why": change.act.why,
        "was": was,
        "became": decision_json(change.after),
    }


def option_rows(decision: Decision) -> list[Row]:
    """Its options, in their order."""
    return [
        {**_of(decision), "place": place, "title": option.title, "chosen": option.title in decision.chosen}
        for place, option in enumerate(decision.options)
    ]


def people_rows(decision: Decision) -> list[Row]:
    """Everybody in it, by what they are to it."""
    people = dict.fromkeys(pair for pair in _people(decision) if pair[1])
    return [{**_of(decision), "role": role, "person": person} for role, person in people]


def named_rows(change: Change) -> list[Row]:
    """Everybody whom a change names, in the record or as the one who acts."""
    people = {*(person for _, person in _people(change.after)), held(change.act.by)}
    return [{**_of(change.after), "role": NAMED, "person": person} for person in sorted(people) if person]


def evidence_rows(decision: Decision) -> list[Row]:
    """The entries that it rests on, as they were; URLs stand in the record alone."""
    return [
        {**_of(decision), "place": place, "entry": one.entry, "content_hash": one.content_hash}
        for place, one in enumerate(decision.grounds)
        if one.entry
    ]


def link_rows(decision: Decision) -> list[Row]:
    """Its ties to other records."""
    return [
        {**_of(decision), "tie": link.tie.value, "other": link.to, "back": BACK[link.tie].value}
        for link in decision.links
    ]


def new_link_rows(changes: Iterable[Change], kept: Mapping[DecisionId, Decision]) -> list[Row]:
    """The ties that changes add to what is kept."""
    rows = []
    for change in changes:
        before = kept.get(change.after.id)
        old = [] if before is None else link_rows(before)
        rows += [row for row in link_rows(change.after) if row not in old]
    return rows


def counterpart(row: Row) -> Row:
    """A tie as the other record has it."""
    return {**row, "decision": row["other"], "other": row["decision"], "tie": row["back"], "back": row["tie"]}


def _of(decision: Decision) -> Row:
    return {"team": decision.team, "decision": decision.id}


def _people(decision: Decision) -> Iterator[tuple[str, Person]]:
    yield "author", decision.created_by
    for maker in decision.decision_makers:
        yield "maker", maker
    for person in decision.consulted:
        yield "consulted", person
    for person in decision.informed:
        yield "informed", person
    yield "owner", decision.owner
    yield "deputy", decision.deputy
    yield "confirmer", decision.provenance.confirmed_by
    for dissent in decision.dissent:
        yield "dissenter", dissent.who


def _held(value: Any) -> Any:  # noqa: ANN401  # whatever a record is made of
    if type(value) is str:
        return held(value)
    if type(value) is tuple:
        return tuple(map(_held, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _held(getattr(value, field.name)) for field in fields(value)})
    return value
