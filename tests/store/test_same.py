"""The fake and SQLite do the same, whatever is done to them in whatever order."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.conversation.mail import TASKS, Leased, Method, Outgoing, State
from bot.conversation.records import Exchange, Lack, Listing
from bot.errors import StoreError
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.store.schema import open_store
from tests.fakes import MemoryStore
from tests.store.conftest import AnyStore
from tests.store.pieces import NOW, asked, channel, gap, given, mail, vote

SECOND = timedelta(seconds=1)
TEAMS = st.sampled_from([TeamId("T1"), TeamId("T2")])
USERS = st.sampled_from([UserId("U1"), UserId("U2")])
CHANNELS = st.sampled_from([ChannelId("C1"), ChannelId("C2")])
QUESTIONS = st.sampled_from([QuestionId("q1"), QuestionId("q2"), QuestionId("q3")])
KEYS = st.lists(st.sampled_from(["k1", "k2", "k3", "k4", "k5", "k6"]), max_size=2).map(tuple)
MANY = 99


def perhaps(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """One, or none."""
    return st.none() | strategy


@st.composite
def mails(draw: st.DrawFn, team: str) -> Outgoing:
    """A message under one of a few keys, so that they collide."""
    late = draw(perhaps(st.integers(0, 20)))
    return mail(
        draw(st.sampled_from(["m1", "m2", "m3", "m4", "m5"])),
        team=team,
        lane=draw(CHANNELS),
        method=draw(st.sampled_from([Method.POST, Method.ANSWER])),
        arguments={"text": draw(st.sampled_from(["a", "a", "a", "b"]))},
        due_at=NOW + draw(st.integers(0, 10)) * SECOND,
        expires_at=None if late is None else NOW + late * SECOND,
        follows=draw(st.sampled_from(["", "m1", "m2"])),
        first_wins=draw(st.booleans()),
        person=draw(st.just("") | USERS),
    )


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    """What a delivery leaves: any mixture of parts."""
    team, user, question = draw(TEAMS), draw(USERS), draw(QUESTIONS)
    at = NOW + draw(st.integers(0, 5)) * SECOND
    of = {"team": team, "question": question}
    parts = {
        "asked": asked(
            team=team, id=question, user=user, channel=draw(CHANNELS), asked_at=at, private=draw(st.booleans())
        ),
        "given": given(**of, answered_at=at),
        "gap": gap(**of, lack=draw(st.sampled_from(Lack)), noticed_at=at),
        "vote": vote(**of, user=user, helpful=draw(st.booleans()), voted_at=at),
        "settings": channel(draw(CHANNELS), team=team, listing=draw(st.sampled_from(Listing)), changed_by=user),
        "forget": user,
    }
    chosen = draw(st.sets(st.sampled_from(["asked", "asked", "given", "gap", "vote", "settings"])))
    forgets = {"forget"} if draw(st.integers(0, 9)) == 0 else set()
    outgoing = tuple(draw(st.lists(mails(team), max_size=3)))
    return Exchange(team, draw(KEYS), at, **{name: parts[name] for name in chosen | forgets}, outgoing=outgoing)


@cache
def empty_database() -> bytes:
    """A file with tables and no rows, which takes a while to make."""
    with TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/stackbot.db").close()
        return (Path(folder) / "stackbot.db").read_bytes()


class TwoStores(RuleBasedStateMachine):
    """Whatever is done, is done to both."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "stackbot.db"
        file.write_bytes(empty_database())
        self.stores: Sequence[AnyStore] = (MemoryStore(), open_store(f"sqlite:///{file}"))
        self.now = NOW
        self.leased: list[Sequence[Leased]] = []

    def teardown(self) -> None:
        """Close what was opened."""
        self.stores[1].close()
        self.folder.cleanup()

    def same(self, act: object) -> object:
        """What came of it, in both."""
        outcomes = [outcome(act, number, store) for number, store in enumerate(self.stores)]
        assert outcomes[0] == outcomes[1]
        return outcomes[0]

    @rule(exchange=exchanges())
    def record(self, exchange: Exchange) -> None:
        """A delivery comes."""
        self.same(lambda store, _: store.record(exchange))

    @rule(seconds=st.integers(1, 8))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.now += seconds * SECOND

    @rule(methods=st.sampled_from([tuple(Method), tuple(TASKS), (Method.POST,)]), limit=st.integers(1, 3))
    def lease(self, methods: tuple[Method, ...], limit: int) -> None:
        """Somebody asks for work."""
        both = [store.lease(self.now, lease_for=5 * SECOND, methods=methods, limit=limit) for store in self.stores]
        assert [told(one) for one in both[0]] == [told(one) for one in both[1]]
        self.leased += zip(*both, strict=True)

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), how=st.sampled_from(["sent", "bury", "postpone", "doubt", "extend"]))
    def finish(self, data: st.DataObject, how: str) -> None:
        """Somebody says how a lease ended, maybe too late, maybe twice."""
        both = data.draw(st.sampled_from(self.leased))
        then = data.draw(perhaps(exchanges()))
        later = self.now + 3 * SECOND

        def act(store: AnyStore, number: int) -> object:
            match how:
                case "sent":
                    return store.sent(both[number], self.now, "C9", "1.0", then)
                case "bury":
                    return store.bury(both[number], self.now, "gone", then)
                case "postpone":
                    return store.postpone(both[number], later, "busy")
                case "doubt":
                    return store.doubt(both[number], later, "lost")
                case _:
                    return store.extend(both[number], later)

        self.same(act)

    @rule(team=TEAMS, question=QUESTIONS)
    def phrase(self, team: TeamId, question: QuestionId) -> None:
        """A model adds its sentences."""
        self.same(lambda store, _: store.phrased(team, question, "model", "Said."))

    @rule(team=TEAMS, place=CHANNELS)
    def note_shared(self, team: TeamId, place: ChannelId) -> None:
        """People of another organisation are seen in a channel."""
        self.same(lambda store, _: store.note_shared(team, place))

    @rule(team=TEAMS, question=QUESTIONS)
    def make_public(self, team: TeamId, question: QuestionId) -> None:
        """A channel turns out to be public."""
        self.same(lambda store, _: store.make_public(team, question))

    @rule(keys=st.integers(0, 5), texts=st.integers(0, 5))
    def prune(self, keys: int, texts: int) -> None:
        """What is old goes."""
        self.same(lambda store, _: store.prune(NOW + keys * SECOND, NOW + texts * SECOND))

    @rule(team=TEAMS)
    def erase(self, team: TeamId) -> None:
        """A workspace removes the app."""
        self.same(lambda store, _: store.erase_team(team))

    @rule(team=TEAMS, user=USERS, place=CHANNELS, question=QUESTIONS)
    def read(self, team: TeamId, user: UserId, place: ChannelId, question: QuestionId) -> None:
        """Everything reads alike."""
        self.same(
            lambda store, _: (
                store.answer(team, question),
                store.thread_questions(team, place, asked().thread_ts, 2),
                store.recent(team, user, 2),
                store.channel_settings(team, place),
                store.listed_channels(team),
                store.vote(team, question, user),
                store.gaps(team, NOW, 2),
                store.waiting(self.now),
                [(one.key, one.state, one.error) for one in store.letters(tuple(State), MANY)],
                store.next_due(self.now),
                store.next_due(self.now, TASKS),
            )
        )


def told(leased: Leased) -> object:
    """A lease without its number, which each store gives as it likes."""
    return (
        leased.mail,
        *(leased.fence, leased.attempts, leased.leased_until, leased.doubtful, leased.written_at),
        *(leased.follows_channel, leased.follows_ts, leased.follows_waits),
    )


def outcome(act: object, number: int, store: AnyStore) -> object:
    """What came of an act: a result, or that it was refused."""
    try:
        return act(store, number)
    except StoreError:
        return StoreError


TwoStores.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestTwoStores = TwoStores.TestCase
