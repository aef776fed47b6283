"""The courier: the threads that carry out the outbox, here and in every replica.

*Leases.* A thread takes a row by a lease: for its time nobody else touches the row. The lease outlasts the call it is
for, so when it has run out, whoever held it has died or lost the database, and the next thread takes the row over, in
doubt about what its first holder did. *Fences.* Each lease has a higher number than the one before; what is written
with an old number has no effect, so somebody who was away too long cannot undo what came after. *Lanes.* Of a channel
one row at a time is out, the oldest first; the next waits until that one is sent or given up, so messages keep their
order and no channel waits for another. *Doubt.* What may have arrived is settled before anything is sent again
(`delivery`).

There are several crews: senders call Slack, and each kind of task of ours has a crew of its own, for it may be slow and
must hold up neither messages nor other tasks. In each crew one idle thread keeps watch, looking for rows of other
replicas every second; the others sleep. Whoever finds a row wakes the next, who looks for more and, finding none, keeps
watch in turn. So a burst soon has every thread at work, and a quiet bot asks the database once a second for each crew.
"""

import math
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Condition, Event, Lock, Thread
from typing import Protocol

import structlog

from bot.conversation.mail import TASKS, Leased, Method
from bot.errors import StoreError
from bot.slack.backoff import Backoff
from bot.slack.delivery import Caller, Delivery, Task
from bot.slack.settling import Ledger, Report, Settling

LEASE = timedelta(seconds=60)  # outlasts the three waits of 10 s each in which a call connects, writes and reads
WATCH_S = 1.0
OUTAGE_WAIT_S = 0.5
LONGEST_OUTAGE_WAIT_S = 10.0

log = structlog.get_logger()


class Outbox(Ledger, Protocol):
    """Where rows come from."""

    def lease(
        self, now: datetime, *, lease_for: timedelta, methods: Collection[Method], limit: int
    ) -> Sequence[Leased]:
        """Rows that are due and first in their lanes, for this caller alone."""
        ...

    def next_due(self, now: datetime, methods: Collection[Method]) -> datetime | None:
        """When a row may be there to lease, at the earliest; None where none is waiting."""
        ...


class Courier:
    """Carries out the outbox. `chance` spreads the waits after failures."""

    def __init__(  # noqa: PLR0913  # what it works with, each named
        self,
        outbox: Outbox,
        caller: Caller,
        tasks: Mapping[Method, Task],
        *,
        clock: Callable[[], datetime],
        report: Report,
        chance: random.Random,
        senders: int = 4,
        task_threads: int = 2,
        lease_for: timedelta = LEASE,
        watch_s: float = WATCH_S,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._lease_for = lease_for
        self._watch_s = watch_s
        self._delivery = Delivery(Settling(outbox, clock, report, lease_for), caller, tasks, Backoff(clock, chance))
        self._ending = Event()
        self._outage = _Outage()
        self._senders = _Crew("sender", frozenset(Method) - TASKS)
        self._doers = [_Crew(method.value, frozenset({method})) for method in tasks]
        self._threads = [
            Thread(target=self._work, args=(crew,), name=f"{crew.name}-{number}", daemon=True)
            for crew, size in ((self._senders, senders), *((crew, task_threads) for crew in self._doers))
            for number in range(1, size + 1)
        ]

    def start(self) -> None:
        """Begin to carry."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float) -> None:
        """Lease nothing more, and wait until what is in flight is settled; what takes longer is settled by others.

        One that was never started has nothing to wait for.
        """
        self._ending.set()
        for crew in (self._senders, *self._doers):
            crew.end()
        until = time.monotonic() + timeout_s
        for thread in filter(Thread.is_alive, self._threads):
            thread.join(max(0.0, until - time.monotonic()))
        if late := sum(thread.is_alive() for thread in self._threads):
            log.warning("courier_cut_short", threads=late)

    def wake(self, methods: Collection[Method] = frozenset(Method)) -> None:
        """Say that there are new rows with these methods."""
        for crew in (self._senders, *self._doers):
            if not crew.methods.isdisjoint(methods):
                crew.wake()

    def _work(self, crew: "_Crew") -> None:
        """What a thread does all its life. No error ends it, for then rows would wait and nobody would know."""
        in_hand: list[Leased] = []
        failures = 0
        while not self._ending.is_set():
            try:
                self._turn(crew, in_hand)
            except StoreError as error:
                in_hand.clear()  # its lease runs out, and then it is looked into
                self._outage.begin(str(error))
                self._ending.wait(min(OUTAGE_WAIT_S * 2**failures, LONGEST_OUTAGE_WAIT_S))
                failures += 1
            except Exception:
                row = in_hand[0].number if in_hand else None
                log.exception("courier_stumbled", number=row, crew=crew.name)
                if not in_hand:
                    self._ending.wait(OUTAGE_WAIT_S)
            else:
                failures = 0
                self._outage.end()

    def _turn(self, crew: "_Crew", in_hand: list[Leased]) -> None:
        """Carry out one row, or wait for one. `in_hand` holds it meanwhile, and still does where a bug came between."""
        if in_hand:
            self._delivery.give_up(in_hand.pop())
            return
        seen, now = crew.calls, self._clock()
        in_hand.extend(self._outbox.lease(now, lease_for=self._lease_for, methods=crew.methods, limit=1))
        if not in_hand:
            crew.watch(seen, self._wait_s(crew, now))
            return
        crew.wake()
        self._delivery.deliver(in_hand[0])
        in_hand.clear()
        if crew is not self._senders:
            self.wake()  # what a task leads to is a message, another task, or both

    def _wait_s(self, crew: "_Crew", looked_at: datetime) -> float:
        """How long nothing can be due: until the next row is, but not for long, for other replicas write rows too.

        What was due when we looked and was not to be had is out with somebody else.
        """
        due = self._outbox.next_due(looked_at, crew.methods)
        if due is None or due <= looked_at:
            return self._watch_s
        return min(max((due - self._clock()).total_seconds(), 0.0), self._watch_s)


class _Crew:
    """Threads that do the same work, and how they wait for it."""

    def __init__(self, name: str, methods: frozenset[Method]) -> None:
        self.name = name
        self.methods = methods
        self.calls = 0  # to work, so far
        self._watched_until = math.inf  # when the thread that keeps watch looks again
        self._ended = False
        self._called = Condition()

    def wake(self) -> None:
        """Call one to work."""
        with self._called:
            self.calls += 1
            self._called.notify()

    def end(self) -> None:
        """Let nobody wait any more."""
        with self._called:
            self._ended = True
            self._called.notify_all()

    def watch(self, calls: int, seconds: float) -> None:
        """Wait for a call, unless one came since there were `calls`; only so long, unless another looks sooner."""
        with self._called:
            if self._ended or self.calls != calls:
                return
            until = time.monotonic() + seconds
            if self._watched_until <= until:
                self._called.wait()
                return
            self._watched_until = until
            self._called.wait(seconds)
            if self._watched_until == until:
                self._watched_until = math.inf


class _Outage:
    """A database that cannot be reached, said once however many notice."""

    def __init__(self) -> None:
        self._lasts = False
        self._lock = Lock()

    def begin(self, error: str) -> None:
        """It cannot be reached."""
        with self._lock:
            if not self._lasts:
                log.error("courier_waits_for_database", error=error)
            self._lasts = True

    def end(self) -> None:
        """It can be reached."""
        with self._lock:
            if self._lasts:
                log.info("courier_goes_on")
            self._lasts = False
