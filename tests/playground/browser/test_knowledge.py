"""Knowledge that is edited while the page is open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bot.settings import Settings
from bot.wiring.desk import open_desk
from bot.wiring.playground import opened_playground
from tests.playground.browser.conftest import OpenTab
from tests.playground.browser.tab import Tab

CHAT = "/stack which language for a chat with websockets?"


@pytest.fixture
def tab(open_tab: OpenTab, small_settings: Settings, tmp_path: Path) -> Iterator[Tab]:
    """A tab that is open on a playground over knowledge of the test's own."""
    with opened_playground(small_settings, open_desk(small_settings), tmp_path / "kept", 0) as opened:
        tab = open_tab(opened.url)
        yield tab
        tab.page.close()


def panel(tab: Tab) -> Locator:
    """What the page says of the knowledge."""
    return tab.page.get_by_role("region", name="Knowledge")


def test_a_saved_file_is_answered_from(tab: Tab, knowledge: Path) -> None:
    """The page names the entry that changed, and the next answer says what it says now."""
    file = knowledge / "stack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("One loop holds", "A single loop holds"), encoding="utf-8")

    expect(panel(tab)).to_contain_text("stack.live: changed")
    expect(tab.page.get_by_role("region", name="Bot")).to_contain_text("is ready")
    tab.say(CHAT)

    expect(tab.message("A single loop holds")).to_be_visible()


def test_a_file_that_does_not_load_is_named_with_its_line(tab: Tab, knowledge: Path) -> None:
    """Until it is mended; the bot answers from what it had."""
    file = knowledge / "stack.yaml"
    good = file.read_text(encoding="utf-8")
    line = good.splitlines().index(next(one for one in good.splitlines() if "title:" in one)) + 1
    file.write_text(good.replace("title:", "titel:", 1), encoding="utf-8")

    expect(panel(tab)).to_contain_text("stack.yaml:")
    said = panel(tab).inner_text()
    tab.say(CHAT)
    expect(tab.message("One loop holds")).to_be_visible()
    file.write_text(good, encoding="utf-8")

    expect(panel(tab)).not_to_contain_text("stack.yaml")
    assert any(f"stack.yaml:{number}" in said for number in (line, line - 1))
