"""The playground: the workspace, the bot in it, and what the page shows and does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.fake_slack import FakeSlack
from bot.fake_slack.shapes import Json
from bot.knowledge.entries import Library
from bot.knowledge.shelf import KnowledgeShelf
from bot.playground import showing, travelling
from bot.playground.acts import Acting
from bot.playground.door import PlaygroundDoor
from bot.playground.editing import Editing
from bot.playground.feed import Feed, Value
from bot.playground.page_files import page_files
from bot.playground.traffic import Traffic
from bot.playground.travelling import Travelling
from bot.playground.watching import Watching


class Bot(travelling.Bot, Protocol):
    """The bot at work in the workspace."""

    @property
    def is_at_work(self) -> bool:
        """Whether Slack reaches it."""
        ...

    def adopt(self, library: Library) -> None:
        """Answer from another library from now on."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """What the page is told of the app once: how it is commanded, and what people can do with it."""

    command: str
    subcommands: Sequence[tuple[str, str]]
    shortcuts: Sequence[tuple[str, str]]
    cast: tuple[str, ...]
    release: str


class Playground:
    """All of it but the server in front.

    `trouble` tells why the workspace cannot be kept, or nothing; `port` under which port the server serves.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what it is made of
        self,
        slack: FakeSlack,
        bot: Bot,
        shelf: KnowledgeShelf,
        about: About,
        trouble: Callable[[], str],
        port: Callable[[], int],
    ) -> None:
        self.slack = slack
        self._bot = bot
        self._trouble = trouble
        self._about = _about(slack, about)
        self.travelling = Travelling(slack, bot)
        self._editing = Editing(shelf, bot.adopt, slack.changed)
        self._watching = Watching(shelf.folders, self._editing.take_up)
        self._traffic = Traffic(slack)
        acting = Acting(slack, about.cast, about.command, self.travelling.travel)
        self._feed = Feed(self._values, slack.changed)
        self.door = PlaygroundDoor(page_files(), self._feed, self._traffic, acting, port)

    def open(self) -> None:
        """Look after the knowledge's files from now on."""
        self._watching.start()

    def close(self) -> None:
        """Look no more, and tell pages so."""
        self._feed.end()
        self._watching.stop()

    def _values(self) -> Mapping[str, Value]:
        return {
            "about": self._about,
            "clock": showing.clock(self.slack, travelling=self.travelling.under_way),
            "knowledge": self._editing.shown(),
            "bot": {"state": "ready" if self._bot.is_at_work else "away", "why": self._trouble()},
            **showing.shown(self.slack),
            **self._traffic.listed(),
        }


def _about(slack: FakeSlack, about: About) -> Json:
    return {
        "team": slack.team_domain.title(),
        "bot": {"id": slack.bot_user, "name": slack.bot_name},
        "command": about.command,
        "subcommands": [{"name": name, "hint": hint} for name, hint in about.subcommands],
        "shortcuts": [{"callback_id": id_, "name": name} for id_, name in about.shortcuts],
        "people": list(about.cast),
        "domain": f"{slack.team_domain}.slack.com",
        "version": about.release,
    }
