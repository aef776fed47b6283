"""Forms that hold what another release wrote, or what only the bot should have: nothing breaks, nothing leaks.

Slack gives a form back as it was opened, so what stands here is seen while two releases are at work, or by who could
forge a form.
"""

import json
from typing import Any

import pytest

from bot.fake_slack import FakeSlack, Message, View
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.test_deciding import TITLE, WHY, fields, form, log
from tests.slack.test_private_decisions import logged
from tests.slack.watching import asked

FILLED = {"title": TITLE, "choice": "Python", "why": WHY}
UNREADABLE = (
    "",
    "null",
    "[" * 3000,
    '{"decision": 7, "move": "reject", "revision": "1"}',
    '{"decision": {"a": 1}, "move": "erase", "revision": []}',
    '{"form": "f", "drafted": null}',
    '{"form": "f", "drafted": {"title": 7}}',
    '{"form": 7}',
    '{"form": "f", "of_a_later_release": 1}',
)


def pressed(slack: FakeSlack, user: str, card: Message, move: str) -> View:
    """The form that a button of a card opens."""
    slack.click(user, card, f"decision_move_{move}")
    return slack.wait_for(lambda: (view := slack.modal(user)) and fields(view).keys() & {"why", "title"} and view)


@pytest.mark.parametrize("held", UNREADABLE)
@pytest.mark.parametrize("kind", ["log", "deprecate", "edit"])
def test_a_form_that_cannot_be_read_stays_open_with_what_was_typed(
    slack: FakeSlack, start: Start, ana: str, general: str, kind: str, held: str
) -> None:
    """It says what to do, and nothing is written."""
    start(Door.HTTP)
    card = log(slack, ana, general)
    if kind == "log":
        asked(slack, ana, general, "decide")
        view, values = form(slack, ana), FILLED
    else:
        view, values = pressed(slack, ana, card, kind), {"deprecate": {"why": "x"}, "edit": {"edit_why": "x"}}[kind]
    view.body["private_metadata"] = held

    slack.submit(ana, view, values).ack()

    assert view.open
    assert "open it again" in str(view.errors)
    assert "1 decision" in asked(slack, ana, general, "decisions status:accepted").shown


def forged(body: dict[str, Any], decision: str) -> str:
    """What a form holds, with another record in its place."""
    return json.dumps({**json.loads(body["private_metadata"]), "decision": decision})


@pytest.mark.parametrize("kind", ["deprecate", "edit"])
def test_a_form_names_no_private_record_to_who_may_not_move_it(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str, kind: str
) -> None:
    """Neither its number nor its people, whatever the form says of where it belongs."""
    start(Door.HTTP)
    secret = slack.channel("secret", "private", members=[ana])
    card = logged(slack, ana, secret)
    decision = next(one["value"] for block in card.blocks for one in block.get("elements", []) if "value" in one)
    view = pressed(slack, ben, log(slack, ben, general, choice="Node", topic="custom:other"), kind)
    view.body["private_metadata"] = forged(view.body, decision)

    slack.submit(ben, view, {"deprecate": {"why": "x"}, "edit": {"edit_why": "x"}}[kind]).ack()

    assert "not on record here" in str(view.errors)
    assert "ADR-0001" not in str(view.errors)
    assert ana not in str(view.errors)
