"""Every store keeps decisions alike: numbers, moves, ties, the log, and what is read of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.decisions.change import Change, Deed
from bot.decisions.lifecycle import accepted, corrected, deprecated, linked, proposed, rejected
from bot.decisions.plain import decision_from_json, decision_json
from bot.decisions.record import (
    ConsideredOption,
    Decision,
    Dissent,
    Grounds,
    Held,
    Link,
    Person,
    Provenance,
    Status,
    Tie,
)
from bot.decisions.reviews import reviewed, waived
from bot.errors import DecisionError, StoreError
from bot.knowledge.entries import EntryId
from tests.store.conftest import AnyStore
from tests.store.pieces import CHANNEL, NOW, OTHER_TEAM, TEAM, asked, mail, question
from tests.store.recorded import (
    ANN,
    BEN,
    CLEO,
    DAY,
    OTHER_PRIVATE,
    PRIVATE,
    TOPIC,
    act,
    changing,
    decide,
    draft,
    id_of,
    imported,
    keep,
    log,
    made,
    names,
    propose,
    replacing,
    stored,
)


def test_a_record_is_read_as_it_was_written(store: AnyStore) -> None:
    """Whole, by its id and by its number; the store adds the number and counts the revision."""
    written = draft(private_to=PRIVATE, dissent=(Dissent(CLEO, "No."),), tags=("a",))

    log(store, written)

    assert store.decision(TEAM, written.id) == replace(written, number=1, revision=1)
    assert store.decision_numbered(TEAM, 1) == store.decision(TEAM, written.id)
    assert store.decision_numbered(TEAM, 2) is None
    assert store.decision(TEAM, id_of(2)) is None


def test_a_text_that_databases_cannot_hold_is_kept_without_it(store: AnyStore) -> None:
    """NUL and halves of surrogate pairs, wherever in a record."""
    written = draft(title="A\0b \ud83d", tags=(), consequences=("\udc00\0",), dissent=(Dissent(Person("U\0"), ""),))

    log(store, written)

    found = stored(store, written)
    assert (found.title, found.consequences, found.dissent[0].who) == ("A\ufffdb \ufffd", ("\ufffd\ufffd",), "U\ufffd")


def test_numbers_are_given_in_a_row_and_never_again(store: AnyStore) -> None:
    """Also after an exchange that was refused; each workspace counts for itself."""
    log(store, draft(1))
    with pytest.raises(StoreError):
        store.record(changing("k", made(draft(2)), outgoing=(mail("m"), mail("m", arguments={}))))
    log(store, draft(3))
    log(store, draft(4, team=OTHER_TEAM))

    assert stored(store, draft(3)).number == 2
    assert stored(store, draft(4, team=OTHER_TEAM)).number == 1


def test_several_new_records_are_numbered_in_their_order(store: AnyStore) -> None:
    """In one exchange."""
    store.record(changing("k", *(made(draft(place)) for place in (3, 1, 2))))

    assert [stored(store, draft(place)).number for place in (3, 1, 2)] == [1, 2, 3]


def test_an_imported_record_keeps_its_number(store: AnyStore) -> None:
    """New ones are counted on from it; a number that is taken is refused."""
    log(store, draft(1))
    keep(store, imported(draft(2), Status.ACCEPTED, 40))
    keep(store, imported(draft(3), Status.ACCEPTED, 7))

    assert log(store, draft(4)).number == 41
    with pytest.raises(DecisionError, match="ADR-0007 is there already"):
        store.record(changing("k", imported(draft(5), Status.ACCEPTED, 7)))


def test_a_record_that_is_known_is_a_repeat(store: AnyStore) -> None:
    """One decision for each submitted form: the id is made from it, so nothing else of the exchange is written."""
    log(store, draft(1))

    assert not store.record(changing("again", made(draft(1, title="Another")), asked=asked(1)))

    assert stored(store, draft(1)).status is Status.DRAFT
    assert store.question(TEAM, question(1)) is None
    assert log(store, draft(2)).number == 2


def test_a_repeated_delivery_changes_nothing(store: AnyStore) -> None:
    """Although the record has moved on since."""
    known = log(store, draft(1))
    move = changing("click", proposed(known, act()))

    assert store.record(move)
    assert not store.record(move)
    assert stored(store, known).revision == 2


def test_every_write_leaves_an_event_with_both_states(store: AnyStore) -> None:
    """Who, when, what, why; the first has no state before."""
    first = log(store, draft(1))
    second = keep(store, proposed(first, act(by=BEN)))
    third = keep(store, rejected(second, act("Too dear.")))

    events = store.decision_history(TEAM, first.id)
    assert [(event.revision, event.deed, event.act.by, event.act.why) for event in events] == [
        (1, Deed.LOGGED, ANN, ""),
        (2, Deed.PROPOSED, BEN, ""),
        (3, Deed.REJECTED, ANN, "Too dear."),
    ]
    assert [event.before for event in events] == ["", decision_json(first), decision_json(second)]
    assert [decision_from_json(event.after) for event in events] == [first, second, third]
    assert [event.act.at for event in events] == [first.created_at, NOW, NOW]


def test_reviews_and_corrections_are_written_too(store: AnyStore) -> None:
    """Each is a revision with its event."""
    known = decide(store, draft(1))
    known = keep(store, reviewed(known, act(), Held.HELD))
    known = keep(store, waived(known, act("Later."), DAY + timedelta(days=9)))
    known = keep(store, corrected(known, act("A typo."), {"title": "Use Python", "consulted": (CLEO,)}))
    known = keep(store, deprecated(known, act("Gone.")))

    deeds = [event.deed for event in store.decision_history(TEAM, known.id)]
    assert deeds == [Deed.ACCEPTED, Deed.REVIEWED, Deed.WAIVED, Deed.CORRECTED, Deed.DEPRECATED]
    assert (known.revision, known.title, known.consulted) == (5, "Use Python", (CLEO,))


def test_what_was_changed_meanwhile_is_not_changed(store: AnyStore) -> None:
    """Nothing of the exchange is written, and the error says what the record is now."""
    known = log(store, draft(1))
    keep(store, proposed(known, act()))
    late = corrected(known, act(), {"title": "Another"})

    with pytest.raises(DecisionError, match=r"^ADR-0001 was changed meanwhile: it is proposed now\. "):
        store.record(changing("k", late, made(draft(2)), asked=asked(1), outgoing=(mail(),)))

    assert stored(store, known).title == known.title
    assert len(store.decision_history(TEAM, known.id)) == 2
    assert store.decision(TEAM, id_of(2)) is None
    assert store.question(TEAM, question(1)) is None
    assert store.waiting(NOW).states == {}
    assert not store.known(TEAM, "k")


def test_what_is_gone_is_not_changed(store: AnyStore) -> None:
    """A workspace was erased while somebody had a form open."""
    known = log(store, draft(1))
    store.erase_team(TEAM)

    with pytest.raises(DecisionError, match=r"^ADR-0001 was changed meanwhile: it is not there any more\.$"):
        store.record(changing("k", proposed(known, act())))


def test_a_successor_and_what_it_replaces_are_written_together(store: AnyStore) -> None:
    """The old record's tie has the number that the new one was given just then."""
    old = decide(store, draft(1))

    store.record(changing("k", *replacing(draft(2), old)))

    old, new = stored(store, draft(1)), stored(store, draft(2))
    assert (old.status, old.links) == (Status.SUPERSEDED, (Link(Tie.SUPERSEDED_BY, new.id, 2),))
    assert (new.status, new.links) == (Status.ACCEPTED, (Link(Tie.SUPERSEDES, old.id, 1),))
    assert 'number":2}' in store.decision_history(TEAM, old.id)[-1].after


