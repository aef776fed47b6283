"""`/stack settings`: when the bot speaks in a channel, and what administrators allow."""

import pytest

from bot.fake_slack import FakeSlack, Message
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import (
    FIGURE,
    PICK,
    PICKED,
    SMALL_TALK,
    UNANSWERED,
    UNCLEAR,
    answer,
    answers,
    asked,
    headline,
    told,
)

AGENTS = "We build LLM agents with RAG. Which backend?"
OFF, DENIED, SHARED = "turned off in this channel", "does not allow me", "other organisations"


def mention(slack: FakeSlack, user: str, channel: str, text: str = PICKED) -> str:
    """Mention the bot; the ts of the message, once it is acked."""
    said = slack.say(user, channel, f"{slack.mention} {text}")
    assert all(delivery.ack().ok for delivery in said.deliveries)
    return said


def spoken(slack: FakeSlack, channel: str) -> list[Message]:
    """What the bot said in a channel for everybody, after it answered a last question."""
    return [message for message in slack.messages(channel) if message.user == slack.bot_user]


def test_unless_told_otherwise_it_answers_mentions_alone(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """Not even in threads of its own."""
    start()
    ts = mention(slack, ana, general)
    card = answer(slack, general, ts)
    slack.say(ana, general, FIGURE, ts).deliveries[0].ack()

    last = answer(slack, general, mention(slack, ana, general))

    assert spoken(slack, general) == [card, last]


def test_follow_ups_are_answered_in_its_threads_without_a_mention(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """By anybody and with the context of the thread; thanks and threads of others are left alone."""
    start(door)
    asked(slack, ana, general, "settings follow-ups")
    ts = mention(slack, ana, general, AGENTS)
    answer(slack, general, ts)
    others = slack.say(ana, general, PICKED)
    slack.say(ben, general, FIGURE, others).deliveries[0].ack()

    for text in ("thanks a lot!", UNCLEAR):
        slack.say(ben, general, text, ts).deliveries[0].ack()

    assert headline(answer(slack, general, ts, 2)).startswith("Python")
    answer(slack, general, mention(slack, ana, general))
    assert len(answers(slack, general, ts)) == 2
    assert answers(slack, general, others) == []


def test_a_follow_up_knows_the_thread_that_was_read(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Where the bot was called into a thread of others, what they said is still known when they go on."""
    start()
    asked(slack, ana, general, "settings follow-ups")
    ts = slack.say(ana, general, "The product is a set of LLM agents with RAG.")
    slack.say(ana, general, f"{slack.mention} what do you think?", ts)
    answer(slack, general, ts)

    slack.say(ana, general, UNCLEAR, ts)

    assert headline(answer(slack, general, ts, 2)).startswith("Python")


def test_suggestions_are_made_unasked_where_the_pick_is_sure(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Talk, unclear questions and those without an answer stay without one."""
    start(door)
    asked(slack, ana, general, "settings suggest")
    silent = [slack.say(ana, general, text) for text in (SMALL_TALK, UNCLEAR, UNANSWERED)]
    said = slack.say(ana, general, PICKED)

    card = answer(slack, general, said)

    assert headline(card).startswith(PICK)
    answer(slack, general, mention(slack, ana, general))
    assert [answers(slack, general, ts) for ts in silent] == [[], [], []]
    assert slack.ephemerals(ana, general)[1:] == []


def test_turned_off_it_says_so_to_the_one_who_mentions_it(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Nothing is said in public; the command and direct messages go on."""
    start(door)
    asked(slack, ana, general, "settings off")

    mention(slack, ana, general)

    assert "/stack answers you privately" in told(slack, ana, OFF).shown
    assert spoken(slack, general) == []
    assert headline(asked(slack, ana, general, PICKED)).startswith(PICK)
    dm = slack.dm(ana)
    assert headline(answer(slack, dm, slack.say(ana, dm, PICKED))).startswith(PICK)


@pytest.mark.parametrize("words", ["settings", "settings off", "settings deny"])
def test_direct_messages_have_no_settings(slack: FakeSlack, start: Start, words: str, ana: str) -> None:
    """They are always answered, so no card pretends that they are not."""
    start(owners=ana)
    dm = slack.dm(ana)

    card = asked(slack, ana, dm, words)

    assert "Settings are for channels" in card.shown
    assert "silent" not in card.shown
    assert headline(answer(slack, dm, slack.say(ana, dm, PICKED))).startswith(PICK)


def test_the_menu_changes_the_mode_in_place_and_for_good(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The card shows the new mode and who chose it, and another start changes nothing."""
    bot = start(door)
    card = asked(slack, ana, general, "settings")

    slack.click(ana, card, "set_channel_mode", "off")

    slack.wait_for(lambda: card.versions)
    assert f"<@{ana}>" in card.shown
    bot.stop()
    start(door)
    mention(slack, ana, general)
    told(slack, ana, OFF)


@pytest.mark.parametrize("words", ["allow", "deny", "unlist", "shared on", "shared off"])
def test_only_owners_administer_channels(
    slack: FakeSlack, start: Start, words: str, ana: str, ben: str, general: str
) -> None:
    """Others are told so, and nothing changes."""
    start(owners=ben)

    refused, taken = asked(slack, ana, general, f"settings {words}"), asked(slack, ben, general, f"settings {words}")

    assert "Only the bot's owners" in refused.shown
    assert f"<@{ben}>" in taken.shown


def test_where_a_channel_is_denied_it_is_silent(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Until it is unlisted again; other channels go on."""
    start(owners=ben)
    other = slack.channel("other", members=[ana])
    asked(slack, ben, general, "settings deny")
    mention(slack, ana, general)
    told(slack, ana, DENIED)
    answer(slack, other, mention(slack, ana, other))

    asked(slack, ben, general, "settings unlist")

    ts = mention(slack, ana, general)
    answer(slack, general, ts)
    assert [message.thread for message in spoken(slack, general)] == [ts]


def test_where_one_channel_is_allowed_all_others_are_not(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """An allow list; direct messages are on none."""
    start(owners=ben)
    other = slack.channel("other", members=[ana])

    asked(slack, ben, general, "settings allow")

    mention(slack, ana, other)
    told(slack, ana, DENIED)
    answer(slack, general, mention(slack, ana, general))
    answer(slack, slack.dm(ana), slack.say(ana, slack.dm(ana), PICKED))
    assert spoken(slack, other) == []


def test_externally_shared_channels_wait_for_an_administrator(
    slack: FakeSlack, start: Start, door: Door, ben: str
) -> None:
    """People of another organisation read there, so it is silent until it is turned on, and again when turned off."""
    start(door, owners=ben)
    guest = slack.person("guest", team="T0OTHER")
    shared = slack.channel("shared", members=[ben, guest], ext_shared=True)
    mention(slack, ben, shared)
    told(slack, ben, SHARED)

    asked(slack, ben, shared, "settings shared on")
    ts = mention(slack, guest, shared)
    answer(slack, shared, ts)
    asked(slack, ben, shared, "settings shared off")
    mention(slack, ben, shared)

    slack.wait_for(lambda: len([one for one in slack.ephemerals(ben) if SHARED in one.shown]) > 1)
    assert [message.thread for message in spoken(slack, shared)] == [ts]


def test_a_follow_up_in_an_externally_shared_channel_is_left_alone(
    slack: FakeSlack, start: Start, ana: str, ben: str
) -> None:
    """What nobody asked for is not even noticed."""
    start(owners=ben)
    shared = slack.channel("shared", members=[ana, ben], ext_shared=True)
    asked(slack, ana, shared, "settings suggest")
    slack.say(ana, shared, PICKED).deliveries[0].ack()
    asked(slack, ben, shared, "settings shared on")

    answer(slack, shared, mention(slack, ana, shared))

    assert len(spoken(slack, shared)) == 1
