"""What the panels at the side say of the bot and its knowledge in states that pass quickly, or are rare."""

import json

from playwright.sync_api import Locator, expect

from bot.fake_slack.shapes import Json
from tests.playground.browser.tab import Tab

# The page is told the same as ever, but for what is laid over it.
LAID_OVER = """((over) => {
    const asked = window.fetch;
    window.fetch = async (...what) => {
        const answer = await asked(...what);
        if (!String(what[0]).startsWith("/api/changes")) return answer;
        const told = await answer.json();
        for (const key in over) Object.assign(told.changed[key] ?? {}, over[key]);
        return Response.json(told);
    };
})"""
FULL = "The workspace cannot be kept: the disk is full."


def panel(tab: Tab, name: str, **over: Json) -> Locator:
    """A panel of a page that is told this."""
    tab.page.add_init_script(f"{LAID_OVER}({json.dumps(over)})")
    tab.page.reload()
    return tab.page.get_by_role("region", name=name)


def test_what_is_amiss_with_the_bot_is_a_warning(tab: Tab) -> None:
    """In a colour of its own, while it goes on."""
    bot = panel(tab, "Bot", bot={"why": FULL})

    expect(bot).to_contain_text("is ready")
    expect(bot.get_by_text(FULL)).to_have_css("color", "rgb(241, 196, 83)")


def test_where_nothing_is_amiss_there_is_no_warning(tab: Tab) -> None:
    """Only that the bot is ready, and its version."""
    bot = panel(tab, "Bot")

    expect(bot.locator("p")).to_contain_text(["is ready", "Version"])


def test_the_knowledge_in_use_is_named_while_another_is_read(tab: Tab) -> None:
    """Its version is that of the answers."""
    version = tab.page.get_by_role("region", name="Knowledge").locator("code").inner_text()

    knowledge = panel(tab, "Knowledge", knowledge={"state": "reading"})

    expect(knowledge).to_contain_text(version)
    expect(knowledge).to_contain_text("in use; a new one is being read…")
