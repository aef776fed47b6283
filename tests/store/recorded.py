"""Decisions for these tests, each different by its number, and the exchanges that write them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.conversation.records import Exchange
from bot.decisions.change import Act, Change, Deed
from bot.decisions.lifecycle import accepted, logged, proposed
from bot.decisions.record import (
    ConsideredOption,
    Decision,
    DecisionId,
    Grounds,
    Person,
    Provenance,
    Source,
    Status,
)
from bot.ids import ChannelId
from bot.knowledge.entries import EntryId
from tests.store.conftest import AnyStore
from tests.store.pieces import CHANNEL, MINUTE, NOW, TEAM, exchange

ANN, BEN, CLEO = Person("U1"), Person("U2"), Person("U3")
PRIVATE, OTHER_PRIVATE = ChannelId("G1"), ChannelId("G2")
TOPIC = "stack.ai"
DAY = date(2026, 3, 1)


def id_of(number: int) -> DecisionId:
    """A record's id."""
    return DecisionId(f"d{number:09}")


def draft(place: int = 1, **values: object) -> Decision:
    """A record that is not written yet, with all that an accepted one needs."""
    plain: dict[str, Any] = {
        "team": TEAM,
        "id": id_of(place),
        "title": f"Use Python for case {place}",
        "status": Status.DRAFT,
        "created_at": NOW + place * MINUTE,
        "created_by": ANN,
        "topic": TOPIC,
        "owner": ANN,
        "decision_makers": (BEN,),
        "question": "Which stack? Für «Übung» 🙂",
        "options": (ConsideredOption("Python"), ConsideredOption("Node.js", pros=("fast",))),
        "chosen": ("Python",),
        "rationale": "The team knows it.",
        "grounds": (Grounds(EntryId("stack.ai"), "abc"), Grounds(EntryId("stack.live"), "def"), Grounds(url="x:y")),
        "source": Source(CHANNEL, "1.0", "https://example.com/1"),
    }
    return Decision(**(plain | values))


def act(why: str = "", by: Person = ANN) -> Act:
    """What somebody does."""
    return Act(by, NOW, why)


def made(decision: Decision, by: Person = ANN) -> Change:
    """The record, new and accepted in one go."""
    (change,) = accepted(decision, act(by=by))
    return replace(change, before=None)


def replacing(decision: Decision, old: Decision) -> tuple[Change, ...]:
    """The record, new and accepted in place of another."""
    first, second = accepted(replace(decision, retires=(old.id,)), act(), (old,))
    return replace(first, before=None), second


def imported(decision: Decision, status: Status, number: int, **values: Any) -> Change:  # noqa: ANN401
    """A record from a file, in whatever state it is there."""
    whole = {"decided_at": NOW, "provenance": Provenance(confirmed_by=CLEO, confirmed_at=NOW)}
    return Change(None, replace(decision, status=status, number=number, **(whole | values)), Deed.IMPORTED, act())


def changing(key: str, *changes: Change, **values: object) -> Exchange:
    """A delivery that changes decisions."""
    return exchange(key, changes=changes, **values)


def keep(store: AnyStore, change: Change) -> Decision:
    """The record as it stands after one change was written."""
    key = f"{change.after.id}-{change.deed}-{change.after.revision}"
    assert store.record(exchange(key, team=change.team, changes=(change,)))
    return stored(store, change.after)


def log(store: AnyStore, decision: Decision) -> Decision:
    """The record as a draft in the store."""
    return keep(store, logged(decision))


def propose(store: AnyStore, decision: Decision) -> Decision:
    """The record as a proposal in the store."""
    return keep(store, proposed(log(store, decision), act()))


def decide(store: AnyStore, decision: Decision) -> Decision:
    """The record, accepted, in the store."""
    return keep(store, made(decision))


def stored(store: AnyStore, decision: Decision) -> Decision:
    """The record as the store has it now."""
    found = store.decision(decision.team, decision.id)
    assert found is not None
    return found


def names(decisions: Sequence[Decision]) -> list[int]:
    """Their numbers, in their order."""
    return [decision.number for decision in decisions]
