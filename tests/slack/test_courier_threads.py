"""The courier's threads: how they begin, share the work, survive and end."""

import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.conversation.mail import Leased, Method, State
from bot.conversation.records import Exchange
from bot.errors import StoreError
from bot.fake_slack import FakeSlack, faults
from bot.slack.courier import Courier
from bot.slack.sending import Carrier
from bot.slack.settling import BUG
from bot.store.database import Database
from bot.store.store import Store
from tests.slack.outbox_desk import TEAM, OutboxDesk, new_store, texts

NEVER_S = 3600.0


class TroubledStore(Store):
    """A store that counts leases, and cannot be reached while it is `down`; or, once, when something was sent."""

    down = False
    forgets_next = False

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.leases: list[datetime] = []
        self.gate = Event()  # lets leases through
        self.gate.set()

    def lease(
        self, now: datetime, *, lease_for: timedelta, methods: Collection[Method], limit: int
    ) -> Sequence[Leased]:
        """As the store does."""
        if self.down:
            raise StoreError("The database cannot be reached.")
        self.leases.append(now)
        assert self.gate.wait(10)
        return super().lease(now, lease_for=lease_for, methods=methods, limit=limit)

    def sent(self, leased: Leased, at: datetime, channel: str, ts: str, then: Exchange | None = None) -> bool:
        """As the store does."""
        if self.forgets_next:
            self.forgets_next = False
            raise StoreError("The database cannot be reached.")
        return super().sent(leased, at, channel, ts, then)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TroubledStore]:
    """An empty store that can be troubled."""
    store = new_store(tmp_path)
    yield TroubledStore(store._database)  # noqa: SLF001  the same database, in another class
    store.close()


@pytest.fixture
def desk(slack: FakeSlack, store: Store) -> OutboxDesk:
    """To put rows into the outbox."""
    return OutboxDesk(slack, store)


@pytest.fixture
def general(slack: FakeSlack) -> str:
    """A channel."""
    return slack.channel("general")


@contextmanager
def at_work(slack: FakeSlack, store: Store, **settings: Any) -> Iterator[Courier]:  # noqa: ANN401  as the courier's
    """A courier that works until the end of the block, and then finishes what it has in hand."""
    given = {
        "tasks": {},
        "clock": lambda: datetime.now(UTC),
        "report": lambda _leased, _error: None,
        "chance": random.Random(1),  # noqa: S311  spreads waits
    }
    courier = Courier(store, Carrier(slack.bot_token, base_url=slack.api_url), **given | settings)
    courier.start()
    try:
        yield courier
    finally:
        courier.stop(10)


def test_new_rows_are_sent_as_soon_as_it_is_woken(
    desk: OutboxDesk, slack: FakeSlack, store: Store, general: str
) -> None:
    """Also where it would not look by itself for an hour."""
    with at_work(slack, store, watch_s=NEVER_S) as courier:
        for number in range(5):
            desk.put(desk.post(general, f"{number}"))
            courier.wake()
            slack.wait_for(lambda: len(slack.messages(general)) == number + 1)  # noqa: B023  called at once

    assert {row.state for row in desk.rows()} == {State.SENT}


def test_rows_that_another_replica_wrote_are_found(
    desk: OutboxDesk, slack: FakeSlack, store: Store, general: str
) -> None:
    """Nobody wakes it, so it looks by itself."""
    with at_work(slack, store, watch_s=0.05):
        desk.put(desk.post(general, "found"))

        slack.wait_for(lambda: slack.messages(general))


def test_a_row_that_is_due_later_is_sent_then(desk: OutboxDesk, slack: FakeSlack, store: Store, general: str) -> None:
    """It waits for the row's time, not for the next look around."""
    slack.faults.plan("chat.postMessage", faults.rate_limited(1))
    desk.put(desk.post(general, "later"))

    with at_work(slack, store, watch_s=NEVER_S):
        slack.wait_for(lambda: slack.messages(general))

    first, second = slack.calls("chat.postMessage")
    assert second.at - first.at >= 1


def test_idle_threads_do_not_keep_the_database_busy(slack: FakeSlack, store: TroubledStore) -> None:
    """Of twelve idle threads two look around, each once in a while."""
    with at_work(slack, store, senders=6, task_threads=6, tasks=_task(lambda _leased: None), watch_s=0.1):
        _until(lambda: len(store.leases) >= 24)
        seen, began = len(store.leases), time.monotonic()
        _until(lambda: len(store.leases) >= seen + 10)

    assert time.monotonic() - began >= 0.35


