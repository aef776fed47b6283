"""Time that is let pass on the page."""

from playwright.sync_api import expect

from tests.playground.browser.tab import Tab

TITLE = "Split the chat in two"


def test_a_week_brings_the_digest(tab: Tab) -> None:
    """Under Monday's date, with what was decided; its details are in its thread, and the clock says how far it is."""
    tab.log_decision(TITLE)
    tab.enter("#backend")

    tab.let_pass("+1 week")

    digest = tab.message("Your week from")
    expect(digest).to_contain_text("1 decided")
    expect(tab.sidebar.get_by_text("7 days ahead of this machine")).to_be_visible()
    expect(tab.page.get_by_role("heading", name="Monday,")).to_be_visible()
    digest.get_by_role("button", name="1 reply").click()
    expect(tab.reply(TITLE)).to_be_visible()


def test_the_home_tab_shows_what_somebody_asked_and_decided(tab: Tab) -> None:
    """Each their own."""
    tab.log_decision(TITLE)

    tab.page.get_by_role("tab", name="Home").click()
    home = tab.page.get_by_role("region", name="Home")
    expect(home).to_contain_text(TITLE)
    expect(home).to_contain_text("Node or Python for a chat app with an LLM?")
    tab.act_as("ben")

    expect(home).not_to_contain_text("Node or Python for a chat app with an LLM?\nanswered")
