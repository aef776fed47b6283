"""Several threads use one store at once: nothing is lost, doubled, out of order or above a cap."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import Connection, text

from bot.conversation.mail import Leased, Method, State
from bot.conversation.patience import waiting_until
from bot.decisions.lifecycle import corrected
from bot.decisions.record import Decision
from bot.decisions.search import Search
from bot.errors import DecisionError, StoreError
from bot.store import outbox
from bot.store.engine import BUSY_TIMEOUT_MS, database_url, make_engine, writing
from bot.store.schema import open_store
from bot.store.store import Store
from bot.store.writing import TOGETHER, SharedWriter
from tests.store.conftest import AnyStore
from tests.store.pieces import CHANNEL, NOW, TEAM, THREAD, USER, asked, exchange, given, mail
from tests.store.recorded import TOPIC, act, changing, decide, draft, log, stored

THREADS = 8
LEASE = timedelta(minutes=1)
CAPS = {"token_cap": 1000, "micro_usd_cap": 10_000}


def at_once(work: Callable[[int], object]) -> None:
    """Run the work in several threads that start together; raises what any raises."""
    barrier = Barrier(THREADS)

    def run(number: int) -> None:
        barrier.wait(30)
        work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(run, number) for number in range(THREADS)]:
            done.result(120)


def test_two_thousand_exchanges_are_all_there(store: AnyStore) -> None:
    """Each delivery comes to two threads; one of them writes it."""
    deliveries = 2000
    written: list[int] = []

    def deliver(thread: int) -> None:
        for number in range(thread // 2, deliveries, THREADS // 2):
            parts = {"asked": asked(number), "given": given(number), "outgoing": (mail(f"m{number}"),)}
            if store.record(exchange(f"event-{number}", f"other-{number}", **parts)):
                written.append(number)

    at_once(deliver)

    assert sorted(written) == list(range(deliveries))
    assert len(store.recent(TEAM, USER, 2 * deliveries)) == deliveries
    assert store.waiting(NOW).states == {"pending": deliveries}


def test_each_lane_is_sent_in_order_one_at_a_time(store: AnyStore) -> None:
    """Whoever sends, and however they interleave."""
    lanes, length = 5, 12
    for number in range(length):
        store.record(exchange(outgoing=tuple(mail(f"{lane}-{number}", lane=f"L{lane}") for lane in range(lanes))))
    flying, sent = Counter[str](), []

    def send(_thread: int) -> None:
        while store.next_due(NOW) is not None:
            for leased in store.lease(NOW, lease_for=LEASE, methods=[Method.POST], limit=2):
                flying[leased.mail.lane] += 1
                alone = flying[leased.mail.lane] == 1
                sent.append((leased.mail.lane, int(leased.mail.key.partition("-")[2]), alone))
                flying[leased.mail.lane] -= 1
                assert store.sent(leased, NOW, "C", "1.0")

    at_once(send)

    assert len(sent) == lanes * length
    assert all(alone for _, _, alone in sent)
    for lane in range(lanes):
        assert [number for name, number, _ in sent if name == f"L{lane}"] == list(range(length))
    assert store.waiting(NOW).states == {"sent": lanes * length}


def test_a_lease_that_ran_out_goes_to_one(store: AnyStore) -> None:
    """Of all that ask at once, one gets it, as doubtful."""
    store.record(exchange(outgoing=(mail(),)))
    store.lease(NOW, lease_for=LEASE, methods=[Method.POST], limit=1)
    taken: list[Leased] = []

    at_once(lambda _: taken.extend(store.lease(NOW + LEASE, lease_for=LEASE, methods=[Method.POST], limit=1)))

    assert [(one.fence, one.doubtful) for one in taken] == [(2, True)]


def test_a_budget_is_never_passed(store: AnyStore) -> None:
    """As much is reserved as fits, and not a token more."""
    granted: list[bool] = []

    at_once(lambda _: granted.extend(store.reserve(TEAM, NOW.date(), 7, 70, **CAPS) for _ in range(30)))

    assert granted.count(True) == 1000 // 7
    assert not store.reserve(TEAM, NOW.date(), 7, 0, **CAPS)
    assert store.reserve(TEAM, NOW.date(), 1000 % 7, 0, **CAPS)


def test_an_error_in_ones_work_reaches_nobody_else(store: AnyStore) -> None:
    """Bugs, repetitions and good deliveries at once: the good are all there, the others not."""
    store.record(exchange("known", outgoing=(mail("m"),)))
    outcomes: list[str] = []

    def deliver(thread: int) -> None:
        for number in range(40):
            name = f"{thread}-{number}"
            good = store.record(exchange(name, asked=asked(id=name)))
            repeated = not store.record(exchange(f"r{name}", "known", asked=asked(id=f"r{name}")))
            try:
                store.record(exchange(f"b{name}", asked=asked(id=f"b{name}"), outgoing=(mail("m", arguments={}),)))
            except StoreError:
                outcomes.append(f"{good} {repeated} refused")

    at_once(deliver)

    assert outcomes == ["True True refused"] * 40 * THREADS
    assert len(store.thread_questions(TEAM, CHANNEL, THREAD, 1_000_000)) == 40 * THREADS


@pytest.fixture
def writer(sqlite_url: str) -> Iterator[SharedWriter]:
    """Who writes to an SQLite database."""
    engine = writing(make_engine(database_url(sqlite_url)))
    yield SharedWriter(engine)
    engine.dispose()


def note(key: str) -> Callable[[Connection], str]:
    """Work that writes one row."""

    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO inbox VALUES ('T1', :key, '2026-01-01')"), {"key": key})
        return key

    return work


def noted(writer: SharedWriter) -> list[str]:
    """The keys of the rows that are there."""
    return writer.write(lambda connection: list(connection.scalars(text("SELECT key FROM inbox ORDER BY key"))))


def held_up(writer: SharedWriter, works: list[Callable[[Connection], object]]) -> list[object]:
    """What came of works that queued up while another held the lead: a result, or an error."""
    leading, queued = Event(), Event()

    def lead(_connection: Connection) -> None:
        leading.set()
        assert queued.wait(30)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        first = pool.submit(writer.write, lead)
        assert leading.wait(30)
        rest = []
        for work in works:  # one by one, so that their order is known
            rest.append(pool.submit(writer.write, work))
            while writer.queued < len(rest):
                assert not rest[-1].done()
        queued.set()
        first.result(30)
        return [done.exception(30) or done.result() for done in rest]


def test_works_that_queue_up_share_a_commit(writer: SharedWriter) -> None:
    """At most so many at once, each with its own result."""
    commits: list[int] = []

    def count(connection: Connection) -> int:
        commits.append(id(connection))
        return len(commits)

    results = held_up(writer, [count] * (TOGETHER + 3))

    assert results == list(range(1, TOGETHER + 4))
    assert [commits.count(one) for one in dict.fromkeys(commits)] == [TOGETHER, 3]


@pytest.mark.parametrize("error", [StoreError("A bug."), ValueError("A bug."), AssertionError("A bug.")])
def test_a_failed_work_leaves_the_others(writer: SharedWriter, error: Exception) -> None:
    """It is undone alone, whether the database refused it or the code did, in a way we foresaw or not."""

    def bug(connection: Connection) -> None:
        note("undone")(connection)
        raise error

    results = held_up(writer, [note("a"), bug, note("a"), note("b")])

    assert results[:2] == ["a", error]
    assert isinstance(results[2], StoreError)
    assert results[3] == "b"
    assert noted(writer) == ["a", "b"]


def test_a_transaction_that_is_lost_is_everyones_error(writer: SharedWriter) -> None:
    """Where SQLite undoes all of it by itself, nobody is told that their work is kept."""

    def lose(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    results = held_up(writer, [note("a"), lose, note("b")])

    assert all(isinstance(result, StoreError) and "no such table: nowhere" in str(result) for result in results)
    assert noted(writer) == []
    assert writer.write(note("c")) == "c"


def test_who_is_interrupted_does_not_stop_the_others(writer: SharedWriter) -> None:
    """A leader that is stopped passes the lead on; what it had not written is reported."""

    def stop(_connection: Connection) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:
        stopped = pool.submit(writer.write, stop).exception(30)

    assert isinstance(stopped, KeyboardInterrupt)
    assert writer.write(note("a")) == "a"


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another process holds the lock meanwhile."""
    other = writing(make_engine(database_url(url)))
    with other.connect() as connection:
        connection.execute(text("SELECT 1"))  # takes the lock
        yield
    other.dispose()


