"""Whether the bot speaks in a channel: what its settings and the administrators' lists allow."""

from collections.abc import Mapping
from enum import StrEnum

from bot.conversation.records import ChannelSettings, Listing, Mode
from bot.ids import ChannelId


class Silence(StrEnum):
    """Why the bot does not speak in a channel."""

    OFF = "off"
    DENIED = "denied"
    SHARED = "shared"


def silence(settings: ChannelSettings, listed: Mapping[ChannelId, Listing]) -> Silence | None:
    """Why the bot must not speak in public there, or None where it may.

    Where administrators allowed any channel, those not allowed are denied.
    """
    only_allowed = Listing.ALLOWED in listed.values()
    if settings.listing is Listing.DENIED or (only_allowed and settings.listing is not Listing.ALLOWED):
        return Silence.DENIED
    if settings.shared and not settings.shared_on:
        return Silence.SHARED
    return Silence.OFF if settings.mode is Mode.OFF else None