def test_of_two_successors_the_second_is_refused(store: AnyStore) -> None:
    """The old record is not what it was when the second began."""
    old = decide(store, draft(1))
    store.record(changing("k1", *replacing(draft(2), old)))

    with pytest.raises(DecisionError, match="ADR-0001 was changed meanwhile: it is superseded now"):
        store.record(changing("k2", *replacing(draft(3), old)))

    assert store.decision(TEAM, id_of(3)) is None


NODE = (ConsideredOption("Node"),)


def test_of_two_contradictions_the_second_is_refused(store: AnyStore) -> None:
    """Where it was made from what was there before the first; what a file says or others alone may see counts not."""
    decide(store, draft(1))
    other = draft(2, options=NODE, chosen=("Node",))

    with pytest.raises(DecisionError, match="ADR-0001, which chose Python, was decided meanwhile"):
        decide(store, other)
    decide(store, draft(3, options=NODE, chosen=("Node",), topic="custom:other"))
    decide(store, draft(4, options=NODE, chosen=("Node",), scope="service:chat", private_to=PRIVATE, topic="a.b"))
    decide(store, draft(5, scope="service:chat", private_to=OTHER_PRIVATE, topic="a.b"))
    decide(store, draft(6, scope="service:search", topic="a.b"))
    keep(store, imported(draft(7, options=NODE, chosen=("Node",)), Status.ACCEPTED, 70))

    assert store.decision(TEAM, id_of(2)) is None
    assert len(store.all_decisions(TEAM)) == 6


