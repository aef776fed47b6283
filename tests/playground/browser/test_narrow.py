"""The page at 400 px: all of it can be had, and nothing is wider than the window."""

import pytest
from playwright.sync_api import Locator, expect

from bot.wiring.playground import Opened
from tests.playground.browser.conftest import OpenTab
from tests.playground.browser.tab import PICK, Tab

NARROW = (400, 800)
TITLE = "Split the chat in two"

# What is drawn beyond the window's edges, unless it scrolls within something that is not.
TOO_WIDE = """() => {
    const overflow = (one) => getComputedStyle(one).overflowX;
    const scrolls = (one) => one && (/auto|scroll/.test(overflow(one)) || scrolls(one.parentElement));
    return [...document.querySelectorAll("body *")].filter((one) => {
        const box = one.getBoundingClientRect();
        const shown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1;
        return shown && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(one.parentElement);
    }).map((one) => `${one.tagName} ${one.className}: ${one.textContent.slice(0, 60)}`);
}"""


@pytest.fixture
def phone(open_tab: OpenTab, playground: Opened) -> Tab:
    """A tab as narrow as a phone, used by touch."""
    return open_tab(playground.url, NARROW, has_touch=True, is_mobile=True)


def assert_fits(tab: Tab) -> None:
    """The page does not scroll sideways, and nothing is cut off at its edges."""
    widths = tab.page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]")
    assert max(widths) == NARROW[0], widths
    assert tab.page.evaluate(TOO_WIDE) == []


def menu(tab: Tab) -> Locator:
    """The sidebar, drawn out."""
    tab.page.get_by_role("button", name="Menu", exact=True).tap()
    expect(tab.sidebar).to_be_in_viewport(ratio=1)
    return tab.sidebar


def test_the_whole_path_goes_on_a_phone(phone: Tab) -> None:
    """Ask, log a decision, let a week pass from the drawer, and read the digest and its thread."""
    assert_fits(phone)
    phone.composer.tap()
    card = phone.ask()
    assert_fits(phone)

    card.get_by_role("button", name="Log decision").tap()
    form = phone.dialog("Log a decision")
    form.get_by_label("What was decided?").fill(TITLE)
    assert_fits(phone)
    form.get_by_role("button", name="Log it").tap()
    expect(form).to_be_hidden()

    week = menu(phone).get_by_role("button", name="+1 week")
    assert_fits(phone)
    week.tap()
    expect(phone.sidebar.get_by_text("7 days ahead of this machine")).to_be_visible()
    phone.page.get_by_role("button", name="Close menu").tap()
    digest = phone.message("Your week from")
    expect(digest).to_be_in_viewport()
    assert_fits(phone)

    digest.get_by_role("button", name="1 reply").tap()
    expect(phone.reply(TITLE)).to_be_visible()
    assert_fits(phone)
    phone.page.get_by_role("button", name="Close thread").tap()
    expect(digest).to_be_visible()


def test_direct_messages_home_and_inspector_fit(phone: Tab) -> None:
    """Each is reached from the drawer, which then gives way."""
    phone.ask()

    menu(phone).get_by_role("button", name="stackbot").tap()
    expect(phone.page.get_by_role("heading", name="stackbot", level=1)).to_be_visible()
    expect(phone.sidebar).not_to_be_in_viewport()
    assert_fits(phone)
    phone.page.get_by_role("tab", name="Home").tap()
    expect(phone.page.get_by_role("region", name="Home")).to_contain_text("What I know")
    assert_fits(phone)
    menu(phone).get_by_role("button", name="Inspector").tap()
    phone.inspector.get_by_role("button", name="command /stack").first.tap()
    expect(phone.inspector.get_by_role("region", name="Sent")).to_be_visible()
    assert_fits(phone)
    phone.page.get_by_role("button", name="Close inspector").tap()

    expect(phone.page.get_by_role("region", name="Home")).to_be_visible()


def test_a_shared_answer_with_its_chart_fits(phone: Tab) -> None:
    """Tables and charts scroll within themselves."""
    phone.ask().get_by_role("button", name="Share to channel").tap()
    shared = phone.message("shared this answer")
    expect(shared.get_by_role("img", name="Bar chart")).to_be_visible()

    expect(shared).to_contain_text(PICK)
    assert_fits(phone)
