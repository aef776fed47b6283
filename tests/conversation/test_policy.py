"""When the bot speaks."""

import pytest

from bot.conversation.policy import Silence, silence
from bot.conversation.records import ChannelSettings, Listing, Mode
from bot.ids import ChannelId, TeamId

TEAM, HERE, THERE = TeamId("T1"), ChannelId("C1"), ChannelId("C2")


def settings(**values: object) -> ChannelSettings:
    """The settings of a channel in which only these values are not the usual ones."""
    return ChannelSettings(TEAM, HERE, **values)


def test_a_channel_of_which_nothing_is_said_is_spoken_in() -> None:
    """Nobody has to turn the bot on in the channels of the own workspace."""
    assert silence(settings(), {}) is None


@pytest.mark.parametrize(
    ("channel", "listed", "expected"),
    [
        (settings(mode=Mode.OFF), {}, Silence.OFF),
        (settings(listing=Listing.DENIED), {HERE: Listing.DENIED}, Silence.DENIED),
        (settings(), {THERE: Listing.ALLOWED}, Silence.DENIED),
        (settings(shared=True), {}, Silence.SHARED),
        (settings(listing=Listing.DENIED, shared=True, shared_on=True), {HERE: Listing.DENIED}, Silence.DENIED),
    ],
)
def test_the_bot_is_silent_where_it_was_told_to_be(
    channel: ChannelSettings, listed: dict[ChannelId, Listing], expected: Silence
) -> None:
    """Off, denied, not among the allowed, or shared with another organisation."""
    assert silence(channel, listed) is expected


@pytest.mark.parametrize(
    ("channel", "listed"),
    [
        (settings(listing=Listing.ALLOWED), {HERE: Listing.ALLOWED}),
        (settings(), {THERE: Listing.DENIED}),
        (settings(shared=True, shared_on=True), {}),
    ],
)
def test_the_bot_speaks_where_an_administrator_allowed_it(
    channel: ChannelSettings, listed: dict[ChannelId, Listing]
) -> None:
    """A denied channel elsewhere changes nothing here."""
    assert silence(channel, listed) is None
