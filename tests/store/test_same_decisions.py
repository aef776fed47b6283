"""The fake and SQLite do the same with decisions, whatever is done to them in whatever order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.conversation.records import Exchange
from bot.decisions.change import Change, Deed
from bot.decisions.lifecycle import accepted, corrected, deprecated, linked, logged, proposed, rejected
from bot.decisions.record import Decision, Status, Tie
from bot.decisions.search import Search, words_of
from bot.errors import DecisionError, StoreError
from bot.ids import TeamId, UserId
from bot.knowledge.entries import EntryId
from bot.store.decisions.rows import held_throughout
from bot.store.schema import open_store
from tests.decisions.records import records
from tests.fakes import MemoryStore
from tests.store.conftest import AnyStore
from tests.store.pieces import NOW, OTHER_TEAM, TEAM
from tests.store.recorded import ANN, BEN, CLEO, DAY, OTHER_PRIVATE, PRIVATE, TOPIC, act, draft, id_of, made
from tests.store.test_same import empty_database

TEAMS = st.sampled_from([TEAM, OTHER_TEAM])
PEOPLE = st.sampled_from([ANN, BEN, CLEO])
PLACES = st.sampled_from(["", PRIVATE, OTHER_PRIVATE])
SEEN = (Status.DRAFT, Status.PROPOSED, Status.ACCEPTED, Status.REJECTED, Status.DEPRECATED)
TITLES = st.sampled_from(["Use Go", "Use Rust", "Use Go for queues"])


@st.composite
def drafts(draw: st.DrawFn, team: TeamId) -> Decision:
    """A new record, sometimes under an id that is taken."""
    people = {"created_by": draw(PEOPLE), "owner": draw(PEOPLE), "decision_makers": (draw(PEOPLE),)}
    topic = draw(st.sampled_from([TOPIC, "custom:queue"]))
    return draft(draw(st.integers(1, 9)), team=team, title=draw(TITLES), topic=topic, private_to=draw(PLACES), **people)


def moves(known: Decision, other: Decision) -> dict[str, Callable[[], tuple[Change, ...]]]:
    """All that may be tried with a record, possible or not."""
    new = replace(draft(8, team=known.team), retires=(known.id,))
    return {
        "propose": lambda: (proposed(known, act()),),
        "accept": lambda: accepted(known, act()),
        "reject": lambda: (rejected(known, act("No.", BEN)),),
        "deprecate": lambda: (deprecated(known, act("Gone.", CLEO)),),
        "retitle": lambda: (corrected(known, act("Typo."), {"title": "Use Zig"}),),
        "hand over": lambda: (corrected(known, act("Left."), {"owner": CLEO, "consulted": (ANN, BEN)}),),
        "supersede": lambda: tuple(
            replace(change, before=None) if change.after.id == new.id else change
            for change in accepted(new, act(), (known,))
        ),
        "tie": lambda: linked(known, other, Tie.RELATES_TO, act()),
        "cheat": lambda: (Change(known, replace(known, status=Status.PROPOSED), Deed.CORRECTED, act("So.")),),
    }


class TwoBooks(RuleBasedStateMachine):
    """Whatever is done, is done to both."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "stackbot.db"
        file.write_bytes(empty_database())
        self.stores: tuple[AnyStore, ...] = (MemoryStore(), open_store(f"sqlite:///{file}"))
        self.seen: list[Decision] = []  # as they were at some time
        self.keys = 0

    def teardown(self) -> None:
        """Close what was opened."""
        self.stores[1].close()
        self.folder.cleanup()

    def same(self, work: Callable[[AnyStore], object]) -> object:
        """What came of it, in both."""
        outcomes = [outcome(work, store) for store in self.stores]
        assert outcomes[0] == outcomes[1]
        return outcomes[0]

    def write(self, team: TeamId, *changes: Change, **values: object) -> None:
        """A delivery that nobody knows."""
        self.keys += 1
        exchange = Exchange(team, (f"k{self.keys}",), NOW, changes=changes, **values)
        self.same(lambda store: store.record(exchange))
        for change in changes:
            now = self.stores[0].decision(team, change.after.id)
            self.seen += [now] if now is not None else []

    @rule(data=st.data(), team=TEAMS, at_once=st.booleans())
    def begin(self, data: st.DataObject, team: TeamId, at_once: bool) -> None:
        """Somebody logs a record, or several, accepted in one go or not."""
        new = data.draw(st.lists(drafts(team), min_size=1, max_size=3))
        self.write(team, *(made(one) if at_once else logged(one) for one in new))

    @precondition(lambda self: self.seen)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Somebody moves a record, which may have changed since they looked."""
        known = data.draw(st.sampled_from(self.seen))
        others = [one for one in self.seen if one.team == known.team and one.id != known.id]
        other = data.draw(st.sampled_from(others or [known]))
        tried = moves(known, other)
        try:
            changes = tried[data.draw(st.sampled_from(sorted(tried)))]()
        except DecisionError:
            return
        self.write(known.team, *changes)

    @rule(team=TEAMS, person=PEOPLE)
    def forget(self, team: TeamId, person: str) -> None:
        """Somebody asks to be forgotten."""
        self.write(team, forget=UserId(person))

    @rule(team=TEAMS, chance=st.integers(0, 9))
    def erase(self, team: TeamId, chance: int) -> None:
        """A workspace removes the app, now and then."""
        if not chance:
            self.same(lambda store: store.erase_team(team))

    @rule(team=TEAMS, place=PLACES, person=PEOPLE, number=st.integers(1, 9))
    def read(self, team: TeamId, place: str, person: str, number: int) -> None:
        """Everything reads alike."""
        searches = (
            Search(seen_from=place),
            Search(("go",), seen_from=place),
            Search(status=Status.ACCEPTED, by=person, since=DAY),
            Search(("use",), by="someone", page=2),
        )
        self.same(
            lambda store: (
                store.decision(team, id_of(number)),
                store.decision_numbered(team, number),
                store.decisions_on(team, [TOPIC, "custom:queue"], place),
                store.decisions_due(team, DAY + timedelta(days=400)),
                store.decisions_on_entries(team, [EntryId("stack.ai")]),
                store.decision_history(team, id_of(number)),
                store.all_decisions(team),
                [store.decisions_found(team, search) for search in searches],
            )
        )


def outcome(work: Callable[[AnyStore], object], store: AnyStore) -> object:
    """What came of it: a result, or why it was refused."""
    try:
        return work(store)
    except (DecisionError, StoreError) as error:
        return type(error), str(error) if isinstance(error, DecisionError) else ""


TwoBooks.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestTwoBooks = TwoBooks.TestCase


@settings(max_examples=25, deadline=None)
@given(written=records(SEEN))
def test_any_sound_record_is_kept_whole(written: Decision) -> None:
    """Whatever people type into it; and it is found by each of its words."""
    written = replace(written, links=())
    with TemporaryDirectory() as folder:
        file = Path(folder) / "stackbot.db"
        file.write_bytes(empty_database())
        store = open_store(f"sqlite:///{file}")
        try:
            store.record(Exchange(written.team, ("k",), NOW, changes=(Change(None, written, Deed.IMPORTED, act()),)))
            expected = held_throughout(replace(written, revision=1))
            search = Search(words_of(expected), seen_from=written.private_to)

            assert store.decision(written.team, written.id) == expected
            assert store.decisions_found(written.team, search).total == (written.status is not Status.DRAFT)
        finally:
            store.close()
