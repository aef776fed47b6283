"""The settings of a channel: when the bot speaks there, with a menu to change it."""

from bot.conversation.records import ChannelSettings, Listing, Mode
from bot.slack.blocks.actions import SET_MODE
from bot.slack.blocks.card import Block, Card
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

ADMINISTRATORS_WORDS = ("allow", "deny", "unlist", "shared on", "shared off")

_MODES = {
    Mode.MENTION_ONLY: "I answer only when I am mentioned",
    Mode.FOLLOW_UPS: "I also answer what follows in threads of mine",
    Mode.SUGGEST: "I also answer unasked, where I am sure of a pick",
    Mode.OFF: "I am silent, even when I am mentioned",
}
_LISTINGS = {
    Listing.ALLOWED: "An administrator allowed this channel.",
    Listing.DENIED: "An administrator denied this channel, so I am silent here.",
}
_OTHERS_DENIED = "Only channels that an administrator allowed are answered in, and this is none of them."


def settings_card(settings: ChannelSettings, command: str, *, others_denied: bool, administers: bool) -> Card:
    """The settings; what only administrators can change is explained to them alone."""
    lines = [joined(" ", bold(channel(settings.channel)), escape(f"{_MODES[settings.mode]}."))]
    lines += [escape(line) for line in _listing(settings, others_denied=others_denied)]
    lines.append(escape(_shared(settings)))
    blocks = [section(joined("\n", *lines)), {"type": "actions", "elements": [_menu(settings.mode)]}]
    if settings.changed_by:
        blocks.append(context(_changed(settings)))
    if administers:
        blocks.append(context(_for_administrators(command)))
    return Card(quiet(f"In this channel: {_MODES[settings.mode]}."), tuple(blocks))


def _listing(settings: ChannelSettings, *, others_denied: bool) -> list[str]:
    if settings.listing is Listing.NONE:
        return [_OTHERS_DENIED] if others_denied else []
    return [_LISTINGS[settings.listing]]


def _shared(settings: ChannelSettings) -> str:
    held = "also" if settings.shared_on else "not"
    return f"While people of other organisations read along, I do {held} answer here."


def _menu(mode: Mode) -> Block:
    options = [{"text": plain(f"{one.value}: {meaning}", 75), "value": one.value} for one, meaning in _MODES.items()]
    initial = options[list(_MODES).index(mode)]
    return {"type": "static_select", "action_id": SET_MODE, "options": options, "initial_option": initial}


def _changed(settings: ChannelSettings) -> Mrkdwn:
    when = escape(f"on {settings.changed_at:%Y-%m-%d}")
    return joined(" ", escape("Changed last by"), mention_user(settings.changed_by), when)


def _for_administrators(command: str) -> Mrkdwn:
    words = (code(f"{command} settings {word}") for word in ADMINISTRATORS_WORDS)
    return joined(" ", bold(escape("Administrators:")), joined(", ", *words))
