"""What Slack sends to an app, in the shapes it sends it in."""

import uuid
from collections.abc import Iterator

from bot.fake_slack.reading import message_json
from bot.fake_slack.shapes import Channel, Json, Message, View, elements_of
from bot.fake_slack.workspace import Workspace

TOKEN = "verification"  # noqa: S105 - Slack's old field, which nobody checks


def event(workspace: Workspace, inner: Json, channel: Channel | None = None) -> Json:
    """An event in its envelope, with an id of its own."""
    return {
        "token": TOKEN,
        "team_id": workspace.team,
        "context_team_id": workspace.team,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.ext_shared,
        "event_context": f"4-{uuid.uuid4().hex}",
    }


def message_event(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """A message as the message.* events tell of it."""
    told = message_json(workspace, message, metadata=False)
    for name in ("reply_count", "reply_users_count", "latest_reply", "reply_users", "is_locked", "subscribed"):
        told.pop(name, None)
    if not message.is_reply:
        told.pop("thread_ts", None)
    if channel.ext_shared and message.user in workspace.people:
        team = workspace.people[message.user].team
        told |= {"user_team": team, "source_team": team}
    return told | {"channel": message.channel, "event_ts": message.ts, "channel_type": channel.type}


def mention_event(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """A message as app_mention tells of it: without the channel's type."""
    told = message_event(workspace, message, channel) | {"type": "app_mention"}
    return {name: value for name, value in told.items() if name not in {"channel_type", "parent_user_id"}}


def changed_event(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """An edit, as the message.* events tell of it."""
    now = message_json(workspace, message, metadata=False)
    before = {**now, "text": message.versions[-1]} if message.versions else now
    ts = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": now,
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.type,
    }


def command(workspace: Workspace, user: str, channel: Channel, name: str, text: str) -> Json:
    """A slash command; it never says which thread it was typed in."""
    return {
        "token": TOKEN,
        "team_id": workspace.people[user].team,
        "team_domain": workspace.team_domain,
        "channel_id": channel.id,
        "channel_name": channel.name_in_commands,
        "user_id": user,
        "user_name": workspace.people[user].name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
    }


def interaction(workspace: Workspace, kind: str, user: str) -> Json:
    """What all interactions begin with."""
    person = workspace.people[user]
    return {
        "type": kind,
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team},
        "api_app_id": workspace.app_id,
        "token": TOKEN,
        "team": {"id": workspace.team, "domain": workspace.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def on_message(workspace: Workspace, message: Message) -> Json:
    """What a click on a message adds; an ephemeral message is named, but not told."""
    channel = workspace.channels[message.channel]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container["is_ephemeral"] = bool(message.only_for)
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    made: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name_in_commands},
        "state": {"values": {}},
    }
    return made if message.only_for else made | {"message": message_json(workspace, message)}


def action(view_or_message: View | Message, action_id: str, value: str | list[str] | None, action_ts: str) -> Json:
    """What was done, as it stands in `actions`; LookupError where there is nothing like it to use."""
    for block, element in usable(view_or_message):
        done = _done(element, value) if element.get("action_id") == action_id else None
        if done is not None:
            return {**done, "action_id": action_id, "block_id": block.get("block_id", ""), "action_ts": action_ts}
    there = [(element.get("action_id"), element.get("value")) for _, element in usable(view_or_message)]
    raise LookupError(f"Nothing to use is called {action_id!r} with value {value!r}; there is {there}")


def usable(view_or_message: View | Message) -> Iterator[tuple[Json, Json]]:
    """All that can be used, each with the block it is in."""
    for block in view_or_message.blocks:
        for element in elements_of(block):
            yield block, element


def _done(element: Json, value: str | list[str] | None) -> Json | None:
    kind = element.get("type", "")
    if kind in {"button", "icon_button", "workflow_button"}:
        fits = value is None or element.get("value", "") == value
        return {name: element[name] for name in ("type", "text", "value", "style") if name in element} if fits else None
    if kind == "feedback_buttons":
        pressed = [element.get(name) or {} for name in ("positive_button", "negative_button")]
        chosen = next((one for one in pressed if one.get("value") == value), None)
        return None if chosen is None else {"type": kind, "text": chosen.get("text"), "value": value}
    return answered(element, value)


def answered(element: Json, value: object) -> Json | None:
    """An input's state after somebody gave this value; None where the value is not among its options.

    Slack knows no empty text: what was cleared is null, and of several things an empty list.
    """
    kind = str(element.get("type", ""))
    given = None if value == "" else value
    if kind in {"static_select", "external_select", "radio_buttons", "overflow"}:
        chosen = _option(element, given)
        return None if given is not None and chosen is None else {"type": kind, "selected_option": chosen}
    if kind in {"checkboxes", "multi_static_select"}:
        several = [_option(element, one) for one in _several(given)]
        return None if None in several else {"type": kind, "selected_options": several}
    return {"type": kind, SELECTED.get(kind, "value"): _several(given) if kind.startswith("multi_") else given}


def _several(given: object) -> list[object]:
    """A choice of several things, one of which may be given by itself."""
    return list(given) if isinstance(given, list | tuple) else [] if given is None else [given]


SELECTED = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
}


def _option(element: Json, value: object) -> Json | None:
    groups = [group.get("options", []) for group in element.get("option_groups") or []]
    options = [*(element.get("options") or []), *(option for group in groups for option in group)]
    return next((option for option in options if option.get("value") == value), None)


def state(view: View, values: Json) -> Json:
    """The state of a modal's inputs: what was given, or else what they began with; LookupError for a stray value."""
    made: Json = {}
    left = set(values)
    for block in view.blocks:
        element = block.get("element") or {}
        if block.get("type") != "input":
            continue
        names = [name for name in (element.get("action_id", ""), block.get("block_id", "")) if name in values]
        given = values[names[0]] if names else _initial(element)
        left -= set(names)
        filled = answered(element, given)
        if filled is None:
            raise LookupError(f"{element.get('action_id')!r} has no option {given!r}")
        made[block["block_id"]] = {element["action_id"]: filled}
    if left:
        raise LookupError(f"The modal has no input called {sorted(left)}")
    return made


def _initial(element: Json) -> object:
    if "initial_option" in element:
        return element["initial_option"].get("value")
    if "initial_options" in element:
        return [option.get("value") for option in element["initial_options"]]
    return next((element[name] for name in INITIAL if name in element), None)


INITIAL = tuple(
    f"initial_{name}"
    for name in "value user users date time date_time conversation conversations channel channels".split()
)
