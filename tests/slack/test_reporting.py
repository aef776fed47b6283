"""When Slack refuses a message for good: another way to the person, and a word to the owner, once."""

import pytest

from bot.fake_slack import FakeSlack, Message, faults
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import FIGURE, PICK, PICKED, answer, asked, headline


def reports(slack: FakeSlack, owner: str) -> list[Message]:
    """What an owner was told in their direct messages."""
    return [message for message in slack.messages(slack.dm(owner)) if "Slack refuses" in message.shown]


def mention(slack: FakeSlack, user: str, channel: str, text: str = PICKED) -> str:
    """Mention the bot, and wait for the acks."""
    said = slack.say(user, channel, f"{slack.mention} {text}")
    assert all(delivery.ack().ok for delivery in said.deliveries)
    return said


def test_the_owner_hears_once_of_a_channel_that_is_archived(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """However many messages it refuses; the reason is Slack's own word."""
    start(door, owners=ben)
    slack.channels[general].archived = True
    for _ in range(3):
        mention(slack, ana, general)

    slack.wait_for(lambda: len(list(slack.calls("chat.postMessage", general))) == 3)

    (report,) = slack.wait_for(lambda: reports(slack, ben))
    assert "is_archived" in report.shown
    assert general in report.shown
    answer(slack, slack.dm(ben), slack.say(ben, slack.dm(ben), FIGURE))
    assert reports(slack, ben) == [report]


@pytest.mark.parametrize("error", ["not_in_channel", "missing_scope", "restricted_action", "channel_not_found"])
def test_every_lasting_refusal_is_reported(
    slack: FakeSlack, start: Start, error: str, ana: str, ben: str, general: str
) -> None:
    """Kicked, without a scope, or not allowed to post."""
    start(owners=ben)
    slack.faults.plan("chat.postMessage", faults.error(error), channel=general, times=None)

    mention(slack, ana, general)

    assert error in slack.wait_for(lambda: reports(slack, ben))[0].shown


def test_each_channel_and_each_reason_is_reported(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Another channel is another trouble."""
    start(owners=ben)
    other = slack.channel("other", members=[ana])
    slack.faults.plan("chat.postMessage", faults.error("is_archived"), channel=general)
    slack.faults.plan("chat.postMessage", faults.error("not_in_channel"), channel=general)
    slack.faults.plan("chat.postMessage", faults.error("is_archived"), channel=other)

    for channel in (general, general, other):
        mention(slack, ana, channel)

    slack.wait_for(lambda: len(reports(slack, ben)) == 3)


def test_who_asked_gets_the_answer_another_way(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Every request ends in a message, so where the thread is closed to us it comes directly."""
    start(owners=ben)
    slack.faults.plan("chat.postMessage", faults.error("not_in_channel"), channel=general, times=None)

    mention(slack, ana, general)

    direct = slack.wait_for(lambda: slack.messages(slack.dm(ana)))[0]
    assert headline(direct).startswith(PICK)


def test_without_an_owner_nobody_is_told(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """The log and `stackbot outbox` have it."""
    start()
    slack.faults.plan("chat.postMessage", faults.error("is_archived"), channel=general)
    refused = mention(slack, ana, general)

    answer(slack, general, mention(slack, ana, general, FIGURE))

    assert len(slack.messages(general, refused)) == 1
    assert [one.args["channel"] for one in slack.calls("chat.postMessage") if one.channel != general] in ([], [ana])


@pytest.mark.parametrize("switch", ["refuse_newer_blocks", "refuse_all_blocks"])
def test_a_card_that_slack_does_not_take_goes_out_simpler(
    slack: FakeSlack, start: Start, switch: str, ana: str, ben: str, general: str
) -> None:
    """Without the newer blocks, then as text: never nothing, and nothing to report."""
    start(owners=ben)
    setattr(slack, switch, True)

    card = answer(slack, general, mention(slack, ana, general, FIGURE))

    assert "250" in card.shown
    assert "cold-start" in card.shown
    asked(slack, ana, general, "help")
    assert reports(slack, ben) == []
