"""Which workspaces took the bot in, their sealed tokens, and who is about to install it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from bot.conversation.installation import Installation, Sealed
from bot.ids import NOBODY, TeamId, UserId
from bot.store.inserting import putting
from bot.store.tables import Instant, Words, metadata


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


installations = Table(
    "installations",
    metadata,
    _words("team"),
    *map(_words, ("enterprise", "workspace", "app", "bot_user", "owner", "scopes", "token", "refresh_token")),
    Column("expires_at", Instant),
    Column("installed_at", Instant, nullable=False),
    Column("removed_at", Instant),
    Column("generation", Integer, nullable=False),
    Column("refreshing_until", Instant),
    PrimaryKeyConstraint("team"),
)


def _time(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=installations.c.installed_at.type)


# The one table without a team: nobody knows yet in which workspace somebody is going to install the app.
oauth_states = Table(
    "oauth_states",
    metadata,
    _words("state"),  # hashes, so that who reads the database can finish nobody's installation
    _words("browser"),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("state"),
)

_OF_TEAM = installations.c.team == bindparam("of_team")
_ONE = select(installations).where(_OF_TEAM)
_ALL = select(installations).order_by(installations.c.team)
_GENERATION = select(installations.c.generation).where(_OF_TEAM).with_for_update()
_PUT = putting(installations)
_WORKS = installations.c.removed_at.is_(None)
_REMOVE = (
    update(installations)
    .where(_OF_TEAM, _WORKS, installations.c.installed_at <= _time("said_at"))
    .values(removed_at=_time("at"), token="", refresh_token="", expires_at=None)
)
_ERASE_REMOVED = delete(installations).where(_OF_TEAM, installations.c.removed_at <= _time("before"))
_ERASE = delete(installations).where(_OF_TEAM)
_FORGET = update(installations).where(_OF_TEAM, installations.c.owner == bindparam("user")).values(owner=NOBODY)
_OF_GENERATION = installations.c.generation == bindparam("of_generation")
_CLAIM = (
    update(installations)
    .where(_OF_TEAM, _WORKS, _OF_GENERATION)
    .where(or_(installations.c.refreshing_until.is_(None), installations.c.refreshing_until <= _time("now")))
    .values(refreshing_until=_time("until"))
)
_RENEW = (
    update(installations)
    .where(_OF_TEAM, _WORKS, _OF_GENERATION)
    .values(
        token=bindparam("new_token"),
        refresh_token=bindparam("new_refresh_token"),
        expires_at=_time("new_expires_at"),
        generation=installations.c.generation + 1,
        refreshing_until=None,
    )
)
_RESEAL = (
    update(installations)
    .where(_OF_TEAM, installations.c.token == bindparam("old_token"))
    .where(installations.c.refresh_token == bindparam("old_refresh_token"))
    .values(token=bindparam("new_token"), refresh_token=bindparam("new_refresh_token"))
)
_EXPECT = insert(oauth_states)
_DROP_STALE = delete(oauth_states).where(oauth_states.c.expires_at <= _time("now"))
_TAKE = (
    delete(oauth_states)
    .where(oauth_states.c.state == bindparam("of_state"))
    .returning(oauth_states.c.browser, oauth_states.c.expires_at)
)


def one(connection: Connection, team: TeamId) -> Installation | None:
    """The app in a workspace, also where it was removed and not yet erased."""
    row = connection.execute(_ONE, {"of_team": team}).first()
    return None if row is None else _installation(row)


def every(connection: Connection) -> Sequence[Installation]:
    """The app in each workspace, by workspace."""
    return [_installation(row) for row in connection.execute(_ALL)]


def put(connection: Connection, installation: Installation) -> None:
    """Keep an installation in place of the workspace's earlier one, one generation later."""
    before = connection.scalar(_GENERATION, {"of_team": installation.team})
    generation = installation.generation if before is None else before + 1
    _PUT.run(connection, _row(installation) | {"generation": generation})


def remove(connection: Connection, team: TeamId, said_at: datetime, at: datetime) -> bool:
    """Note that the app was removed, and drop its tokens; False where it was installed after that was said."""
    return connection.execute(_REMOVE, {"of_team": team, "said_at": said_at, "at": at}).rowcount == 1


def erase_removed(connection: Connection, team: TeamId, before: datetime) -> bool:
    """Drop an installation that was removed so long ago; False where it was not, or is there again."""
    return connection.execute(_ERASE_REMOVED, {"of_team": team, "before": before}).rowcount == 1


def erase(connection: Connection, team: TeamId) -> None:
    """Drop a workspace's installation, and the token with it."""
    connection.execute(_ERASE, {"of_team": team})


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Drop who installed the app, where it was this person; it stays installed, without an owner."""
    connection.execute(_FORGET, {"of_team": team, "user": user})


def claim(connection: Connection, installation: Installation, now: datetime, claimed_for: timedelta) -> bool:
    """Be the only one to get new tokens for a while; False where another is, or they are others by now."""
    held = {"of_team": installation.team, "of_generation": installation.generation}
    return connection.execute(_CLAIM, held | {"now": now, "until": now + claimed_for}).rowcount == 1


def renew(connection: Connection, spent: Installation, renewed: Installation) -> bool:
    """Put new tokens in place of those they were got with; False where others are there by now."""
    held = {"of_team": spent.team, "of_generation": spent.generation}
    new = {"new_token": renewed.token, "new_refresh_token": renewed.refresh_token}
    return connection.execute(_RENEW, held | new | {"new_expires_at": renewed.expires_at}).rowcount == 1


def reseal(connection: Connection, old: Installation, new: Installation) -> bool:
    """Put tokens that were sealed again in place of the same; False where others are there by now."""
    before = {"of_team": old.team, "old_token": old.token, "old_refresh_token": old.refresh_token}
    after = {"new_token": new.token, "new_refresh_token": new.refresh_token}
    return connection.execute(_RESEAL, before | after).rowcount == 1


def expect(connection: Connection, state: str, browser: str, expires_at: datetime, now: datetime) -> None:
    """Note that a browser was sent to Slack; those who did not come back in time are forgotten."""
    connection.execute(_DROP_STALE, {"now": now})
    connection.execute(_EXPECT, {"state": state, "browser": browser, "expires_at": expires_at})


def take(connection: Connection, state: str) -> tuple[str, datetime] | None:
    """The browser that was sent to Slack with this state, and until when it may come back; each state once."""
    row = connection.execute(_TAKE, {"of_state": state}).first()
    return None if row is None else (row.browser, row.expires_at)


def _row(installation: Installation) -> dict[str, object]:
    return {
        "team": installation.team,
        "enterprise": installation.enterprise,
        "workspace": installation.workspace,
        "app": installation.app,
        "bot_user": installation.bot_user,
        "owner": installation.owner,
        "scopes": ",".join(installation.scopes),
        "token": installation.token,
        "refresh_token": installation.refresh_token,
        "expires_at": installation.expires_at,
        "installed_at": installation.installed_at,
        "removed_at": installation.removed_at,
        "refreshing_until": None,
    }


def _installation(row: Row[*tuple[object, ...]]) -> Installation:
    return Installation(
        team=TeamId(row.team),
        enterprise=row.enterprise,
        workspace=row.workspace,
        app=row.app,
        bot_user=UserId(row.bot_user),
        owner=UserId(row.owner),
        scopes=tuple(filter(None, row.scopes.split(","))),
        token=Sealed(row.token),
        refresh_token=Sealed(row.refresh_token),
        expires_at=row.expires_at,
        installed_at=row.installed_at,
        removed_at=row.removed_at,
        generation=row.generation,
    )
