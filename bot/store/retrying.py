"""Trying again while another holds SQLite's lock, which is never for long."""

import random
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.patience import waits_until
from bot.store.engine import is_locked, store_error

RETRY_FOR_S = 2.5  # where nobody says how long
PAUSE_S = 0.02  # the mean between two attempts at a lock

T = TypeVar("T")


def persistently(engine: Engine, attempt: Callable[[], T]) -> T:
    """The attempt's result. While another holds SQLite's lock it is tried again; raises `StoreError` in the end."""
    until = gives_up_at()
    while True:
        try:
            return attempt()
        except (SQLAlchemyError, sqlite3.Error) as error:
            if not is_locked(error) or time.monotonic() >= until:
                raise store_error(engine, error) from error
            pause()


def gives_up_at() -> float:
    """When what begins now is tried for the last time."""
    return min(time.monotonic() + RETRY_FOR_S, waits_until())


def pause() -> None:
    """Wait a little before the next attempt, and not always as long, so that two do not stay in step."""
    time.sleep(random.uniform(0.5, 1.5) * PAUSE_S)  # noqa: S311  # as said above
