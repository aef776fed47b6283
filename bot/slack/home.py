"""The app's home: how to ask, one's decisions and questions, what the bot knows; and prompts for the beginning."""

from datetime import timedelta
from typing import Any

from bot.conversation.mail import Method, Outgoing
from bot.conversation.records import Exchange
from bot.decisions.record import EVERYWHERE, Person
from bot.decisions.search import Search
from bot.slack.blocks.digest_setting import home_digests
from bot.slack.blocks.home import home_view
from bot.slack.blocks.home_decisions import SHOWN, HomeDecisions, home_decisions
from bot.slack.desk import SlackDesk
from bot.slack.inbound import read_home_opened
from bot.slack.manifest import PROMPTS
from bot.slack.received import HomeOpened

RECENT_LIMIT = 5
COMING = timedelta(days=14)  # reviews that are shown before they are due


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
        command = self._desk.choices.command
        digests = [one for one in self._desk.records.digests_on(home.team) if one.set_by == home.user]
        parts = (*home_decisions(self._decisions(home), command), *home_digests(digests, command))
        view = home_view(self._desk.advisor.library, recent, command, parts)
        arguments = {"user_id": home.user, "view": view}
        key, lane, now = f"home:{home.keys[0]}", f"home:{home.user}", self._desk.clock()
        return Outgoing(home.team, key, lane, Method.PUBLISH_HOME, arguments, now, person=home.user)

    def _decisions(self, home: HomeOpened) -> HomeDecisions:
        """The decisions that stand on somebody's tab: theirs, and the last ones of all; only public records."""
        records, person, today = self._desk.records, Person(home.user), self._desk.clock().date()
        lately = records.decisions_found(home.team, Search(seen_from=EVERYWHERE))
        return HomeDecisions(
            today,
            records.reviews_of(home.team, person, today + COMING, SHOWN + 1),
            records.open_decisions_of(home.team, person, SHOWN + 1),
            lately.decisions[: SHOWN + 1],
        )

    def _prompts(self, home: HomeOpened) -> Outgoing:
        """Prompts are pinned for good, so they are sent once; never with a `thread_ts`, which fails silently."""
        key, prompts = f"prompts:{home.user}", [{"title": title, "message": text} for title, text in PROMPTS]
        arguments = {"channel_id": home.channel, "prompts": prompts}
        now, person = self._desk.clock(), home.user
        return Outgoing(home.team, key, key, Method.SUGGEST_PROMPTS, arguments, now, first_wins=True, person=person)
