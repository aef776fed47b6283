"""What the page shows of the workspace, as values by key."""

from datetime import UTC, datetime

from bot.fake_slack import Channel, FakeSlack, Message, Person, View
from bot.fake_slack.shapes import Json


def shown(slack: FakeSlack) -> dict[str, Json]:
    """People, channels, messages and views; to be called while nothing in the workspace changes."""
    values: dict[str, Json] = {}
    values |= {f"person/{one.id}": _person(one) for one in slack.people.values()}
    values |= {f"channel/{one.id}": _channel(one) for one in slack.channels.values()}
    values |= {f"message/{one.channel}/{one.ts}": _message(one) for one in slack.all_messages if one.there}
    values |= {f"view/{one.id}": _view(one) for one in slack.views}
    values |= {f"home/{user}": {"id": one.id, "user": user, "body": one.body} for user, one in slack.homes.items()}
    values |= {f"prompts/{channel}": prompts for channel, prompts in slack.prompts.items()}
    return values


def clock(slack: FakeSlack, *, travelling: bool) -> Json:
    """What time it is in the workspace, in whole seconds of what it is ahead; the page lets it tick on."""
    ahead_s = round(slack.ahead_s)
    return {"ahead_s": ahead_s, "travelling": travelling}


def now(slack: FakeSlack) -> datetime:
    """What time it is in the workspace."""
    return datetime.fromtimestamp(slack.now(), UTC)


def _person(one: Person) -> Json:
    return {"id": one.id, "name": one.name, "bot": one.bot}


def _channel(one: Channel) -> Json:
    members = sorted(one.members)
    return {"id": one.id, "name": one.name, "kind": one.kind, "members": members, "archived": one.archived}


def _message(one: Message) -> Json:
    return {
        "channel": one.channel,
        "ts": one.ts,
        "user": one.user,
        "text": one.text,
        "blocks": one.blocks,
        "thread_ts": one.thread_ts if one.is_reply else "",
        "only_for": one.only_for,
        "by_app": one.by_app,
        "edited": bool(one.versions),
        "subtype": one.subtype,
    }


def _view(one: View) -> Json:
    previous = one.previous.id if one.previous else ""
    return {
        "id": one.id,
        "user": one.user,
        "open": one.open,
        "body": one.body if one.open else {},
        "errors": one.errors,
        "previous": previous,
    }
