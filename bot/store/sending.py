"""The store as the courier and an operator see it: leases on the outbox, and how each ended."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.conversation.mail import Leased, Method, Posted, State
from bot.conversation.records import Exchange, Waiting
from bot.errors import StoreError
from bot.store import leasing, outbox
from bot.store.database import Database
from bot.store.exchanges import checked, write_exchange
from bot.store.writing import RepeatedError


class Sending:
    """The outbox of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lease(
        self, now: datetime, *, lease_for: timedelta, methods: Collection[Method], limit: int
    ) -> Sequence[Leased]:
        """Take rows that are due to send them, at most one of each lane; the oldest first."""
        if not self._database.read(lambda connection: leasing.is_worth_leasing(connection, now, methods)):
            return ()
        try:
            return self._database.write(
                lambda connection: leasing.lease(connection, now, lease_for=lease_for, methods=methods, limit=limit)
            )
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):
                return ()  # another took a row of the same lane at the same time
            raise

    def sent(self, leased: Leased, at: datetime, channel: str, ts: str, then: Exchange | None = None) -> bool:
        """Note that a row arrived, and where, together with what that leads to; False where the lease was lost."""
        return self._finish(leased, State.SENT, at, then, channel=channel, ts=ts)

    def bury(self, leased: Leased, at: datetime, error: str, then: Exchange | None = None) -> bool:
        """Give a row up, together with what that leads to; False where the lease was lost."""
        return self._finish(leased, State.DEAD, at, then, error=error[: outbox.ERROR_LIMIT])

    def postpone(self, leased: Leased, due_at: datetime, error: str) -> bool:
        """Have a row sent later that is known not to have arrived; False where the lease was lost."""
        return self._database.write(
            lambda connection: outbox.put_back(connection, leased, State.PENDING, due_at, error)
        )

    def doubt(self, leased: Leased, due_at: datetime, error: str) -> bool:
        """Have a row settled later that may have arrived; False where the lease was lost."""
        return self._database.write(
            lambda connection: outbox.put_back(connection, leased, State.AMBIGUOUS, due_at, error)
        )

    def extend(self, leased: Leased, until: datetime) -> bool:
        """Hold a row longer; False where the lease was lost."""
        return self._database.write(lambda connection: outbox.extend(connection, leased, until))

    def waiting(self, now: datetime | None = None) -> Waiting:
        """The outbox at a glance."""
        return self._database.read(lambda connection: outbox.waiting(connection, now or datetime.now(UTC)))

    def letters(self, states: Collection[State], limit: int) -> Sequence[Posted]:
        """The last rows in these states, newest first."""
        return self._database.read(lambda connection: outbox.letters(connection, states, limit))

    def next_due(self, now: datetime, methods: Collection[Method] = tuple(Method)) -> datetime | None:
        """When something may become leasable, not before now; None where nothing waits."""
        return self._database.read(lambda connection: leasing.next_due(connection, now, methods))

    def _finish(self, leased: Leased, state: State, at: datetime, then: Exchange | None, **values: str) -> bool:
        """Finish a row; what follows is left out where it was written before."""

        def finish(connection: Connection, following: Exchange | None) -> bool:
            done = outbox.finish(connection, leased, state, at, **values)
            if done and following is not None:
                write_exchange(connection, following)
            return done

        follows = None if then is None else checked(then)
        try:
            return self._database.write(lambda connection: finish(connection, follows))
        except RepeatedError:
            return self._database.write(lambda connection: finish(connection, None))
