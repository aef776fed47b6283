"""What can be done in the workspace, and what is refused with a sentence."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.playground.page import ANA, BACKEND, BEN, CHLOE, Page

LEADS, BENS_OWN = "C0LEADS", "D0BEN"


@pytest.mark.parametrize(
    ("act", "error"),
    [
        ({"act": "say", "as": ANA, "channel": BACKEND, "text": " \n"}, "Write something first."),
        ({"act": "say", "as": ANA, "channel": "C0NOWHERE", "text": "Hi"}, "not open to you"),
        ({"act": "say", "as": ANA, "channel": BENS_OWN, "text": "Hi"}, "not open to you"),
        ({"act": "say", "as": CHLOE, "channel": LEADS, "text": "Hi"}, "not open to you"),
        ({"act": "say", "as": ANA, "channel": BACKEND, "text": "/deploy now"}, "/deploy is not a command here"),
        ({"act": "say", "as": ANA, "channel": BACKEND, "text": "Hi", "thread_ts": "1.000001"}, "message is gone"),
        ({"act": "click", "as": ANA, "channel": BACKEND, "ts": "1.000001", "action_id": "x"}, "message is gone"),
        ({"act": "click", "as": ANA, "view": "V1", "action_id": "x"}, "closed already"),
        ({"act": "click", "as": ANA, "home": True, "action_id": "x"}, "home tab is empty"),
        ({"act": "submit", "as": ANA, "view": "V1"}, "closed already"),
        ({"act": "dismiss", "as": ANA, "view": "V1"}, "closed already"),
        ({"act": "travel", "as": ANA, "days": 8}, "nothing that can be done here"),
        ({"act": "say", "as": "U0STACK", "channel": BACKEND, "text": "Hi"}, "Nobody of that name"),
    ],
)
def test_what_cannot_be_done_is_said(act: dict[str, Any], error: str, page: Page) -> None:
    """In a sentence, with a status that is no success; nothing is said in the workspace."""
    status, told = page.request("POST", "/api/do", act)

    page.request("GET", "/api/changes")
    assert status == 409
    assert error in told["error"]
    assert page.messages() == []


def test_a_command_in_a_thread_is_refused_as_in_slack(page: Page) -> None:
    """Slack has none there, and the bot is to be mentioned."""
    ts = page.do("say", channel=BACKEND, text="Node or Python?")["ts"]

    status, told = page.tried("say", channel=BACKEND, text="/stack why", thread_ts=ts)

    assert status == 409
    assert told["error"] == "/stack is not supported in threads; mention @stackbot there."


def test_a_private_answer_is_nobody_elses_to_click(page: Page) -> None:
    """Only whom it was shown to can press its buttons."""
    page.do("say", channel=BACKEND, text="/stack which language for a chat with websockets?")
    card = page.wait_for(lambda _: page.cards())[0]

    status, told = page.tried("click", BEN, channel=BACKEND, ts=card["ts"], action_id="share_answer")

    assert (status, told["error"]) == (409, "That message is gone.")


def test_a_button_that_is_gone_is_said(page: Page) -> None:
    """A card may have changed since the page drew it."""
    page.do("say", channel=BACKEND, text="/stack which language for a chat with websockets?")
    card = page.wait_for(lambda _: page.cards())[0]

    status, told = page.tried("click", channel=BACKEND, ts=card["ts"], action_id="no_such_button")

    assert status == 409
    assert "no longer there" in told["error"]


def test_a_form_that_slack_would_not_send_off_is_not_sent_off(page: Page) -> None:
    """What is wrong is told at its field, as Slack's own clients do; the bot hears nothing of it."""
    page.do("say", channel=BACKEND, text="/stack decide")
    form = page.wait_for(filled_form)

    page.do("submit", view=form["id"], typed={"title": "x" * 3_001, "choice": "Node", "why": "It fits."})

    errors = page.wait_for(lambda values: values[f"view/{form['id']}"]["errors"])
    sent = [one["name"] for key, one in page.values.items() if key.startswith("traffic/")]
    assert len(errors) == 1
    assert "view_submission" not in sent
    assert page.values[f"view/{form['id']}"]["open"]


def filled_form(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The form that is open, once it has its fields."""
    views = [one for key, one in values.items() if key.startswith("view/") and one["open"]]
    return next((one for one in views if any(block["type"] == "input" for block in one["body"]["blocks"])), None)


def test_hostile_text_is_kept_as_text(page: Page) -> None:
    """Markup is escaped, and nobody is called; fifty thousand characters arrive."""
    long = "x" * 50_000

    page.do("say", channel=BACKEND, text="<!channel> <script>alert(1)</script> \u202eback")
    page.do("say", channel=BACKEND, text=long)

    page.wait_for(lambda _: len(page.messages()) == 2)
    first, second = page.messages()
    assert first["text"] == "&lt;!channel&gt; &lt;script&gt;alert(1)&lt;/script&gt; \u202eback"
    assert second["text"] == long
