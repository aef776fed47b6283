"""Every sequence of moves by anybody: what must always be true of records is true after each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.decisions.book import DecisionBook, Writing
from bot.decisions.change import Act, Change, Deed, Event
from bot.decisions.conflicts import conflicting
from bot.decisions.lifecycle import CORRECTABLE
from bot.decisions.plain import decision_from_json, decision_json
from bot.decisions.record import EVERYWHERE, Decision, DecisionId, Held, Making, Person, Provenance, Status, Tie
from bot.decisions.soundness import DECIDED, faults
from bot.errors import DecisionError
from bot.knowledge.entries import Library
from tests.decisions.records import ANN, BEN, CLEO, GO, NODE, NOW, OTHER_PRIVATE, PRIVATE, PYTHON, TEAM, draft
from tests.decisions.shelf import MemoryShelf

DANA = Person("U9")  # an administrator
FEW = 5  # records, so that much happens to each
PEOPLE = st.sampled_from([DANA, ANN, BEN, CLEO, DANA])
WHYS = st.sampled_from(["Because.", "Because.", ""])
TIES = st.dictionaries(st.integers(0, 9), st.sampled_from(Tie), max_size=1)
WAYS_OUT = st.sampled_from([Tie.SUPERSEDES, Tie.SUPERSEDES, Tie.RELATES_TO, Tie.NO_CONFLICT, None])
LOGGED = st.sampled_from([Status.ACCEPTED, Status.ACCEPTED, Status.PROPOSED, Status.DRAFT, Status.REJECTED])
DRAFTS = st.fixed_dictionaries(
    {
        "topic": st.sampled_from(["stack.ai", "stack.ai", "stack.ai", "custom:queue"]),
        "scope": st.sampled_from(["org", "org", "team:a", "team:b"]),
        "chosen": st.sampled_from([(PYTHON.title,), (NODE.title,), (GO.title,), (PYTHON.title,), (NODE.title,), ()]),
        "created_by": st.sampled_from([DANA, DANA, ANN, BEN]),
        "owner": PEOPLE,
        "decision_makers": st.sampled_from([(ANN,), (BEN, CLEO), (CLEO,), ()]),
        "private_to": st.sampled_from([EVERYWHERE] * 4 + [PRIVATE, OTHER_PRIVATE]),
        "provenance": st.sampled_from([Provenance(), Provenance(Making.MODEL)]),
    }
)
VALUES = st.one_of(
    st.fixed_dictionaries({"chosen": st.sampled_from([(PYTHON.title,), (NODE.title,)])}),
    st.fixed_dictionaries({"scope": st.sampled_from(["org", "team:a"])}),
    st.fixed_dictionaries({"title": st.sampled_from(["Another title", ""])}),
    st.fixed_dictionaries({"rationale": st.just("Another reason.")}),
    st.fixed_dictionaries({"status": st.sampled_from(Status)}),
    st.fixed_dictionaries({"private_to": st.just(EVERYWHERE)}),
    st.fixed_dictionaries({"decision_makers": st.sampled_from([(ANN,), ()])}),
)
Ties = Mapping[DecisionId, Tie]
LEGAL = {  # a status, and what may become of it
    Status.DRAFT: {"proposed", "accepted"},
    Status.PROPOSED: {"accepted", "rejected"},
    Status.ACCEPTED: {"deprecated", "superseded"},
    Status.REJECTED: set(),
    Status.DEPRECATED: set(),
    Status.SUPERSEDED: set(),
}
DONE = {  # what a move leaves a record as
    "propose": Status.PROPOSED,
    "accept": Status.ACCEPTED,
    "reject": Status.REJECTED,
    "deprecate": Status.DEPRECATED,
}


class Team(RuleBasedStateMachine):
    """A team that logs, moves, corrects, ties and reviews records in every order."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = MemoryShelf()
        self.book = DecisionBook(self.shelf, {DANA})
        self.clock = NOW
        self.logs: dict[str, list[Event]] = {}

    @precondition(lambda self: len(self.all) < FEW)
    @rule(values=DRAFTS, status=LOGGED, ties=TIES, way=WAYS_OUT)
    def log(self, values: dict[str, object], status: Status, ties: dict[int, Tie], way: Tie | None) -> None:
        """Somebody logs a record, and takes a way out of its conflicts or not."""
        number = len(self.all) + 1
        new = draft(number, options=(PYTHON, NODE, GO), created_at=self.clock, **values)
        self._settle(lambda ties: self.book.log(new, status, ties), self._ties(ties), way)

    @precondition(lambda self: self.all)
    @rule(which=st.integers(0, 9), move=st.sampled_from(["propose", "accept"]), by=PEOPLE, ties=TIES, way=WAYS_OUT)
    def decide(self, which: int, move: str, by: Person, ties: dict[int, Tie], way: Tie | None) -> None:
        """Somebody proposes or accepts, and takes a way out of the conflicts or not."""
        decision, act = self._pick(which), self._act(by)
        done = self._settle(lambda ties: getattr(self.book, move)(decision, act, ties), self._ties(ties), way)
        assert not done or self._legal(decision, DONE[move], by)

    @precondition(lambda self: self.all)
    @rule(which=st.integers(0, 9), move=st.sampled_from(["reject", "deprecate"]), by=PEOPLE, why=WHYS)
    def end(self, which: int, move: str, by: Person, why: str) -> None:
        """Somebody turns a record down, or puts it out of force."""
        decision, act = self._pick(which), self._act(by, why)
        done = self._try(lambda: getattr(self.book, move)(decision, act))
        assert done == (self._legal(decision, DONE[move], by) and bool(why))

    @precondition(lambda self: self.all)
    @rule(which=st.integers(0, 9), by=PEOPLE, why=WHYS, values=VALUES)
    def correct(self, which: int, by: Person, why: str, values: dict[str, object]) -> None:
        """Somebody puts something right."""
        decision, act = self._pick(which), self._act(by, why)
        done = self._try(lambda: self.book.correct(decision, act, values))
        assert not done or self._may(decision, by)

    @precondition(lambda self: len(self.all) > 1)
    @rule(which=st.integers(0, 9), other=st.integers(0, 9), tie=st.sampled_from(Tie), by=PEOPLE)
    def link(self, which: int, other: int, tie: Tie, by: Person) -> None:
        """Somebody ties two records."""
        one, two, act = self._pick(which), self._pick(other), self._act(by)
        self._try(lambda: self.book.link(one, two, tie, act))

    @precondition(lambda self: self.all)
    @rule(which=st.integers(0, 9), by=PEOPLE, held=st.sampled_from(Held), why=WHYS, days=st.integers(-1, 9))
    def look_again(self, which: int, by: Person, held: Held, why: str, days: int) -> None:
        """Somebody reviews a record, or puts the review off."""
        decision, act = self._pick(which), self._act(by, why)
        until = act.at.date() + timedelta(days=days)
        reviewed = self._try(lambda: self.book.review(decision, act, held, Library("v", {})))
        waived = self._try(lambda: self.book.waive(self._now(decision), act, until))
        may = decision.in_force and self._may(decision, by)
        assert (reviewed, waived) == (may, may and bool(why) and days > 0)

    @precondition(lambda self: self.all)
    @rule(which=st.integers(0, 9), first=PEOPLE, second=PEOPLE)
    def click_at_once(self, which: int, first: Person, second: Person) -> None:
        """Two people accept what both saw proposed; one of them is too late."""
        decision = self._pick(which)
        try:
            changes = [self.book.accept(decision, self._act(by)).changes for by in (first, second)]
        except DecisionError:
            return
        if all(changes):
            assert [self.shelf.write(some) for some in changes] == [True, False]

    @invariant()
    def records_are_sound(self) -> None:
        """Each is what its status says, and numbers have neither gap nor double."""
        assert all(not faults(one) for one in self.all)
        assert [one.number for one in self.all] == list(range(1, len(self.all) + 1))

    @invariant()
    def superseded_means_that_a_successor_exists(self) -> None:
        """Both sides stand there after any write, what took a place was accepted, and none is its own successor."""
        for one in self.all:
            successors = {link.to for link in one.tied(Tie.SUPERSEDED_BY)}
            assert bool(successors) == (one.status is Status.SUPERSEDED)
            assert len(successors) <= 1
            for successor in map(self._with_id, successors):
                assert one.id in {link.to for link in successor.tied(Tie.SUPERSEDES)}
                assert successor.status in DECIDED
            for old in (self._with_id(link.to) for link in one.tied(Tie.SUPERSEDES)):
                assert one.id in {link.to for link in old.tied(Tie.SUPERSEDED_BY)}
            assert one.id not in list(self._successors(one))

    @invariant()
    def every_write_has_its_event(self) -> None:
        """The events of a record lead without a gap from nothing to what it is, by legal moves alone."""
        for one in self.all:
            events = list(self.shelf.decision_history(TEAM, one.id))
            known = self.logs.get(one.id, [])
            assert events[: len(known)] == known
            assert [event.revision for event in events] == list(range(1, one.revision + 1))
            assert [event.before for event in events] == ["", *(event.after for event in events[:-1])]
            assert events[-1].after == decision_json(one)
            for event in events[max(1, len(known)) :]:
                before, after = decision_from_json(event.before), decision_from_json(event.after)
                assert event.deed is Deed.LINKED or self._may(before, event.act.by)
                _check_move(before, after, event.deed)
            self.logs[one.id] = events

    @invariant()
    def what_a_model_wrote_is_confirmed_or_a_draft(self) -> None:
        """Only a person makes a decision of it."""
        for one in self.all:
            assert one.provenance.confirmed_by or one.status is Status.DRAFT

    @invariant()
    def contradictions_in_force_are_settled(self) -> None:
        """Among those who see the same records, no two contradict each other without a word about it."""
        for one in self.all:
            others = [other for other in self.all if other.private_to == one.private_to]
            assert not one.in_force or not conflicting(one, others)

    @invariant()
    def nothing_names_what_its_readers_cannot_see(self) -> None:
        """A record is tied only to what all who see it may see."""
        for one in self.all:
            for other in (self._with_id(link.to) for link in one.links):
                assert other.private_to in {EVERYWHERE, one.private_to}

    @property
    def all(self) -> list[Decision]:
        """The records, drafts among them, by number."""
        return sorted(self.shelf.records.values(), key=lambda one: one.number)

    def _try(self, act: Callable[[], Writing | Change | tuple[Change, ...]]) -> bool:
        """Whether an act was done; where it is refused, a sentence says why, and nothing changed."""
        before = dict(self.shelf.records)
        try:
            given = act()
        except DecisionError as refusal:
            assert str(refusal).endswith((".", "?"))  # noqa: PT017  either outcome is right
            assert self.shelf.records == before
            return False
        if isinstance(given, Writing):
            assert bool(given.changes) != bool(given.conflicts)
            given = given.changes
        changes = given if isinstance(given, tuple) else (given,)
        return bool(changes) and self.shelf.write(changes)

    def _settle(self, act: Callable[[Ties], Writing], ties: Ties, way: Tie | None) -> bool:
        """Whether an act was done, at once or when its conflicts were settled."""
        found: list[DecisionId] = []

        def once() -> Writing:
            writing = act(ties)
            found.extend(one.id for one in writing.conflicts)
            return writing

        done = self._try(once)
        return self._try(lambda: act({**ties, **dict.fromkeys(found, way)})) if found and way else done

    def _act(self, by: Person, why: str = "") -> Act:
        self.clock += timedelta(hours=1)
        return Act(by, self.clock, why)

    def _pick(self, which: int) -> Decision:
        return self.all[which % len(self.all)]

    def _ties(self, ties: dict[int, Tie]) -> Ties:
        return {self._pick(which).id: tie for which, tie in ties.items()} if self.all else {}

    def _now(self, decision: Decision) -> Decision:
        return self.shelf.records[TEAM, decision.id]

    def _with_id(self, id_: str) -> Decision:
        return next(one for one in self.all if one.id == id_)

    def _successors(self, decision: Decision) -> Iterator[str]:
        for _ in self.all:
            links = decision.tied(Tie.SUPERSEDED_BY)
            if not links:
                return
            yield links[0].to
            decision = self._with_id(links[0].to)

    def _may(self, decision: Decision, by: Person) -> bool:
        author = {decision.created_by} if decision.status is Status.DRAFT else set()
        return by in {DANA, decision.owner, *decision.decision_makers, *author}

    def _legal(self, decision: Decision, status: Status, by: Person) -> bool:
        return status in LEGAL[decision.status] and self._may(decision, by)


def _check_move(before: Decision, after: Decision, deed: Deed) -> None:
    """The move is legal, and what was decided stays; what may be put right changes by correction or review alone."""
    assert after.status == before.status or deed in LEGAL[before.status]
    assert (after.status != before.status) == (deed in {Deed(status) for status in (*DECIDED, *DONE.values())})
    if before.status not in DECIDED:
        return
    changed = {f.name for f in fields(Decision) if getattr(before, f.name) != getattr(after, f.name)}
    assert changed <= {"status", "links", "outcomes", "grounds", "revision"} | CORRECTABLE
    assert not changed & CORRECTABLE or deed in {Deed.CORRECTED, Deed.REVIEWED, Deed.WAIVED}


def test_every_sequence_of_moves_keeps_what_must_be_true() -> None:
    """Whatever anybody does in whatever order, all invariants of the records hold after each step."""
    run_state_machine_as_test(Team, settings=settings(max_examples=80, stateful_step_count=40, deadline=None))
