"""A workspace as data that can be kept, and a workspace that goes on from what was kept.

Kept are people, groups, channels, messages, home tabs, suggested prompts and the clock, and what is needed to give no
ts and no id twice. Modals, trigger ids, response URLs and what was said between Slack and the app are not: they are
worth nothing once the app has been started anew.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, TypeAdapter, ValidationError

from bot.fake_slack.shapes import Channel, Json, Message, Person, View
from bot.fake_slack.transcript import Line
from bot.fake_slack.workspace import Workspace

_CENTURY_S = 100 * 365.25 * 86_400
_TS = re.compile(r"[0-9]{10}\.[0-9]{6}")


@dataclass(frozen=True, slots=True)
class _Home:
    user: str
    id: str
    hash: str
    body: Json


@dataclass(frozen=True, slots=True)
class _Kept:
    format: Literal["fake-slack-1"]
    team: str
    ahead_s: Annotated[float, Field(ge=-_CENTURY_S, le=_CENTURY_S)]
    last_us: Annotated[int, Field(ge=0, lt=10**16)]
    people: list[Person]
    groups: dict[str, list[str]]
    channels: list[Channel]
    messages: list[Message]
    homes: list[_Home]
    prompts: dict[str, Json]


_KEPT = TypeAdapter(_Kept)


def kept(workspace: Workspace) -> Json:
    """All that is kept of a workspace, as JSON."""
    with workspace.changed:
        made: Json = _KEPT.dump_python(
            _Kept(
                format="fake-slack-1",
                team=workspace.team,
                ahead_s=workspace.ahead_s,
                last_us=workspace.last_us,
                people=list(workspace.people.values()),
                groups=workspace.groups,
                channels=list(workspace.channels.values()),
                messages=workspace.all_messages,
                homes=[_Home(view.user, view.id, view.hash, view.body) for view in workspace.homes.values()],
                prompts=workspace.prompts,
            ),
            mode="json",
        )
    for channel in made["channels"]:
        channel["members"].sort()  # they are a set, whose order differs from start to start
    return made


def restore(workspace: Workspace, found: object) -> None:
    """Have a workspace go on from what `kept` gave; ValueError, and nothing changed, where it is anything else."""
    try:
        read = _KEPT.validate_python(found)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "all of it"
        raise ValueError(f"This is no workspace that was kept: {where}: {first['msg']}.") from error
    _check(workspace, read)
    with workspace.changed:
        _fill(workspace, read)
        _set_clock(workspace, read)
        workspace.changed.notify_all()


def _check(workspace: Workspace, read: _Kept) -> None:
    """Raise ValueError where it is another workspace's, or speaks of what is not there."""
    people, channels = {one.id for one in read.people}, {one.id for one in read.channels}
    if read.team != workspace.team:
        raise ValueError(f"The workspace that was kept is {read.team}, and this one is {workspace.team}.")
    for person in read.people:
        _check_zone(person)
    if workspace.bot_user not in people:
        raise ValueError(f"The workspace that was kept does not have the bot, {workspace.bot_user}.")
    for message in read.messages:
        if message.channel not in channels or not _TS.fullmatch(message.ts):
            raise ValueError(f"A message that was kept has no place: {message.ts!r} in {message.channel!r}.")
    if len({(message.channel, message.ts) for message in read.messages}) < len(read.messages):
        raise ValueError("Two messages that were kept have the same channel and ts.")
    for user in {home.user for home in read.homes} - people:
        raise ValueError(f"A home tab that was kept is of {user!r}, who was not kept.")


def _check_zone(person: Person) -> None:
    try:
        ZoneInfo(person.tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"The time zone that was kept of {person.id} is none: {person.tz!r}.") from error


def _fill(workspace: Workspace, read: _Kept) -> None:
    workspace.people = {one.id: one for one in read.people}
    workspace.groups = read.groups
    workspace.channels = {one.id: one for one in read.channels}
    workspace.all_messages = read.messages
    workspace.by_ts = {(one.channel, one.ts): one for one in read.messages}
    workspace.homes = {home.user: View(home.id, home.user, home.body, home.hash, open=False) for home in read.homes}
    workspace.prompts = read.prompts
    workspace.journal = [Line(one, one.text, one.shown, "") for one in read.messages if one.there]


def _set_clock(workspace: Workspace, read: _Kept) -> None:
    """Put the clock where it was, and go on after the last ts."""
    latest = [int(message.ts.replace(".", "")) for message in read.messages]
    workspace.ahead_s = read.ahead_s
    workspace.last_us = max([workspace.last_us, read.last_us, *latest])
