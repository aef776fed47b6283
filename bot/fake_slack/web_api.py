"""The methods of the Web API that a bot like ours calls, as far as they matter to it."""

import math
from collections.abc import Callable, Mapping
from functools import partial

from bot.fake_slack import oauth, reading, showing
from bot.fake_slack.checks import LONGEST_EDIT, RefusedError, check_message
from bot.fake_slack.people import People
from bot.fake_slack.shapes import Channel, Json, Message

HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}
INFO = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
Method = Callable[[People, Json], Json]


def run(people: People, method: str, args: Json, token: str, *, late: bool = False) -> Json:
    """Carry a call out and return what Slack answers; RefusedError where it refuses.

    Where `late`, a new message is kept but cannot be found yet.
    """
    if method == "oauth.v2.access":
        with people.changed:
            return {"ok": True, **oauth.access(people, args, token)}
    found = (METHODS_LATE if late else METHODS).get(method)
    if found is None:
        raise RefusedError("unknown_method", req_method=method)
    check_token(people, method, token)
    if method in NEEDED:
        check_scope(people, NEEDED[method])
    with people.changed:
        return {"ok": True, **found(people, args)}


def check_token(people: People, method: str, token: str) -> None:
    """Raise RefusedError where this token may not call this method."""
    if not token:
        raise RefusedError("not_authed")
    right = {people.app_token} if method == "apps.connections.open" else {people.bot_token, *people.other_tokens}
    if token not in right:
        known = token in {people.app_token, people.bot_token}
        raise RefusedError("not_allowed_token_type" if known else "invalid_auth")
    if not people.installed:
        raise RefusedError("account_inactive")


def check_scope(people: People, needed: str) -> None:
    """Raise RefusedError where the app was not given this scope."""
    if needed not in people.scopes:
        raise RefusedError("missing_scope", needed=needed, provided=",".join(sorted(people.scopes)))


def known_channel(people: People, channel: str) -> Channel:
    """A channel the app may know of; RefusedError otherwise."""
    if channel[:1] in {"U", "W"} and channel in people.people:
        channel = people.dm(channel)
    found = people.channels.get(channel)
    if found is None or (found.kind != "public" and people.bot_user not in found.members):
        raise RefusedError("channel_not_found")
    return found


def channel_to_write(people: People, channel: str) -> Channel:
    """A channel the app may post to; RefusedError otherwise."""
    found = known_channel(people, channel)
    if found.archived:
        raise RefusedError("is_archived")
    if people.bot_user not in found.members and "chat:write.public" not in people.scopes:
        raise RefusedError("not_in_channel")
    return found


def channel_to_read(people: People, channel: str) -> Channel:
    """A channel whose history the app may read; RefusedError otherwise."""
    found = known_channel(people, channel)
    check_scope(people, HISTORY[found.kind])
    if people.bot_user not in found.members:
        raise RefusedError("not_in_channel")
    return found


def within_rate(people: People, channel: str) -> None:
    """Raise RefusedError for a second message within a second to a channel, where that is limited."""
    now = people.now()
    last = people.last_accepted.get(channel, -math.inf)
    if people.limit_messages and now - last < 1:
        raise RefusedError("ratelimited", retry_after=1)
    people.last_accepted[channel] = now


def auth_test(people: People, _args: Json) -> Json:
    """Who the token belongs to."""
    return {
        "url": f"https://{people.team_domain}.slack.com/",
        "team": people.team_domain,
        "user": people.bot_name,
        "team_id": people.team,
        "user_id": people.bot_user,
        "bot_id": people.bot_id,
        "is_enterprise_install": False,
    }


def post_message(people: People, args: Json, *, late: bool = False) -> Json:
    """A new message in a channel or thread; where `late`, one that cannot be found yet."""
    channel = channel_to_write(people, str(args.get("channel") or ""))
    check_message(people, args)
    within_rate(people, channel.id)
    message = people.post(
        channel.id,
        people.bot_user,
        args.get("text") or args.get("markdown_text") or "",
        blocks=args.get("blocks"),
        thread_ts=root_of(people, channel.id, args.get("thread_ts") or ""),
        metadata=args.get("metadata"),
        late=late,
        arguments=args,
    )
    people.echo(message)
    return {"channel": channel.id, "ts": message.ts, "message": reading.message_json(people, message)}


