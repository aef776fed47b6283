"""From an answer to a decision on the page, and what becomes of it."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.playground.browser.tab import Tab

TITLE = "Split the chat in two"
NEXT = "Keep the chat in Node.js alone"


def test_an_answer_becomes_a_decision(tab: Tab) -> None:
    """The form and the card are filled from the answer; the card comes as a direct message, which is counted as new."""
    tab.ask().get_by_role("button", name="Log decision").click()
    form = tab.dialog("Log a decision")

    expect(form.get_by_label("Which option was chosen?")).to_have_value("Python and Node.js")
    form.get_by_label("What was decided?").fill(TITLE)
    form.get_by_role("button", name="Log it").click()

    expect(form).to_be_hidden()
    expect(tab.sidebar.get_by_label("1 new")).to_be_visible()
    tab.enter("stackbot")
    expect(tab.record(f"ADR-0001: {TITLE}")).to_contain_text("Chosen Python and Node.js")
    expect(tab.record(TITLE)).to_contain_text("Rests on")


def test_a_field_that_is_amiss_says_so(tab: Tab) -> None:
    """First by the page, then by the bot; the field has the focus, and what was typed stays."""
    tab.ask().get_by_role("button", name="Log decision").click()
    form = tab.dialog("Log a decision")
    title, topic = form.get_by_label("What was decided?"), form.get_by_label("Topic")
    send = form.get_by_role("button", name="Log it")

    send.click()
    expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    expect(title).to_be_focused()
    title.fill(TITLE)
    topic.fill("no such topic")
    send.click()
    expect(topic).to_be_focused()
    expect(topic).to_have_accessible_description(re.compile("A topic is an entry of the knowledge, or custom:"))
    expect(title).to_have_value(TITLE)
    topic.fill("custom:chat")
    send.click()

    expect(form).to_be_hidden()


def test_a_decision_is_superseded(tab: Tab) -> None:
    """By a button on its card; the old card says so, and its history tells it."""
    card = tab.log_decision(TITLE)

    card.get_by_role("button", name="Supersede").click()
    form = tab.dialog("Log a decision")
    form.get_by_label("What was decided?").fill(NEXT)
    form.get_by_label("Which option was chosen?").fill("Node.js")
    form.get_by_label("Why?").fill("One runtime is enough for us.")
    form.get_by_role("button", name="Log it").click()

    expect(tab.record(f"ADR-0002: {NEXT}")).to_contain_text("supersedes ADR-0001")
    expect(card).to_contain_text("Superseded · superseded by ADR-0002")
    card.get_by_role("button", name="History").click()
    expect(tab.message("History of ADR-0001")).to_contain_text("superseded by @ana")


def test_a_review_that_comes_due_is_answered(tab: Tab) -> None:
    """Its day is set in the record's details; a day later its owner is asked, and what they say stands in its place."""
    card = tab.log_decision(TITLE)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()

    card.get_by_role("button", name="Edit details").click()
    form = tab.dialog("Edit details")
    form.get_by_label("Why is it corrected?").fill("We want to know soon.")
    form.get_by_label("When is it looked at again?").fill(tomorrow)
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    tab.let_pass("+1 day")
    asked = tab.message("The day has come to look at this decision again")
    asked.get_by_role("button", name="Still holds").click()

    expect(tab.message("said on")).to_contain_text("that it still holds")
    expect(asked).to_have_count(0)
