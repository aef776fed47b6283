"""The fake Slack refuses what Slack refuses: each limit, once kept and once passed."""

from copy import deepcopy
from typing import Any

import pytest

from bot.fake_slack.limits import problems

Json = dict[str, Any]


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _button(label: str = "Press", action_id: str = "press", **more: Any) -> Json:  # noqa: ANN401 - any JSON
    return {"type": "button", "text": _plain(label), "action_id": action_id, **more}


def _actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _table(*rows: list[str]) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text} for text in row] for row in rows]}


def _chart(title: str = "Cold start", labels: tuple[str, ...] = ("Python", "Node.js"), **more: Any) -> Json:  # noqa: ANN401
    data = [{"label": label, "value": 1.0} for label in labels]
    axis = {"categories": list(labels)}
    chart = {"type": "bar", "series": [{"name": "ms", "data": data}], "axis_config": axis, **more}
    return {"type": "data_visualization", "title": title, "chart": chart}


def _feedback(label: str = "Helpful") -> Json:
    thumbs = {name: {"text": _plain(label), "value": name} for name in ("positive_button", "negative_button")}
    return {"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "vote", **thumbs}]}


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


TAKEN = {
    "section": [_section("x" * 3000)],
    "header": [{"type": "header", "text": _plain("x" * 150)}],
    "blocks": [{"type": "divider"}] * 50,
    "actions": [_actions(*(_button(action_id=str(number)) for number in range(25)))],
    "button": [_actions(_button("x" * 75, value="v" * 2000))],
    "table": [_table(*(["x"] * 20 for _ in range(100)))],
    "chart": [_chart("x" * 50, tuple("abcdefghijklmnopqrst")), _chart()],
    "feedback": [_feedback("x" * 75)],
    "context": [{"type": "context", "elements": [_plain("x")] * 10}],
}
REFUSED = {
    "section": [_section("x" * 3001)],
    "empty text": [_section("")],
    "header": [{"type": "header", "text": _plain("x" * 151)}],
    "header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "blocks": [{"type": "divider"}] * 51,
    "actions": [_actions(*(_button(action_id=str(number)) for number in range(26)))],
    "no actions": [_actions()],
    "same action": [_actions(_button(), _button())],
    "button": [_actions(_button("x" * 76))],
    "value": [_actions(_button(value="v" * 2001))],
    "rows": [_table(*(["x"] for _ in range(101)))],
    "columns": [_table(["x"] * 21)],
    "empty cell": [_table(["x", ""])],
    "tables": [_table(["x"]), _table(["y"])],
    "chart's title": [_chart("x" * 51)],
    "chart's labels": [_chart(labels=("x" * 21, "y"))],
    "charts": [_chart(), _chart(), _chart()],
    "categories": [_chart(axis_config={"categories": ["Python"]})],
    "feedback": [_feedback("x" * 76)],
    "context": [{"type": "context", "elements": [_plain("x")] * 11}],
    "unknown": [{"type": "hologram"}],
    "no object": ["divider"],
    "too long": [_section("x" * 3000)] * 5,
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_within_the_limits_is_taken(name: str) -> None:
    """The most that Slack takes is taken."""
    assert problems({"text": "Hello", "blocks": deepcopy(TAKEN[name])}) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_beyond_a_limit_is_refused(name: str) -> None:
    """One more than Slack takes is not."""
    assert problems({"text": "Hello", "blocks": deepcopy(REFUSED[name])}) != []
