"""Mentions and direct messages: answered once, in their thread; what is not meant for the bot, never."""

from collections.abc import Sequence

import pytest

from bot.fake_slack import FakeSlack, faults
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import FIGURE, PICK, PICKED, UNCLEAR, answer, answers, buttons, headline, name_of

MENTION, MESSAGE = "app_mention", "message"


def test_a_mention_is_answered_in_its_thread(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The card stands under the mention, and there is nothing to share, for everybody sees it."""
    start(door)
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")

    card = answer(slack, general, said)

    assert (card.thread_ts, headline(card).startswith(PICK)) == (said, True)
    assert buttons(card) == ["log_decision_from_answer", "answer_feedback"]
    assert all(one.ack().ok for one in said.deliveries)


@pytest.mark.parametrize("order", [(MENTION, MESSAGE), (MESSAGE, MENTION), (MENTION,), (MESSAGE,)])
def test_a_mention_is_answered_once_however_it_arrives(
    slack: FakeSlack, start: Start, order: Sequence[str], ana: str, general: str
) -> None:
    """Slack tells of a mention as two events, in any order, and where a scope was declined as one."""
    start()
    said = slack.say(ana, general, f"{slack.mention} {PICKED}", order=order)
    assert all(delivery.ack().ok for delivery in said.deliveries)
    later = slack.say(ana, general, f"{slack.mention} {FIGURE}", order=order)

    answer(slack, general, later)

    assert len(answers(slack, general, said)) == 1


def test_a_message_delivered_again_and_again_is_answered_once(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """With the same event id, with others, and both at once."""
    start(door)
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    again = [
        copy
        for delivery in said.deliveries
        for copy in (
            *slack.deliver_again(delivery, times=3),
            *slack.deliver_again(delivery, same_event_id=False, times=3),
        )
    ]
    assert all(copy.ack().ok for copy in again)
    later = slack.say(ana, general, f"{slack.mention} {FIGURE}")

    answer(slack, general, later)

    assert len(answers(slack, general, said)) == 1


def test_a_direct_message_is_answered_and_its_thread_keeps_the_context(
    slack: FakeSlack, start: Start, door: Door, ana: str
) -> None:
    """What was said first in a thread settles what is asked next in it, but nothing asked elsewhere."""
    start(door)
    dm = slack.dm(ana)
    said = slack.say(ana, dm, "We build LLM agents with RAG. Which backend?")
    answer(slack, dm, said)
    slack.say(ana, dm, UNCLEAR, said)
    elsewhere = slack.say(ana, dm, UNCLEAR)

    in_thread, without = answer(slack, dm, said, 2), answer(slack, dm, elsewhere)

    assert headline(in_thread).startswith("Python")
    assert "choose_1" in buttons(without)


def test_a_greeting_gets_help(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """In a direct message and in a mention, where there is nothing to answer yet."""
    start()
    dm = slack.dm(ana)
    direct = [slack.say(ana, dm, text) for text in ("hi", "Hello", "help", "?")]
    mention = slack.say(ana, general, f"{slack.mention} Hey")

    cards = [*(answer(slack, dm, said) for said in direct), answer(slack, general, mention)]

    assert [card.shown for card in cards if "Ask me which backend stack" not in card.shown] == []


@pytest.mark.parametrize("before", ["", "/stack ", "/STACK  "])
def test_the_commands_words_work_in_direct_messages(slack: FakeSlack, start: Start, before: str, ana: str) -> None:
    """Also as they are typed elsewhere, nearly right, and in a thread; settings are of channels, so it says where."""
    start()
    dm = slack.dm(ana)
    card = answer(slack, dm, slack.say(ana, dm, before + PICKED))
    words = {
        "help": "Ask me which backend stack",
        "privacy": "erases all of yours at once",
        "gaps": "Only the bot's owners",
        f"why {name_of(card)}": "matrix.ai-plus-real-time",
        "why": "/stack why &lt;answer&gt;",
        "forget": "/stack forget me",
        "settings": "/stack settings",
    }

    said = {word: slack.say(ana, dm, before + word) for word in words}
    shown = {word: answer(slack, dm, ts).shown for word, ts in said.items()}

    assert headline(card).startswith(PICK)
    assert {word: shown[word] for word in words if words[word] not in shown[word]} == {}
    assert not any("Helpful" in text for text in shown.values())


def test_forget_me_works_in_a_direct_message(slack: FakeSlack, start: Start, door: Door, ana: str) -> None:
    """It erases and says so, once, and what is said afterwards is kept again."""
    start(door)
    dm = slack.dm(ana)
    card = answer(slack, dm, slack.say(ana, dm, PICKED))
    said = slack.say(ana, dm, "Forget me!")
    told = answer(slack, dm, said)

    for delivery in said.deliveries:
        slack.deliver_again(delivery, times=2)
    gone = answer(slack, dm, slack.say(ana, dm, f"why {name_of(card)}"))
    later = answer(slack, dm, slack.say(ana, dm, PICKED))

    assert "are erased" in told.shown
    assert "I don't keep that answer" in gone.shown
    assert headline(later).startswith(PICK)
    assert len(answers(slack, dm, said)) == 1


def test_words_are_heard_when_questions_are_too_many(slack: FakeSlack, start: Start, ana: str) -> None:
    """Whoever asked too much can still be forgotten."""
    start(rate_person="1")
    dm = slack.dm(ana)
    answer(slack, dm, slack.say(ana, dm, PICKED))
    refused = answer(slack, dm, slack.say(ana, dm, FIGURE))

    told = answer(slack, dm, slack.say(ana, dm, "forget me"))

    assert "a lot of questions" in refused.shown
    assert "are erased" in told.shown


def test_a_mention_without_words_gets_help(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """There is nothing to answer."""
    start()
    said = slack.say(ana, general, slack.mention)

    card = answer(slack, general, said)

    assert "Ask me which backend stack" in card.shown


def test_a_direct_message_without_words_ends_in_a_message_too(
    slack: FakeSlack, start: Start, door: Door, ana: str
) -> None:
    """A file, for example, in the thread that it begins."""
    start(door)
    dm, ts = slack.dm(ana), slack.next_ts()
    file = {"type": "message", "subtype": "file_share", "files": [{"id": "F1"}], "text": "", "user": ana}
    slack.event({**file, "channel": dm, "channel_type": "im", "ts": ts}, dm)

    assert "There is no text in that message" in answer(slack, dm, ts).shown


def test_a_mention_in_what_somebody_does_is_answered(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """`/me` makes a message of another kind, which is a person's all the same."""
    start()
    ts = slack.next_ts()
    said = {"type": "message", "subtype": "me_message", "user": ana, "text": f"asks {slack.mention} {PICKED}", "ts": ts}

    slack.event({**said, "channel": general, "channel_type": "channel"}, general)

    assert headline(answer(slack, general, ts)).startswith(PICK)


@pytest.mark.parametrize("kind", ["private", "mpim"])
def test_a_mention_is_answered_in_a_conversation_that_is_not_public(
    slack: FakeSlack, start: Start, kind: str, ana: str
) -> None:
    """Private channels and group messages, as public ones."""
    start()
    where = slack.channel("inner", kind, members=[ana])
    said = slack.say(ana, where, f"so {slack.mention} what would you say: {PICKED}")

    card = answer(slack, where, said)

    assert headline(card).startswith(PICK)


def test_what_is_not_meant_for_the_bot_stays_without_an_answer(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """Talk, threads of others, edits, joins, other bots and its own posts: all acked, none answered."""
    start(door)
    talk = slack.say(ana, general, PICKED)
    slack.say(ben, general, FIGURE, talk)
    edited = slack.edit(ana, general, talk, f"{slack.mention} {PICKED}")
    slack.join(slack.person("cy"), general)
    bot = {"type": "message", "channel": general, "channel_type": "channel", "ts": slack.next_ts(), "bot_id": "B0OTHER"}
    other = slack.event({**bot, "user": "U0OTHER", "text": f"{slack.mention} {PICKED}"}, general)
    direct = slack.dm(ana)
    own = slack.event({**bot, "user": slack.bot_user, "text": PICKED, "channel": direct, "channel_type": "im"}, direct)
    asked = slack.say(ana, general, f"{slack.mention} {PICKED}")

    answer(slack, general, asked)

    assert all(delivery.ack().ok for delivery in (*talk.deliveries, edited, other, own))
    assert [message.thread for message in slack.messages(general) if message.user == slack.bot_user] == [asked]
    assert slack.messages(direct) == []
    assert slack.ephemerals(ana) == []


def test_the_question_is_shown_as_it_was_written(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Slack writes `& < >` as entities; people do not."""
    start()
    said = slack.say(ana, general, f"{slack.mention} R&amp;D: p99 &lt; 50 ms in an LLM chat. Node or Python?")

    card = answer(slack, general, said)

    assert "R&D: p99 < 50 ms in an LLM chat" in card.shown


def test_answers_keep_the_order_of_the_questions_in_a_channel(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """Also where the first of them had to wait for Slack."""
    start()
    slack.faults.plan("chat.postMessage", faults.rate_limited(1))
    first = slack.say(ana, general, f"{slack.mention} {PICKED}")
    first.deliveries[0].ack()
    second = slack.say(ana, general, f"{slack.mention} {FIGURE}")

    answer(slack, general, second)

    assert [one.thread for one in slack.messages(general) if one.user == slack.bot_user] == [first, second]


def test_a_mention_is_answered_after_the_bot_was_away(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Nobody acked while it was away, so Slack delivers again, and then there is one answer."""
    start(door).stop()
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    start(door)

    slack.retry_unacked()

    assert headline(answer(slack, general, said)).startswith(PICK)
