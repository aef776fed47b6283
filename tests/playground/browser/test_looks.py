"""Light and dark: as chosen, or as the system has it."""

import re

import pytest
from playwright.sync_api import expect

from bot.wiring.playground import Opened
from tests.playground.browser.conftest import OpenTab
from tests.playground.browser.tab import Tab

OTHER = {"light": "dark", "dark": "light"}


def brightness(tab: Tab, theme: str) -> float:
    """Of the page's ground once it is in that theme, from 0 to 255."""
    expect(tab.page.locator("html")).to_have_attribute("data-theme", theme)
    colour = tab.page.get_by_role("main").evaluate("main => getComputedStyle(main).backgroundColor")
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


def test_a_theme_is_chosen_and_kept(tab: Tab) -> None:
    """Also when the page is opened anew."""
    choice = tab.page.get_by_label("Theme")

    choice.select_option("Dark")
    dark = brightness(tab, "dark")
    tab.page.reload()
    kept = brightness(tab, "dark")
    choice.select_option("Light")

    assert dark < 60
    assert kept == dark
    assert brightness(tab, "light") > 240


@pytest.mark.parametrize("scheme", OTHER)
def test_the_systems_theme_is_taken(open_tab: OpenTab, playground: Opened, scheme: str) -> None:
    """And followed when it changes."""
    tab = open_tab(playground.url, color_scheme=scheme)
    shown = {scheme: brightness(tab, scheme)}

    tab.page.emulate_media(color_scheme=OTHER[scheme])
    shown[OTHER[scheme]] = brightness(tab, OTHER[scheme])

    assert shown["dark"] < 60
    assert shown["light"] > 240