def test_ties_that_bind_no_status_stand_on_both(store: AnyStore) -> None:
    """Several kinds between the same two."""
    one, other = decide(store, draft(1)), decide(store, draft(2))
    store.record(changing("k1", *linked(one, other, Tie.RELATES_TO, act())))
    one, other = stored(store, one), stored(store, other)
    store.record(changing("k2", *linked(one, other, Tie.NO_CONFLICT, act())))

    ties = (Tie.RELATES_TO, Tie.NO_CONFLICT)
    assert stored(store, one).links == tuple(Link(tie, other.id, 2) for tie in ties)
    assert stored(store, other).links == tuple(Link(tie, one.id, 1) for tie in ties)


def test_a_private_record_may_name_a_public_one_that_does_not_show_it(store: AnyStore) -> None:
    """The public record stays as it was, also when the two are changed later; whichever id comes first."""
    for first, second in ((1, 2), (4, 3)):
        public = decide(store, draft(first, scope=f"team:{first}"))
        private = decide(store, draft(second, scope=f"team:{first}", private_to=PRIVATE))
        mine, _ = linked(private, public, Tie.NO_CONFLICT, act())
        store.record(changing(f"k{first}", mine))
        keep(store, deprecated(stored(store, public), act(why="Gone.")))
        keep(store, deprecated(stored(store, private), act(why="Gone.")))

        assert stored(store, private).links == (Link(Tie.NO_CONFLICT, public.id, public.number),)
        assert stored(store, public).links == ()
    both = [imported(draft(5), Status.ACCEPTED, 5), imported(draft(6, private_to=PRIVATE), Status.ACCEPTED, 6)]
    tied = replace(both[1].after, links=(Link(Tie.RELATES_TO, both[0].after.id, 5),))
    assert store.record(changing("import", both[0], replace(both[1], after=tied)))


def test_a_chain_of_imported_records_comes_in_one_go(store: AnyStore) -> None:
    """In any order, and out of force since, as files have them."""
    ids = [id_of(place) for place in range(1, 4)]
    first = (Link(Tie.SUPERSEDED_BY, ids[1], 2),)
    second = (Link(Tie.SUPERSEDES, ids[0], 1), Link(Tie.SUPERSEDED_BY, ids[2], 3))
    third = (Link(Tie.SUPERSEDES, ids[1], 2),)

    store.record(
        changing(
            "k",
            imported(draft(1), Status.SUPERSEDED, 1, links=first),
            imported(draft(2), Status.SUPERSEDED, 2, links=second),
            imported(draft(3), Status.DEPRECATED, 3, links=third),
        )
    )

    assert [one.status for one in store.all_decisions(TEAM)] == ["superseded", "superseded", "deprecated"]


