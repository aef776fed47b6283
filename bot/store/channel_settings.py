"""The settings of channels: when the bot speaks there, and whether it may."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.conversation.records import ChannelSettings, Listing, Mode
from bot.ids import ChannelId, TeamId, UserId
from bot.store.inserting import putting
from bot.store.tables import channel_settings

_PUT = putting(channel_settings, "mode", "listing", "shared_on", "changed_by", "changed_at")
_NOTE = putting(channel_settings, "shared")
_OF_TEAM = channel_settings.c.team == bindparam("of_team")
_ONE = select(channel_settings).where(_OF_TEAM, channel_settings.c.channel == bindparam("of_channel"))
_LISTED = select(channel_settings.c.channel, channel_settings.c.listing).where(
    _OF_TEAM, channel_settings.c.listing != Listing.NONE.value
)
_FORGET = (
    update(channel_settings).where(_OF_TEAM, channel_settings.c.changed_by == bindparam("user")).values(changed_by="")
)
_ERASE = delete(channel_settings).where(_OF_TEAM)


def put(connection: Connection, settings: ChannelSettings) -> None:
    """Keep a channel's settings in place of earlier ones; whether it is shared stays as it was noted."""
    _PUT.run(connection, _row(settings))


def note_shared(connection: Connection, team: TeamId, channel: ChannelId) -> None:
    """Note that other organisations read a channel; its settings stay as they are."""
    _NOTE.run(connection, _row(ChannelSettings(team, channel, shared=True)))


def of_channel(connection: Connection, team: TeamId, channel: ChannelId) -> ChannelSettings:
    """What holds in a channel; the defaults where nobody changed anything."""
    row = connection.execute(_ONE, {"of_team": team, "of_channel": channel}).first()
    if row is None:
        return ChannelSettings(team, channel)
    changed_by = UserId(row.changed_by)
    return ChannelSettings(
        team, channel, Mode(row.mode), Listing(row.listing), row.shared_on, changed_by, row.changed_at, row.shared
    )


def listed(connection: Connection, team: TeamId) -> Mapping[ChannelId, Listing]:
    """The channels that an administrator allowed or denied."""
    return {ChannelId(row.channel): Listing(row.listing) for row in connection.execute(_LISTED, {"of_team": team})}


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Drop who made a change; the change stays."""
    connection.execute(_FORGET, {"of_team": team, "user": user})


def erase(connection: Connection, team: TeamId) -> None:
    """Drop all settings of a workspace."""
    connection.execute(_ERASE, {"of_team": team})


def _row(settings: ChannelSettings) -> Mapping[str, object]:
    return {
        "team": settings.team,
        "channel": settings.channel,
        "mode": settings.mode.value,
        "listing": settings.listing.value,
        "shared_on": settings.shared_on,
        "changed_by": settings.changed_by,
        "changed_at": settings.changed_at,
        "shared": settings.shared,
    }