def root_of(people: People, channel: str, ts: str) -> str:
    """The thread that a reply to this ts lands in: a reply's own thread where it names a reply."""
    found = people.message(channel, ts)
    return found.thread if found is not None and found.is_reply else ts


def post_ephemeral(people: People, args: Json) -> Json:
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


def update_message(people: People, args: Json) -> Json:
    """Another text or other blocks for a message of the app's own; what is not given stays."""
    channel = channel_to_write(people, str(args.get("channel") or ""))
    message = own_message(people, channel.id, str(args.get("ts") or ""))
    given = {"text": message.text, "blocks": message.blocks} | {key: args[key] for key in TEXTS & args.keys()}
    check_message(people, given, longest=LONGEST_EDIT)
    people.change(message, args.get("text"), args.get("blocks"))
    if args.get("metadata") is not None:
        message.metadata = args["metadata"] or None
    people.echo(message, changed=True)
    shown = reading.message_json(people, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


TEXTS = frozenset({"text", "blocks", "attachments"})


def delete_message(people: People, args: Json) -> Json:
    """Take a message of the app's own away."""
    channel = channel_to_write(people, str(args.get("channel") or ""))
    message = own_message(people, channel.id, str(args.get("ts") or ""))
    people.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def own_message(people: People, channel: str, ts: str) -> Message:
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


def history(people: People, args: Json) -> Json:
    """A channel's messages, threads folded, newest first."""
    return reading.history(people, channel_to_read(people, str(args.get("channel") or "")), args)


def replies(people: People, args: Json) -> Json:
    """A thread, oldest first."""
    return reading.replies(people, channel_to_read(people, str(args.get("channel") or "")), args)


def channel_info(people: People, args: Json) -> Json:
    """What a channel is."""
    found = known_channel(people, str(args.get("channel") or ""))
    check_scope(people, INFO[found.kind])
    return {"channel": reading.channel_json(people, found)}


def user_info(people: People, args: Json) -> Json:
    """Who somebody is."""
    person = people.people.get(str(args.get("user") or ""))
    if person is None:
        raise RefusedError("user_not_found")
    return {"user": reading.person_json(person)}


def user_list(people: People, args: Json) -> Json:
    """A page of everybody."""
    return reading.people_page(people, args)


def group_users(people: People, args: Json) -> Json:
    """Who is in a user group."""
    users = people.groups.get(str(args.get("usergroup") or ""))
    if users is None:
        raise RefusedError("no_such_subteam")
    return {"users": list(users)}


def connections_open(people: People, _args: Json) -> Json:
    """Where to open a Socket Mode connection."""
    return {"url": people.socket_url}


def api_test(_people: People, args: Json) -> Json:
    """That Slack answers; it says back what it was told."""
    return {"args": args}


METHODS: Mapping[str, Method] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "apps.connections.open": connections_open,
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update_message,
    "chat.delete": delete_message,
    "chat.getPermalink": permalink,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": channel_info,
    "users.info": user_info,
    "users.list": user_list,
    "usergroups.users.list": group_users,
    "views.open": showing.open_view,
    "views.push": showing.push_view,
    "views.update": showing.update_view,
    "views.publish": showing.publish_view,
    "assistant.threads.setSuggestedPrompts": showing.suggest_prompts,
    "assistant.threads.setStatus": showing.set_status,
    "agents.sessions.setStatus": showing.set_status,
}
METHODS_LATE: Mapping[str, Method] = {**METHODS, "chat.postMessage": partial(post_message, late=True)}
NEEDED: Mapping[str, str] = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setStatus": "chat:write",
    "agents.sessions.setStatus": "assistant:write",
    "users.info": "users:read",
    "users.list": "users:read",
    "usergroups.users.list": "usergroups:read",
}
