"""A day in a workspace, read as people would read it: everything the bot does, and all that anybody sees of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.fake_slack import FakeSlack, Message
from tests.fake_claude import FakeClaude, refuses, writes
from tests.slack.at_work import BotAtWork, Door
from tests.slack.conftest import Start
from tests.slack.watching import FIGURE, PICKED, UNANSWERED, UNCLEAR, answer, asked, name_of, told

TRANSCRIPT = Path(__file__).with_name("day.txt")
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
KEY = "sk-ant-test-0123456789"
REMARKS = ("Agreed.", "+1", "Let me check.", "Who else is in?", "Sounds good to me.")
WORDED = "Go with {pick}. It is 99% faster than the rest."


@pytest.fixture
def claude() -> Iterator[FakeClaude]:
    """A model that says one thing that is so and one that it made up."""
    with FakeClaude() as model:
        model.behaviour = writes(lambda _: WORDED)
        yield model


class Day:
    """The people of a workspace with the bot, and what they do in the course of a day."""

    def __init__(self, slack: FakeSlack, start: Start, door: Door) -> None:
        self.slack = slack
        self.ana, self.ben, self.cy = (slack.person(name) for name in ("ana", "ben", "cy"))
        self.general = slack.channel("general", members=[self.ana, self.ben, self.cy])
        self.helpers = slack.channel("helpers", members=[self.cy])
        self._start = start
        self._door = door

    def start(self, **model: str) -> BotAtWork:
        """Start the bot as this workspace has it."""
        ours = {"owners": self.cy, "help_channel": self.helpers, "help_group": "S0HELP", "rate_person": "100"}
        return self._start(self._door, **ours, **model)

    def mention(self, user: str, text: str, thread_ts: str | None = None) -> str:
        """Mention the bot in the general channel."""
        return self.slack.say(user, self.general, f"{self.slack.mention} {text}", thread_ts)

    def answer(self, ts: str, number: int = 1) -> Message:
        """What the bot said to it."""
        return answer(self.slack, self.general, ts, number)

    def pass_by(self, claude: FakeClaude) -> None:
        """All of it."""
        bot = self.start()
        self.morning()
        self.long_thread()
        self.clarified()
        bot = self.away(bot)
        self.direct()
        self.with_a_model(claude, bot)
        self.evening()

    def morning(self) -> None:
        """Help, a private answer that is shared and disliked, and a figure in the channel."""
        slack = self.slack
        asked(slack, self.ana, self.general, "")
        card = asked(slack, self.ana, self.general, PICKED)
        slack.click(self.ana, card, "share_answer")
        shared = slack.wait_for(lambda: slack.messages(self.general))[0]
        slack.click(self.ben, shared, "answer_feedback", f"not_helpful:{name_of(shared)}")
        reasons = slack.wait_for(lambda: slack.modal(self.ben))
        assert slack.submit(self.ben, reasons, {"reason": "missed my case", "comment": "We are three."}).ack().ok
        self.answer(self.mention(self.ben, FIGURE))

    def long_thread(self) -> str:
        """Thirty messages, of which one counts; the bot is called in, and asked on."""
        ts = self.slack.say(self.ana, self.general, "We have to choose a backend for the new product.")
        for number in range(28):
            self.slack.say((self.ben, self.ana)[number % 2], self.general, REMARKS[number % len(REMARKS)], ts)
        self.slack.say(self.ben, self.general, "The product is a set of LLM agents with RAG.", ts)
        self.mention(self.cy, "so Node or Python?", ts)
        self.answer(ts)
        self.mention(self.cy, "and with live chat over WebSockets?", ts)
        self.answer(ts, 2)
        return ts

    def clarified(self) -> str:
        """An unclear question, settled by a click."""
        ts = self.mention(self.ana, UNCLEAR)
        card = self.answer(ts)
        self.slack.click(self.ana, card, "choose_1")
        self.slack.wait_for(lambda: card.versions)
        return ts

    def away(self, bot: BotAtWork) -> BotAtWork:
        """The bot is started anew, and somebody asks before it is back."""
        bot.stop()
        ts = self.mention(self.ben, PICKED)
        bot = self.start()
        self.slack.retry_unacked()
        self.answer(ts)
        return bot

    def direct(self) -> None:
        """A conversation in direct messages: an answer, a follow-up, and a question that only a human can answer."""
        dm = self.slack.dm(self.ben)
        ts = self.slack.say(self.ben, dm, "We build LLM agents with RAG. Which backend?")
        answer(self.slack, dm, ts)
        self.slack.say(self.ben, dm, UNCLEAR, ts)
        answer(self.slack, dm, ts, 2)
        card = answer(self.slack, dm, self.slack.say(self.ben, dm, UNANSWERED))
        self.slack.click(self.ben, card, "ask_a_human")
        told(self.slack, self.ben, "brought to")
        self.slack.wait_for(lambda: self.slack.messages(self.helpers))

    def with_a_model(self, claude: FakeClaude, bot: BotAtWork) -> None:
        """The model words one answer, then it is overloaded and the card stands, then it is taken away again."""
        bot.stop()
        bot = self.start(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=claude.url)
        worded = self.answer(self.mention(self.ana, PICKED))
        self.slack.wait_for(lambda: worded.versions)
        claude.behaviour = refuses(529, "overloaded_error")
        self.answer(self.mention(self.ana, PICKED))
        bot.stop()
        self.start()
        self.answer(self.mention(self.ana, PICKED))

    def evening(self) -> None:
        """The owner looks at what was not served."""
        asked(self.slack, self.cy, self.general, "gaps")

    def read(self) -> str:
        """What was said in each place, with any day's date left out."""
        places = {"general": self.general, "helpers": self.helpers, "ben, directly": self.slack.dm(self.ben)}
        said = (f"# {name}\n{self.slack.transcript(place)}\n" for name, place in places.items())
        return A_DAY.sub("(a day)", "\n".join(said))


def test_a_day_in_a_workspace(slack: FakeSlack, start: Start, door: Door, claude: FakeClaude) -> None:
    """Over either door people see the same, to the letter, as in `day.txt`; a private message shows to whom."""
    day = Day(slack, start, door)

    day.pass_by(claude)

    assert day.read().splitlines() == TRANSCRIPT.read_text(encoding="utf-8").splitlines()


def test_the_model_changes_no_pick_figure_or_source(slack: FakeSlack, start: Start, claude: FakeClaude) -> None:
    """What it adds stands on top of the same card."""
    day = Day(slack, start, Door.SOCKET)
    bot = day.start()
    without = day.answer(day.mention(day.ana, PICKED))
    bot.stop()
    day.start(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=claude.url)

    worded = day.answer(day.mention(day.ana, PICKED))

    slack.wait_for(lambda: worded.versions)
    added = [line for line in worded.shown.split("\n") if line not in without.shown.split("\n")]
    assert [
        line for line in without.shown.split("\n") if line not in worded.shown and name_of(without) not in line
    ] == []
    assert len([line for line in added if name_of(worded) not in line]) == 1
    assert "99%" not in worded.shown
