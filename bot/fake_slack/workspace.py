"""A workspace, to which people and channels come, and where messages and views appear, change and go."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.fake_slack.seen import Seen
from bot.fake_slack.shapes import Channel, Json, Kind, Message, Person, View, with_ids
from bot.fake_slack.transcript import Line


class Workspace(Seen):
    """What happens in a workspace, whoever does it."""

    # Who and where

    def person(
        self, name: str, *, team: str = "", admin: bool = False, owner: bool = False, tz: str = "Europe/Berlin"
    ) -> str:
        """Add somebody; the id is made of the name. `tz` is a name of the IANA database."""
        one = Person(f"U0{_plain(name)}", name, team or self.team, admin or owner, owner, tz=ZoneInfo(tz).key)
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
        kind: Kind = "public",
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


def _kept(body: Json) -> Json:
    return {**body, "blocks": with_ids(body.get("blocks") or [])}


def _plain(name: str) -> str:
    return "".join(letter for letter in name.upper() if letter.isalnum())
