"""The decision book: what is written by which act, and what is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest

from bot.decisions.book import DecisionBook, Writing
from bot.decisions.change import Act, Change, Deed
from bot.decisions.precedents import Recalled
from bot.decisions.record import (
    EVERYWHERE,
    Decision,
    Flip,
    Grounds,
    Held,
    Link,
    Making,
    Person,
    Provenance,
    Status,
    Tie,
)
from bot.errors import DecisionError
from bot.ids import TeamId
from bot.knowledge.entries import Entry, Library
from tests.decisions.answers import AI, LIVE, REAL_TIME, answer
from tests.decisions.records import (
    ANN,
    BEN,
    CLEO,
    NODE,
    NOW,
    OTHER_PRIVATE,
    PRIVATE,
    PUBLIC,
    TEAM,
    act,
    draft,
    record_id,
)
from tests.decisions.shelf import MemoryShelf

DANA = Person("U9")  # an administrator
WHY = "It was a mistake."


@dataclass
class Room:
    """A book over a shelf, on which what an act gives is written."""

    shelf: MemoryShelf = field(default_factory=MemoryShelf)

    @property
    def book(self) -> DecisionBook:
        """The book."""
        return DecisionBook(self.shelf, {DANA})

    def logged(self, number: int, status: Status = Status.ACCEPTED, **values: object) -> Decision:
        """A record on the shelf; whoever asks for conflicting ones settles them."""
        new = draft(number, **values)
        ties = dict.fromkeys((one.id for one in self.book.log(new, status).conflicts), Tie.NO_CONFLICT)
        return self.written(self.book.log(new, status, ties))

    def written(self, writing: Writing) -> Decision:
        """The first record of what is written."""
        assert not writing.conflicts
        return self.kept(*writing.changes)

    def kept(self, *changes: Change) -> Decision:
        """The first record of the changes, once they are written."""
        assert self.shelf.write(changes)
        return self.now(changes[0].after)

    def now(self, decision: Decision) -> Decision:
        """The record as it is now."""
        found = self.shelf.decision(TEAM, decision.id)
        assert found is not None
        return found


@pytest.fixture
def room() -> Room:
    """An empty shelf."""
    return Room()


def on_node(number: int, **values: object) -> Decision:
    """A draft that contradicts the others."""
    return draft(number, **({"chosen": (NODE.title,)} | values))


@pytest.mark.parametrize(
    ("status", "deed"),
    [(Status.DRAFT, Deed.LOGGED), (Status.PROPOSED, Deed.PROPOSED), (Status.ACCEPTED, Deed.ACCEPTED)],
)
def test_a_new_record_is_one_write(room: Room, status: Status, deed: Deed) -> None:
    """Whatever is done with it in one go is one change, and its first event."""
    made = room.logged(1, status)

    (event,) = room.shelf.decision_history(TEAM, made.id)
    assert (made.status, made.number, made.revision) == (status, 1, 1)
    assert (event.deed, event.revision, event.before) == (deed, 1, "")


def test_a_new_record_that_was_decided_has_all_it_takes(room: Room) -> None:
    """Who logged it confirmed it; it has the day and its first review."""
    made = room.logged(1)

    assert (made.provenance.confirmed_by, made.decided_at, made.review_on) == (ANN, made.created_at, date(2026, 9, 2))


@pytest.mark.parametrize("status", [Status.REJECTED, Status.DEPRECATED, Status.SUPERSEDED])
def test_nothing_begins_at_its_end(room: Room, status: Status) -> None:
    """A record is turned down, or goes out of force, only after it was there."""
    with pytest.raises(DecisionError, match="logged as a draft, as a proposal or as accepted"):
        room.book.log(draft(1), status)


@pytest.mark.parametrize("name", ["ADR-0007", "adr 7", "7", "#7", "Adr0007", " adr-7 "])
def test_a_record_is_found_by_its_number(room: Room, name: str) -> None:
    """However people write it."""
    numbered = [room.logged(number) for number in range(1, 8)]

    assert room.book.named(TEAM, name, PUBLIC) == numbered[6]


@pytest.mark.parametrize("name", ["", "ADR", "0", "-7", "7.5", "ADR-7-8", "9" * 30, "٧", "eight"])
def test_what_is_no_number_names_nothing(room: Room, name: str) -> None:
    """It is no error either."""
    room.logged(7)

    assert room.book.named(TEAM, name, PUBLIC) is None


def test_a_private_record_is_found_only_in_its_channel(room: Room) -> None:
    """Elsewhere it is as if it did not exist; and so is another workspace's."""
    made = room.logged(1, private_to=PRIVATE)

    assert room.book.named(TEAM, "1", PRIVATE) == made
    assert [room.book.named(TEAM, "1", where) for where in (PUBLIC, OTHER_PRIVATE, EVERYWHERE)] == [None] * 3
    assert room.book.named(TeamId("T2"), "1", PRIVATE) is None


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.ACCEPTED])
def test_a_contradiction_stops_the_writing(room: Room, status: Status) -> None:
    """Nothing is written before somebody says what it means."""
    old = room.logged(1)

    assert room.book.log(on_node(2), status) == Writing(conflicts=(old,))
    assert room.book.log(on_node(2), Status.DRAFT).changes


