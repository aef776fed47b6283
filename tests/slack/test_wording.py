"""A model's words come on top of the answer that they are for, and of no other."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest

from bot.fake_slack import FakeSlack, Message, faults
from tests.fake_claude import FakeClaude, writes
from tests.slack.conftest import Start
from tests.slack.watching import PICKED, UNCLEAR, answer, asked, headline

KEY = "sk-ant-test-0123456789"
WORDS = "Go with"


class SlowAtFirst:
    """A model that takes its time with the first answer; `held` is set once it was asked for that."""

    def __init__(self) -> None:
        self.held, self.released = Event(), Event()

    def write(self, _prompt: str) -> str:
        """A sentence."""
        if not self.held.is_set():
            self.held.set()
            self.released.wait(5)
        return f"{WORDS} {{pick}}."


@pytest.fixture
def slow() -> SlowAtFirst:
    """The model's writer."""
    return SlowAtFirst()


@pytest.fixture
def claude(slow: SlowAtFirst) -> Iterator[FakeClaude]:
    """The model."""
    with FakeClaude() as model:
        model.behaviour = writes(slow.write)
        yield model
        slow.released.set()


@pytest.mark.parametrize("private", [False, True])
def test_late_words_leave_a_newer_answer_alone(  # fixtures
    slack: FakeSlack,
    start: Start,
    claude: FakeClaude,
    slow: SlowAtFirst,
    private: bool,
    ana: str,
    ben: str,
    general: str,
) -> None:
    """Two choices in the same card: the answer to the second stands, though the words for the first come last."""
    bot = start(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=claude.url)
    card = asked(slack, ana, general, UNCLEAR) if private else mentioned(slack, ana, general, UNCLEAR)
    shown = Event()
    slack.faults.plan("response_url" if private else "chat.update", faults.slow(shown))
    slack.click(ana, card, "choose_1").ack()
    assert slow.held.wait(10)
    slack.click(ana if private else ben, card, "choose_2").ack()
    shown.set()
    slack.wait_for(lambda: WORDS in card.shown)
    newer, versions = card.shown, len(card.versions)

    slow.released.set()
    bot.stop()

    start(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=claude.url)
    let_all_be_sent(slack, ana, general)
    assert not headline(card).startswith("Python")
    assert (card.shown, len(card.versions)) == (newer, versions)


def test_a_choice_after_the_words_of_an_older_answer_stands(
    slack: FakeSlack, start: Start, claude: FakeClaude, slow: SlowAtFirst, ana: str, ben: str, general: str
) -> None:
    """Who still sees the buttons may press one, and gets its answer and its words."""
    slow.released.set()
    start(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=claude.url)
    card = mentioned(slack, ana, general, UNCLEAR)
    before = replace(card)
    slack.click(ana, card, "choose_1").ack()
    slack.wait_for(lambda: WORDS in card.shown)

    slack.click(ben, before, "choose_2").ack()

    slack.wait_for(lambda: WORDS in card.shown and not headline(card).startswith("Python"))


def mentioned(slack: FakeSlack, user: str, channel: str, text: str) -> Message:
    """The answer to a mention."""
    return answer(slack, channel, slack.say(user, channel, f"{slack.mention} {text}"))


def let_all_be_sent(slack: FakeSlack, user: str, channel: str) -> None:
    """Wait until what was written before has gone to the channel and to the person."""
    later = asked(slack, user, channel, UNCLEAR)
    slack.click(user, later, "choose_1").ack()
    slack.wait_for(lambda: WORDS in later.shown)
    public = mentioned(slack, user, channel, PICKED)
    slack.wait_for(lambda: WORDS in public.shown)
