"""The inspector: every payload both ways, and what was refused with its reason."""

from playwright.sync_api import expect

from bot.wiring.playground import Opened
from tests.playground.browser.tab import PICK, Tab


def test_a_payload_is_shown_whole_with_its_answer(tab: Tab) -> None:
    """The newest stands first; what stands in it is what was typed."""
    tab.ask()
    tab.page.get_by_role("button", name="Inspector").click()

    line = tab.inspector.get_by_role("listitem").first
    expect(line).to_contain_text("command /stack")
    expect(line).to_contain_text("acked")
    line.get_by_role("button").first.click()

    expect(line.get_by_role("region", name="Sent")).to_contain_text('"command": "/stack"')
    expect(line.get_by_role("region", name="Answered")).to_contain_text(PICK)


def test_a_refused_block_shows_its_reason(tab: Tab, playground: Opened) -> None:
    """The call is told apart by its outcome, with the reason below; the bot then says it in simpler blocks."""
    card = tab.ask()
    playground.playground.slack.refuse_newer_blocks = True
    tab.page.get_by_role("button", name="Inspector").click()

    card.get_by_role("button", name="Share to channel").click()
    expect(tab.message("shared this answer")).to_be_visible()

    refused = tab.inspector.get_by_role("listitem").filter(has_text="refused: invalid_blocks")
    expect(refused.get_by_role("list").get_by_text("unsupported type: table")).to_be_visible()