def test_a_draft_is_checked_when_it_moves(room: Room) -> None:
    """What was saved as a draft meets what was decided meanwhile."""
    began = room.logged(2, Status.DRAFT, chosen=(NODE.title,))
    proposed = room.logged(3, Status.PROPOSED, chosen=(NODE.title,))
    old = room.logged(1)

    assert room.book.propose(began, act()).conflicts == (old,)
    assert room.book.accept(proposed, act()).conflicts == (old,)


def test_a_record_of_another_channel_is_no_conflict(room: Room) -> None:
    """Nobody learns from a conflict what a private channel decided."""
    room.logged(1, private_to=PRIVATE)

    assert room.book.log(on_node(2), Status.ACCEPTED).changes
    assert room.book.log(on_node(2, private_to=PRIVATE), Status.ACCEPTED).conflicts


def test_the_first_way_out_supersedes(room: Room) -> None:
    """The old one goes out of force in the same write, and both name each other by number."""
    old = room.logged(1)

    new = room.written(room.book.log(on_node(2), Status.ACCEPTED, {old.id: Tie.SUPERSEDES}))

    assert room.now(old).status is Status.SUPERSEDED
    assert room.now(old).links == (Link(Tie.SUPERSEDED_BY, new.id, new.number),)
    assert (new.links, new.retires, new.number) == ((Link(Tie.SUPERSEDES, old.id, old.number),), (), 2)


@pytest.mark.parametrize("tie", [Tie.RELATES_TO, Tie.NO_CONFLICT])
def test_the_other_ways_out_are_remembered(room: Room, tie: Tie) -> None:
    """Both stay in force, know each other, and are not asked about again."""
    old = room.logged(1)

    new = room.written(room.book.log(on_node(2), Status.PROPOSED, {old.id: tie}))

    assert (new.links, room.now(old).links) == ((Link(tie, old.id, 1),), (Link(tie, new.id, 2),))
    assert room.now(old).status is Status.ACCEPTED
    assert room.book.accept(new, act()).changes


def test_another_scope_is_no_conflict(room: Room) -> None:
    """What holds for others is said in the record."""
    room.logged(1, scope="team:search")

    assert room.book.log(on_node(2, scope="team:payments"), Status.ACCEPTED).changes


def test_a_proposal_supersedes_only_once_it_is_accepted(room: Room) -> None:
    """Until then the old one holds."""
    old = room.logged(1)
    proposed = room.written(room.book.log(on_node(2), Status.PROPOSED, {old.id: Tie.SUPERSEDES}))
    assert room.now(old).in_force

    accepted = room.written(room.book.accept(proposed, act()))

    assert (accepted.status, room.now(old).status) == (Status.ACCEPTED, Status.SUPERSEDED)
    assert [event.deed for event in room.shelf.decision_history(TEAM, old.id)] == [Deed.ACCEPTED, Deed.SUPERSEDED]


def test_what_went_out_of_force_meanwhile_is_left_as_it_is(room: Room) -> None:
    """A proposal is not stuck because somebody else was faster."""
    old = room.logged(1)
    proposed = room.written(room.book.log(on_node(2), Status.PROPOSED, {old.id: Tie.SUPERSEDES}))
    room.kept(room.book.deprecate(old, act(why=WHY)))

    accepted = room.written(room.book.accept(proposed, act()))

    assert (accepted.status, accepted.links, accepted.retires) == (Status.ACCEPTED, (), ())
    assert room.now(old).status is Status.DEPRECATED


def test_what_is_said_last_of_a_conflict_counts(room: Room) -> None:
    """A proposal that was to supersede a record may turn out to be no conflict."""
    old = room.logged(1)
    proposed = room.written(room.book.log(on_node(2), Status.PROPOSED, {old.id: Tie.SUPERSEDES}))

    room.written(room.book.accept(proposed, act(), {old.id: Tie.NO_CONFLICT}))

    assert room.now(old).in_force


