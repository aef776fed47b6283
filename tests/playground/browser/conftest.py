"""A browser, and tabs in it that are open on a playground over the shipped knowledge.

It is the system's Chromium; nothing is downloaded, and where there is none these tests are skipped.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.settings import Settings
from bot.wiring.desk import Desk
from bot.wiring.playground import Opened, opened_playground
from tests.advice.conftest import desk, shipped, shipped_settings
from tests.playground.browser.tab import Tab

__all__ = ["desk", "shipped", "shipped_settings"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = (1280, 800)

OpenTab = Callable[..., Tab]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser. It ends with these tests, as its event loop would be in the way of others in this thread."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"No browser to test the page in: none of {', '.join(NAMES)} is on the path.")
    may_not_sandbox = os.geteuid() == 0
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if may_not_sandbox else [], timeout=60_000
        )
        yield launched
        launched.close()


@pytest.fixture
def playground(shipped_settings: Settings, desk: Desk, tmp_path: Path) -> Iterator[Opened]:
    """A playground of the test's own."""
    with opened_playground(shipped_settings, desk, tmp_path / "kept", 0) as opened:
        yield opened


@pytest.fixture
def open_tab(browser: Browser) -> Iterator[OpenTab]:
    """Opens a tab at an address, in a window of its own; the test fails where anything goes wrong in it."""
    tabs: list[Tab] = []

    def open_(url: str, size: tuple[int, int] = WIDE, **how: object) -> Tab:
        width, height = size
        window = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
        context = browser.new_context(**window, locale="en-GB", timezone_id="UTC", **how)
        tab = Tab(context.new_page(), url)
        tabs.append(tab)
        tab.open()
        return tab

    yield open_
    amiss = [what for tab in tabs for what in tab.amiss]
    for tab in tabs:
        tab.page.context.close()
    assert amiss == []


@pytest.fixture
def tab(open_tab: OpenTab, playground: Opened) -> Tab:
    """A tab that is open on the playground."""
    return open_tab(playground.url)
