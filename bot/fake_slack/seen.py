"""What there is in a workspace, and who sees what of it."""

from collections.abc import Callable
from typing import TypeVar

from bot.fake_slack.app import App
from bot.fake_slack.delivery import Delivery
from bot.fake_slack.shapes import SLACKBOT, Call, Channel, Json, Message, Person, View
from bot.fake_slack.transcript import Line, read_out

Found = TypeVar("Found")


class Seen(App):
    """People, channels, messages and views; what the app asked for, and what it was told."""

    def __init__(self, team: str, bot_name: str) -> None:
        super().__init__(team, bot_name)
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
        self.used_triggers: set[str] = set()
        self.answered_triggers: set[str] = set()
        self.last_accepted: dict[str, float] = {}
        self.journal: list[Line] = []
        self.api_url = self.socket_url = ""

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
