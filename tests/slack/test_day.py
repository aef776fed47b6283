"""A day in a workspace, from the first command to the last message: everything is answered once."""

from random import Random

from bot.slack.blocks import actions
from tests.claude_writers import HonestModel
from tests.fake_claude import FakeClaude, writes
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.shapes import elements_of
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import FIGURE, PICK, PICKED, UNANSWERED, UNCLEAR, answer, answers, asked, headline


def test_a_day(slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str) -> None:
    """Command, share, mention in a long thread, follow-up, clarifying click, gap, vote with reason, direct message.

    In the middle the bot is restarted with a model, and then without one again.
    """
    bot = start(door, owners=ben)

    private = asked(slack, ana, general, PICKED)
    assert headline(private).startswith(PICK)
    slack.click(ana, private, actions.SHARE).ack()
    shared = slack.wait_for(lambda: [one for one in slack.messages(general) if one.user == slack.bot_user])
    assert headline(shared[0]).startswith(PICK)

    asked(slack, ana, general, "settings follow-ups")
    thread = slack.say(ana, general, "What do we build the new product on?")
    for number in range(28):
        slack.say(ben, general, f"By the way, remark number {number} on the weather.", thread)
    slack.say(ben, general, "It is all about LLM agents with RAG.", thread)
    slack.say(ana, general, f"{slack.mention} Node or Python?", thread)
    assert headline(answer(slack, general, thread)).startswith("Python")
    slack.say(ben, general, FIGURE, thread)
    assert headline(answer(slack, general, thread, 2)).startswith("Cold start")

    unclear = slack.say(ben, general, f"{slack.mention} {UNCLEAR}")
    question = answer(slack, general, unclear)
    slack.click(ben, question, f"{actions.CHOOSE}1").ack()
    slack.wait_for(lambda: question.versions)
    assert question.versions
    assert headline(question).startswith("Python")

    gap = slack.say(ana, general, f"{slack.mention} {UNANSWERED}")
    assert headline(answer(slack, general, gap)) == "I don't know that"
    disliked = answer(slack, general, thread)
    value = _thumb_down(disliked)
    slack.click(ana, disliked, actions.FEEDBACK, value).ack()
    modal = slack.wait_for(lambda: slack.modal(ana))
    slack.submit(ana, modal, {actions.REASON_INPUT: "outdated", actions.COMMENT_INPUT: "Since spring."}).ack()
    gaps = asked(slack, ben, general, "gaps")
    assert UNANSWERED in gaps.shown
    assert "1 not helpful" in gaps.shown

    bot.stop()
    with FakeClaude() as claude:
        claude.behaviour = writes(HonestModel(Random(7)))
        bot = start(door, owners=ben, ANTHROPIC_API_KEY="sk-ant-api03-none", ANTHROPIC_BASE_URL=claude.url)
        direct = slack.dm(ana)
        worded = slack.say(ana, direct, PICKED)
        card = answer(slack, direct, worded)
        slack.wait_for(lambda: card.versions)
        assert headline(card).startswith(PICK)
        assert len(answers(slack, direct, worded)) == 1
        bot.stop()

    start(door, owners=ben)
    plain = slack.say(ana, direct, FIGURE)
    assert headline(answer(slack, direct, plain)).startswith("Cold start")
    slack.say(ana, direct, UNANSWERED, plain)
    answer(slack, direct, plain, 2)
    why = asked(slack, ana, general, "privacy")
    assert "365 days" in why.shown
    assert [len(answers(slack, general, ts)) for ts in (thread, unclear, gap)] == [2, 1, 1]


def _thumb_down(card: Message) -> str:
    """What the thumb down under an answer stands for."""
    elements = (element for block in card.blocks for element in elements_of(block))
    return next(str(element["negative_button"]["value"]) for element in elements if "negative_button" in element)
