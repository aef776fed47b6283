"""What somebody said or did in Slack, once it is read. `keys` name a delivery: a repeated one has one of them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.ids import ChannelId, TeamId, UserId


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command, by the name that Slack sent; `private` is whether not everybody may read where it was typed."""

    team: TeamId
    channel: ChannelId
    user: UserId
    text: str
    command: str
    response_url: str
    trigger_id: str
    private: bool
    keys: tuple[str, ...]


class MessageKind(StrEnum):
    """Whom a message addresses: the bot among others, the bot alone, or others."""

    MENTION = "mention"
    DIRECT = "direct"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Message:
    """A message. The mention that addresses us is not part of `text`; `thread_ts` is empty at the root.

    `private` is whether it is not known that everybody may read it, `shared` whether another workspace reads along.
    """

    team: TeamId
    channel: ChannelId
    user: UserId
    text: str
    ts: str
    thread_ts: str
    kind: MessageKind
    private: bool
    shared: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Click:
    """A button pressed or an option chosen. In a view there is no channel, message or response_url."""

    team: TeamId
    user: UserId
    channel: ChannelId
    action_id: str
    value: str
    message_ts: str
    thread_ts: str
    response_url: str
    trigger_id: str
    ephemeral: bool
    private: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut chosen in the menu of a message; `author` wrote that message and is empty where an app did."""

    team: TeamId
    user: UserId
    channel: ChannelId
    callback_id: str
    text: str
    author: str
    ts: str
    thread_ts: str
    response_url: str
    trigger_id: str
    private: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal submitted; `values` holds what each input holds, by its action id, empty where nothing was entered.

    Several people chosen in one input stand there with commas between them.
    """

    team: TeamId
    user: UserId
    callback_id: str
    private_metadata: str
    values: Mapping[str, str]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody opened the tab "home" or "messages"; `channel` is their direct messages."""

    team: TeamId
    user: UserId
    channel: ChannelId
    tab: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Farewell:
    """The workspace removed the app."""

    team: TeamId
    keys: tuple[str, ...]