def cycle() -> tuple[Change, ...]:
    """Two records that supersede each other."""
    pairs = ((1, 2), (2, 1))
    return tuple(
        imported(
            draft(one),
            Status.SUPERSEDED,
            one,
            links=tuple(Link(tie, id_of(other), other) for tie in (Tie.SUPERSEDES, Tie.SUPERSEDED_BY)),
        )
        for one, other in pairs
    )


def one_sided(status: Status, tie: Tie) -> tuple[Change, ...]:
    """A record that names another which does not name it."""
    other = imported(draft(2), Status.ACCEPTED, 2)
    return imported(draft(1), status, 1, links=(Link(tie, id_of(2), 2),)), other


def by_a_proposal() -> tuple[Change, ...]:
    """A record that only a proposal has replaced."""
    old = imported(draft(1), Status.SUPERSEDED, 1, links=(Link(Tie.SUPERSEDED_BY, id_of(2), 2),))
    return old, imported(draft(2), Status.PROPOSED, 2, links=(Link(Tie.SUPERSEDES, id_of(1), 1),))


NEVER: dict[str, Callable[[], tuple[Change, ...]]] = {
    "a cycle": cycle,
    "superseded without a successor": lambda: (imported(draft(1), Status.SUPERSEDED, 1),),
    "in force with a successor": lambda: one_sided(Status.ACCEPTED, Tie.SUPERSEDED_BY),
    "a successor that does not know": lambda: one_sided(Status.SUPERSEDED, Tie.SUPERSEDED_BY),
    "a tie on one side": lambda: one_sided(Status.ACCEPTED, Tie.RELATES_TO),
    "retired by a proposal": by_a_proposal,
    "nobody decided": lambda: (imported(draft(1, decision_makers=()), Status.ACCEPTED, 1),),
    "nothing chosen": lambda: (imported(draft(1, chosen=()), Status.ACCEPTED, 1),),
    "no reason": lambda: (imported(draft(1, rationale=" "), Status.ACCEPTED, 1),),
    "nobody confirmed": lambda: (imported(draft(1), Status.ACCEPTED, 1, provenance=Provenance()),),
    "no time": lambda: (imported(draft(1), Status.ACCEPTED, 1, decided_at=None),),
    "the same twice": lambda: (made(draft(1)), made(draft(1))),
}


@pytest.mark.parametrize("name", NEVER)
def test_what_no_record_may_be_is_not_written(store: AnyStore, name: str) -> None:
    """Whoever asks for it, and by whatever way they came to it."""
    with pytest.raises(DecisionError):
        store.record(changing("k", *NEVER[name]()))

    assert store.all_decisions(TEAM) == []


@pytest.mark.parametrize("tie", [Tie.RELATES_TO, Tie.NO_CONFLICT])
def test_a_private_record_may_name_a_public_one_that_does_not_name_it(store: AnyStore, tie: Tie) -> None:
    """The tie stands where only those see it who see the private record, and stays there."""
    public, private = decide(store, draft(1)), decide(store, draft(2, private_to=PRIVATE))
    mine, _ = linked(private, public, tie, act())

    store.record(changing("k1", mine))
    known = stored(store, private)
    store.record(changing("k2", Change(known, replace(known, tags=("new",)), Deed.CORRECTED, act("So."))))

    assert stored(store, private).tied(tie) == (Link(tie, public.id, public.number),)
    assert stored(store, public).links == ()