def test_who_may_wait_no_longer_leaves_and_the_others_go_on(writer: SharedWriter, sqlite_url: str) -> None:
    """Whether late pieces lead or follow: nothing of them is written later, and who has time is written in the end."""

    def late(key: str) -> None:
        with waiting_until(time.monotonic() + 0.2):
            writer.write(note(key))

    with ThreadPoolExecutor(6) as pool:
        with locked(sqlite_url):
            works = [
                pool.submit(late, "late leader"),
                pool.submit(writer.write, note("patient")),
                pool.submit(late, "late too"),
            ]
            failures = [works[0].exception(30), works[2].exception(30)]
            assert not works[1].done()
        assert works[1].result(30) == "patient"

    assert all("database is locked" in str(failure) for failure in failures)
    assert noted(writer) == ["patient"]


def test_who_comes_too_late_to_a_locked_database_waits_for_nothing(writer: SharedWriter, sqlite_url: str) -> None:
    """So that those who queued up elsewhere fail at once once one has waited in vain, and not one after the other."""
    with locked(sqlite_url):
        with pytest.raises(StoreError):
            writer.write(note("first"))
        with waiting_until(time.monotonic()):
            began = time.monotonic()
            for number in range(100):
                with pytest.raises(StoreError):
                    writer.write(note(f"late {number}"))
            took = time.monotonic() - began
    writer.write(note("in time"))
    with waiting_until(time.monotonic()):
        writer.write(note("late, but free"))

    assert took < BUSY_TIMEOUT_MS / 1000
    assert noted(writer) == ["in time", "late, but free"]