def test_channels_go_out_side_by_side_and_each_in_order(
    desk: OutboxDesk, slack: FakeSlack, store: Store, tmp_path: Path
) -> None:
    """Two couriers on one database deliver each message once; in a channel never two at a time."""
    channels = [slack.channel(f"channel {number}") for number in range(6)]
    desk.put(*(desk.post(channel, f"{channel}:{n}") for n in range(15) for channel in channels))
    other = new_store(tmp_path)

    with at_work(slack, store), at_work(slack, other):
        slack.wait_for(lambda: len(slack.all_messages) >= 90, timeout=60)

    other.close()
    for channel in channels:
        assert texts(slack.messages(channel)) == [f"{channel}:{n}" for n in range(15)]
    assert {(row.state, row.attempts) for row in desk.rows()} == {(State.SENT, 1)}


def test_one_channel_that_hangs_holds_up_no_other(
    desk: OutboxDesk, slack: FakeSlack, store: TroubledStore, general: str
) -> None:
    """The next message of the channel waits, another channel's goes out by another thread, woken by the first."""
    other, released, held = slack.channel("other"), Event(), Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held), channel=general)
    with at_work(slack, store, watch_s=NEVER_S) as courier:
        _until(lambda: len(store.leases) >= 4)
        desk.put(desk.post(general, "slow"), desk.post(general, "after"), desk.post(other, "elsewhere"))
        courier.wake()
        slack.wait_for(lambda: slack.messages(other))
        assert held.wait(10)
        assert not slack.messages(general)
        released.set()
        slack.wait_for(lambda: len(slack.messages(general)) == 2)

    assert texts(slack.messages(general)) == ["slow", "after"]


def test_stopping_finishes_what_is_in_flight_and_begins_nothing(
    desk: OutboxDesk, slack: FakeSlack, store: Store, general: str
) -> None:
    """The message that is out is settled; the next stays for whoever comes."""
    released, held = Event(), Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held))
    desk.put(desk.post(general, "in flight"), desk.post(general, "next"))

    with at_work(slack, store) as courier:
        assert held.wait(10)
        courier.stop(0)
        released.set()

    assert [row.state for row in desk.rows()] == [State.SENT, State.PENDING]


def test_stopping_reaches_threads_that_are_about_to_rest(slack: FakeSlack, store: TroubledStore) -> None:
    """They looked for rows before they were told to end, found none, and must not go to sleep."""
    store.gate.clear()

    with capture_logs() as logs, at_work(slack, store, watch_s=NEVER_S) as courier:
        courier.stop(0)
        store.gate.set()
        courier.stop(10)

    assert [entry["event"] for entry in logs] == ["courier_cut_short"]


def test_an_outage_of_the_database_is_said_once_and_survived(
    desk: OutboxDesk, slack: FakeSlack, store: TroubledStore, general: str
) -> None:
    """However many threads notice it; afterwards they go on."""
    desk.put(desk.post(general, "after all"))
    store.down = True

    with capture_logs() as logs, at_work(slack, store):
        _until(lambda: bool(logs))
        store.down = False
        slack.wait_for(lambda: slack.messages(general))

    events = [entry["event"] for entry in logs]
    assert events.count("courier_waits_for_database") == 1
    assert events.count("courier_goes_on") == 1


def test_a_message_whose_sending_could_not_be_noted_is_found_again(
    desk: OutboxDesk, slack: FakeSlack, store: TroubledStore, general: str
) -> None:
    """The database was away when the message had been sent; once the lease has run out, it is read back."""
    store.forgets_next = True
    desk.put(desk.post(general, "once"), desk.post(general, "next"))

    with at_work(slack, store, lease_for=timedelta(seconds=0.3), senders=1, watch_s=0.05):
        slack.wait_for(lambda: len(slack.messages(general)) == 2)

    assert texts(slack.messages(general)) == ["once", "next"]
    assert [row.state for row in desk.rows()] == [State.SENT, State.SENT]


def test_a_bug_in_a_task_buries_its_row_and_ends_no_thread(
    desk: OutboxDesk, slack: FakeSlack, store: Store, general: str
) -> None:
    """It is logged with its traceback and reported; the only thread for tasks goes on, whatever the report does."""
    reported: list[str] = []

    def report(leased: Leased, error: str) -> Exchange | None:
        reported.append(error)
        raise LookupError(leased.mail.key)

    def answer(leased: Leased) -> Exchange:
        if leased.mail.arguments["question"] == "poison":
            raise ZeroDivisionError
        return Exchange(TEAM, ("answered",), desk.clock(), outgoing=(desk.post(general, "answer"),))

    for question in ("poison", "good"):
        desk.put(desk.mail(Method.ANSWER, question, question, {"question": question}))

    with capture_logs() as logs, at_work(slack, store, tasks=_task(answer), task_threads=1, report=report):
        slack.wait_for(lambda: slack.messages(general))

    stumbles = [entry for entry in logs if entry["event"] == "courier_stumbled"]
    assert len(stumbles) == 2
    assert all(entry["exc_info"] for entry in stumbles)
    assert reported == [BUG]
    assert desk.row("good").state is State.SENT


