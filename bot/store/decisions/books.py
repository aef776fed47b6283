"""The book of each workspace: which number was given last. Who holds its row changes the workspace's records alone."""

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.ids import TeamId
from bot.store.decisions.tables import decision_books
from bot.store.inserting import adding

_OPEN = adding(decision_books)
_OF_TEAM = decision_books.c.team == bindparam("of_team")
_LOCK = select(decision_books.c.last).where(_OF_TEAM).with_for_update()
_COUNT = update(decision_books).where(_OF_TEAM).values(last=bindparam("number"))
_FORGETTING = update(decision_books).where(_OF_TEAM).values(forgetting=bindparam("person"))
_ERASE = delete(decision_books).where(_OF_TEAM)


def hold(connection: Connection, team: TeamId) -> int:
    """Hold the book until the transaction ends, and make it where there is none; the number that was given last."""
    _OPEN.run(connection, {"team": team, "last": 0, "forgetting": None})
    return int(connection.execute(_LOCK, {"of_team": team}).scalar_one())


def is_open(connection: Connection, team: TeamId) -> bool:
    """Hold the book until the transaction ends; False where there is none."""
    return connection.execute(_LOCK, {"of_team": team}).first() is not None


def count(connection: Connection, team: TeamId, last: int) -> None:
    """Note the number that was given last."""
    connection.execute(_COUNT, {"of_team": team, "number": last})


def forgetting(connection: Connection, team: TeamId, person: str | None) -> None:
    """Say whose id may be replaced in the log, or nobody's any more."""
    connection.execute(_FORGETTING, {"of_team": team, "person": person})


def erase(connection: Connection, team: TeamId) -> None:
    """Drop a workspace's book, and with it all of its decisions and their log."""
    connection.execute(_ERASE, {"of_team": team})
