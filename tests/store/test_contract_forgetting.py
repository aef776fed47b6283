"""Every store forgets a person in its decisions alike, and keeps what was decided."""

import pytest

from bot.decisions.lifecycle import corrected, deprecated
from bot.decisions.record import Dissent, Person
from bot.errors import DecisionError
from bot.ids import UserId
from tests.store.conftest import AnyStore
from tests.store.pieces import OTHER_TEAM, TEAM, exchange
from tests.store.recorded import ANN, BEN, CLEO, act, changing, decide, draft, keep, log, made, stored


def test_a_forgotten_person_is_someone(store: AnyStore) -> None:
    """In every record and its log, whatever they were to it; what was decided stays, and is sound."""
    known = decide(store, draft(1, decision_makers=(ANN, BEN), deputy=ANN, dissent=(Dissent(ANN, "Hm."),)))
    former = keep(store, corrected(log(store, draft(2, owner=BEN)), act(by=BEN), {"decision_makers": (ANN, BEN)}))
    former = keep(store, corrected(former, act(by=BEN), {"decision_makers": (BEN,)}))

    store.record(exchange("k", forget=UserId(ANN)))

    after = stored(store, known)
    assert (after.decision_makers, after.owner, after.deputy) == (("someone", BEN), "someone", "someone")
    assert (after.created_by, after.dissent[0].who, after.provenance.confirmed_by) == ("someone",) * 3
    assert (after.status, after.title, after.rationale) == (known.status, known.title, known.rationale)
    assert [event.act.by for event in store.decision_history(TEAM, known.id)] == ["someone"]
    log_ = [*store.decision_history(TEAM, known.id), *store.decision_history(TEAM, former.id)]
    assert [event for event in log_ if f'"{ANN}"' in event.before + event.after] == []
    assert store.decision_history(TEAM, former.id)[-1].act.by == BEN


def test_forgetting_is_no_event_and_counts_as_a_write(store: AnyStore) -> None:
    """An event would name the person; a form that was opened before cannot bring the id back."""
    known, other = decide(store, draft(1)), decide(store, draft(2, created_by=BEN, owner=BEN))
    other_change = made(draft(3, created_by=BEN, owner=BEN), by=BEN)
    untouched = keep(store, other_change)
    store.record(exchange("k", forget=UserId(ANN)))

    with pytest.raises(DecisionError, match="ADR-0001 was changed meanwhile"):
        store.record(changing("k2", deprecated(known, act("Gone."))))

    assert len(store.decision_history(TEAM, known.id)) == 1
    assert stored(store, untouched) == untouched
    assert keep(store, deprecated(stored(store, known), act("Gone.", BEN))).revision == 3
    assert stored(store, other).provenance.confirmed_by == "someone"


def test_several_may_be_forgotten(store: AnyStore) -> None:
    """Even all who were in a record."""
    known = decide(store, draft(1, decision_makers=(ANN, BEN, CLEO), consulted=(ANN, CLEO)))

    for place, person in enumerate((ANN, BEN, CLEO, ANN)):
        assert store.record(exchange(f"k{place}", forget=UserId(person)))

    assert stored(store, known).decision_makers == ("someone",) * 3


def test_a_person_whose_id_begins_alike_is_not_forgotten(store: AnyStore) -> None:
    """U1 is not U12, and in another workspace U1 is somebody else."""
    alike = decide(store, draft(1, created_by=Person("U12"), decision_makers=(Person("U12"),)))
    store.record(changing("k", made(draft(1, team=OTHER_TEAM)), team=OTHER_TEAM))

    store.record(exchange("k2", forget=UserId(ANN)))

    assert stored(store, alike).decision_makers == ("U12",)
    assert stored(store, draft(1, team=OTHER_TEAM)).created_by == ANN