def test_a_bug_in_a_task_is_reported(desk: OutboxDesk, slack: FakeSlack, store: Store, general: str) -> None:
    """Whoever asked can be told that there will be no answer."""

    def report(_leased: Leased, error: str) -> Exchange:
        return Exchange(TEAM, ("reported",), desk.clock(), outgoing=(desk.post(general, error),))

    def answer(_leased: Leased) -> Exchange:
        raise ZeroDivisionError

    desk.put(desk.mail(Method.ANSWER, "read:q1", "read:q1", {"question": "q1"}))

    with capture_logs(), at_work(slack, store, tasks=_task(answer), report=report):
        slack.wait_for(lambda: slack.messages(general))

    assert (desk.row("read:q1").state, desk.row("read:q1").error) == (State.DEAD, BUG)


def test_what_a_task_leads_to_is_sent_at_once(
    desk: OutboxDesk, slack: FakeSlack, store: TroubledStore, general: str
) -> None:
    """Those who send are woken by those who did the task."""

    def answer(_leased: Leased) -> Exchange:
        return Exchange(TEAM, ("answered",), desk.clock(), outgoing=(desk.post(general, "answer"),))

    with at_work(slack, store, tasks=_task(answer), watch_s=NEVER_S) as courier:
        _until(lambda: len(store.leases) >= 4 + 2)
        desk.put(desk.mail(Method.ANSWER, "read:q1", "read:q1", {"question": "q1"}))
        courier.wake()

        slack.wait_for(lambda: slack.messages(general))


def test_a_task_that_a_task_leads_to_is_done_at_once(
    desk: OutboxDesk, slack: FakeSlack, store: TroubledStore, general: str
) -> None:
    """An answer's wording is not begun at the next look around, but when the answer is there."""

    def answer(_leased: Leased) -> Exchange:
        mails = (desk.post(general, "answer"), desk.mail(Method.PHRASE, "phrase:q1", "phrase:q1", {}))
        return Exchange(TEAM, ("answered",), desk.clock(), outgoing=mails)

    def phrase(_leased: Leased) -> Exchange:
        return Exchange(TEAM, ("phrased",), desk.clock(), outgoing=(desk.post(general, "wording"),))

    with at_work(slack, store, tasks={Method.ANSWER: answer, Method.PHRASE: phrase}, watch_s=NEVER_S) as courier:
        _until(lambda: len(store.leases) >= 4 + 2 + 2)
        desk.put(desk.mail(Method.ANSWER, "read:q1", "read:q1", {"question": "q1"}))
        courier.wake({Method.ANSWER})

        slack.wait_for(lambda: len(slack.messages(general)) == 2)


def test_slow_tasks_hold_up_no_messages(desk: OutboxDesk, slack: FakeSlack, store: Store, general: str) -> None:
    """While every thread for a kind of task waits for a model, messages go out, and tasks of another kind are done."""
    released, begun = Event(), Event()

    def phrase(_leased: Leased) -> None:
        begun.set()
        released.wait(10)

    for number in range(3):
        desk.put(desk.mail(Method.PHRASE, f"task {number}", f"task {number}", {}))

    def answer(_leased: Leased) -> Exchange:
        return Exchange(TEAM, ("answered",), desk.clock(), outgoing=(desk.post(general, "answer"),))

    with at_work(slack, store, tasks={Method.PHRASE: phrase, Method.ANSWER: answer}) as courier:
        assert begun.wait(10)
        desk.put(desk.post(general, "swift"), desk.mail(Method.ANSWER, "read:q1", "read:q1", {"question": "q1"}))
        courier.wake()
        slack.wait_for(lambda: len(slack.messages(general)) == 2)
        assert not released.is_set()
        released.set()


def test_stopping_does_not_wait_for_ever(desk: OutboxDesk, slack: FakeSlack, store: Store) -> None:
    """A task that does not end is left to those who come after."""
    released, begun = Event(), Event()

    def hang(_leased: Leased) -> None:
        begun.set()
        released.wait(30)

    desk.put(desk.mail(Method.ANSWER, "hang", "hang", {}))

    with capture_logs() as logs, at_work(slack, store, tasks=_task(hang)) as courier:
        assert begun.wait(10)
        stopping = Thread(target=courier.stop, args=(0.05,))
        stopping.start()
        stopping.join(10)
        assert not stopping.is_alive()
        assert logs[-1] == {"event": "courier_cut_short", "log_level": "warning", "threads": 1}
        released.set()


def _task(answer: Callable[[Leased], Exchange | None]) -> dict[Method, Callable[[Leased], Exchange | None]]:
    return {Method.ANSWER: answer}


def _until(happened: Callable[[], bool], timeout_s: float = 30.0) -> None:
    """Wait until something is so, which nobody tells of."""
    waiting, until = Event(), time.monotonic() + timeout_s
    while not happened():
        assert time.monotonic() < until
        waiting.wait(0.005)
