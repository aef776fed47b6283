"""axe finds no serious and no critical fault in anything the page shows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from bot.wiring.playground import Opened
from tests.playground.browser.conftest import WIDE, OpenTab
from tests.playground.browser.tab import PICK, Tab

NARROW = (400, 800)
GRAVE = {"serious", "critical"}


def faults(tab: Tab) -> list[str]:
    """What axe finds now, and in what."""
    found = Axe().run(tab.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    """Each theme."""
    return str(request.param)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def shown(request: pytest.FixtureRequest, open_tab: OpenTab, playground: Opened, theme: str) -> Tab:
    """A tab of each width and theme."""
    return open_tab(playground.url, request.param, color_scheme=theme)


def test_axe_finds_no_grave_fault(shown: Tab) -> None:
    """In a channel with cards, a thread, a modal with an error, the home tab, the inspector with payloads."""
    found = {"empty channel": faults(shown)}
    ask_all(shown)
    found["channel"] = faults(shown)
    shown.message("Choose for me").get_by_role("button", name="1 reply").click()
    expect(shown.reply("I can't tell which you mean")).to_be_visible()
    found["thread"] = faults(shown)
    shown.thread.get_by_role("button", name="Log decision").first.or_(
        shown.thread.get_by_role("button", name="Not helpful").first
    ).first.click()
    modal = shown.page.get_by_role("dialog")
    modal.get_by_role("button", name="Send").click()
    expect(modal.get_by_text("Please complete this required field.")).to_be_visible()
    found["modal"] = faults(shown)
    shown.page.keyboard.press("Escape")
    expect(modal).to_be_hidden()
    shown.page.get_by_role("button", name="Close thread").click()
    go(shown, "stackbot")
    shown.page.get_by_role("tab", name="Home").click()
    expect(shown.page.get_by_role("region", name="Home")).to_contain_text("What I know")
    found["home"] = faults(shown)
    go(shown, "Inspector")
    shown.inspector.get_by_role("button", name="command /stack").first.click()
    expect(shown.inspector.get_by_role("region", name="Sent")).to_be_visible()
    found["inspector"] = faults(shown)

    assert {where: what for where, what in found.items() if what} == {}


def ask_all(tab: Tab) -> None:
    """Have a card of each kind in the channel: for one, for all with a chart, and one that asks back."""
    tab.ask().get_by_role("button", name="Share to channel").click()
    expect(tab.message("shared this answer").get_by_role("img", name="Bar chart")).to_be_visible()
    tab.say("@stackbot Choose for me: Node or Python?")
    expect(tab.message("Choose for me").get_by_role("button", name="1 reply")).to_be_visible()
    tab.say("/stack help")
    expect(tab.message("Ask me which backend stack")).to_be_visible()
    assert PICK in tab.messages.first.inner_text()


def go(tab: Tab, name: str) -> None:
    """Press something in the sidebar, which may be a drawer."""
    drawer = tab.page.get_by_role("button", name="Menu", exact=True)
    if drawer.is_visible():
        drawer.click()
    tab.sidebar.get_by_role("button", name=name).click()
