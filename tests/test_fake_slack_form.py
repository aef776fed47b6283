"""What the fake Slack says of a modal's inputs before it sends anything."""

from typing import Any

import pytest

from bot.fake_slack import View
from bot.fake_slack.form import complaints
from bot.fake_slack.payloads import state

OPTIONS = [{"text": {"type": "plain_text", "text": text}, "value": text.lower()} for text in ("Node", "Python")]
REQUIRED = "Please complete this required field."


def modal(**other: object) -> View:
    """A modal with a menu that must be used, and a text that need not be there; `other` is the text's element."""
    menu = {"type": "static_select", "action_id": "pick", "options": OPTIONS}
    text = {"type": "plain_text_input", "action_id": "reason", **other}
    blocks = [
        {"type": "section", "block_id": "intro"},
        {"type": "input", "block_id": "what", "element": menu},
        {"type": "input", "block_id": "why", "element": text, "optional": True},
    ]
    return View("V1", "U0ANA", {"type": "modal", "blocks": blocks}, "hash")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, {"what": REQUIRED}),
        ({"pick": "node"}, {}),
        ({"what": "node", "why": ""}, {}),
        ({"pick": "node", "reason": "ab"}, {"why": "Please enter at least 3 characters."}),
        ({"reason": "abcdef"}, {"what": REQUIRED, "why": "Please enter at most 5 characters."}),
        ({"pick": "node", "reason": "abcde"}, {}),
    ],
)
def test_inputs_are_filled_before_they_are_sent(values: dict[str, Any], said: dict[str, str]) -> None:
    """What is required is there, and texts are as long as they may be; each complaint names its block."""
    assert complaints(modal(min_length=3, max_length=5), values) == said


def test_what_a_modal_begins_with_counts() -> None:
    """An initial value is sent where nobody typed another; one that was cleared is not."""
    begun = modal(initial_value="ab", min_length=3)

    assert complaints(begun, {"pick": "node"}) == {"why": "Please enter at least 3 characters."}
    assert complaints(begun, {"pick": "node", "why": None}) == {}


@pytest.mark.parametrize(
    ("element", "value", "sent"),
    [
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "datepicker", "initial_date": "2026-12-01"}, "", {"selected_date": None}),
        ({"type": "static_select", "options": OPTIONS}, "", {"selected_option": None}),
        ({"type": "multi_users_select", "initial_users": ["U0ANA"]}, None, {"selected_users": []}),
        ({"type": "multi_users_select"}, "U0ANA", {"selected_users": ["U0ANA"]}),
        ({"type": "checkboxes", "options": OPTIONS}, ["node"], {"selected_options": OPTIONS[:1]}),
    ],
)
def test_what_was_cleared_is_null(element: dict[str, Any], value: object, sent: dict[str, Any]) -> None:
    """Slack sends no empty text; of several things it sends a list, empty or not."""
    view = View(
        "V1", "U0ANA", {"blocks": [{"type": "input", "block_id": "b", "element": element | {"action_id": "a"}}]}, ""
    )

    assert state(view, {"a": value}) == {"b": {"a": {"type": element["type"], **sent}}}


@pytest.mark.parametrize(
    ("kind", "initial"),
    [
        ("datetimepicker", {"initial_date_time": 1_764_000_000}),
        ("channels_select", {"initial_channel": "C0GENERAL"}),
        ("multi_conversations_select", {"initial_conversations": ["C0GENERAL"]}),
    ],
)
def test_what_an_input_begins_with_is_sent(kind: str, initial: dict[str, Any]) -> None:
    """Whatever kind it is of."""
    element = {"type": kind, "action_id": "a", **initial}
    view = View("V1", "U0ANA", {"blocks": [{"type": "input", "block_id": "b", "element": element}]}, "")

    assert [*initial.values()] == [value for name, value in state(view, {})["b"]["a"].items() if name != "type"]


def test_there_is_no_such_input() -> None:
    """As when it is sent."""
    with pytest.raises(LookupError):
        complaints(modal(), {"nothing": "x"})
    with pytest.raises(LookupError):
        complaints(modal(), {"pick": "rust"})
