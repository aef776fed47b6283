"""Message shortcuts: asking about what somebody wrote."""

import pytest

from bot.fake_slack import FakeSlack, Fault, Message, faults
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import FIGURE, PICK, PICKED, UNCLEAR, answer, answers, asked, headline, told

ASK = "ask_about_message"
SHARED = "other organisations"


def written(slack: FakeSlack, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
    """A message somebody wrote, to use a shortcut on."""
    message = slack.message(channel, slack.say(user, channel, text, thread_ts))
    assert message is not None
    return message


def test_asking_about_a_message_answers_in_its_thread(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """Everybody sees the answer to what somebody else wrote."""
    start(door)
    message = written(slack, ben, general, PICKED)

    slack.shortcut(ana, message, ASK)

    assert headline(answer(slack, general, message.ts)).startswith(PICK)


def test_asking_about_a_reply_reads_its_thread(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """What was said before it settles what it leaves open."""
    start()
    root = written(slack, ben, general, "We build LLM agents with RAG. Which backend?")
    reply = written(slack, ana, general, UNCLEAR, root.ts)

    slack.shortcut(ana, reply, ASK)

    assert headline(answer(slack, general, root.ts)).startswith("Python")


def test_a_shortcut_delivered_again_is_answered_once(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """One use, one answer; another use is another question."""
    start()
    message = written(slack, ana, general, PICKED)
    used = slack.shortcut(ana, message, ASK)
    used.ack()
    assert all(one.ack().ok for one in slack.deliver_again(used, times=3))

    slack.shortcut(ana, message, ASK)

    answer(slack, general, message.ts, 2)
    assert len(answers(slack, general, message.ts)) == 2


def test_where_the_bot_may_not_speak_the_answer_comes_privately(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str
) -> None:
    """In a channel without the bot, public or private, at once or after the thread could not be read."""
    start(door, owners=ben)
    for kind in ("public", "private"):
        where = slack.channel(f"elsewhere-{kind}", kind, members=[ana], bot=False)
        root = written(slack, ana, where, PICKED)
        reply = written(slack, ana, where, FIGURE, root.ts)

        slack.shortcut(ana, root, ASK)
        slack.shortcut(ana, reply, ASK)

        slack.wait_for(lambda where=where: len(slack.ephemerals(ana, where)) == 2)
        assert answers(slack, where, root.ts) == []
        assert {PICKED, FIGURE} <= {line for card in slack.ephemerals(ana, where) for line in card.shown.split("\n")}


def test_a_message_without_words_is_not_asked_about(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """An image alone, for example; the person is told."""
    start()
    message = written(slack, ana, general, " ")

    slack.shortcut(ana, message, ASK)

    told(slack, ana, "no text in that message")
    assert len(slack.messages(general)) == 1


def test_where_the_bot_is_turned_off_only_the_asker_is_told(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """Nothing is said in public."""
    start()
    asked(slack, ana, general, "settings off")
    message = written(slack, ana, general, PICKED)

    slack.shortcut(ana, message, ASK)

    told(slack, ana, "turned off in this channel")
    assert len(slack.messages(general)) == 1


def test_a_shortcut_in_an_externally_shared_channel_is_answered_by_a_private_word(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str
) -> None:
    """Also where no message was heard before, with or without the bot as a member; Slack is asked once."""
    bot = start(door, owners=ben)
    for kind in ("public", "private"):
        shared = slack.channel(f"shared-{kind}", kind, members=[ana], ext_shared=True)
        message = slack.by_ts[shared, slack.say(ana, shared, PICKED, order=())]

        slack.shortcut(ana, message, ASK)

        slack.wait_for(lambda shared=shared: [one for one in slack.ephemerals(ana, shared) if SHARED in one.shown])
        assert answers(slack, shared, message.ts) == []
    bot.stop()
    start(door, owners=ben)
    slack.shortcut(ana, message, ASK)
    slack.wait_for(lambda: len(slack.ephemerals(ana, shared)) == 2)
    assert [call.channel for call in slack.calls("conversations.info")].count(shared) == 1


def test_an_externally_shared_channel_that_was_turned_on_gets_its_answer(
    slack: FakeSlack, start: Start, ana: str, ben: str
) -> None:
    """The shortcut is answered in the thread then."""
    start(owners=ben)
    shared = slack.channel("shared", members=[ana, ben], ext_shared=True)
    message = slack.by_ts[shared, slack.say(ana, shared, PICKED, order=())]
    asked(slack, ben, shared, "settings shared on")

    slack.shortcut(ana, message, ASK)

    assert headline(answer(slack, shared, message.ts)).startswith(PICK)


def test_without_the_scope_to_ask_what_was_heard_counts(slack: FakeSlack, start: Start, ana: str, ben: str) -> None:
    """A channel is not known to be shared until a message in it says so."""
    slack.scopes -= {"channels:read"}
    start(owners=ben)
    shared = slack.channel("shared", members=[ana], ext_shared=True)
    message = slack.by_ts[shared, slack.say(ana, shared, PICKED, order=())]
    slack.shortcut(ana, message, ASK)
    answer(slack, shared, message.ts)
    slack.tell(shared, message.ts, "message").deliveries[0].ack()

    slack.shortcut(ana, message, ASK)

    told(slack, ana, SHARED)
    assert len(answers(slack, shared, message.ts)) == 1


@pytest.mark.parametrize("fault", [faults.status(503), faults.rate_limited(1), faults.dropped()])
def test_where_slack_does_not_say_just_now_it_is_asked_again(
    slack: FakeSlack, start: Start, fault: Fault, ana: str, ben: str
) -> None:
    """Nothing is posted in a channel that may be shared for want of an answer."""
    start(owners=ben)
    shared = slack.channel("shared", members=[ana], ext_shared=True)
    message = slack.by_ts[shared, slack.say(ana, shared, PICKED, order=())]
    slack.faults.plan("conversations.info", fault)

    slack.shortcut(ana, message, ASK)

    told(slack, ana, SHARED)
    assert answers(slack, shared, message.ts) == []


def test_the_same_message_asked_about_twice_gets_the_same_answer(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """What begins a thread has nothing before it, so the first question about it is no context of the second."""
    start()
    message = written(slack, ana, general, UNCLEAR)
    for number, user in enumerate((ana, ben), start=1):
        slack.shortcut(user, message, ASK)
        answer(slack, general, message.ts, number)

    first, second = answers(slack, general, message.ts)

    assert headline(first) == headline(second)
    assert slack.calls("conversations.replies") == []
    assert len(slack.calls("conversations.info")) == 1
