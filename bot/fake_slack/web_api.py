"""The methods of the Web API that a bot like ours calls, as far as they matter to it."""

from collections.abc import Callable, Mapping
from functools import partial

from bot.fake_slack import messages, oauth, reading, showing
from bot.fake_slack.allowing import channel_to_read, check_scope, check_token, known_channel
from bot.fake_slack.checks import RefusedError
from bot.fake_slack.people import People
from bot.fake_slack.shapes import Json

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
    return {"user": reading.person_json(people, person)}


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
    "chat.postMessage": messages.post,
    "chat.postEphemeral": messages.post_for_one,
    "chat.update": messages.update,
    "chat.delete": messages.delete,
    "chat.getPermalink": messages.permalink,
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
METHODS_LATE: Mapping[str, Method] = {**METHODS, "chat.postMessage": partial(messages.post, late=True)}
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
