"""Three processes of the bot on one PostgreSQL, all of which die, while Slack repeats itself: each is answered once."""

import logging
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import psycopg
import pytest

from bot.fake_slack import Delivery, FakeSlack, View
from bot.fake_slack.delivery import COMMAND, Link
from bot.settings import Settings
from bot.wiring.desk import Desk
from tests.slack.at_work import Door
from tests.slack.bot_process import BotProcess
from tests.slack.test_deciding import cards_of, fields
from tests.slack.test_killed import Crowd
from tests.slack.wire import Cut, Wire, wire
from tests.store.servers import DURABLE, Server, postgresql

REPLICAS = 3
TOGETHER = 12  # people who ask in one storm
REPEATS = 11  # so often has Slack been seen to send one message
DECIDING = 8  # people who log a decision together
PATIENCE_S = 120.0
FORM_S, FORMS = 15.0, 8  # so long is a form waited for, so often asked for
UNKEPT = "I cannot reach my records"


@dataclass
class Balancer:
    """What stands before the replicas: each delivery goes to the next, dead or alive; what is `held` waits."""

    links: list[Link | None] = field(default_factory=lambda: [None] * REPLICAS)
    held: list[Delivery] | None = None
    _turns: Iterator[int] = field(default_factory=lambda: cycle(range(REPLICAS)))

    def deliver(self, delivery: Delivery) -> None:
        """Pass it on, or hold it."""
        if self.held is not None:
            self.held.append(delivery)
            return
        link = self.links[next(self._turns)]
        assert link is not None
        link.deliver(delivery)

    def release(self, chance: random.Random) -> None:
        """Pass on what was held, in any order."""
        held, self.held = self.held or [], None
        chance.shuffle(held)
        for delivery in held:
            self.deliver(delivery)

    def close(self) -> None:
        """Nothing is open here."""


@dataclass
class Replicas:
    """The processes, and how they are reached."""

    slack: FakeSlack
    processes: list[BotProcess]
    url: str
    balancer: Balancer = field(default_factory=Balancer)

    def start(self, number: int) -> None:
        """Start one, and have it get its share."""
        self.processes[number].start(STACKBOT_DATABASE_URL=self.url)
        self.balancer.links[number], self.slack.link = self.slack.link, self.balancer

    def restart_without_leases(self, database: str) -> int:
        """Tell all to end, let the leases of those that died run out, start all; how many leases there were."""
        for process in self.processes:
            assert process.end() == 0
        with psycopg.connect(database) as connection:
            held = connection.execute("UPDATE outbox SET leased_until = due_at WHERE state = 'sending'")
        for number in range(REPLICAS):
            self.start(number)
        return held.rowcount


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL that may be stopped at any time."""
    running = postgresql(DURABLE)
    try:
        started = running.__enter__()
    except RuntimeError as error:
        pytest.skip(f"No PostgreSQL starts here: {error}")
    try:
        yield started
    finally:
        running.__exit__(None, None, None)


@pytest.fixture
def cable(server: Server) -> Iterator[Wire]:
    """The wire to it."""
    with wire(server.socket) as made:
        yield made


@pytest.fixture
def database(server: Server) -> str:
    """A database's URL, past the wire."""
    return server.url(server.make())


@pytest.fixture
def replicas(
    slack: FakeSlack, desk: Desk, shipped_settings: Settings, tmp_path: Path, cable: Wire, database: str
) -> Iterator[Replicas]:
    """Three processes, behind the wire and a balancer."""
    assert desk.advisor
    folders = [tmp_path / f"replica{number}" for number in range(REPLICAS)]
    for folder in folders:
        folder.mkdir()
    processes = [BotProcess(slack, folder, shipped_settings, Door.HTTP) for folder in folders]
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    made = Replicas(slack, processes, f"postgresql://postgres@127.0.0.1:{cable.port}/{name}")
    for number in range(REPLICAS):
        made.start(number)
    yield made
    for process in processes:
        process.kill()


