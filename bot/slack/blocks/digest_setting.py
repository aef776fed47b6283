"""What a channel wants of its digest, and when the next one comes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.decisions.schedule import Weekly
from bot.decisions.weekly import ChannelDigest, is_paused, next_slot
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.digest_lines import day_and_time
from bot.slack.blocks.mrkdwn import (
    Mrkdwn,
    bold,
    channel,
    code,
    context,
    escape,
    joined,
    mention_user,
    plain,
    quiet,
    section,
)

DIGEST_WORDS = ("on", "off", "pause until 2026-12-24", "quiet on", "quiet off")
SHOWN = 5  # digests on somebody's home tab
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_WORDS = ("on", "off", "mon 09:00 Europe/Berlin", "pause until 2026-12-24", "quiet off", "preview", "now")


def digest_setting_card(digest: ChannelDigest, command: str, now: datetime) -> Card:
    """The setting in words; the times are those of its zone."""
    said = (
        f"The digest of this channel is on: {when(digest.weekly)}."
        if digest.is_on
        else "The digest of this channel is off."
    )
    lines = [joined(" ", bold(channel(digest.channel)), escape(said)), *_coming(digest, now)]
    if digest.is_on:
        lines.append(escape(f"A week in which nothing happened gets {'one line' if digest.quiet else 'no message'}."))
    blocks = [section(joined("\n", *lines)), context(joined(" ", *(code(f"{command} digest {one}") for one in _WORDS)))]
    if digest.set_by:
        blocks.append(context(joined(" ", escape("Set last by"), mention_user(digest.set_by))))
    return Card(quiet(said), tuple(blocks))


def home_digests(digests: Sequence[ChannelDigest], command: str) -> Iterator[Block]:
    """The part of somebody's home tab that says which digests they set, and how."""
    lines = [
        joined(" ", escape("•"), channel(one.channel), escape(when(one.weekly)))  # a private one has no name for others
        for one in digests[:SHOWN]
    ]
    lines += [escape("and more")] if len(digests) > SHOWN else []
    yield {"type": "header", "text": plain("Digests that you set", 150)}
    if lines:
        yield section(joined("\n", *lines))
    yield context(joined(" ", escape("Type in a channel to have one or change it:"), code(f"{command} digest on")))


def when(weekly: Weekly) -> str:
    """Such as Mondays at 09:00 (Europe/Berlin)."""
    return f"{WEEKDAYS[weekly.weekday - 1]}s at {weekly.at:%H:%M} ({weekly.zone.key})"


def digest_follows() -> Card:
    """It is posted in a moment."""
    return _said("The digest of the last seven days is on its way to this channel.")


def only_channels_have_digests(command: str) -> Card:
    """Asked for in direct messages."""
    return _said(f"Digests are for channels. Type {command} digest in the channel that is to have one.")


def digest_is_off(command: str) -> Card:
    """There is nothing to pause."""
    return _said(f"The digest of this channel is off, so there is nothing to pause. Turn it on: {command} digest on")


def no_day_to_pause_until() -> Card:
    """A day that cannot be read, is past, or is far away."""
    return _said("Name a day within a year that is still to come, as 2026-12-24.")


def _coming(digest: ChannelDigest, now: datetime) -> list[Mrkdwn]:
    slot = next_slot(digest, now)
    if slot is None:
        return []
    at = slot.at.astimezone(digest.weekly.zone)
    lines = [escape(f"The next one comes on {day_and_time(at)}.")]
    if digest.paused_until and is_paused(digest, now):
        lines.insert(0, escape(f"It is paused until {_day(digest.paused_until)}."))
    return lines


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _said(text: str) -> Card:
    return Card(quiet(text), (section(escape(text)),))