def test_who_comes_late_waits_for_a_short_lock(writer: SharedWriter, sqlite_url: str) -> None:
    """A moment's contention fails nobody, however long they waited elsewhere."""

    def late() -> str:
        with waiting_until(time.monotonic()):
            return writer.write(note("late"))

    with ThreadPoolExecutor(1) as pool:
        with locked(sqlite_url):
            done = pool.submit(late)
            with pytest.raises(TimeoutError):
                done.result(0.1)
        assert done.result(30) == "late"


def test_a_store_waits_for_another_processs_lock(sqlite_url: str) -> None:
    """It tries again until the lock is free, well before Slack gives up."""
    store, other = open_store(sqlite_url), writing(make_engine(database_url(sqlite_url)))
    with ThreadPoolExecutor(1) as pool, other.connect() as connection:
        connection.execute(text("SELECT 1"))  # takes the lock
        done = pool.submit(store.record, exchange("k1"))
        with pytest.raises(TimeoutError):
            done.result(0.5)
        connection.rollback()
        assert done.result(30)
    other.dispose()
    store.close()


def test_a_lock_that_stays_is_an_error(sqlite_url: str) -> None:
    """Rather than waiting for ever; the message says what is wrong."""
    store, other = open_store(sqlite_url), writing(make_engine(database_url(sqlite_url)))
    with other.connect() as connection:
        connection.execute(text("SELECT 1"))

        with pytest.raises(StoreError, match="cannot be used: database is locked"):
            store.record(exchange("k1"))

    assert store.record(exchange("k1"))
    other.dispose()
    store.close()