def test_only_what_is_in_force_is_superseded(room: Room) -> None:
    """Who names it now is told."""
    old = room.logged(1, Status.PROPOSED)

    with pytest.raises(DecisionError, match="ADR-0001 is proposed; only a decision in force"):
        room.book.log(draft(2), Status.ACCEPTED, {old.id: Tie.SUPERSEDES})


def test_nobody_supersedes_what_they_may_not_move(room: Room) -> None:
    """Logging a record is no way around the roles; the refusal says who can."""
    old = room.logged(1)
    new = on_node(2, created_by=BEN, owner=BEN, decision_makers=(BEN,))

    with pytest.raises(DecisionError, match=r"ADR-0001 is moved by .*U1.* or by an administrator"):
        room.book.log(new, Status.ACCEPTED, {old.id: Tie.SUPERSEDES})


def test_a_private_record_does_not_supersede_a_public_one(room: Room) -> None:
    """The others would lose a decision and could not see what took its place."""
    old = room.logged(1)

    with pytest.raises(DecisionError, match="not for the same people"):
        room.book.log(on_node(2, private_to=PRIVATE), Status.ACCEPTED, {old.id: Tie.SUPERSEDES})


def test_a_public_record_never_names_a_private_one(room: Room) -> None:
    """The tie stands in the private one alone, which is enough to remember it."""
    public = room.logged(1)
    private = room.written(room.book.log(on_node(2, private_to=PRIVATE), Status.PROPOSED, {public.id: Tie.NO_CONFLICT}))
    third = room.logged(3, private_to=PRIVATE)

    room.kept(*room.book.link(public, third, Tie.RELATES_TO, act()))

    assert room.now(public) == public
    assert room.now(third).links == (Link(Tie.RELATES_TO, public.id, 1),)
    assert room.book.accept(private, act(), {third.id: Tie.NO_CONFLICT}).changes


def test_a_record_is_not_tied_to_what_its_readers_cannot_see(room: Room) -> None:
    """Another private channel's record might as well not exist."""
    hidden = room.logged(1, private_to=PRIVATE)

    for id_ in (hidden.id, record_id(99)):
        with pytest.raises(DecisionError, match="no such record"):
            room.book.log(draft(2), Status.ACCEPTED, {id_: Tie.RELATES_TO})


Move = Callable[[DecisionBook, Decision, Act], object]
MOVES: dict[str, Move] = {
    "propose": lambda book, decision, by: book.propose(decision, by),
    "accept": lambda book, decision, by: book.accept(decision, by),
    "reject": lambda book, decision, by: book.reject(decision, by),
    "deprecate": lambda book, decision, by: book.deprecate(decision, by),
    "correct": lambda book, decision, by: book.correct(decision, by, {"tags": ("new",)}),
    "review": lambda book, decision, by: book.review(decision, by, Held.PARTLY, Library("v", {})),
    "waive": lambda book, decision, by: book.waive(decision, by, date(2027, 1, 1)),
}
BEFORE = {"propose": Status.DRAFT, "accept": Status.PROPOSED, "reject": Status.PROPOSED}


@pytest.mark.parametrize("move", MOVES)
def test_records_are_moved_by_those_whom_they_concern(room: Room, move: str) -> None:
    """Who decided, owns or stands in, and administrators; everybody else is told who can."""
    made = room.logged(1, BEFORE.get(move, Status.ACCEPTED), decision_makers=(ANN, BEN), deputy=CLEO)

    for person in (ANN, BEN, CLEO, DANA):
        assert MOVES[move](room.book, made, act(person, why=WHY))
    with pytest.raises(DecisionError, match=r"ADR-0001 is moved by .*U1 and U2 and U3.* administrator"):
        MOVES[move](room.book, made, act(Person("U7"), why=WHY))


@pytest.mark.parametrize(
    ("move", "status", "said"),
    [
        ("propose", Status.PROPOSED, "ADR-0001 is proposed; it can be accepted or rejected."),
        ("accept", Status.ACCEPTED, "ADR-0001 is accepted; it can be deprecated or superseded."),
        ("reject", Status.ACCEPTED, "ADR-0001 is accepted; it can be deprecated or superseded."),
        ("reject", Status.DRAFT, "ADR-0001 is draft; it can be accepted or proposed."),
        ("deprecate", Status.PROPOSED, "ADR-0001 is proposed; it can be accepted or rejected."),
        ("review", Status.PROPOSED, "ADR-0001 is proposed; only a decision in force is reviewed."),
        ("waive", Status.DRAFT, "ADR-0001 is draft; only a decision in force is reviewed."),
    ],
)
def test_an_illegal_move_says_what_is_possible(room: Room, move: str, status: Status, said: str) -> None:
    """The sentence names the record and its state."""
    made = room.logged(1, status)

    with pytest.raises(DecisionError) as refused:
        MOVES[move](room.book, made, act(why=WHY))

    assert str(refused.value) == said


