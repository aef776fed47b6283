"""Whatever is typed shows as text, and runs nothing."""

import pytest
from playwright.sync_api import expect

from tests.playground.browser.tab import Tab

MARKUP = "window.ran = true"
TYPED = {
    "script": f"<script>{MARKUP}</script>",
    "image": f'<img src="x" onerror="{MARKUP}">',
    "link": f"<javascript:{MARKUP}|click me> [me](javascript:{MARKUP}) <a href='javascript:{MARKUP}'>me</a>",
    "call to all": "<!channel> <!here> <!subteam^S012AB3CD|@all> @channel @everyone",
    "mention as Slack writes it": "<@U0BEN> <#C0LEADS> <@UNOBODY|ben>",
    "entities": "&lt;b&gt; &amp;amp; &#60;i&#62; %3Cb%3E \\u003c",
    "templates": "{{7*7}} ${7*7} <%= 7*7 %> __proto__ constructor",
    "right to left": "שלום עולם: Node או Python? \u202egnirts siht",
    "invisible": "No\u200bde\u200d \u2060or\ufeff Py\u00adthon\u2028next\u2029last",
    "combining": "Z" + "\u0301\u0323\u0489" * 60 + "algo",
    "no spaces": "W" * 3_000,
    "other scripts": "写一个聊天应用 👩‍👩‍👧‍👦 ภาษาไทย نود أو بايثون 🏳️‍🌈",
}


def has_run(tab: Tab) -> bool:
    """Whether anything that was typed has run, or stands as an element in the page."""
    made = tab.page.get_by_role("main").locator("script, img, iframe, [onerror], a[href^='javascript']")
    return bool(tab.page.evaluate("window.ran === true")) or made.count() > 0


def test_what_is_typed_in_a_channel_shows_as_it_was_typed(tab: Tab) -> None:
    """To the letter, and within the width of the list."""
    for text in TYPED.values():
        tab.say(text)
    expect(tab.messages).to_have_count(len(TYPED))

    shown = tab.messages.locator(".message-text").all_text_contents()

    assert shown == list(TYPED.values())
    assert not has_run(tab)
    assert tab.page.get_by_role("main").evaluate("main => main.scrollWidth <= main.clientWidth")


@pytest.mark.parametrize("name", ["script", "image"])
def test_what_is_asked_is_quoted_as_it_was_typed(tab: Tab, name: str) -> None:
    """In the bot's answer too."""
    tab.say(f"/stack {TYPED[name]} Node or Python for a chat app with an LLM?")

    expect(tab.messages.locator("blockquote")).to_contain_text(TYPED[name])
    assert not has_run(tab)


def test_a_title_is_shown_as_it_was_typed(tab: Tab) -> None:
    """On the record's card and in its form."""
    title = f"{TYPED['image']} *bold* <!channel>"
    card = tab.log_decision(title)

    expect(card.get_by_role("heading")).to_have_text(f"ADR-0001: {title}")
    card.get_by_role("button", name="Edit details").click()
    expect(tab.dialog("Edit details").get_by_label("What was decided?")).to_have_value(title)
    assert not has_run(tab)


def test_fifty_thousand_characters_are_a_message(tab: Tab) -> None:
    """It is shown whole, and the page goes on."""
    text = "Node or Python? " * 3_125
    tab.say(text)

    expect(tab.messages.locator(".message-text")).to_have_text(text.strip())
    tab.say("And now?")
    expect(tab.message("And now?")).to_be_visible()


def test_right_to_left_text_stands_at_its_side(tab: Tab) -> None:
    """And the line around it stays as it is."""
    tab.say("שלום, Node או Python?")
    words = tab.message("שלום").locator(".message-text")
    expect(words).to_be_visible()

    direction = words.evaluate("words => getComputedStyle(words).direction")

    assert direction == "rtl"
