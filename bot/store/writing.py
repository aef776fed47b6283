"""Who writes, and when it is on the disk.

A commit on SQLite waits for the disk, which costs more than all else in it, and one goes after the other. So writers
that come at the same time share one: the first to come leads, takes along those who queued up meanwhile, runs the work
of each in a savepoint, commits once, and wakes them; the first of those who came too late leads the next. Nobody
returns before the commit, and an error in one's work undoes and reaches nobody else's. This is the group commit of
DeWitt et al., "Implementation Techniques for Main Memory Database Systems" (1984), without a thread of its own.

While another process holds SQLite's lock, the leader tries again, each time with all who came meanwhile. Where the lock
lasts, who may wait no longer leaves with an error, and nothing of theirs is written afterwards; those who come with no
time left do so at once. A lock held for a moment, as by another replica, is waited for by the late too.

PostgreSQL shares the disk's time by itself, so there each writer has a transaction.
"""

import math
import sqlite3
import time
from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.patience import waits_until
from bot.errors import StackbotError, StoreError
from bot.store.engine import database_name, is_locked, store_error, translated
from bot.store.retrying import gives_up_at, pause

TOGETHER = 64  # pieces of work in one commit
LONG_S = 0.8  # a lock that lasted so long is none of those that others hold for a moment

T = TypeVar("T")
Work = Callable[[Connection], T]


class RepeatedError(Exception):
    """What is to be written once is there already; the work that met it is undone."""


class Writer(Protocol):
    """Carries out work in a transaction."""

    def write(self, work: Work[T]) -> T:
        """The work's result, after the commit."""
        ...


class DirectWriter:
    """Each piece of work in a transaction of its own, which waits for a lock no longer than it may."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, work: Work[T]) -> T:
        """The work's result, after the commit."""
        with translated(self._engine), self._engine.begin() as connection:
            if not math.isinf(until := waits_until()):
                left_ms = max(1, int((until - time.monotonic()) * 1000))
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {left_ms}")
            return work(connection)


class SharedWriter:
    """Pieces of work that come at the same time in one transaction. `engine` locks when a transaction begins."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()  # guards the two below
        self._queue: list[_Piece[Any]] = []  # of all kinds of results
        self._led = False  # whether someone leads, or was woken to lead
        self._locked_since = math.inf  # the first of our attempts that met another's lock, none having succeeded since

    def write(self, work: Work[T]) -> T:
        """The work's result, after the commit.

        The work may be run again, so it does nothing but speak to its connection. Raises `StoreError` where the
        database cannot be had in time: nothing of the work is written then, now or later.
        """
        piece = _Piece(work, gives_up_at())
        if self._is_hopeless(piece):
            raise self._too_late()
        with self._lock:
            self._queue.append(piece)
            piece.leads, self._led = not self._led, True
        if not piece.leads:
            self._wait(piece)
        if piece.leads:
            self._lead(piece)
        return piece.outcome()

    @property
    def queued(self) -> int:
        """How many wait for the next commit."""
        return len(self._queue)

    def _wait(self, piece: "_Piece[T]") -> None:
        """Until the piece has ended or leads. Who is interrupted leaves the queue."""
        try:
            piece.woken.wait()
        except (KeyboardInterrupt, SystemExit):
            self._leave(piece)
            raise

    def _lead(self, own: "_Piece[T]") -> None:
        """Write what all have queued, until one's own piece has ended."""
        try:
            while not own.ended:
                if not self._attempt():
                    pause()
        finally:
            self._leave(own)

    def _leave(self, piece: "_Piece[T]") -> None:
        """Be done with a piece. Who led lets the first of those who wait lead."""
        with self._lock:
            if piece in self._queue:
                self._queue.remove(piece)
            if not piece.leads:
                return
            heirs = self._queue[:1]
            self._led = bool(heirs)
            for heir in heirs:
                heir.leads = True
                heir.woken.set()

    def _attempt(self) -> bool:
        """Write what is queued; False where another holds the lock. Who may wait then stays in the queue."""
        with self._lock:
            taken, self._queue = self._queue[:TOGETHER], self._queue[TOGETHER:]
        began, staying = time.monotonic(), list[_Piece[Any]]()
        try:
            written = self._commit(taken)
            if not written:
                self._locked_since = min(self._locked_since, began)
                staying = [piece for piece in taken if not self._is_hopeless(piece)]
                _fail([piece for piece in taken if piece not in staying], self._too_late())
        finally:
            with self._lock:
                self._queue[:0] = staying
            for piece in taken:
                if piece not in staying:
                    piece.woken.set()
        if written:
            self._locked_since = math.inf
        return written

    def _is_hopeless(self, piece: "_Piece[Any]") -> bool:
        """Whether a piece may wait no longer for a lock that lasts."""
        now = time.monotonic()
        return piece.until <= now and now - self._locked_since >= LONG_S

    def _commit(self, pieces: "Sequence[_Piece[Any]]") -> bool:
        """Carry out all, unless another holds the lock; any other failure of the whole is everyone's."""
        try:
            with self._engine.begin() as connection:
                for piece in pieces:
                    piece.run(connection, alone=len(pieces) == 1)
        except (SQLAlchemyError, sqlite3.Error) as error:
            if is_locked(error):
                return False
            failure = store_error(self._engine, error)
            failure.__cause__ = error
            _fail(pieces, failure)
        except (StackbotError, RepeatedError) as error:
            _fail(pieces, error)
        else:
            for piece in pieces:
                piece.ended = True
        return True

    def _too_late(self) -> StoreError:
        return StoreError(f"The database {database_name(self._engine.url)} cannot be used: database is locked.")


class _Piece(Generic[T]):
    """Work that waits for its turn, until an instant of the monotonic clock, and how it ended."""

    def __init__(self, work: Work[T], until: float) -> None:
        self.woken = Event()  # it has ended, or it leads
        self.leads = False
        self.ended = False
        self.until = until
        self._work = work
        self._results: list[T] = []
        self._error: Exception | None = None

    def run(self, connection: Connection, *, alone: bool) -> None:
        """Do the work. Where it is not alone, its error is its own; raises what concerns the whole transaction."""
        self._results, self._error = [], None
        if alone:
            self._results.append(self._work(connection))
            return
        connection.exec_driver_sql("SAVEPOINT piece")
        try:
            self._results.append(self._work(connection))
        except SQLAlchemyError as error:
            if is_locked(error) or not _in_transaction(connection):
                raise
            self._error = store_error(connection.engine, error)
        except Exception as error:  # noqa: BLE001  # raised to its own caller, where a bug is logged
            self._error = error
        if self._error is not None:
            connection.exec_driver_sql("ROLLBACK TO piece")
        connection.exec_driver_sql("RELEASE piece")

    def fail(self, error: Exception) -> None:
        """End with an error, instead of whatever came before."""
        self._results, self._error, self.ended = [], error, True

    def outcome(self) -> T:
        """The work's result; raises its error."""
        if self._error is not None:
            raise self._error
        if not self.ended:
            raise StoreError("Writing to the database was interrupted; nothing was kept. Try again.")
        return self._results[0]


def _fail(pieces: "Sequence[_Piece[Any]]", error: Exception) -> None:
    for piece in pieces:
        piece.fail(error)


def _in_transaction(connection: Connection) -> bool:
    """Whether SQLite still holds the transaction; after some errors it has undone the whole of it by itself."""
    driver_connection = connection.connection.driver_connection
    return driver_connection is not None and bool(driver_connection.in_transaction)
