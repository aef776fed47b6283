"""What a token may call, and which channels the app may know of, read and write to."""

from bot.fake_slack.checks import RefusedError
from bot.fake_slack.people import People
from bot.fake_slack.shapes import Channel

HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}


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
