"""The checker of blocks finds what Slack would refuse, and nothing in what Slack takes."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks

from bot.fake_slack.limits import problems
from bot.fake_slack.limits.keys import IN_BLOCK, IN_ELEMENT

Json = Any

MODELS = [
    model
    for model in vars(blocks).values()
    if isinstance(getattr(model, "attributes", None), property)
    and getattr(model, "type", None) in IN_BLOCK | IN_ELEMENT
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "rows", "chart", "fields", "options", "element", "accessory"])
            | st.text(max_size=5),
            inner
            | st.sampled_from(["section", "table", "rich_text", "mrkdwn", "actions", "input", "data_visualization"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(text: str = "text") -> Json:
    """A section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def button(**other: Json) -> Json:
    """A button."""
    return {"type": "button", "action_id": "press", "text": plain("Press"), "value": "v", **other}


def select(count: int = 2, **other: Json) -> Json:
    """A menu."""
    options = [{"text": plain(f"Option {number}"), "value": f"{number}"} for number in range(count)]
    return {"type": "static_select", "action_id": "pick", "options": options, **other}


def actions(*elements: Json) -> Json:
    """A block of elements."""
    return {"type": "actions", "elements": list(elements)}


def table(rows: int = 2, columns: int = 2, text: str = "cell") -> Json:
    """A table."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


def chart(series: int = 1, categories: int = 2, **other: Json) -> Json:
    """A bar chart."""
    names = [f"Category {number}" for number in range(categories)]
    data = [{"label": name, "value": 1.5} for name in names]
    drawn = {
        "type": "bar",
        "series": [{"name": f"Series {number}", "data": data} for number in range(series)],
        "axis_config": {"categories": names, "y_label": "ms"},
    }
    return {"type": "data_visualization", "title": "Cold start", "chart": drawn, **other}


def rich(*parts: Json) -> Json:
    """A quote in rich text."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": list(parts)}]}


def thumbs(**other: Json) -> Json:
    """Feedback buttons in their block."""
    pair = {
        "type": "feedback_buttons",
        "action_id": "vote",
        "positive_button": {"text": plain("Good"), "value": "1"},
        "negative_button": {"text": plain("Bad"), "value": "0"},
    }
    return {"type": "context_actions", "elements": [{**pair, **other}]}


def message(*blocks: Json) -> Json:
    """A message."""
    return {"channel": "C1", "text": "text", "blocks": list(blocks)}


def modal(*blocks: Json, **other: Json) -> Json:
    """A modal."""
    held = {"title": plain("Title"), "submit": plain("Send"), "callback_id": "view"}
    return {"type": "modal", "blocks": list(blocks), **held, **other}


def typed(**other: Json) -> Json:
    """An input for text."""
    return {
        "type": "input",
        "label": plain("Label"),
        "element": {"type": "plain_text_input", "action_id": "say", **other},
    }


CONFIRM = {"title": plain("Sure?"), "text": plain("It is gone then."), "confirm": plain("Yes"), "deny": plain("No")}
RICH = {"type": "text", "text": "typed"}

TAKEN = [
    message(*[section()] * 50),
    message(section("x" * 3000), {"type": "divider"}, {"type": "header", "text": plain("x" * 150)}),
    message({"type": "context", "elements": [section()["text"]] * 10}),
    message(actions(*[button(action_id=f"a{number}") for number in range(25)])),
    message(actions(select(100, placeholder=plain("Choose")))),
    message(table(100, 20, "x"), chart(12, 20), chart()),
    message(rich(RICH), thumbs(), {"type": "markdown", "text": "# Title"}),
    message({"type": "section", "fields": [plain("x" * 1000)] * 10}),
    {"text": "text alone"},
    modal(*[section()] * 100),
    modal(typed(max_length=3000, multiline=True), private_metadata="x" * 3000),
    message(actions(button(style="danger", confirm={**CONFIRM, "style": "danger"}))),
    {"type": "home", "blocks": [section("x" * 3000)] * 20},
]

