"""Asking on the page: by command, in a thread, and what people do with an answer."""

from playwright.sync_api import expect

from tests.playground.browser.tab import PICK, QUESTION, Tab

FIGURE = "How long is a cold start on AWS Lambda?"


def test_a_command_is_answered_with_a_card_that_only_who_asked_sees(tab: Tab) -> None:
    """With its headline, its table and its buttons, under a word on who sees it."""
    card = tab.ask()

    expect(card.get_by_text("Only visible to you")).to_be_visible()
    expect(card.get_by_role("heading", name=PICK)).to_be_visible()
    expect(card.get_by_role("table").get_by_text("Node.js (2.5x)")).to_be_visible()
    expect(card.get_by_text(QUESTION)).to_be_visible()
    expect(card.get_by_role("button", name="Share to channel")).to_be_visible()
    expect(tab.composer).to_have_value("")


def test_nobody_else_sees_what_is_shown_to_one(tab: Tab) -> None:
    """Acting as another hides it, and acting as oneself again shows it."""
    tab.ask()

    tab.act_as("ben")
    expect(tab.messages).to_have_count(0)
    tab.act_as("ana")

    expect(tab.message(PICK)).to_be_visible()


def test_a_shared_answer_is_seen_by_all(tab: Tab) -> None:
    """It says who shared it."""
    tab.ask().get_by_role("button", name="Share to channel").click()
    expect(tab.messages.filter(has_text=PICK).filter(has_not_text="Only visible to you")).to_have_count(1)

    tab.act_as("ben")

    expect(tab.message(PICK)).to_contain_text("@ana")


def test_a_mention_in_a_thread_is_answered_there(tab: Tab) -> None:
    """Where a mention begins, names are offered; the channel counts the replies."""
    tab.say("We are building a chat app with an LLM.")
    field = tab.open_thread(tab.message("We are building"))

    field.press_sequentially("@sta")
    expect(tab.suggestions).to_contain_text(["@stackbot"])
    field.press("Tab")
    field.press_sequentially("Node or Python?")
    field.press("Enter")

    expect(tab.reply(PICK)).to_be_visible()
    expect(tab.thread.locator("article").nth(1)).to_contain_text("@stackbot Node or Python?")
    expect(tab.message("We are building").get_by_role("button", name="2 replies")).to_be_visible()


def test_a_clarifying_click_turns_the_question_into_an_answer(tab: Tab) -> None:
    """The card is redrawn in place, and says that it was edited."""
    tab.say("@stackbot Node or Python?")
    tab.message("Node or Python?").get_by_role("button", name="1 reply").click()

    tab.reply("I can't tell which you mean").get_by_role("button", name="AI agents").click()

    expect(tab.reply("Python (FastAPI)")).to_contain_text("(edited)")
    expect(tab.thread.get_by_text("I can't tell which you mean")).to_have_count(0)


def test_a_thumb_down_asks_why(tab: Tab) -> None:
    """The reason goes by a modal, which says so where none is chosen; who gave it is thanked alone."""
    tab.ask().get_by_role("button", name="Not helpful").click()
    modal = tab.dialog("What was wrong?")

    modal.get_by_role("button", name="Send").click()
    expect(modal.get_by_text("Please complete this required field.")).to_be_visible()
    modal.get_by_label("Outdated").check()
    modal.get_by_label("What should it have said?").fill("Bun.")
    modal.get_by_role("button", name="Send").click()

    expect(modal).to_be_hidden()


def test_a_command_is_completed_as_it_is_typed(tab: Tab) -> None:
    """By arrow keys and Tab; Enter then runs it."""
    tab.composer.press_sequentially("/stack de")
    expect(tab.suggestions.first).to_contain_text("/stack decide")

    tab.composer.press("Tab")
    expect(tab.composer).to_have_value("/stack decide ")
    tab.composer.press_sequentially("Use Node for the chat")
    tab.composer.press("Enter")

    expect(tab.dialog("Log a decision").get_by_label("What was decided?")).to_have_value("Use Node for the chat")


def test_a_command_in_a_thread_is_refused_as_in_slack(tab: Tab) -> None:
    """With a sentence at the field, which keeps what was typed."""
    tab.say("Hello")
    field = tab.open_thread(tab.message("Hello"))

    field.fill("/stack why")
    field.press("Enter")

    expect(tab.thread.get_by_role("alert")).to_contain_text("/stack is not supported in threads")
    expect(field).to_have_value("/stack why")
    tab.forgive("409")


def test_a_shortcut_asks_about_what_somebody_wrote(tab: Tab) -> None:
    """From the menu of a message."""
    tab.act_as("ben")
    tab.say(FIGURE)
    tab.act_as("ana")

    tab.use_shortcut(tab.message(FIGURE), "Ask about this")

    expect(tab.page.get_by_text("A cold AWS Lambda starts in").first).to_be_visible()
