"""The people of the workspace as the demo has them act: each act as the page sends it, once all came of the one before.

What people press and fill in is found by the words on it, so what the bot does not show is an error here.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date

from bot.fake_slack import FakeSlack, Message, View
from bot.fake_slack.shapes import Json
from bot.playground.acts import Acting, read_act
from bot.playground.labels import chosen_at_once, pressed, typed
from bot.playground.opening import HOME_CHANNEL
from bot.playground.showing import now

A_WHILE_S = 50.0  # between two acts, as people read before they go on
LOG = "Log decision"  # on the button, and the shortcut's name


class Team:
    """Does what people do in the workspace; `settle` waits until the bot has said all that it has to say.

    `shortcuts` are the ids of the app's message shortcuts by their names.
    """

    def __init__(
        self,
        slack: FakeSlack,
        acting: Acting,
        settle: Callable[[], None],
        command: str,
        shortcuts: Mapping[str, str],
    ) -> None:
        self.slack = slack
        self._acting = acting
        self._settle = settle
        self._command = command
        self._shortcuts = shortcuts

    def do(self, who: str, act: str, **what: object) -> Json:
        """One act, with all that comes of it."""
        self._settle()
        self.slack.advance(A_WHILE_S)
        before = len(self.slack.deliveries)
        told = self._acting.do(read_act(json.dumps({"act": act, "as": who, **what}).encode()))
        self.slack.wait_for(lambda: all(one.acks for one in self.slack.deliveries[before:]))
        self._settle()
        return told

    def today(self) -> date:
        """What day it is for them."""
        return now(self.slack).date()

    # What is written

    def say(self, who: str, text: str, *, channel: str = HOME_CHANNEL, thread: str = "") -> Message:
        """A message."""
        told = self.do(who, "say", channel=channel, text=text, thread_ts=thread)
        return self.slack.by_ts[channel, told["ts"]]

    def mention(self, who: str, text: str, *, channel: str = HOME_CHANNEL, thread: str = "") -> Message:
        """A question to the bot that all see; the answer, which is the last in the thread."""
        said = self.say(who, f"@{self.slack.bot_name} {text}", channel=channel, thread=thread)
        return self.slack.messages(channel, said.thread)[-1]

    def command(self, who: str, text: str, *, channel: str = HOME_CHANNEL) -> Message:
        """A command; what the bot says to it, which only that person sees."""
        self.do(who, "say", channel=channel, text=f"{self._command} {text}")
        return self.slack.ephemerals(who, channel)[-1]

    def directly_asked(self, who: str) -> Message:
        """What the bot asked somebody last, directly."""
        return self.slack.messages(self.slack.dm(who))[-1]

    # What is pressed and filled in

    def press(self, who: str, card: Message, label: str) -> None:
        """A button of a message."""
        self.do(who, "click", channel=card.channel, ts=card.ts, **pressed(card.blocks, label))

    def share(self, who: str, card: Message) -> Message:
        """An answer that only one person sees is shown to all."""
        self.press(who, card, "Share to channel")
        return self.slack.messages(card.channel)[-1]

    def fill_in(self, who: str, filled: Mapping[str, object]) -> None:
        """The form that somebody has before them, by its labels; it may ask for more once something is chosen."""
        for choice in chosen_at_once(self._form(who).blocks, filled):
            self.do(who, "click", view=self._form(who).id, **choice)
        form = self._form(who)
        self.do(who, "submit", view=form.id, typed=typed(form.blocks, filled))

    # What is decided

    def log(self, who: str, card: Message, filled: Mapping[str, object]) -> Message:
        """A decision, from an answer; its card."""
        self.press(who, card, LOG)
        return self._logged(who, filled)

    def log_message(self, who: str, message: Message, filled: Mapping[str, object]) -> Message:
        """A decision, from a message; its card."""
        self.do(who, "shortcut", channel=message.channel, ts=message.ts, callback_id=self._shortcuts[LOG])
        return self._logged(who, filled)

    def decide(self, who: str, title: str, filled: Mapping[str, object], *, channel: str = HOME_CHANNEL) -> Message:
        """A decision, by command; its card."""
        self.command(who, f"decide {title}", channel=channel)
        return self._logged(who, filled)

    def _logged(self, who: str, filled: Mapping[str, object]) -> Message:
        self.fill_in(who, filled)
        return [one for one in self.slack.all_messages if one.by_app and one.text.startswith("ADR-")][-1]

    def _form(self, who: str) -> View:
        found = self.slack.modal(who)
        if found is None:
            raise LookupError(f"{who} has no form before them.")
        return found