@pytest.mark.parametrize("rounds", [4, pytest.param(160, marks=pytest.mark.soak)])
def test_each_is_answered_once_whatever_dies(
    slack: FakeSlack, replicas: Replicas, cable: Wire, server: Server, database: str, rounds: int
) -> None:
    """Of what was acknowledged, 0 lost and 0 doubled, in replies and in records.

    Every event comes 1 to 11 times, under its id or under others, in any order, at any replica. Meanwhile replicas are
    killed, the database crashes, and connections are cut with a commit on them, done or not. N is some 500 deliveries,
    3 kills, 1 crash and 16 cuts; 20,000, 120, 40 and 640 in a soak.
    """
    chance = random.Random(rounds)  # noqa: S311  the order, and who dies
    crowd = Crowd(slack, chance)

    for number in range(rounds):
        _ask(crowd, replicas.balancer, chance, number * TOGETHER)
        cable.planned.extend(chance.sample([Cut.BEFORE, Cut.AFTER] * 2, 4))
        if number % 4 == 1:
            server.stop()
            server.start()
        else:
            victim = chance.randrange(REPLICAS)
            _wait_for_some(slack, chance)
            replicas.processes[victim].kill()
            replicas.start(victim)
        _repeat_until_acked(slack)
    cable.planned.clear()
    leases = replicas.restart_without_leases(database)
    slack.wait_for(lambda: all(crowd.replies().values()), PATIENCE_S)
    for process in replicas.processes:
        assert process.end() == 0

    assert set(crowd.replies().values()) == {1}
    kept = _kept(database)
    assert set(kept.values()) == {(1, 1)}
    assert _answered(slack) <= kept.keys()
    assert set(_states(database)) == {"sent"}
    assert Counter(cable.made).keys() == set(Cut)
    logging.getLogger(__name__).info(
        "%s asked, %s deliveries, %s cuts, %s leases", crowd.asked, len(slack.deliveries), len(cable.made), leases
    )


@pytest.mark.parametrize("rounds", [1, pytest.param(40, marks=pytest.mark.soak)])
def test_each_decision_is_on_record_once_whatever_dies(
    slack: FakeSlack, replicas: Replicas, cable: Wire, database: str, rounds: int
) -> None:
    """Forms that arrive once or up to 11 times at any replica: what closed one is on record, once, with one card.

    N is 8 decisions, 1 kill and 12 cuts a round; 40 rounds in a soak.
    """
    chance, where = random.Random(rounds), slack.channel("general")  # noqa: S311  the order, and who dies
    people = [slack.person(f"p{number}") for number in range(DECIDING * rounds)]

    for number in range(rounds):
        deciding = people[DECIDING * number : DECIDING * (number + 1)]
        views = {who: _form(slack, who, where) for who in deciding}
        cable.planned.extend(chance.sample([Cut.BEFORE, Cut.AFTER] * 6, 12))
        sent = _send_all(slack, replicas.balancer, chance, views)
        victim = chance.randrange(REPLICAS)
        _wait_for_some(slack, chance)
        replicas.processes[victim].kill()
        replicas.start(victim)
        _repeat_until_closed(slack, sent)
    cable.planned.clear()
    replicas.restart_without_leases(database)
    slack.wait_for(lambda: all(cards_of(slack, who) for who in people), PATIENCE_S)
    for process in replicas.processes:
        assert process.end() == 0

    with psycopg.connect(database) as connection:
        titles = Counter(title for (title,) in connection.execute("SELECT title FROM decisions"))
    assert titles == Counter(f"Use what {who} likes" for who in people)
    assert {len(cards_of(slack, who)) for who in people} == {1}
    assert _states(database).keys() <= {"sent", "dead", "expired"}  # forms whose trigger was too old are given up