def test_two_stores_share_a_database(database: str) -> None:
    """Two processes' worth of writers: a delivery is written by one, a message leased by one."""
    stores: list[Store] = [open_store(database), open_store(database)]
    written: list[int] = []
    sent: list[str] = []

    def deliver(thread: int) -> None:
        store = stores[thread % 2]
        for number in range(50):
            if store.record(exchange(f"k{number}", outgoing=(mail(f"m{number}", lane=f"L{number}"),))):
                written.append(number)
            for one in store.lease(NOW, lease_for=LEASE, methods=[Method.POST], limit=3):
                assert store.sent(one, NOW, "C", "1.0")
                sent.append(one.mail.key)

    at_once(deliver)
    at_once(deliver)

    assert sorted(written) == list(range(50))
    assert sorted(sent) == sorted(f"m{number}" for number in range(50))
    assert stores[1].waiting(NOW).states == {State.SENT: 50}
    for store in stores:
        store.close()


def test_forgetting_waits_for_what_is_being_written(database: str) -> None:
    """Where a sender writes what a person's message leads to at that moment, that goes too."""
    store, other = open_store(database), writing(make_engine(database_url(database)))
    store.record(exchange("k1", outgoing=(mail("m1", person=USER),)))
    (leased,) = store.lease(NOW, lease_for=LEASE, methods=[Method.POST], limit=1)
    with ThreadPoolExecutor(1) as pool, other.begin() as connection:
        outbox.finish(connection, leased, State.SENT, NOW)
        outbox.add(connection, [mail("m2", person=USER)], NOW)
        done = pool.submit(store.record, exchange("k2", forget=USER))
        with pytest.raises(TimeoutError):
            done.result(0.5)
        connection.commit()
        assert done.result(30)

    assert store.waiting(NOW).states == {State.SENT: 1}
    other.dispose()
    store.close()


def test_of_all_that_change_a_record_at_once_one_wins(store: AnyStore) -> None:
    """The others are told what it is now, and leave nothing; so it goes round after round."""
    known = log(store, draft(1))
    rounds, won, lost = 15, Counter[int](), Counter[int]()

    for number in range(rounds):
        before = stored(store, known)

        def change(thread: int, number: int = number, before: Decision = before) -> None:
            move = corrected(before, act(), {"title": f"Title {number} of {thread}"})
            try:
                store.record(changing(f"{number}-{thread}", move, asked=asked(id=f"{number}-{thread}")))
                won[number] += 1
            except DecisionError as error:
                lost[number] += "ADR-0001 was changed meanwhile: " in str(error)

        at_once(change)

    assert won == Counter(dict.fromkeys(range(rounds), 1))
    assert lost == Counter(dict.fromkeys(range(rounds), THREADS - 1))
    assert stored(store, known).revision == rounds + 1
    assert [event.revision for event in store.decision_history(TEAM, known.id)] == list(range(1, rounds + 2))


def test_numbers_are_given_once_whoever_logs_at_once(store: AnyStore) -> None:
    """In a row, without a gap, and each record is found by its words."""
    at_once(lambda thread: [log(store, draft(100 * thread + place)) for place in range(10)])
    at_once(lambda thread: [decide(store, draft(100 * thread + place)) for place in range(10, 20)])

    numbers = [store.decision_numbered(TEAM, number) for number in range(1, 20 * THREADS + 1)]
    assert len({one.id for one in numbers if one is not None}) == 20 * THREADS
    assert store.decision_numbered(TEAM, 20 * THREADS + 1) is None
    assert store.decisions_found(TEAM, Search(("python",))).total == 10 * THREADS
    assert len(store.decisions_on(TEAM, [TOPIC], CHANNEL)) == 10 * THREADS
