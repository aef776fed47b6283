"""A workspace whose people do all that they do on the page: what a test has them do goes there over HTTP."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.fake_slack import Delivery, FakeSlack, Message, Said, View
from bot.fake_slack.delivery import COMMAND, EVENT, INTERACTION
from bot.playground.acts import Acting
from bot.playground.door import PlaygroundDoor
from bot.playground.feed import Feed
from bot.playground.showing import shown
from bot.playground.traffic import Traffic
from bot.slack.http_server import HttpServer
from tests.playground.page import Page

CAST = ("U0ANA", "U0BEN", "U0CY")
MENTION = re.compile(r"<@(\w+)>")


class ThroughThePage(FakeSlack):
    """Acts go to the page's own server, which does them in the workspace; `page` looks after each one."""

    def __init__(self) -> None:
        super().__init__()
        traffic = Traffic(self)
        feed = Feed(lambda: {**shown(self), **traffic.listed()}, self.changed)
        acting = Acting(_within(self), CAST, "/stack", _no_travel)
        self._server = HttpServer(PlaygroundDoor({}, feed, traffic, acting, lambda: self._server.port), "127.0.0.1", 0)
        self._server.open()
        self.page = Page(f"http://127.0.0.1:{self._server.port}")
        self.page.look()

    def close(self) -> None:
        """Close the page's server, and all else."""
        self._server.close(0.0)
        super().close()

    def command(self, user: str, channel: str, text: str = "", command: str = "/stack") -> Delivery:
        """Somebody types a slash command in the composer."""
        return self._done(COMMAND, "say", user, channel=channel, text=f"{command} {self._typed(text)}")

    def say(
        self, user: str, channel: str, text: str, thread_ts: str | None = None, *, order: Sequence[str] = ()
    ) -> Said:
        """Somebody types a message in the composer; in which order the app hears of it is not theirs to say."""
        assert not order
        told = self._sent("say", user, channel=channel, text=self._typed(text), thread_ts=thread_ts or "")
        said = Said(told["ts"])
        said.deliveries = tuple(one for one in self.deliveries if one.payload.get("event", {}).get("ts") == said)
        return said

    def click(
        self,
        user: str,
        target: Message | View,
        action_id: str,
        value: str | list[str] | None = None,
        *,
        typed: Mapping[str, Any] | None = None,
    ) -> Delivery:
        """Somebody uses what a message, a modal or their home tab shows."""
        used = {"action_id": action_id, "value": value, "typed": typed or {}}
        return self._done(INTERACTION, "click", user, **used, **self._place(target))

    def shortcut(self, user: str, message: Message, callback_id: str) -> Delivery:
        """Somebody uses a message's menu."""
        return self._done(INTERACTION, "shortcut", user, callback_id=callback_id, **self._place(message))

    def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Somebody sends a modal off."""
        return self._done(INTERACTION, "submit", user, typed=values or {}, **self._place(view))

    def dismiss(self, user: str, view: View) -> Delivery:
        """Somebody closes a modal."""
        return self._done(INTERACTION, "dismiss", user, **self._place(view))

    def open_home(self, user: str, tab: str = "home") -> Delivery:
        """Somebody opens a tab of the app's own."""
        return self._done(EVENT, "open_home", user, tab=tab)

    def _place(self, target: Message | View) -> dict[str, object]:
        """Where the page says that something was used."""
        if isinstance(target, Message):
            return {"channel": target.channel, "ts": target.ts}
        return {"home": True} if target in self.homes.values() else {"view": target.id}

    def _typed(self, text: str) -> str:
        """What was typed where Slack has this text."""
        return html.unescape(MENTION.sub(lambda found: f"@{self.people[found[1]].name}", text))

    def _done(self, kind: str, act: str, user: str, **what: object) -> Delivery:
        """Do it; what the app got of it."""
        before = len(self.deliveries)
        self._sent(act, user, **what)
        got = [one for one in self.deliveries[before:] if one.kind == kind]
        return got[0] if got else Delivery(kind, {}, self.changed, sent=False)

    def _sent(self, act: str, user: str, **what: object) -> dict[str, Any]:
        told = self.page.do(act, user, **what)
        self.page.look()
        return told


def messages_shown(page: Page) -> dict[str, tuple[str, ...]]:
    """Who said what where to whom, by the key of the message, as a page has it."""
    said = {key: one for key, one in page.values.items() if key.startswith("message/") and one}
    return {key: tuple(one[name] for name in ("user", "text", "only_for", "thread_ts")) for key, one in said.items()}


def messages_there(slack: FakeSlack) -> dict[str, tuple[str, ...]]:
    """The same, as the workspace has it."""
    return {
        f"message/{one.channel}/{one.ts}": (one.user, one.text, one.only_for, one.thread_ts if one.is_reply else "")
        for one in slack.all_messages
        if one.there
    }


def _within(slack: FakeSlack) -> FakeSlack:
    """The same workspace, in which acts are done at once."""
    within = FakeSlack.__new__(FakeSlack)
    within.__dict__ = slack.__dict__
    return within


def _no_travel(days: int) -> None:
    raise NotImplementedError(days)
