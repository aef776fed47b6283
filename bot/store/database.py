"""A database in use: reading and writing, each in a transaction."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bot.store.engine import writing
from bot.store.retrying import persistently
from bot.store.writing import DirectWriter, SharedWriter, Writer

T = TypeVar("T")


class Database:
    """Several threads may use one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer: Writer = (
            SharedWriter(writing(engine)) if engine.dialect.name == "sqlite" else DirectWriter(engine)
        )

    def read(self, work: Callable[[Connection], T]) -> T:
        """The work's result, of one state of the database; raises `StoreError`."""

        def once() -> T:
            with self._engine.connect() as connection:
                return work(connection)

        return persistently(self._engine, once)

    def write(self, work: Callable[[Connection], T]) -> T:
        """The work's result, once it is on the disk; raises what the work raises, and `StoreError`."""
        return self._writer.write(work)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
