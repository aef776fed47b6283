"""Messages, channels and people as Slack's JSON, and the paging of history."""

import base64
import binascii
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.fake_slack.checks import RefusedError
from bot.fake_slack.shapes import Channel, Json, Message, Person, View
from bot.fake_slack.workspace import Workspace


def message_json(workspace: Workspace, message: Message, *, metadata: bool = True) -> Json:
    """A message as the Web API and events give it."""
    made: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    made["team"] = workspace.people[message.user].team if message.user in workspace.people else workspace.team
    if message.subtype:
        made["subtype"] = message.subtype
    if message.client_msg_id:
        made["client_msg_id"] = message.client_msg_id
    if message.blocks:
        made["blocks"] = message.blocks
    if message.by_app:
        made |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
        made["bot_profile"] = {"id": workspace.bot_id, "app_id": workspace.app_id, "name": workspace.bot_name}
    if message.versions:
        made["edited"] = {"user": message.user, "ts": f"{message.ts.split('.')[0]}.000000"}
    if message.metadata and metadata:
        made["metadata"] = message.metadata
    return made | _thread_json(workspace, message)


def _thread_json(workspace: Workspace, message: Message) -> Json:
    if message.is_reply:
        parent = workspace.message(message.channel, message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else ""}
    if message.only_for:
        return {}
    answers = [one for one in workspace.messages(message.channel, message.ts) if one.is_reply]
    if not answers:
        return {}
    users = list(dict.fromkeys(one.user for one in answers))
    return {
        "thread_ts": message.ts,
        "reply_count": len(answers),
        "reply_users_count": len(users),
        "latest_reply": answers[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """A channel as conversations.info gives it."""
    made: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_shared": channel.ext_shared,
        "is_ext_shared": channel.ext_shared,
        "is_org_shared": False,
        "context_team_id": workspace.team,
    }
    if channel.kind == "im":
        return made | {"user": next(iter(channel.members - {workspace.bot_user}), "")}
    return made | {"name": channel.name, "is_member": workspace.bot_user in channel.members}


def person_json(workspace: Workspace, person: Person) -> Json:
    """Somebody as users.info gives them, with the hours of their zone at this time of the year."""
    local = datetime.fromtimestamp(workspace.now(), ZoneInfo(person.tz))
    return {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "real_name": person.name.title(),
        "deleted": person.deleted,
        "tz": person.tz,
        "tz_label": local.tzname(),
        "tz_offset": int((local.utcoffset() or timedelta()).total_seconds()),
        "profile": {"display_name": person.name, "real_name": person.name.title()},
        "is_admin": person.admin,
        "is_owner": person.owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": person.bot,
        "is_app_user": False,
    }


def view_json(workspace: Workspace, view: View) -> Json:
    """A view as the Web API and payloads give it."""
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        "title": {"type": "plain_text", "text": "Home"},
        **view.body,
        "id": view.id,
        "team_id": workspace.team,
        "hash": view.hash,
        "state": {"values": {}},
        "previous_view_id": view.previous.id if view.previous else None,
        "root_view_id": _root(view).id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team,
        "bot_id": workspace.bot_id,
    }


def _root(view: View) -> View:
    return view if view.previous is None else _root(view.previous)


def history(workspace: Workspace, channel: Channel, args: Json) -> Json:
    """A page of a channel, newest first, without replies."""
    top = [message for message in workspace.messages(channel.id) if not message.is_reply]
    found = [message for message in reversed(top) if _within(message.ts, args)]
    return _page(workspace, found, args, default=100)


def replies(workspace: Workspace, channel: Channel, args: Json) -> Json:
    """A page of a thread, oldest first; its first message is always there, whatever the limits in time."""
    asked = workspace.message(channel.id, str(args.get("ts") or ""))
    if asked is None:
        raise RefusedError("thread_not_found")
    thread = workspace.messages(channel.id, asked.thread)
    found = [message for message in thread if not message.is_reply or _within(message.ts, args)]
    return _page(workspace, found, args, default=1_000)


def _within(ts: str, args: Json) -> bool:
    oldest, latest = _micros(args.get("oldest") or "0"), _micros(args.get("latest") or "99999999999")
    at = _micros(ts)
    return oldest <= at <= latest if truth(args.get("inclusive")) else oldest < at < latest


def people_page(workspace: Workspace, args: Json) -> Json:
    """A page of everybody, in the order of their ids; where there is no more, the cursor is empty."""
    found = [person_json(workspace, one) for _, one in sorted(workspace.people.items())]
    begin, limit = _place(args, default=1_000)
    cursor = _cursor(begin + limit) if begin + limit < len(found) else ""
    return {"members": found[begin : begin + limit], "response_metadata": {"next_cursor": cursor}}


def _place(args: Json, *, default: int) -> tuple[int, int]:
    """Where a page begins, and how much it holds."""
    try:
        limit = min(int(args.get("limit") or default), 999)
        return int(base64.b64decode(args.get("cursor") or "MA==").decode()), limit
    except (ValueError, binascii.Error):
        raise RefusedError("invalid_cursor" if args.get("cursor") else "invalid_limit") from None


def _cursor(begin: int) -> str:
    return base64.b64encode(str(begin).encode()).decode()


def _page(workspace: Workspace, found: list[Message], args: Json, *, default: int) -> Json:
    begin, limit = _place(args, default=default)
    metadata = truth(args.get("include_all_metadata"))
    page = [message_json(workspace, message, metadata=metadata) for message in found[begin : begin + limit]]
    more = begin + limit < len(found)
    cursor = _cursor(begin + limit) if more else ""
    made = {"messages": page, "has_more": more, "pin_count": 0, "channel_actions_ts": None, "channel_actions_count": 0}
    return made | ({"response_metadata": {"next_cursor": cursor}} if more else {})


def _micros(ts: object) -> int:
    whole, _, part = str(ts).partition(".")
    try:
        return int(whole) * 1_000_000 + int(part.ljust(6, "0")[:6])
    except ValueError:
        raise RefusedError("invalid_ts_latest") from None


def truth(value: object) -> bool:
    """What an argument means that stands for yes or no."""
    return value in {True, "1", "true", "True"}
