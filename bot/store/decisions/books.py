"""The book of each workspace: which number was given last. Who holds its row changes the workspace's records alone."""

from collections.abc import Sequence
from secrets import token_hex

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.ids import TeamId
from bot.store.decisions.tables import decision_books
from bot.store.inserting import adding

SAME_BOOK = 16  # characters of a stamp that stay for as long as the book is there

_OPEN = adding(decision_books)
_OF_TEAM = decision_books.c.team == bindparam("of_team")
_LOCK = select(decision_books.c.last).where(_OF_TEAM).with_for_update()
_STAMP = select(decision_books.c.stamp).where(_OF_TEAM)
_PUT = (
    update(decision_books)
    .where(_OF_TEAM)
    .values(stamp=func.substr(decision_books.c.stamp, 1, SAME_BOOK).concat(bindparam("written")))
)
_TEAMS = select(decision_books.c.team)
_ERASE = delete(decision_books).where(_OF_TEAM)


def hold(connection: Connection, team: TeamId) -> int:
    """Hold the book until the transaction ends, and make it where there is none; the number that was given last."""
    _OPEN.run(connection, {"team": team, "last": 0, "stamp": _token(), "forgetting": None})
    return int(connection.execute(_LOCK, {"of_team": team}).scalar_one())


def stamp(connection: Connection, team: TeamId) -> str:
    """What is another after every write; empty where there is no book, and nothing was ever written."""
    return str(connection.execute(_STAMP, {"of_team": team}).scalar() or "")


def teams(connection: Connection) -> Sequence[TeamId]:
    """The workspaces that have a book, sorted."""
    return sorted(map(TeamId, connection.scalars(_TEAMS)))


def is_open(connection: Connection, team: TeamId) -> bool:
    """Hold the book until the transaction ends; False where there is none."""
    return connection.execute(_LOCK, {"of_team": team}).first() is not None


def count(connection: Connection, team: TeamId, last: int) -> None:
    """Note that something was written, and the number that was given last."""
    connection.execute(_PUT, {"of_team": team, "last": last, "written": _token()})


def forgetting(connection: Connection, team: TeamId, person: str | None) -> None:
    """Say whose id may be replaced in the log, or nobody's any more."""
    connection.execute(_PUT, {"of_team": team, "forgetting": person, "written": _token()})


def erase(connection: Connection, team: TeamId) -> None:
    """Drop a workspace's book, and with it all of its decisions and their log."""
    connection.execute(_ERASE, {"of_team": team})


def _token() -> str:
    return token_hex(SAME_BOOK // 2)
