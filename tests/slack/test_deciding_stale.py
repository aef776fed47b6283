"""Buttons and forms that come late, again or in another order, and a database that can't be written meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.fake_slack import FakeSlack, Message, faults
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.test_deciding import TITLE, WHY, cards_of, fields, form, log
from tests.slack.watching import asked, told

VALUES = {"title": TITLE, "choice": "Python", "why": WHY}


def reason(slack: FakeSlack, user: str, card: Message, move: str) -> None:
    """Move a record by its card, and say why."""
    slack.click(user, card, f"decision_move_{move}")
    view = slack.wait_for(lambda: (view := slack.modal(user)) and "why" in fields(view) and view)
    assert slack.submit(user, view, {"why": "We left that market."}).ack().ok


@pytest.mark.parametrize("move", ["supersede", "deprecate"])
def test_a_button_of_a_record_that_is_out_of_force_says_what_is_possible(
    slack: FakeSlack, start: Start, ana: str, general: str, move: str
) -> None:
    """Pressed on a card that somebody still sees as it was; the reason that was typed stays in its form."""
    start()
    card = log(slack, ana, general)
    blocks = [dict(block) for block in card.blocks]
    reason(slack, ana, card, "deprecate")
    slack.wait_for(lambda: "Deprecated" in card.shown)
    card.blocks[:] = blocks

    slack.click(ana, card, f"decision_move_{move}")
    view = slack.wait_for(lambda: (view := slack.modal(ana)) and "why" in fields(view) and view)
    slack.submit(ana, view, {"why": "Again."} if move == "deprecate" else {**VALUES, "choice": "Node"}).ack()

    shown = "2 decisions" if move == "supersede" else "1 decision"
    assert ("final" in str(view.errors)) == (move == "deprecate")
    assert shown in asked(slack, ana, general, "decisions").shown
    slack.click(ana, card, "decision_move_history")
    assert told(slack, ana, "History of ADR-0001").shown.count("deprecated") == 1


def test_a_button_of_a_record_that_is_gone_says_so(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, general: str
) -> None:
    """As after a workspace was erased."""
    start()
    card = log(slack, ana, general)
    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("DELETE FROM decision_books")
        connection.commit()

    slack.click(ana, card, "decision_move_history")

    assert told(slack, ana, "not on record here")


def test_buttons_and_forms_may_come_again_in_any_order(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """After the record has moved on; nothing is written twice."""
    start(door)
    asked(slack, ana, general, "decide")
    view = form(slack, ana)
    sent = slack.submit(ana, view, VALUES)
    sent.ack()
    card = slack.wait_for(lambda: cards_of(slack, ana))[0]
    pressed = slack.click(ana, card, "decision_move_deprecate")
    why = slack.wait_for(lambda: (view := slack.modal(ana)) and "why" in fields(view) and view)
    reasoned = slack.submit(ana, why, {"why": "We left that market."})
    reasoned.ack()
    slack.wait_for(lambda: "Deprecated" in card.shown)

    for late in (reasoned, sent, pressed, sent, reasoned):
        assert slack.deliver_again(late)[0].ack().ok

    slack.click(ana, card, "decision_move_history")
    history = told(slack, ana, "History of ADR-0001").shown
    assert history.count("deprecated") == history.count("accepted") == 1
    assert len(cards_of(slack, ana)) == 1


def test_a_form_that_was_opened_before_a_restart_is_taken_after_it(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """All that it needs travels with it."""
    bot = start(door)
    asked(slack, ana, general, "decide")
    view = form(slack, ana)
    bot.stop()
    start(door)

    assert slack.submit(ana, view, VALUES).ack().ok

    assert not view.open
    assert slack.wait_for(lambda: cards_of(slack, ana))


def test_a_form_that_slack_does_not_open_is_said_to_come_too_late(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """And the next one opens."""
    start()
    slack.faults.plan("views.open", faults.error("expired_trigger_id"))

    asked(slack, ana, general, "decide")

    assert told(slack, ana, "too late")
    assert log(slack, ana, general)


def test_what_cannot_be_written_stays_in_the_form(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, general: str
) -> None:
    """The person is told and keeps what they typed; sent again, it is on record once."""
    start()
    asked(slack, ana, general, "decide")
    view = form(slack, ana)
    with closing(sqlite3.connect(tmp_path / "stackbot.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        slack.submit(ana, view, VALUES).ack(30)
        errors, still_open = dict(view.errors), view.open
        other.execute("ROLLBACK")

    slack.submit(ana, view, VALUES).ack()

    assert "title" in errors
    assert still_open
    assert not view.open
    assert len(slack.wait_for(lambda: cards_of(slack, ana))) == 1
