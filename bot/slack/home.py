"""The app's home: what the bot knows, how to ask, what one asked lately; and prompts for the first conversation."""

from typing import Any

from bot.conversation.mail import Method, Outgoing
from bot.conversation.records import Exchange
from bot.slack.blocks.home import home_view
from bot.slack.desk import SlackDesk
from bot.slack.inbound import read_home_opened
from bot.slack.manifest import PROMPTS
from bot.slack.received import HomeOpened

RECENT_LIMIT = 5


class Home:
    """Fills the home tab, and suggests prompts when the messages tab is opened for the first time."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def opened(self, body: dict[str, Any]) -> None:
        """Take an `app_home_opened` event of either tab."""
        home = read_home_opened(body)
        if home is None:
            return
        outgoing = self._tab(home) if home.tab == "home" else self._prompts(home)
        self._desk.record(Exchange(home.team, home.keys, self._desk.clock(), outgoing=(outgoing,)))

    def _tab(self, home: HomeOpened) -> Outgoing:
        recent = self._desk.records.recent(home.team, home.user, RECENT_LIMIT)
        view = home_view(self._desk.advisor.library, recent, self._desk.choices.command)
        arguments = {"user_id": home.user, "view": view}
        key, lane, now = f"home:{home.keys[0]}", f"home:{home.user}", self._desk.clock()
        return Outgoing(home.team, key, lane, Method.PUBLISH_HOME, arguments, now, person=home.user)

    def _prompts(self, home: HomeOpened) -> Outgoing:
        """Prompts are pinned for good, so they are sent once; never with a `thread_ts`, which fails silently."""
        key, prompts = f"prompts:{home.user}", [{"title": title, "message": text} for title, text in PROMPTS]
        arguments = {"channel_id": home.channel, "prompts": prompts}
        now, person = self._desk.clock(), home.user
        return Outgoing(home.team, key, key, Method.SUGGEST_PROMPTS, arguments, now, first_wins=True, person=person)