@pytest.mark.parametrize("move", ["reject", "deprecate", "correct", "waive"])
def test_a_reason_is_asked_for(room: Room, move: str) -> None:
    """It is kept with the record."""
    made = room.logged(1, BEFORE.get(move, Status.ACCEPTED))

    with pytest.raises(DecisionError, match=r"Say why.* the reason is kept"):
        MOVES[move](room.book, made, act())


def test_what_was_decided_is_not_edited(room: Room) -> None:
    """It takes a new record; and nobody edits who may see one."""
    decided, proposed = room.logged(1), room.logged(2, Status.PROPOSED)

    with pytest.raises(DecisionError, match=r"its rationale stays as it is\. Log a new decision that supersedes it"):
        room.book.correct(decided, act(why=WHY), {"rationale": "Another one."})
    for name, value in (("private_to", PRIVATE), ("status", Status.ACCEPTED), ("revision", 9), ("links", ())):
        with pytest.raises(DecisionError, match=f"its {name.replace('_', ' ')} stays as it is"):
            room.book.correct(proposed, act(why=WHY), {name: value})


def test_records_are_tied_by_those_whom_one_of_them_concerns(room: Room) -> None:
    """Others are told who can."""
    one, other = room.logged(1), room.logged(2, owner=BEN, decision_makers=(BEN,))

    assert room.book.link(one, other, Tie.RELATES_TO, act(BEN))
    with pytest.raises(DecisionError, match=r"ADR-0001 and ADR-0002 are tied by .*U1 and U2"):
        room.book.link(one, other, Tie.RELATES_TO, act(CLEO))
    with pytest.raises(DecisionError, match="by being accepted"):
        room.book.link(one, other, Tie.SUPERSEDES, act())


def test_a_models_draft_is_confirmed_by_who_moves_it(room: Room) -> None:
    """Until then it is a draft of nobody's."""
    began = room.logged(1, Status.DRAFT, provenance=Provenance(Making.MODEL))

    accepted = room.written(room.book.accept(began, act(ANN)))

    assert began.provenance.confirmed_by == ""
    assert (accepted.provenance.confirmed_by, accepted.provenance.confirmed_at) == (ANN, NOW)


def test_two_who_click_at_once_write_once(room: Room) -> None:
    """The second finds that the record is not what it was."""
    proposed = room.logged(1, Status.PROPOSED)
    first, second = room.book.accept(proposed, act(ANN)), room.book.reject(proposed, act(DANA, why=WHY))

    assert room.shelf.write(first.changes)
    assert not room.shelf.write([second])


def test_a_review_that_finds_it_holds_rests_on_todays_evidence(room: Room) -> None:
    """Other findings leave the evidence as it was."""
    made = room.logged(1, grounds=(Grounds(AI, "a", "v1"),))
    library = Library("v2", {AI: Entry(AI, "Title", "Heading", "b")})

    held, partly = (room.book.review(made, act(), found, library).after for found in (Held.HELD, Held.PARTLY))

    assert (held.grounds[0].content_hash, partly.grounds[0].content_hash) == ("b", "a")
    assert held.review_on == partly.review_on == date(2026, 9, 2)


def test_an_answer_recalls_what_was_decided(room: Room) -> None:
    """A successor under another topic is found through what it superseded; a neighbour only for its condition."""
    old = room.logged(1)
    new = room.written(room.book.log(draft(2, topic="custom:agents"), Status.ACCEPTED, {old.id: Tie.SUPERSEDES}))
    near = room.logged(3, topic=LIVE, flips=(Flip("With it", AI, (REAL_TIME,)),))

    found = room.book.recalled(TEAM, answer(signals={REAL_TIME: "Real time"}), PUBLIC)

    assert [(one.decision, one.instead_of) for one in found.precedents] == [(new, (1,))]
    assert [one.decision for one in found.revisits] == [near]


def test_nothing_is_recalled_where_nothing_was_decided(room: Room) -> None:
    """Nor where a private channel decided it."""
    room.logged(1, private_to=PRIVATE)

    assert room.book.recalled(TEAM, answer(), PUBLIC) == Recalled((), ())
    assert room.book.recalled(TEAM, answer(), PRIVATE).precedents
