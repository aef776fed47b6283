"""The inbox: which deliveries are known."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.conversation.records import EVER
from bot.store.inserting import adding
from bot.store.tables import inbox
from bot.store.writing import RepeatedError

_TAKE = adding(inbox)
_KNOWN = select(inbox.c.key).where(inbox.c.team == bindparam("of_team"), inbox.c.key == bindparam("of_key"))
_PRUNE = delete(inbox).where(inbox.c.at < bindparam("before"), ~inbox.c.key.startswith(EVER))
_ERASE = delete(inbox).where(inbox.c.team == bindparam("of_team"))


def take_keys(connection: Connection, team: str, keys: Collection[str], at: datetime) -> None:
    """Note the keys of a delivery; raises `RepeatedError` where any is known.

    They are taken in one order, so that two repeats that meet do not wait for each other.
    """
    rows = [{"team": team, "key": key, "at": at} for key in sorted(set(keys))]
    if rows and _TAKE.run(connection, rows) < len(rows):
        raise RepeatedError


def is_known(connection: Connection, team: str, key: str) -> bool:
    """Whether a delivery with this key was taken."""
    return connection.execute(_KNOWN, {"of_team": team, "of_key": key}).first() is not None


def prune(connection: Connection, before: datetime) -> None:
    """Drop the keys of deliveries before a time, but for those that are kept for good."""
    connection.execute(_PRUNE, {"before": before})


def erase(connection: Connection, team: str) -> None:
    """Drop all keys of a workspace."""
    connection.execute(_ERASE, {"of_team": team})
