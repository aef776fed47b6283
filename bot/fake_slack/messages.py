"""The methods for messages: posting, changing, deleting and linking to them."""

import math

from bot.fake_slack.allowing import channel_to_write, known_channel
from bot.fake_slack.checks import LONGEST_EDIT, RefusedError, check_message
from bot.fake_slack.people import People
from bot.fake_slack.reading import message_json
from bot.fake_slack.shapes import Json, Message

TEXTS = frozenset({"text", "blocks", "attachments"})


def post(people: People, args: Json, *, late: bool = False) -> Json:
    """A new message in a channel or thread; where `late`, one that cannot be found yet."""
    channel = channel_to_write(people, str(args.get("channel") or ""))
    check_message(people, args)
    _within_rate(people, channel.id)
    message = people.post(
        channel.id,
        people.bot_user,
        args.get("text") or args.get("markdown_text") or "",
        blocks=args.get("blocks"),
        thread_ts=_root_of(people, channel.id, args.get("thread_ts") or ""),
        metadata=args.get("metadata"),
        late=late,
        arguments=args,
    )
    people.echo(message)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(people, message)}


def _root_of(people: People, channel: str, ts: str) -> str:
    """The thread that a reply to this ts lands in: a reply's own thread where it names a reply."""
    found = people.message(channel, ts)
    return found.thread if found is not None and found.is_reply else ts


def post_for_one(people: People, args: Json) -> Json:
    """A message that one person sees."""
    channel = channel_to_write(people, str(args.get("channel") or ""))
    user = str(args.get("user") or "")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    check_message(people, args)
    message = people.post(
        channel.id,
        people.bot_user,
        args.get("text") or "",
        blocks=args.get("blocks"),
        thread_ts=args.get("thread_ts") or "",
        only_for=user,
        arguments=args,
    )
    return {"message_ts": message.ts}


def update(people: People, args: Json) -> Json:
    """Another text or other blocks for a message of the app's own; what is not given stays."""
    channel = channel_to_write(people, str(args.get("channel") or ""))
    message = _own(people, channel.id, str(args.get("ts") or ""))
    given = {"text": message.text, "blocks": message.blocks} | {key: args[key] for key in TEXTS & args.keys()}
    check_message(people, given, longest=LONGEST_EDIT)
    people.change(message, args.get("text"), args.get("blocks"))
    if args.get("metadata") is not None:
        message.metadata = args["metadata"] or None
    people.echo(message, changed=True)
    shown = message_json(people, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(people: People, args: Json) -> Json:
    """Take a message of the app's own away."""
    channel = channel_to_write(people, str(args.get("channel") or ""))
    message = _own(people, channel.id, str(args.get("ts") or ""))
    people.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def _own(people: People, channel: str, ts: str) -> Message:
    """A message the app posted; RefusedError where there is none, or it is somebody else's."""
    message = people.message(channel, ts)
    if message is None:
        raise RefusedError("message_not_found")
    if not message.by_app:
        raise RefusedError("cant_update_message")
    return message


def permalink(people: People, args: Json) -> Json:
    """Where to find a message."""
    channel = known_channel(people, str(args.get("channel") or ""))
    message = people.message(channel.id, str(args.get("message_ts") or ""))
    if message is None:
        raise RefusedError("message_not_found")
    link = f"https://{people.team_domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    in_thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": link + in_thread}


def _within_rate(people: People, channel: str) -> None:
    """Raise RefusedError for a second message within a second to a channel, where that is limited."""
    now = people.now()
    last = people.last_accepted.get(channel, -math.inf)
    if people.limit_messages and now - last < 1:
        raise RefusedError("ratelimited", retry_after=1)
    people.last_accepted[channel] = now
