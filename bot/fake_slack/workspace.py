"""The state of a workspace, under one lock; a condition tells of every change."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from bot.fake_slack.delivery import Delivery
from bot.fake_slack.faults import Faults
from bot.fake_slack.shapes import SLACKBOT, Call, Channel, Json, Message, Person, View, with_ids
from bot.fake_slack.transcript import Line, read_out

Found = TypeVar("Found")
EVERY_SCOPE = frozenset(
    "commands chat:write app_mentions:read assistant:write im:history channels:history groups:history mpim:history "
    "channels:read groups:read im:read mpim:read users:read usergroups:read".split()
)
EVERY_EVENT = frozenset(
    "app_home_opened app_mention message.im message.channels message.groups message.mpim member_joined_channel "
    "agent_session_stopped app_context_changed app_uninstalled tokens_revoked".split()
)


class Workspace:
    """Who and what there is, what was said, and what the app did.

    The switches are plain attributes: `scopes`, `events` (what the app subscribed to), `installed`,
    `refuse_newer_blocks`, `refuse_all_blocks`, `limit_messages` (one a second and channel), `echoes` (whether the app
    hears of its own messages, as it does in Slack), `response_url_refusal` (the HTTP status for a message that a
    response_url refuses), `shows_acks` (off where only speed counts) and `patience_s` (how long people wait for the ack
    of a command).
    """

    def __init__(self, team: str = "T0ACME", bot_name: str = "stackbot") -> None:
        self.changed = threading.Condition()
        self.team, self.team_domain = team, "acme"
        self.app_id, self.bot_id, self.bot_user, self.bot_name = "A0STACK", "B0STACK", "U0STACK", bot_name
        self.bot_token, self.app_token = f"xoxb-{team}-bot", f"xapp-1-{team}-app"
        self.other_tokens: set[str] = set()  # that are good beside it for a while, as after a rotation
        self.codes: set[str] = set()
        self.refresh_tokens: set[str] = set()
        self.installer = ""
        self.app_secret, self.token_lifetime_s = ("123.456", "client-secret-canary"), 0
        self.scopes, self.events = set(EVERY_SCOPE), set(EVERY_EVENT)
        self.installed = True
        self.refuse_newer_blocks = self.refuse_all_blocks = self.limit_messages = False
        self.echoes = self.shows_acks = True
        self.response_url_refusal = 400
        self.patience_s = 3.0
        self.faults = Faults()
        self.people = {
            self.bot_user: Person(self.bot_user, bot_name, team, bot=True),
            SLACKBOT: Person(SLACKBOT, "slackbot", team, bot=True),
        }
        self.groups: dict[str, list[str]] = {}
        self.channels: dict[str, Channel] = {}
        self.all_messages: list[Message] = []
        self.by_ts: dict[tuple[str, str], Message] = {}
        self.views: list[View] = []
        self.homes: dict[str, View] = {}
        self.prompts: dict[str, Json] = {}
        self.statuses: list[Json] = []
        self.all_calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.triggers: dict[str, tuple[float, str]] = {}
        self.used_triggers: set[str] = set()
        self.answered_triggers: set[str] = set()
        self.last_accepted: dict[str, float] = {}
        self.journal: list[Line] = []
        self.api_url = self.socket_url = ""
        self._ahead_s = 0.0
        self._last_us = 0
        self._ids: Counter[str] = Counter()
        self._salt = secrets.token_hex(2).upper()

    @property
    def mention(self) -> str:
        """How people write the bot's name."""
        return f"<@{self.bot_user}>"

    # Time and names

    def now(self) -> float:
        """Slack's clock, in seconds since the epoch."""
        return time.time() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Let time pass at once, for Slack."""
        with self.changed:
            self._ahead_s += seconds
            self.changed.notify_all()

    def next_ts(self) -> str:
        """A ts later than all before."""
        with self.changed:
            self._last_us = max(int(self.now() * 1_000_000), self._last_us + 1)
            return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id that no other workspace of a test has given out."""
        with self.changed:
            self._ids[prefix] += 1
            return f"{prefix}{self._salt}{self._ids[prefix]:05X}"

    def new_trigger(self, user: str) -> str:
        """A trigger id, good for one view within three seconds."""
        with self.changed:
            trigger = f"{self.new_id('')}.{secrets.randbelow(10**10)}.{secrets.token_hex(8)}"
            self.triggers[trigger] = (self.now(), user)
            return trigger

    # Who and where

    def person(self, name: str, *, team: str = "", admin: bool = False, owner: bool = False) -> str:
        """Add somebody; the id is made of the name."""
        one = Person(f"U0{_plain(name)}", name, team or self.team, admin or owner, owner)
        with self.changed:
            self.people[one.id] = one
        return one.id

    def deactivate(self, user: str) -> None:
        """Somebody leaves the workspace: their account stays, and is deactivated."""
        with self.changed:
            self.people[user] = replace(self.people[user], deleted=True)

    def group(self, name: str, members: Iterable[str]) -> str:
        """Add a user group, or give it other people."""
        id_ = f"S0{_plain(name)}"
        with self.changed:
            self.groups[id_] = list(members)
        return id_

    def channel(
        self,
        name: str,
        kind: str = "public",
        *,
        members: Iterable[str] = (),
        bot: bool = True,
        ext_shared: bool = False,
    ) -> str:
        """Add a public or private channel, or an mpim; `bot` is whether the app is a member."""
        within = {*members, self.bot_user} if bot else set(members)
        one = Channel(f"C0{_plain(name)}", name, kind, within, ext_shared)
        with self.changed:
            self.channels[one.id] = one
        return one.id

    def archive(self, channel: str) -> str:
        """Close a channel: it is read from now on, and no more written to."""
        with self.changed:
            self.channels[channel].archived = True
        return channel

    def dm(self, user: str) -> str:
        """The conversation of somebody with the app, opened where there is none."""
        one = Channel(f"D0{user.removeprefix('U0')}", "directmessage", "im", {user, self.bot_user})
        with self.changed:
            return self.channels.setdefault(one.id, one).id

    # What was said

    def post(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        blocks: list[Json] | None = None,
        only_for: str = "",
        **rest: Any,  # noqa: ANN401 - fields of Message
    ) -> Message:
        """Keep a message."""
        by_app = user == self.bot_user
        with self.changed:
            kept = with_ids(blocks or [])
            made = Message(channel, self.next_ts(), user, text, kept, only_for=only_for, by_app=by_app, **rest)
            self.all_messages.append(made)
            self.by_ts[channel, made.ts] = made
            if made.there:
                self.note(made, "")
            return made

    def change(self, message: Message, text: str | None, blocks: list[Json] | None) -> None:
        """Replace a message's text and, where given, its blocks."""
        with self.changed:
            message.versions.append(message.text)
            message.text = message.text if text is None else text
            message.blocks = message.blocks if blocks is None else with_ids(blocks)
            self.note(message, "edited")

    def delete(self, message: Message) -> None:
        """Take a message away."""
        with self.changed:
            message.deleted = True
            self.note(message, "deleted")

    def release_late(self) -> list[Message]:
        """Let messages that were stored late be found from now on."""
        with self.changed:
            late = [message for message in self.all_messages if message.late]
            for message in late:
                message.late = False
                self.note(message, "")
            return late

    def note(self, message: Message, what: str) -> None:
        """Write down for the transcript what people saw, and tell who waits."""
        with self.changed:
            self.journal.append(Line(message, message.text, message.shown, what))
            self.changed.notify_all()

    # What was shown

    def show(self, user: str, body: Json, *, previous: View | None = None, home: bool = False) -> View:
        """Put a view before somebody: a modal, or their home tab."""
        with self.changed:
            view = View(self.new_id("V"), user, _kept(body), secrets.token_hex(6), open=not home, previous=previous)
            if not home:
                self.views.append(view)
            self.changed.notify_all()
            return view

    def replace(self, view: View, body: Json) -> None:
        """Give a view another content."""
        with self.changed:
            view.body, view.hash, view.errors = _kept(body), secrets.token_hex(6), {}
            self.changed.notify_all()

    def close_view(self, view: View) -> None:
        """Take a modal away; the one below shows again."""
        with self.changed:
            view.open = False
            self.changed.notify_all()

    # Reading

    def wait_for(self, predicate: Callable[[], Found], timeout: float = 30.0) -> Found:
        """Wait until something is true, look again at every change, and return it; TimeoutError otherwise."""
        with self.changed:
            found = self.changed.wait_for(predicate, timeout)
            if not found:
                calls = [(call.method, call.outcome) for call in self.all_calls[-10:]]
                raise TimeoutError(
                    f"Not within {timeout} s. The last calls: {calls}. Said so far:\n{self.transcript()}"
                )
            return found

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What everybody in a channel sees, replies included, or one thread of it; oldest first."""
        with self.changed:
            return [
                message
                for message in self.all_messages
                if message.channel == channel and message.there and not message.only_for
                if thread_ts is None or message.thread == thread_ts
            ]

    def ephemerals(self, user: str, channel: str | None = None) -> list[Message]:
        """What only this person sees; oldest first."""
        with self.changed:
            return [
                message
                for message in self.all_messages
                if message.only_for == user and message.there and channel in {None, message.channel}
            ]

    def seen_by(self, user: str) -> list[Message]:
        """All that a person sees, in all channels they are in; oldest first."""
        with self.changed:
            mine = {channel.id for channel in self.channels.values() if user in channel.members}
            return [
                message
                for message in self.all_messages
                if message.there and (message.only_for == user or (not message.only_for and message.channel in mine))
            ]

    def calls(self, method: str = "", channel: str = "") -> list[Call]:
        """The app's requests, in order; of one method, and about one channel, where these are given."""
        with self.changed:
            return [call for call in self.all_calls if method in {"", call.method} and channel in {"", call.channel}]

    def modal(self, user: str) -> View | None:
        """The modal that somebody has before them."""
        with self.changed:
            return next((view for view in reversed(self.views) if view.user == user and view.open), None)

    def home(self, user: str) -> View | None:
        """Somebody's home tab, once the app published one."""
        with self.changed:
            return self.homes.get(user)

    def transcript(self, channel: str = "", *, blocks: bool = False) -> str:
        """What was said in a channel (or everywhere), as lines of "who: text"; see transcript.py.

        With `blocks`, the text of the blocks stands where there are any, as people see it.
        """
        with self.changed:
            lines = [line for line in self.journal if channel in {"", line.message.channel}]
            names = {person.id: person.name for person in self.people.values()}
            return read_out(lines, names, blocks=blocks)

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that can be found, ephemeral ones aside."""
        found = self.by_ts.get((channel, ts))
        return found if found is not None and found.there and not found.only_for else None


def _kept(body: Json) -> Json:
    return {**body, "blocks": with_ids(body.get("blocks") or [])}


def _plain(name: str) -> str:
    return "".join(letter for letter in name.upper() if letter.isalnum())
