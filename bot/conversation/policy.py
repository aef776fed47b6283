"""Whether the bot speaks: what a channel's settings allow, and how often one may ask."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversation.records import ChannelId, ChannelSettings, Listing, Mode, Recent

RATE_WINDOW = timedelta(minutes=1)


class Silence(StrEnum):
    """Why the bot does not speak in a channel."""

    OFF = "off"
    DENIED = "denied"
    SHARED = "shared"


def silence(settings: ChannelSettings, listed: Mapping[ChannelId, Listing], *, shared: bool) -> Silence | None:
    """Why the bot must not speak in public there, or None where it may.

    Where administrators allowed any channel, those not allowed are denied. `shared` is whether people of other
    organisations read along.
    """
    only_allowed = Listing.ALLOWED in listed.values()
    if settings.listing is Listing.DENIED or (only_allowed and settings.listing is not Listing.ALLOWED):
        return Silence.DENIED
    if shared and not settings.shared_on:
        return Silence.SHARED
    return Silence.OFF if settings.mode is Mode.OFF else None


def wait_s(recent: Recent, limit: int, now: datetime) -> int:
    """How many seconds to wait before asking again; 0 where there is no need to."""
    if recent.count < limit or recent.first is None:
        return 0
    return max(1, round((recent.first + RATE_WINDOW - now).total_seconds()))
