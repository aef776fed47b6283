"""`/stack settings`: when the bot speaks in a channel, and which channels administrators allow."""

from dataclasses import replace
from typing import Any

from bot.conversation.records import ChannelSettings, Listing, Mode
from bot.ids import UserId
from bot.slack.answering import told
from bot.slack.blocks.card import Card
from bot.slack.blocks.channel_settings import settings_card
from bot.slack.blocks.notice import only_channels_have_settings, owners_only
from bot.slack.desk import SlackDesk
from bot.slack.destination import only_to
from bot.slack.inbound import read_click
from bot.slack.received import Click, Command
from bot.slack.subcommands import Response

_MODES = {(mode.value,): mode for mode in Mode}
_LISTINGS = {("allow",): Listing.ALLOWED, ("deny",): Listing.DENIED, ("unlist",): Listing.NONE}
_SHARED = {("shared", "on"): True, ("shared", "off"): False}


class Channels:
    """Shows and changes the settings of the channel in which it is asked to."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def spoken(self, command: Command, words: tuple[str, ...]) -> Response | None:
        """The settings, after the change that the command asks for; None where it is about something else.

        Direct messages are never silenced, so they have none.
        """
        if words[:1] != ("settings",):
            return None
        current, change = self._current(command), words[1:]
        changed = _changed(current, change) if change else current
        if changed is not None and command.channel.startswith("D"):
            return Response(only_channels_have_settings(command.command))
        if not change:
            return Response(self._shown(current, command.user))
        if changed is None:
            return None
        if change not in _MODES and not self._is_owner(command.user):
            return Response(owners_only())
        settings = self._signed(command, changed)
        return Response(self._shown(settings, command.user), settings=settings)

    def chosen(self, body: dict[str, Any]) -> None:
        """Take a mode chosen from the menu on the card."""
        click = read_click(body)
        mode = _MODES.get((click.value,)) if click else None
        if click is None or mode is None:
            return
        settings = self._signed(click, replace(self._current(click), mode=mode))
        where = only_to(click.user, click.response_url, in_place=True)
        shown = told(self._desk, click.team, click.keys, self._shown(settings, click.user), where, person=click.user)
        self._desk.record(replace(shown, settings=settings))

    def _signed(self, who: Click | Command, settings: ChannelSettings) -> ChannelSettings:
        return replace(settings, changed_by=who.user, changed_at=self._desk.clock())

    def _current(self, where: Click | Command) -> ChannelSettings:
        return self._desk.records.channel_settings(where.team, where.channel)

    def _shown(self, settings: ChannelSettings, user: UserId) -> Card:
        listed = self._desk.records.listed_channels(settings.team)
        others_denied = Listing.ALLOWED in listed.values()
        command = self._desk.choices.command
        return settings_card(settings, command, others_denied=others_denied, administers=self._is_owner(user))

    def _is_owner(self, user: UserId) -> bool:
        return user in self._desk.choices.owners


def _changed(settings: ChannelSettings, words: tuple[str, ...]) -> ChannelSettings | None:
    """The settings as the words ask for them; None where they ask for nothing known."""
    if words in _MODES:
        return replace(settings, mode=_MODES[words])
    if words in _LISTINGS:
        return replace(settings, listing=_LISTINGS[words])
    return replace(settings, shared_on=_SHARED[words]) if words in _SHARED else None
