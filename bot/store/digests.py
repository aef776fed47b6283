"""What channels want of their digests, and the weeks that are dealt with: each of a channel once."""

from collections.abc import Iterable, Sequence
from datetime import time

import structlog
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    bindparam,
    delete,
    select,
    update,
)

from bot.decisions.schedule import Week, Weekly, zone_named
from bot.decisions.weekly import ChannelDigest, WeekDone
from bot.errors import DecisionError
from bot.ids import ChannelId, TeamId, UserId
from bot.store.inserting import adding, putting
from bot.store.tables import Instant, Words, metadata
from bot.store.writing import RepeatedError

log = structlog.get_logger()


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


digests = Table(
    "digests",
    metadata,
    _words("team"),
    _words("channel"),
    Column("weekday", Integer, nullable=False),
    _words("at"),  # such as 09:00
    _words("zone"),
    Column("is_on", Boolean, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("paused_until", Date),
    Column("since", Instant, nullable=False),
    _words("set_by"),
    PrimaryKeyConstraint("team", "channel"),
    CheckConstraint("weekday BETWEEN 1 AND 7", "weekday"),
)

digest_weeks = Table(
    "digest_weeks",
    metadata,
    _words("team"),
    _words("channel"),
    *(Column(name, Integer, nullable=False) for name in ("year", "week")),
    _words("fate"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("team", "channel", "year", "week"),
    CheckConstraint("fate IN ('taken', 'skipped', 'paused')", "fate"),
)

_PUT = putting(digests)
_TAKE = adding(digest_weeks)
_OF_TEAM = digests.c.team == bindparam("of_team")
_LAST = (
    select(digest_weeks.c.year * 100 + digest_weeks.c.week)
    .where(digest_weeks.c.team == digests.c.team, digest_weeks.c.channel == digests.c.channel)
    .order_by(digest_weeks.c.year.desc(), digest_weeks.c.week.desc())
    .limit(1)
    .scalar_subquery()
    .label("last")
)
_ALL = select(digests, _LAST).where(_OF_TEAM)
_ONE = _ALL.where(digests.c.channel == bindparam("of_channel"))
_ON = _ALL.where(digests.c.is_on.is_(True)).order_by(digests.c.channel)
_FORGET = update(digests).where(_OF_TEAM, digests.c.set_by == bindparam("user")).values(set_by="")
_ERASE = (
    delete(digests).where(_OF_TEAM),
    delete(digest_weeks).where(digest_weeks.c.team == bindparam("of_team")),
)


def put(connection: Connection, digest: ChannelDigest) -> None:
    """Keep what a channel wants in place of what it wanted; the weeks that are dealt with stay so."""
    row = {
        "team": digest.team,
        "channel": digest.channel,
        "weekday": digest.weekly.weekday,
        "at": f"{digest.weekly.at:%H:%M}",
        "zone": digest.weekly.zone.key,
        "is_on": digest.is_on,
        "quiet": digest.quiet,
        "paused_until": digest.paused_until,
        "since": digest.since,
        "set_by": digest.set_by,
    }
    _PUT.run(connection, row)


def take_weeks(connection: Connection, weeks: Iterable[WeekDone]) -> None:
    """Note weeks as dealt with; raises `RepeatedError` where one is."""
    rows = [
        {
            "team": one.team,
            "channel": one.channel,
            "year": one.week.year,
            "week": one.week.number,
            "fate": one.fate.value,
            "at": one.at,
        }
        for one in weeks
    ]
    if rows and _TAKE.run(connection, rows) < len(rows):
        raise RepeatedError


def of_channel(connection: Connection, team: TeamId, channel: ChannelId) -> ChannelDigest:
    """What a channel wants; a digest that is off where nobody set anything."""
    row = connection.execute(_ONE, {"of_team": team, "of_channel": channel}).first()
    return ChannelDigest(team, channel) if row is None else _digest(row)


def on(connection: Connection, team: TeamId) -> Sequence[ChannelDigest]:
    """The digests that are on, by channel; but for those in a zone that is not known here, which keep no other back."""
    found = []
    for row in connection.execute(_ON, {"of_team": team}):
        try:
            found.append(_digest(row))
        except DecisionError as error:
            log.warning("digest_unreadable", team=team, channel=row.channel, error=str(error))
    return found


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Drop who set a digest; it stays as it is set."""
    connection.execute(_FORGET, {"of_team": team, "user": user})


def erase(connection: Connection, team: TeamId) -> None:
    """Drop all digests of a workspace."""
    for statement in _ERASE:
        connection.execute(statement, {"of_team": team})


def _digest(row: Row[*tuple[object, ...]]) -> ChannelDigest:
    return ChannelDigest(
        team=TeamId(row.team),
        channel=ChannelId(row.channel),
        weekly=Weekly(row.weekday, time.fromisoformat(row.at), zone_named(row.zone)),
        is_on=row.is_on,
        quiet=row.quiet,
        paused_until=row.paused_until,
        since=row.since,
        set_by=UserId(row.set_by),
        last=None if row.last is None else Week(*divmod(row.last, 100)),
    )