CHANGES: dict[str, dict[str, Any]] = {
    "back to a draft": {"status": Status.DRAFT},
    "back to a proposal": {"status": Status.PROPOSED},
    "rejected after all": {"status": Status.REJECTED},
    "without its ties": {"links": ()},
    "another number": {"number": 9},
    "nobody decided it": {"decision_makers": ()},
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_no_record_may_become_is_not_written(store: AnyStore, name: str) -> None:
    """A change that goes around the lifecycle is refused where it is written."""
    one, other = decide(store, draft(1)), decide(store, draft(2))
    store.record(changing("k1", *linked(one, other, Tie.RELATES_TO, act())))
    known = stored(store, one)

    with pytest.raises(DecisionError):
        store.record(changing("k2", Change(known, replace(known, **CHANGES[name]), Deed.CORRECTED, act("So."))))

    assert stored(store, one) == known


def test_an_update_retires_nothing_but_by_what_is_in_force(store: AnyStore) -> None:
    """A record whose successor is only proposed stays in force."""
    old, new = decide(store, draft(1)), propose(store, draft(2))
    tie, back = Link(Tie.SUPERSEDED_BY, new.id, 2), Link(Tie.SUPERSEDES, old.id, 1)
    changes = (
        Change(old, replace(old, status=Status.SUPERSEDED, links=(tie,)), Deed.SUPERSEDED, act()),
        Change(new, replace(new, links=(back,)), Deed.CORRECTED, act()),
    )

    with pytest.raises(DecisionError, match="ADR-0002 is proposed; only what is accepted"):
        store.record(changing("k", *changes))


def several(store: AnyStore) -> None:
    """Records in each state, in two topics and three places."""
    log(store, draft(1))
    propose(store, draft(2))
    decide(store, draft(3, review_on=DAY + timedelta(days=2)))
    keep(store, rejected(propose(store, draft(4)), act("No.")))
    decide(store, draft(5, topic="custom:queue", review_on=DAY, grounds=()))
    decide(store, draft(6, private_to=PRIVATE, review_on=DAY + timedelta(days=1)))
    decide(store, draft(7, topic="stack.live", private_to=OTHER_PRIVATE, review_on=DAY))
    store.record(changing("last", *replacing(draft(8), stored(store, draft(3)))))


def test_precedents_are_those_of_the_topics_that_a_channel_may_see(store: AnyStore) -> None:
    """In any state but drafts, newest first."""
    several(store)

    assert names(store.decisions_on(TEAM, [TOPIC], CHANNEL)) == [8, 4, 3, 2]
    assert names(store.decisions_on(TEAM, [TOPIC], PRIVATE)) == [8, 6, 4, 3, 2]
    assert names(store.decisions_on(TEAM, {TOPIC, "custom:queue", "stack.live"}, OTHER_PRIVATE)) == [8, 7, 5, 4, 3, 2]
    assert store.decisions_on(TEAM, ["nothing.here"], CHANNEL) == []
    assert store.decisions_on(TEAM, [], CHANNEL) == []


def test_reviews_are_due_by_their_dates(store: AnyStore) -> None:
    """Of records in force alone, private ones too; longest due first."""
    several(store)

    assert names(store.decisions_due(TEAM, DAY)) == [5, 7]
    assert names(store.decisions_due(TEAM, DAY + timedelta(days=2))) == [5, 7, 6]
    assert store.decisions_due(TEAM, DAY - timedelta(days=1)) == []


def test_evidence_leads_to_the_records_in_force(store: AnyStore) -> None:
    """Each once, by number; a URL is no entry."""
    several(store)

    assert names(store.decisions_on_entries(TEAM, [EntryId("stack.ai"), EntryId("stack.live")])) == [6, 7, 8]
    assert store.decisions_on_entries(TEAM, [EntryId("")]) == []
    assert store.decisions_on_entries(TEAM, []) == []


def test_what_a_correction_changes_is_found_so(store: AnyStore) -> None:
    """The evidence, the people and the topic of a proposal are those that it has now."""
    known = propose(store, draft(1))
    values = {"topic": "custom:new", "grounds": known.grounds[:1]}
    known = keep(store, corrected(known, act(), values))
    (change,) = accepted(known, act())
    keep(store, change)

    assert store.decisions_on(TEAM, [TOPIC], CHANNEL) == []
    assert names(store.decisions_on(TEAM, ["custom:new"], CHANNEL)) == [1]
    assert store.decisions_on_entries(TEAM, [EntryId("stack.live")]) == []
    assert names(store.decisions_on_entries(TEAM, [EntryId("stack.ai")])) == [1]


def test_all_are_all_but_the_drafts(store: AnyStore) -> None:
    """By number, private ones too."""
    several(store)

    assert names(store.all_decisions(TEAM)) == [2, 3, 4, 5, 6, 7, 8]


def test_decisions_outlive_what_is_pruned(store: AnyStore) -> None:
    """They are kept for years, and so is their log."""
    known = decide(store, draft(1))

    store.prune(NOW + timedelta(days=9999), NOW + timedelta(days=9999))

    assert stored(store, known) == known
    assert len(store.decision_history(TEAM, known.id)) == 1


def theirs(known: Decision) -> Change:
    """A change of another workspace's record under the same id."""
    return proposed(replace(known, team=OTHER_TEAM), act())


def test_an_exchange_changes_the_records_of_its_workspace(store: AnyStore) -> None:
    """One that holds another's, on either side of a change, is refused whole."""
    known = log(store, draft(1))

    for change in (theirs(known), replace(theirs(known), after=known), replace(theirs(known), before=known)):
        with pytest.raises(StoreError):
            store.record(changing("k", change))
    with pytest.raises(DecisionError, match="not there any more"):
        store.record(changing("k", theirs(known), team=OTHER_TEAM))

    assert stored(store, known) == known


def test_the_evidence_of_records_in_force_is_found(store: AnyStore) -> None:
    """Each entry with each hash once; not what drafts, other workspaces or records out of force rest on."""
    decide(store, draft(1))
    decide(store, draft(2, grounds=(Grounds(EntryId("stack.ai"), "new"), Grounds(url="x:y"))))
    log(store, draft(3, grounds=(Grounds(EntryId("draft.ai"), "a"),)))
    keep(store, deprecated(decide(store, draft(4, grounds=(Grounds(EntryId("old.ai"), "a"),))), act("Gone.")))
    decide(store, draft(5, team=OTHER_TEAM, grounds=(Grounds(EntryId("other.ai"), "a"),)))

    found = store.decision_evidence(TEAM)

    assert set(found) == {("stack.ai", "abc"), ("stack.live", "def"), ("stack.ai", "new")}
    assert len(found) == 3


def test_somebodys_reviews_are_found(store: AnyStore) -> None:
    """What they own, in force, public and due by the day; longest due first, and no more than asked for."""
    late, soon, far = (DAY + timedelta(days=days) for days in (-3, 14, 15))
    for place, values in enumerate(
        (
            {"review_on": soon},
            {"review_on": late},
            {"review_on": far},
            {"review_on": late, "owner": BEN},
            {"review_on": late, "private_to": PRIVATE},
            {"review_on": late, "team": OTHER_TEAM},
            {"review_on": soon},
        ),
        start=1,
    ):
        decide(store, draft(place, **values))
    propose(store, draft(8, review_on=late))

    assert names(store.reviews_of(TEAM, ANN, soon, 9)) == [2, 1, 6]
    assert names(store.reviews_of(TEAM, ANN, soon, 2)) == [2, 1]
    assert names(store.reviews_of(TEAM, CLEO, soon, 9)) == []


def test_somebodys_open_decisions_are_found(store: AnyStore) -> None:
    """Drafts and proposals, public ones, that they wrote, own or are to decide; the newest first."""
    nobody = {"created_by": CLEO, "owner": CLEO, "decision_makers": (CLEO,)}
    for place, values in enumerate(
        (
            {},
            {**nobody, "owner": ANN},
            {**nobody, "deputy": ANN},
            {**nobody, "decision_makers": (CLEO, ANN)},
            {**nobody, "consulted": (ANN,)},
            {"private_to": PRIVATE},
            {"team": OTHER_TEAM},
        ),
        start=1,
    ):
        log(store, draft(place, **values))
    propose(store, draft(8))
    keep(store, rejected(propose(store, draft(9)), act("No.")))
    decide(store, draft(10))

    assert names(store.open_decisions_of(TEAM, ANN, 9)) == [7, 4, 3, 2, 1]
    assert names(store.open_decisions_of(TEAM, ANN, 2)) == [7, 4]
    assert names(store.open_decisions_of(TEAM, BEN, 9)) == [7, 1]
