"""`/stack digest`: what a channel wants of its digest, a look at the next one, and one more now."""

import html
from dataclasses import replace

from bot.decisions.schedule import Weekly
from bot.decisions.weekly import ChannelDigest, period_until, scheduled
from bot.decisions.weekly_words import read_pause, read_weekly
from bot.slack.blocks.card import Card
from bot.slack.blocks.digest import Showing, details_card, digest_card
from bot.slack.blocks.digest_setting import (
    digest_follows,
    digest_is_off,
    digest_setting_card,
    no_day_to_pause_until,
    only_channels_have_digests,
)
from bot.slack.blocks.help import usage_card
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to, sent_to
from bot.slack.digesting import made, posted_now
from bot.slack.received import Command
from bot.slack.subcommands import AROUND, Response

FEW = 4  # words after `digest` that are no question, whatever they are

_NOTE = "Only you see this: the last seven days, as a digest would tell of them now."


class Digests:
    """Shows and changes the digest of the channel in which it is asked to; anybody in the channel may, as its mode."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def spoken(self, command: Command, words: tuple[str, ...]) -> Response | None:
        """What a command asks of the channel's digest; None where it is about something else."""
        if words[:1] != ("digest",) or len(words) > FEW + 1 or command.text.rstrip().endswith("?"):
            return None
        if command.channel.startswith("D"):
            return Response(only_channels_have_digests(command.command))
        return self._response(command, self._desk.records.digest_of(command.team, command.channel), words[1:])

    def _response(self, command: Command, digest: ChannelDigest, words: tuple[str, ...]) -> Response:
        match words:
            case ():
                return Response(self._card(digest))
            case ("preview",):
                return self._preview(command, digest)
            case ("now",):
                return self._now(command, digest)
            case ("pause", "until", day) | ("pause", day):
                return self._paused(command, digest, day)
            case _:
                return self._changed(command, digest, words)

    def _changed(self, command: Command, digest: ChannelDigest, words: tuple[str, ...]) -> Response:
        """The setting after a change, or how one is typed."""
        now = self._desk.clock()
        match words:
            case ("on",):
                # What is on stays as it is, but for a pause: a digest that is due by now is not to get lost.
                on = replace(digest, paused_until=None) if digest.is_on else scheduled(digest, digest.weekly, now)
                return self._set(command, on)
            case ("off",):
                return self._set(command, replace(digest, is_on=False, paused_until=None))
            case ("quiet", "on" | "off" as quiet):
                return self._set(command, replace(digest, quiet=quiet == "on"))
            case _:
                weekly = self._weekly(command, digest.weekly)
                if weekly is None:
                    return Response(usage_card(command.command, "digest"))
                return self._set(command, scheduled(digest, weekly, now))

    def _weekly(self, command: Command, before: Weekly) -> Weekly | None:
        """The schedule as it was typed, for zones are capitalised."""
        typed = (word.strip(AROUND) for word in html.unescape(command.text).split()[1:])
        words = [word for word in typed if word]
        return read_weekly(words[1:] if words[:1] == ["on"] else words, before)

    def _paused(self, command: Command, digest: ChannelDigest, day: str) -> Response:
        if not digest.is_on:
            return Response(digest_is_off(command.command))
        until = read_pause(day, self._desk.clock().astimezone(digest.weekly.zone).date())
        return self._set(command, replace(digest, paused_until=until)) if until else Response(no_day_to_pause_until())

    def _set(self, command: Command, digest: ChannelDigest) -> Response:
        digest = replace(digest, set_by=command.user)
        return Response(self._card(digest), digest=digest)

    def _card(self, digest: ChannelDigest) -> Card:
        return digest_setting_card(digest, self._desk.choices.command, self._desk.clock())

    def _preview(self, command: Command, digest: ChannelDigest) -> Response:
        now = self._desk.clock()
        preview = made(self._desk, command.team, command.channel, period_until(digest.weekly, now))
        showing = Showing(command.team, self._desk.advisor.library, command.command, note=_NOTE)
        card = digest_card(preview, showing)
        if preview.is_empty:
            return Response(card)
        where, key = only_to(command.user, command.response_url), f"told:{command.keys[0]}"
        details = details_card(preview, showing)
        mail = sent_to(where, details, team=command.team, key=key, person=command.user, now=now)
        return Response(card, outgoing=(mail,))

    def _now(self, command: Command, digest: ChannelDigest) -> Response:
        aside, now = only_to(command.user, command.response_url), self._desk.clock()
        task = posted_now(digest, command.keys[0], command.user, aside, now)
        return Response(digest_follows(), outgoing=(task,))