def _form(slack: FakeSlack, who: str, where: str) -> View:
    """The form that somebody has before them; who gets none in a trigger's time asks again."""

    def filled() -> View | None:
        view = slack.modal(who)
        return view if view is not None and "title" in fields(view) else None

    for _ in range(FORMS):
        slack.command(who, where, "decide")
        with suppress(TimeoutError):
            return slack.wait_for(filled, FORM_S)
    raise TimeoutError(who)


def _send_all(
    slack: FakeSlack, balancer: Balancer, chance: random.Random, views: Mapping[str, View]
) -> Sequence[Delivery]:
    """Everybody sends their form, and Slack delivers each several times, all mixed up; the first of each."""
    balancer.held = []
    for who, view in views.items():
        slack.submit(who, view, {"title": f"Use what {who} likes", "choice": f"Tool {who}", "why": "It does the job."})
    firsts = tuple(balancer.held)
    for first in firsts:
        slack.deliver_again(first, times=chance.choice([0, 0, chance.randint(1, REPEATS - 1)]))
    balancer.release(chance)
    return firsts


def _repeat_until_closed(slack: FakeSlack, sent: Sequence[Delivery]) -> None:
    """Who reads that nothing could be kept, or nothing at all, sends the form again as it is."""
    slack.wait_for(lambda: all(one.acks for one in slack.deliveries), PATIENCE_S)
    closed = {one.trigger_id for one in slack.deliveries if one.acked and not any(ack.payload for ack in one.acks)}
    while open_ := [one for one in sent if one.trigger_id not in closed]:
        again = [repeat for one in open_ for repeat in slack.deliver_again(one)]
        slack.wait_for(lambda repeats=again: all(one.acks for one in repeats), PATIENCE_S)  # type: ignore[misc]
        closed |= {one.trigger_id for one in again if one.acked and not any(ack.payload for ack in one.acks)}


def _ask(crowd: Crowd, balancer: Balancer, chance: random.Random, already: int) -> None:
    """Many ask at once, and Slack tells of each several times, all mixed up."""
    assert crowd.asked == already
    balancer.held = []
    for _ in range(TOGETHER):
        crowd.ask()
    for first in tuple(balancer.held):
        for _ in range(chance.randint(0, REPEATS - 1)):
            crowd.slack.deliver_again(first, same_event_id=chance.random() < 0.5)
    balancer.release(chance)


def _wait_for_some(slack: FakeSlack, chance: random.Random) -> None:
    """Until a few of what was delivered is acked, wherever that is."""
    acked, all_ = sum(one.acked for one in slack.deliveries), len(slack.deliveries)
    wanted = acked + chance.randint(1, 30)
    slack.wait_for(lambda: sum(one.acked for one in slack.deliveries) >= min(wanted, all_), PATIENCE_S)


def _repeat_until_acked(slack: FakeSlack) -> None:
    """Slack delivers again what was not acked."""
    slack.wait_for(lambda: all(one.acks for one in slack.deliveries), PATIENCE_S)
    while again := slack.retry_unacked():
        slack.wait_for(lambda sent=again: all(one.acks for one in sent), PATIENCE_S)  # type: ignore[misc]


def _answered(slack: FakeSlack) -> set[str]:
    """Who got an answer to a command, or whose message was acked."""
    answered = {_person(one) for one in slack.deliveries if one.acked and UNKEPT not in str(one.acks)}
    return answered - {slack.bot_user}


def _person(delivery: Delivery) -> str:
    payload = delivery.payload
    return str(payload["user_id"] if delivery.kind == COMMAND else payload["event"]["user"])


def _kept(database: str) -> dict[str, tuple[int, int]]:
    """How many questions and answers are kept of each person."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT user_id, count(*), count(answers.question) FROM questions LEFT JOIN answers "
            "ON answers.team = questions.team AND answers.question = questions.id GROUP BY user_id"
        )
        return {user: (questions, answers) for user, questions, answers in rows}


def _states(database: str) -> dict[str, int]:
    with psycopg.connect(database) as connection:
        return dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
