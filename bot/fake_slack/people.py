"""What people do in Slack, and what the app hears of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.fake_slack import payloads
from bot.fake_slack.delivery import COMMAND, EVENT, INTERACTION, Delivery, Link
from bot.fake_slack.reading import view_json
from bot.fake_slack.response_urls import ResponseUrls
from bot.fake_slack.shapes import Channel, Json, Message, View
from bot.fake_slack.workspace import Workspace

MENTION, MESSAGE = "app_mention", "message"
EVENTS_OF = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}


class Said(str):
    """The ts of what somebody said, and the deliveries that tell the app of it, in the order they were sent."""

    __slots__ = ("deliveries",)
    deliveries: tuple[Delivery, ...]

    def of(self, kind: str) -> Delivery | None:
        """The delivery of one kind, "app_mention" or "message"."""
        return next((one for one in self.deliveries if one.payload["event"]["type"] == kind), None)


class People(Workspace):
    """A workspace whose people do things. Users, channels and ts are ids; `link` is the way to the app."""

    link: Link
    response_urls: ResponseUrls

    def deliver(self, kind: str, payload: Json, *, retry_attempt: int = 0, retry_reason: str = "") -> Delivery:
        """Send any payload, well formed or not."""
        delivery = Delivery(kind, payload, self.changed, retry_attempt, retry_reason, at=self.now())
        with self.changed:
            self.deliveries.append(delivery)
        self.link.deliver(delivery)
        return delivery

    def deliver_again(self, delivery: Delivery, *, same_event_id: bool = True, times: int = 1) -> list[Delivery]:
        """Send something once more, as Slack does when it saw no answer; or as an event of its own, with another id."""
        made = []
        for attempt in range(1, times + 1):
            payload = dict(delivery.payload)
            if not same_event_id and "event_id" in payload:
                payload["event_id"] = self.new_id("Ev")
            is_retry = same_event_id and delivery.kind == EVENT
            retry = delivery.retry_attempt + attempt if is_retry else 0
            made.append(
                self.deliver(delivery.kind, payload, retry_attempt=retry, retry_reason="timeout" if retry else "")
            )
        return made

    def retry_unacked(self) -> list[Delivery]:
        """Send every event that got no good answer once more, as Slack does up to three times."""
        with self.changed:
            acked = {one.event_id for one in self.deliveries if one.acked}
            last = {one.event_id: one for one in self.deliveries if one.kind == EVENT and one.event_id not in acked}
        return [again for one in last.values() for again in self.deliver_again(one)]

    # Writing

    def command(self, user: str, channel: str, text: str = "", command: str = "/stack") -> Delivery:
        """Somebody types a slash command."""
        payload = payloads.command(self, user, self._joined(user, channel), command, text)
        return self.deliver(COMMAND, payload | self._ways_to_answer(user, channel))

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        order: Sequence[str] = (MENTION, MESSAGE),
    ) -> Said:
        """Somebody writes a message; the app hears of it as a mention and as a message, in this order.

        With an empty order it hears nothing, until `tell`. The text is as Slack gives it: `& < >` stand as entities,
        mentions as `<@U…>`.
        """
        where = self._joined(user, channel)
        message = self.post(channel, user, text, thread_ts=thread_ts or "", client_msg_id=self.new_id("cm"))
        return self._tell(message, where, order)

    def tell(self, channel: str, ts: str, *kinds: str) -> Said:
        """Let the app hear of a message now, each time with another event id: "app_mention", "message" or both."""
        message = self.by_ts[channel, ts]
        return self._tell(message, self.channels[channel], kinds)

    def edit(self, user: str, channel: str, ts: str, text: str) -> Delivery:
        """Somebody edits their message."""
        message = self._own(user, channel, ts)
        self.change(message, text, None)
        where = self.channels[channel]
        return self._event(EVENTS_OF[where.kind], payloads.changed_event(self, message, where), where)

    def join(self, user: str, channel: str) -> Delivery:
        """Somebody, or the app, joins a channel."""
        where = self.channels[channel]
        where.members.add(user)
        message = self.post(channel, user, f"<@{user}> has joined the channel", subtype="channel_join")
        inner = {"type": "member_joined_channel", "user": user, "channel": channel, "event_ts": message.ts}
        self._event(EVENTS_OF[where.kind], payloads.message_event(self, message, where), where)
        return self._event("member_joined_channel", inner | {"channel_type": where.id[0], "team": self.team}, where)

    def echo(self, message: Message, *, changed: bool = False) -> None:
        """Tell the app of its own message, as Slack does."""
        where = self.channels[message.channel]
        if not self.echoes or message.late:
            return
        if changed:
            self._event(EVENTS_OF[where.kind], payloads.changed_event(self, message, where), where)
        else:
            self._tell(message, where, (MESSAGE,))

    # Clicking

    def click(
        self,
        user: str,
        target: Message | View,
        action_id: str,
        value: str | list[str] | None = None,
        *,
        typed: Mapping[str, Any] | None = None,
    ) -> Delivery:
        """Somebody uses a button, menu or the like, in a message, a modal or their home tab.

        The value tells apart what has the same action id, and chooses among options. LookupError where there is no such
        thing to use. `typed` is what stands in a modal's inputs by then, by action id or by block id.
        """
        done = payloads.action(target, action_id, value, self.next_ts())
        payload = payloads.interaction(self, "block_actions", user) | {"actions": [done]}
        payload["trigger_id"] = self.new_trigger(user)
        if isinstance(target, Message):
            payload |= payloads.on_message(self, target)
            payload["response_url"] = self.response_urls.issue(user, target.channel, original=target)
            return self.deliver(INTERACTION, payload)
        container = {"type": "view", "view_id": target.id}
        told = view_json(self, target) | {"state": {"values": payloads.state(target, dict(typed or {}))}}
        return self.deliver(INTERACTION, payload | {"container": container, "view": told})

    def shortcut(self, user: str, message: Message, callback_id: str) -> Delivery:
        """Somebody uses a message shortcut."""
        payload = payloads.interaction(self, "message_action", user) | {"callback_id": callback_id}
        told = payloads.on_message(self, message) | {"message_ts": message.ts, "action_ts": self.next_ts()}
        ways = self._ways_to_answer(user, message.channel)
        return self.deliver(INTERACTION, payload | {name: told[name] for name in SHORTCUT & told.keys()} | ways)

    def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Somebody sends a modal off. `values` has what they chose or typed, by action id or by block id."""
        payload = payloads.interaction(self, "view_submission", user)
        told = view_json(self, view)
        told["state"] = {"values": payloads.state(view, dict(values or {}))}
        made = payload | {"trigger_id": self.new_trigger(user), "view": told, "response_urls": []}
        return self.deliver(INTERACTION, made)

    def dismiss(self, user: str, view: View) -> Delivery:
        """Somebody closes a modal; the app hears of it where the modal asks for that."""
        self.close_view(view)
        payload = payloads.interaction(self, "view_closed", user) | {"view": view_json(self, view), "is_cleared": False}
        if view.body.get("notify_on_close"):
            return self.deliver(INTERACTION, payload)
        return self._unsent(INTERACTION, payload)

    def open_home(self, user: str, tab: str = "home") -> Delivery:
        """Somebody opens the app's home or messages tab."""
        inner: Json = {"type": "app_home_opened", "user": user, "channel": self.dm(user), "tab": tab}
        inner["event_ts"] = self.next_ts()
        home = self.homes.get(user)
        if home is not None and tab == "home":
            inner["view"] = view_json(self, home)
        return self._event("app_home_opened", inner)

    def uninstall(self) -> Delivery:
        """An administrator removes the app: its tokens are worth nothing from now on."""
        with self.changed:
            self.installed = False
        self._event("tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot_user]}})
        return self._event("app_uninstalled", {"type": "app_uninstalled"})

    def event(self, inner: Json, channel: str = "") -> Delivery:
        """Any other event, whether the app subscribed to it or not."""
        return self.deliver(EVENT, payloads.event(self, inner, self.channels.get(channel)))

    # How it reaches the app

    def _ways_to_answer(self, user: str, channel: str) -> Json:
        return {"trigger_id": self.new_trigger(user), "response_url": self.response_urls.issue(user, channel)}

    def _joined(self, user: str, channel: str) -> Channel:
        where = self.channels[channel]
        with self.changed:
            where.members.add(user)
        return where

    def _own(self, user: str, channel: str, ts: str) -> Message:
        message = self.message(channel, ts)
        if message is None or message.user != user:
            raise LookupError(f"{user} has written nothing at {ts} in {channel}")
        return message

    def _tell(self, message: Message, where: Channel, order: Sequence[str]) -> Said:
        said = Said(message.ts)
        sent = [self._tell_as(kind, message, where) for kind in order]
        said.deliveries = tuple(one for one in sent if one is not None and one.sent)
        return said

    def _tell_as(self, kind: str, message: Message, where: Channel) -> Delivery | None:
        if kind == MESSAGE:
            return self._event(EVENTS_OF[where.kind], payloads.message_event(self, message, where), where)
        if where.kind == "im" or self.mention not in message.text:
            return None
        return self._event(MENTION, payloads.mention_event(self, message, where), where)

    def _event(self, name: str, inner: Json, where: Channel | None = None) -> Delivery:
        payload = payloads.event(self, inner, where)
        member = where is None or self.bot_user in where.members
        readable = HEARD_WITH.get(name, "") in {"", *self.scopes}
        if name in self.events and member and readable:
            return self.deliver(EVENT, payload)
        return self._unsent(EVENT, payload)

    def _unsent(self, kind: str, payload: Json) -> Delivery:
        return Delivery(kind, payload, self.changed, sent=False)


SHORTCUT = frozenset({"message", "message_ts", "channel", "action_ts"})
HEARD_WITH = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
