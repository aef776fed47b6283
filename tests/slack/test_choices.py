"""Buttons under an answer: choosing, the nearest entries, sharing, and asking a human."""

import json
from threading import Event

import pytest

from bot.fake_slack import FakeSlack, faults
from bot.fake_slack.faults import Fault
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import (
    PICK,
    PICKED,
    UNANSWERED,
    UNCLEAR,
    answer,
    asked,
    buttons,
    headline,
    name_of,
    told,
)


def test_a_choice_settles_an_unclear_question_in_its_place(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The card that asked back becomes the answer, and nothing else is posted."""
    start(door)
    said = slack.say(ana, general, f"{slack.mention} {UNCLEAR}")
    card = answer(slack, general, said)

    slack.click(ana, card, "choose_1")

    slack.wait_for(lambda: card.versions)
    assert headline(card).startswith("Python")
    assert len(slack.messages(general, said)) == 2


def test_a_choice_in_a_private_card_is_answered_in_its_place(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The card of a command can be replaced once something in it was pressed."""
    start(door)
    card = asked(slack, ana, general, UNCLEAR)

    slack.click(ana, card, "choose_3")

    slack.wait_for(lambda: card.versions)
    assert headline(card).startswith("Full-stack JavaScript team")
    assert "share_answer" in buttons(card)
    assert slack.ephemerals(ana) == [card]


def test_one_of_the_nearest_entries_is_shown_in_the_place_of_the_card(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """It is asked for by its title, so the answer can be voted on and explained as any other."""
    start()
    card = asked(slack, ana, general, UNANSWERED)
    before = name_of(card)

    slack.click(ana, card, "nearest_1")

    slack.wait_for(lambda: card.versions)
    assert "Memory (idle worker)" in card.shown
    assert name_of(card) != before


def test_a_click_delivered_again_changes_nothing_more(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """One press, one answer."""
    start()
    said = slack.say(ana, general, f"{slack.mention} {UNCLEAR}")
    card = answer(slack, general, said)
    click = slack.click(ana, card, "choose_1")
    assert all(one.ack().ok for one in slack.deliver_again(click, times=3))
    later = slack.say(ana, general, f"{slack.mention} {PICKED}")

    answer(slack, general, later)

    assert len(card.versions) == 1


def test_a_private_answer_is_shared_once(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """Everybody in the channel then sees the answer, who shared it, and no button to share it again."""
    start(door)
    card = asked(slack, ana, general, PICKED)

    slack.click(ana, card, "share_answer")
    shared = slack.wait_for(lambda: slack.messages(general))[0]
    later = slack.say(ana, general, f"{slack.mention} {PICKED}")
    answer(slack, general, later)  # what was sent to the channel before is settled by now
    slack.click(ana, card, "share_answer")

    told(slack, ana, "was shared here before")
    assert [one for one in slack.messages(general) if "shared this answer" in one.shown] == [shared]
    assert f"<@{ana}> shared this answer" in shared.shown
    assert headline(shared).startswith(PICK)
    assert buttons(shared) == ["log_decision_from_answer", "answer_feedback"]
    assert shared in slack.seen_by(ben)


@pytest.mark.parametrize("fault", [faults.dropped(), faults.status(503), faults.error("expired_url")])
def test_a_share_that_may_not_have_arrived_is_told_and_can_be_repeated(
    slack: FakeSlack, start: Start, fault: Fault, ana: str, general: str
) -> None:
    """The sharer hears of it directly, for the way by which it went may be closed; another press shares again."""
    start()
    card = asked(slack, ana, general, PICKED)
    slack.faults.plan("response_url", fault)

    slack.click(ana, card, "share_answer")

    (notice,) = slack.wait_for(lambda: slack.messages(slack.dm(ana)))
    assert "may not have arrived" in notice.shown
    assert PICKED in notice.shown
    assert slack.messages(general) == []
    slack.click(ana, card, "share_answer")
    assert headline(slack.wait_for(lambda: slack.messages(general))[0]).startswith(PICK)


def test_an_answer_on_its_way_is_not_shared_again(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Nothing is said of the share but what is known of it."""
    start()
    card = asked(slack, ana, general, PICKED)
    released, held = Event(), Event()
    slack.faults.plan("response_url", faults.slow(released, held))
    slack.click(ana, card, "share_answer")
    assert held.wait(10)

    slack.click(ana, card, "share_answer")

    told(slack, ana, "on its way here already")
    released.set()
    slack.wait_for(lambda: slack.messages(general))
    asked(slack, ana, general, "help")
    assert len(slack.messages(general)) == 1


def test_an_answer_is_shared_where_the_bot_is_no_member(slack: FakeSlack, start: Start, ana: str) -> None:
    """Slack lets a command's app speak there, in answer to the person."""
    start()
    random = slack.channel("random", members=[ana], bot=False)

    slack.click(ana, asked(slack, ana, random, PICKED), "share_answer")

    shared = slack.wait_for(lambda: slack.messages(random))[0]
    assert headline(shared).startswith(PICK)


def test_nothing_is_shared_where_the_bot_is_turned_off(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """The one who tried is told why."""
    start()
    card = asked(slack, ana, general, PICKED)
    asked(slack, ana, general, "settings off")

    slack.click(ana, card, "share_answer")

    told(slack, ana, "turned off in this channel")
    assert slack.messages(general) == []


@pytest.mark.parametrize("member", [True, False])
def test_nothing_is_shared_where_other_organisations_read(
    slack: FakeSlack, start: Start, door: Door, member: bool, ana: str, ben: str
) -> None:
    """Also where no message was heard before; once an owner turned the channel on, it is."""
    start(door, owners=ben)
    shared = slack.channel("shared", members=[ana, ben], bot=member, ext_shared=True)
    card = asked(slack, ana, shared, PICKED)
    slack.click(ana, card, "share_answer")
    told(slack, ana, "other organisations")
    assert slack.messages(shared) == []
    asked(slack, ben, shared, "settings shared on")

    slack.click(ana, card, "share_answer")

    assert headline(slack.wait_for(lambda: slack.messages(shared))[0]).startswith(PICK)


def test_a_human_is_asked_once_in_the_channel_of_those_who_help(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The group is mentioned with the question and who asks; whoever presses again hears that it was brought there."""
    helpers = slack.channel("helpers")
    start(door, help_channel=helpers, help_group="S0HELP")
    card = asked(slack, ana, general, UNANSWERED)

    slack.click(ana, card, "ask_a_human")
    told(slack, ana, "brought to")
    slack.click(ana, card, "ask_a_human")

    slack.wait_for(lambda: len([one for one in slack.ephemerals(ana) if "brought to" in one.shown]) == 2)
    (call,) = slack.wait_for(lambda: slack.messages(helpers))
    assert call.shown == f"<!subteam^S0HELP> <@{ana}> asks what I could not answer:\n{UNANSWERED}"


def test_without_a_channel_for_help_the_owner_is_asked(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """In their direct messages, also from a public thread."""
    start(owners=ben)
    said = slack.say(ana, general, f"{slack.mention} {UNANSWERED}")

    slack.click(ana, answer(slack, general, said), "ask_a_human")

    (call,) = slack.wait_for(lambda: slack.messages(slack.dm(ben)))
    assert UNANSWERED in call.shown
    assert "owner" in told(slack, ana, "brought to").shown


def test_it_is_said_that_a_human_was_asked_once_it_is_so(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """While Slack does not answer nobody knows; whoever presses again hears that, and no second call is made."""
    helpers = slack.channel("helpers")
    start(help_channel=helpers)
    card = asked(slack, ana, general, UNANSWERED)
    released, held = Event(), Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held))
    slack.click(ana, card, "ask_a_human")
    assert held.wait(10)

    slack.click(ana, card, "ask_a_human")

    told(slack, ana, "on its way to somebody")
    assert not [one for one in slack.ephemerals(ana) if "brought to" in one.shown]
    released.set()
    told(slack, ana, "brought to")
    assert len(slack.messages(helpers)) == 1


@pytest.mark.parametrize("fault", [faults.error("is_archived"), faults.dropped()])
def test_the_owner_is_asked_where_the_channel_for_help_does_not_get_it(  # fixtures
    slack: FakeSlack, start: Start, fault: Fault, ana: str, ben: str, general: str
) -> None:
    """Once, and the person hears who it was; one who presses again hears the same."""
    helpers = slack.channel("helpers")
    start(owners=ben, help_channel=helpers)
    slack.faults.plan("chat.postMessage", fault, channel=helpers)
    slack.faults.plan("conversations.history", faults.error("missing_scope"), channel=helpers)
    card = asked(slack, ana, general, UNANSWERED)

    slack.click(ana, card, "ask_a_human")

    assert "owner" in told(slack, ana, "brought to").shown
    slack.click(ana, card, "ask_a_human")
    slack.wait_for(lambda: len([one for one in slack.ephemerals(ana) if "owner" in one.shown]) == 2)
    calls = [one for one in slack.messages(slack.dm(ben)) if UNANSWERED in one.shown]
    assert len(calls) == 1
    assert slack.messages(helpers) == []


def test_who_asked_hears_that_nobody_could_be_reached(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Neither the channel nor the owner; to press again changes nothing."""
    start(owners=ben, help_channel="C0NOWHERE")
    slack.faults.plan("chat.postMessage", faults.error("account_inactive"), channel=ben, times=None)
    card = asked(slack, ana, general, UNANSWERED)

    slack.click(ana, card, "ask_a_human")

    told(slack, ana, "could not bring your question to anybody")
    slack.click(ana, card, "ask_a_human")
    slack.wait_for(lambda: len([one for one in slack.ephemerals(ana) if "could not bring" in one.shown]) == 2)
    assert not [one for one in slack.messages(slack.dm(ben)) if UNANSWERED in one.shown]


def test_no_human_is_offered_where_there_is_none(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Without owners and help channel there is nobody whom the button could reach."""
    start()

    card = asked(slack, ana, general, UNANSWERED)

    assert "ask_a_human" not in buttons(card)


@pytest.mark.parametrize("action", ["share_answer", "choose_1", "nearest_1", "ask_a_human", "answer_feedback"])
def test_a_button_of_an_answer_that_is_gone_says_so(
    slack: FakeSlack, start: Start, action: str, ana: str, ben: str, general: str
) -> None:
    """Buttons stay in Slack longer than answers are kept; a press ends in a message all the same."""
    start(owners=ben)
    cards = [asked(slack, ana, general, text) for text in (PICKED, UNCLEAR, UNANSWERED)]
    card = next(one for one in cards if action in buttons(one))
    asked(slack, ana, general, "forget me")

    slack.click(ana, card, action, f"helpful:{name_of(card)}" if action == "answer_feedback" else None)

    told(slack, ana, "I don't keep that answer any more")


def test_a_button_with_a_strange_value_does_nothing(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Nobody but us makes these values, yet nothing breaks."""
    start()
    payload = slack.click(ana, asked(slack, ana, general, UNCLEAR), "choose_2").payload
    values = ("", "null", "[]", "{", '{"q": 1}', '{"q": "0000000000", "n": true}', '{"n": 1}')
    pressed = [{**payload["actions"][0], "value": value, "action_ts": slack.next_ts()} for value in values]

    deliveries = [slack.deliver("interactive", {**payload, "actions": [one]}) for one in pressed]

    assert [delivery.ack().status for delivery in deliveries] == [200] * len(values)


def test_a_number_beyond_the_choices_is_refused(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """The person is asked to ask again."""
    start()
    card = asked(slack, ana, general, UNCLEAR)
    payload = slack.click(ana, card, "choose_2").payload
    slack.wait_for(lambda: card.versions)
    value = {**json.loads(payload["actions"][0]["value"]), "n": 99}
    pressed = {**payload["actions"][0], "value": json.dumps(value), "action_ts": slack.next_ts()}

    slack.deliver("interactive", {**payload, "actions": [pressed]})

    told(slack, ana, "Please ask again")
