"""Where a card goes: into a thread, in place of a message, or to the one person who pressed or typed something."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.mail import Leased, Method, Outgoing
from bot.conversation.records import Asked
from bot.slack.blocks.card import Card

OTHERWISE = "otherwise"  # among a row's arguments: how its reader is reached where Slack refuses the message for good
RESPONSE_LIFE = timedelta(minutes=30)  # of a response_url (docs.slack.dev, handling user interaction)


@dataclass(frozen=True, slots=True)
class Destination:
    """How to reach a place: the method, what it needs beside the card, and the lane that keeps the order there.

    `follows` is the key of our own message that is to be updated or, for what is posted, in whose thread it stands.
    """

    method: Method
    lane: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    follows: str = ""

    @property
    def replaces(self) -> bool:
        """Whether what is sent there takes the place of a message."""
        return self.method is Method.UPDATE or bool(self.arguments.get("replace_original"))

    def data(self) -> dict[str, Any]:
        """The destination as plain data, for a task to read."""
        return asdict(self)


def read_destination(data: Mapping[str, Any]) -> Destination:
    """The destination that `Destination.data` wrote."""
    return Destination(Method(data["method"]), data["lane"], data["arguments"], data["follows"])


def thread_of(asked: Asked) -> Destination:
    """The thread of what was asked; it begins there where there was none."""
    return in_thread(asked.channel, asked.thread_ts)


def in_thread(channel: str, ts: str) -> Destination:
    """The thread that the message with this ts begins."""
    return Destination(Method.POST, _channel_lane(channel), {"channel": channel, "thread_ts": ts})


def or_else(destination: Destination, other: Destination) -> Destination:
    """The destination; where Slack does not let us speak there, the other one."""
    return replace(destination, arguments={**destination.arguments, OTHERWISE: other.data()})


def aside(destination: Destination) -> Destination:
    """How the person who acted is told alone what is not for the destination; where nobody acted, the destination."""
    otherwise = destination.arguments.get(OTHERWISE)
    other = read_destination(otherwise) if otherwise else destination
    return other if other.method is Method.RESPOND else destination


def message_at(channel: str, ts: str) -> Destination:
    """In place of one of our messages."""
    return Destination(Method.UPDATE, _channel_lane(channel), {"channel": channel, "ts": ts})


def only_to(user: str, response_url: str, *, in_place: bool = False) -> Destination:
    """A message that one person sees, beside the one they acted on or in place of it."""
    arguments = {"response_url": response_url, "response_type": "ephemeral", "replace_original": in_place}
    return Destination(Method.RESPOND, f"person:{user}", arguments)


def everyone_at(channel: str, response_url: str) -> Destination:
    """The conversation in which somebody acted, whether or not the bot is a member of it."""
    arguments = {"response_url": response_url, "response_type": "in_channel", "replace_original": False}
    return Destination(Method.RESPOND, _channel_lane(channel), arguments)


def privately_in(channel: str, user: str, thread_ts: str = "") -> Destination:
    """A message in a channel that one person sees."""
    thread = {"thread_ts": thread_ts} if thread_ts else {}
    return Destination(Method.POST_PRIVATELY, f"person:{user}", {"channel": channel, "user": user, **thread})


def direct_to(user: str) -> Destination:
    """A person's direct messages; Slack opens the conversation where there was none."""
    return Destination(Method.POST, _channel_lane(user), {"channel": user})


def update_of(destination: Destination, key: str) -> Destination:
    """Where the message with this key, once it is sent to the destination, can be added to.

    A command's reply cannot be replaced (github.com/slackapi/bolt-python/issues/1268): what is added comes under it.
    """
    if destination.method is Method.POST:
        return Destination(Method.UPDATE, destination.lane, follows=key)
    return destination


def under(channel: str, key: str) -> Destination:
    """The thread of our message with this key, once that is sent to a channel."""
    return Destination(Method.POST, _channel_lane(channel), {"channel": channel}, follows=key)


def addressed(leased: Leased) -> Mapping[str, Any]:
    """The arguments of a row, with where the message stands that is to be updated or whose thread is gone on with."""
    mail = leased.mail
    if not mail.follows:
        return mail.arguments
    place = "thread_ts" if mail.method is Method.POST else "ts"
    return {**mail.arguments, "channel": leased.follows_channel, place: leased.follows_ts}


def sent_to(  # noqa: PLR0913  what it is, where it goes, its name, and for whom
    destination: Destination,
    card: Card,
    *,
    team: str,
    key: str,
    person: str,
    now: datetime,
    first_wins: bool = False,
) -> Outgoing:
    """The card as a row of the outbox, for a person's sake or, where that is empty, for nobody's."""
    return Outgoing(
        team=team,
        key=key,
        lane=destination.lane,
        method=destination.method,
        arguments={**destination.arguments, "text": card.text, "blocks": list(card.blocks)},
        due_at=now,
        expires_at=now + RESPONSE_LIFE if destination.method is Method.RESPOND else None,
        follows=destination.follows,
        first_wins=first_wins,
        person=person,
    )


def _channel_lane(channel: str) -> str:
    return f"channel:{channel}"
