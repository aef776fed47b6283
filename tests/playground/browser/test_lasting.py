"""What lasts: over a reload, in several tabs, and when the playground is started anew."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.settings import Settings
from bot.wiring.desk import Desk
from bot.wiring.playground import Opened, opened_playground
from tests.playground.browser.conftest import OpenTab
from tests.playground.browser.tab import PICK, Tab

TITLE = "Split the chat in two"

CONNECTIONS = 6  # of a browser to one host, for all its tabs

# Headless, each tab says that it is in front.
TURN = """(hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""

OpenPlayground = Callable[[int], AbstractContextManager[Opened]]


@pytest.fixture
def open_playground(shipped_settings: Settings, desk: Desk, tmp_path: Path) -> OpenPlayground:
    """Opens a playground under a port, the same one each time."""

    @contextmanager
    def open_(port: int) -> Iterator[Opened]:
        with opened_playground(shipped_settings, desk, tmp_path / "kept", port) as opened:
            yield opened

    return open_


def test_a_page_that_is_opened_anew_shows_the_same(tab: Tab) -> None:
    """Messages, the form that was open, and what only one sees."""
    tab.ask().get_by_role("button", name="Log decision").click()
    form = tab.dialog("Log a decision")
    expect(form.get_by_label("Which option was chosen?")).to_have_value("Python and Node.js")

    tab.page.reload()

    expect(form.get_by_label("Which option was chosen?")).to_have_value("Python and Node.js")
    form.get_by_label("What was decided?").fill(TITLE)
    form.get_by_role("button", name="Log it").click()
    expect(form).to_be_hidden()
    expect(tab.message(PICK)).to_contain_text("Only visible to you")


def test_what_happens_in_one_tab_shows_in_the_other(tab: Tab, open_tab: OpenTab) -> None:
    """Each sees as whom it acts."""
    other = open_tab(tab.url)
    other.act_as("ben")

    tab.ask().get_by_role("button", name="Share to channel").click()
    expect(other.message("@ana shared this answer")).to_be_visible()
    expect(other.messages).to_have_count(1)
    other.say("Good, let us do that.")

    expect(tab.message("Good, let us do that.")).to_contain_text("ben")
    expect(tab.messages).to_have_count(3)


def test_tabs_in_the_background_keep_none_from_acting(tab: Tab) -> None:
    """They give back their connections, of which a browser has fewer than there are tabs, and catch up in front."""
    behind = [tab]
    for _ in range(CONNECTIONS):
        behind[-1].page.evaluate(TURN, True)
        behind.append(Tab(tab.page.context.new_page(), tab.url))
        behind[-1].open()
    front = behind.pop()

    front.say("Seven tabs are open.")
    expect(front.message("Seven tabs are open.")).to_be_visible()
    front.page.evaluate(TURN, True)
    expect(tab.messages).to_have_count(0)
    tab.page.evaluate(TURN, False)

    expect(tab.message("Seven tabs are open.")).to_be_visible()
    assert [what for one in (*behind, front) for what in one.amiss] == []


def test_a_page_outlives_its_playground(open_playground: OpenPlayground, open_tab: OpenTab) -> None:
    """It says that nothing answers, keeps what was typed, and goes on with what was kept when it is started anew."""
    with open_playground(0) as opened:
        tab = open_tab(opened.url)
        tab.say("Hello")
        expect(tab.message("Hello")).to_be_visible()
        port = int(opened.url.rpartition(":")[2])

    lost = tab.page.get_by_text("The playground does not answer. Is it still running? Trying again")
    expect(lost).to_be_visible()
    tab.say("/stack Node or Python for a chat app with an LLM?")
    expect(tab.composer).to_have_value("/stack Node or Python for a chat app with an LLM?")
    with open_playground(port):
        expect(lost).to_be_hidden()
        expect(tab.message("Hello")).to_be_visible()
        tab.composer.press("Enter")

        expect(tab.message(PICK)).to_be_visible()
        left = (
            "ERR_CONNECTION_REFUSED",
            "ERR_EMPTY_RESPONSE",
            "ERR_CONNECTION_RESET",
            "ERR_INCOMPLETE",
            "status of 503",
        )
        tab.forgive(*left)
        tab.page.context.close()
