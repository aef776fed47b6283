"""Who writes, and when it is on the disk.

A commit on SQLite waits for the disk, which costs more than all else in it, and one goes after the other. So writers
that come at the same time share one: the first to come leads, takes along those who queued up meanwhile, runs the work
of each in a savepoint, commits once, and wakes them; the first of those who came too late leads the next. Nobody
returns before the commit, and an error in one's work undoes and reaches nobody else's. This is the group commit of
DeWitt et al., "Implementation Techniques for Main Memory Database Systems" (1984), without a thread of its own.

PostgreSQL shares the disk's time by itself, so there each writer has a transaction.
"""

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StackbotError, StoreError
from bot.store.engine import is_locked, store_error, translated
from bot.store.retrying import persistently

TOGETHER = 64  # pieces of work in one commit

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
    """Each piece of work in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, work: Work[T]) -> T:
        """The work's result, after the commit."""
        with translated(self._engine), self._engine.begin() as connection:
            return work(connection)


class SharedWriter:
    """Pieces of work that come at the same time in one transaction. `engine` locks when a transaction begins."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()  # guards the two below
        self._queue: list[_Piece[Any]] = []  # of all kinds of results
        self._led = False  # whether someone leads, or was woken to lead

    def write(self, work: Work[T]) -> T:
        """The work's result, after the commit.

        The work may be run again, so it does nothing but speak to its connection.
        """
        piece = _Piece(work)
        with self._lock:
            self._queue.append(piece)
            piece.leads, self._led = not self._led, True
        if not piece.leads:
            self._wait(piece)
        if piece.leads:
            self._lead()
        return piece.outcome()

    @property
    def queued(self) -> int:
        """How many wait for the next commit."""
        return len(self._queue)

    def _wait(self, piece: "_Piece[T]") -> None:
        """Until the piece is done or leads. Who is interrupted leaves the queue, and passes the lead on."""
        try:
            piece.woken.wait()
        except (KeyboardInterrupt, SystemExit):
            with self._lock:
                if piece in self._queue and not piece.leads:
                    self._queue.remove(piece)
            if piece.leads:
                self._lead()
            raise

    def _lead(self) -> None:
        with self._lock:
            taken, self._queue = self._queue[:TOGETHER], self._queue[TOGETHER:]
        try:
            self._commit(taken)
        finally:
            with self._lock:
                heirs = self._queue[:1]
                self._led = bool(heirs)
                for heir in heirs:
                    heir.leads = True
            for piece in (*taken, *heirs):
                piece.woken.set()

    def _commit(self, pieces: "Sequence[_Piece[Any]]") -> None:
        """Carry out all; a failure of the whole is everyone's."""
        try:
            persistently(self._engine, lambda: self._transact(pieces))
        except (StackbotError, RepeatedError) as error:
            for piece in pieces:
                piece.fail(error)
        else:
            for piece in pieces:
                piece.done = True

    def _transact(self, pieces: "Sequence[_Piece[Any]]") -> None:
        with self._engine.begin() as connection:
            for piece in pieces:
                piece.run(connection, alone=len(pieces) == 1)


class _Piece(Generic[T]):
    """Work that waits for its turn, and how it ended."""

    def __init__(self, work: Work[T]) -> None:
        self.woken = Event()  # it is done, or it leads
        self.leads = False
        self.done = False
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
        self._results, self._error, self.done = [], error, True

    def outcome(self) -> T:
        """The work's result; raises its error."""
        if self._error is not None:
            raise self._error
        if not self.done:
            raise StoreError("Writing to the database was interrupted; nothing was kept. Try again.")
        return self._results[0]


def _in_transaction(connection: Connection) -> bool:
    """Whether SQLite still holds the transaction; after some errors it has undone the whole of it by itself."""
    driver_connection = connection.connection.driver_connection
    return driver_connection is not None and bool(driver_connection.in_transaction)
