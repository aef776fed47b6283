"""The transcripts of "Slack" and "Decisions", when all that people do goes through the page."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bot.knowledge.entries import Library
from bot.settings import Settings
from bot.store.schema import open_store
from bot.wiring.desk import Desk
from tests.advice.conftest import desk, shipped, shipped_settings
from tests.fake_claude import FakeClaude
from tests.playground.page import Page
from tests.playground.through_the_page import ThroughThePage, messages_shown, messages_there
from tests.slack.at_work import Door
from tests.slack.conftest import Start, log, start
from tests.slack.test_day import TRANSCRIPT, Day, claude
from tests.slack.test_quarter import Story, Team, check_counts, live_through, stack

__all__ = ["claude", "desk", "log", "shipped", "shipped_settings", "stack", "start"]


@pytest.fixture
def slack() -> Iterator[ThroughThePage]:
    """A workspace with a page that is open on it."""
    with ThroughThePage() as workspace:
        yield workspace


def all_is_shown(slack: ThroughThePage) -> bool:
    """Whether a page that looked all along shows what was said and nothing else, and so does one that opens now."""
    opened = Page(f"http://{slack.page.where}")
    opened.look()
    slack.page.look()
    there = messages_there(slack)
    return messages_shown(slack.page) == there == messages_shown(opened)


def test_a_day_in_a_workspace_is_the_same_through_the_page(
    slack: ThroughThePage, start: Start, claude: FakeClaude
) -> None:
    """To the letter as in `day.txt`."""
    day = Day(slack, start, Door.SOCKET)

    day.pass_by(claude)

    assert day.read().splitlines() == TRANSCRIPT.read_text(encoding="utf-8").splitlines()
    assert all_is_shown(slack)


def test_a_quarter_in_the_life_of_a_team_is_the_same_through_the_page(
    slack: ThroughThePage,
    start: Start,
    desk: Desk,
    shipped: Library,
    shipped_settings: Settings,
    tmp_path: Path,
    stack: ExitStack,
) -> None:
    """Each decision, digest and review is there once."""
    url = f"sqlite:///{tmp_path / 'stackbot.db'}"
    team = Team(slack, start, url, stack.enter_context(closing(open_store(url))))
    story = Story(team, shipped, shipped_settings)

    live_through(team, desk, story)

    check_counts(team, story)
    assert all_is_shown(slack)