REFUSED = {
    "no text and no blocks": {"channel": "C1"},
    "blocks that are no list": {"text": "x", "blocks": {}},
    "51 blocks": message(*[section()] * 51),
    "a section of 3,001": message(section("x" * 3001)),
    "an empty section": message(section("")),
    "a section of nothing": message({"type": "section"}),
    "11 fields": message({"type": "section", "fields": [plain("x")] * 11}),
    "a field of 2,001": message({"type": "section", "fields": [plain("x" * 2001)]}),
    "verbatim plain text": message({"type": "section", "text": {**plain("x"), "verbatim": True}}),
    "a header of 151": message({"type": "header", "text": plain("x" * 151)}),
    "a header in mrkdwn": message({"type": "header", "text": section()["text"]}),
    "11 elements of context": message({"type": "context", "elements": [plain("x")] * 11}),
    "no element of context": message({"type": "context", "elements": []}),
    "26 actions": message(actions(*[button(action_id=f"a{number}") for number in range(26)])),
    "a label of 76": message(actions(button(text=plain("x" * 76)))),
    "an empty label": message(actions(button(text=plain("")))),
    "a value of 2,001": message(actions(button(value="x" * 2001))),
    "an address of 3,001": message(actions(button(url="x" * 3001))),
    "an unknown style": message(actions(button(style="huge"))),
    "a confirmation of 301": message(actions(button(confirm={"title": plain("t"), "text": plain("x" * 301)}))),
    "the same action id twice": message(actions(button()), actions(button())),
    "the same block id twice": message({**section(), "block_id": "b"}, {**section(), "block_id": "b"}),
    "an action id of 256": message(actions(button(action_id="x" * 256))),
    "a block id of 256": message({**section(), "block_id": "x" * 256}),
    "an unknown block": message({"type": "paragraph"}),
    "a block that is a text": message("section"),
    "an unknown element": message(actions({"type": "slider"})),
    "an input in actions": message(actions({"type": "plain_text_input"})),
    "101 options": message(actions(select(101))),
    "no options": message(actions(select(0))),
    "an option of 76": message(actions(select(options=[{"text": plain("x" * 76), "value": "v"}]))),
    "an option's value of 151": message(actions(select(options=[{"text": plain("x"), "value": "x" * 151}]))),
    "a choice that is no option": message(actions(select(initial_option={"text": plain("x"), "value": "x"}))),
    "11 radio buttons": message(actions({**select(11), "type": "radio_buttons"})),
    "6 options in an overflow": message(actions({**select(6), "type": "overflow"})),
    "a placeholder of 151": message(actions(select(placeholder=plain("x" * 151)))),
    "101 rows": message(table(101)),
    "21 columns": message(table(1, 21)),
    "two tables": message(table(), table()),
    "an empty cell": message(table(text="")),
    "a cell of blanks": message(table(text=" ")),
    "an empty rich cell": message({"type": "table", "rows": [[{"type": "rich_text", "elements": []}]]}),
    "an unknown cell": message({"type": "table", "rows": [[{"type": "mrkdwn", "text": "x"}]]}),
    "a table of 10,001": message(table(10, 10, "x" * 101)),
    "three charts": message(chart(), chart(), chart()),
    "a chart's title of 51": message(chart(title="x" * 51)),
    "13 series": message(chart(13)),
    "21 categories": message(chart(1, 21)),
    "an unknown chart": message(chart(chart={"type": "radar"})),
    "an empty rich text": message({"type": "rich_text", "elements": []}),
    "an empty text in rich text": message(rich({"type": "text", "text": ""})),
    "an unknown part of rich text": message(rich({"type": "mrkdwn", "text": "x"})),
    "6 icons": message({"type": "context_actions", "elements": [{"type": "icon_button", "text": plain("x")}] * 6}),
    "a button in context actions": message({"type": "context_actions", "elements": [button()]}),
    "one thumb": message(thumbs(negative_button=None)),
    "12,001 of markdown": message(*[{"type": "markdown", "text": "x" * 6001}] * 2),
    "13,001 in all": message(*[section("x" * 2601)] * 5),
    "101 blocks in a view": modal(*[section()] * 101),
    "a table in a view": modal(table()),
    "a modal's title of 25": modal(section(), title=plain("x" * 25)),
    "a modal without title": modal(section(), title=None),
    "a submit of 25": modal(section(), submit=plain("x" * 25)),
    "a close of 25": modal(section(), close=plain("x" * 25)),
    "metadata of 3,001": modal(section(), private_metadata="x" * 3001),
    "an input of 3,001": modal(typed(max_length=3001)),
    "an input without submit": {"type": "modal", "title": plain("Title"), "blocks": [typed()]},
    "feedback at home": {"type": "home", "blocks": [thumbs()]},
    "a field that sections don't have": message({**section(), "title": plain("x")}),
    "a field that buttons don't have": message(actions(button(description="x"))),
    "a field that options don't have": message(actions(select(options=[{"text": plain("x"), "value": "v", "id": 1}]))),
    "a field that confirmations don't have": message(actions(button(confirm={**CONFIRM, "cancel": plain("x")}))),
    "a field that views don't have": modal(section(), state={}),
    "a menu's confirmation of 301": message(actions(select(confirm={**CONFIRM, "text": plain("x" * 301)}))),
    "an external id of 256": modal(section(), external_id="x" * 256),
}


@pytest.mark.parametrize("taken", TAKEN, ids=range(len(TAKEN)))
def test_what_is_within_the_limits_has_no_problem(taken: Json) -> None:
    """The largest that Slack takes is taken."""
    assert problems(taken) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_beyond_a_limit_is_a_problem(name: str) -> None:
    """One step further is refused, for a reason that is told once at least."""
    assert problems(REFUSED[name])


def test_a_chart_label_beyond_its_limit_is_a_problem() -> None:
    """Labels of charts take 20 characters, wherever they stand."""
    drawn = chart()
    labelled = copy.deepcopy(drawn)
    labelled["chart"]["axis_config"]["categories"][0] = "x" * 21
    labelled["chart"]["series"][0]["data"][0]["label"] = "x" * 21

    assert problems(message(drawn)) == []
    assert len(problems(message(labelled))) == 2


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_field_that_slacks_own_library_sends_is_a_stray(model: type[Json]) -> None:
    """The fields we take of a block or an element are at least those that slack_sdk knows."""
    known = IN_BLOCK.get(model.type, frozenset()) | IN_ELEMENT.get(model.type, frozenset())

    assert {*model.attributes.fget(model.__new__(model))} <= known


@given(JSON)
def test_any_json_is_judged(blocks: Json) -> None:
    """Whatever the blocks are, the checker says what is wrong and never fails itself."""
    found = [problems({"text": "x", "blocks": blocks}), problems({"type": "modal", "blocks": [blocks]})]

    assert all(isinstance(one, str) for listed in found for one in listed)
