"""Starting and ending: what was acked is kept, what is in flight is finished, what came in between waits."""

import json
import re
import socket
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from bot.conversation.mail import State
from bot.errors import SlackError
from bot.fake_slack import FakeSlack, Fault, faults
from bot.settings import Settings
from bot.slack.serving import END_S, Serving
from bot.store.schema import HEAD, open_store
from bot.wiring.desk import Desk
from tests.slack.at_work import Door
from tests.slack.bot_process import BotProcess
from tests.slack.conftest import Log, Start
from tests.slack.watching import FIGURE, PICK, PICKED, answer, answers, asked, headline, odd_answers

A_MOMENT_S = 0.3  # in which the bot would end if it did not wait


def test_it_says_in_one_line_what_it_serves(start: Start, door: Door) -> None:
    """The workspace, its own name, the way and the command."""
    greeting = start(door, command="/advise").serving.greeting

    way = "over Socket Mode" if door is Door.SOCKET else r"over HTTP at 127\.0\.0\.1:[1-9]\d+"
    assert greeting.startswith("Serving acme as @stackbot ")
    assert re.search(way, greeting)
    assert greeting.endswith("ask with /advise in Slack.")
    assert "\n" not in greeting


def test_the_log_tells_when_it_started_and_stopped(
    slack: FakeSlack, start: Start, door: Door, desk: Desk, log: Log
) -> None:
    """With ids and versions, so that an operator sees what served when; a start that failed is none."""
    start(door).stop()
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SlackError):
        start(Door.HTTP, PORT=str(taken.getsockname()[1]))

    began, ended = (line for line in log if line["event"] in {"started", "stopped"})
    assert [began["event"], ended["event"]] == ["started", "stopped"]
    facts = {"team": slack.team, "bot": slack.bot_user, "knowledge": desk.advisor.library.version, "schema": HEAD}
    assert [facts.items() <= line.items() for line in (began, ended)] == [True, True]
    assert "way" in began


def test_the_log_of_a_process_on_an_empty_database_is_two_lines(
    slack: FakeSlack, shipped_settings: Settings, tmp_path: Path
) -> None:
    """Both are ours; the tables are made without a word."""
    bot = BotProcess(slack, tmp_path, shipped_settings, Door.HTTP)
    bot.start()

    assert bot.end() == 0

    assert [json.loads(line)["event"] for line in bot.log.splitlines()] == ["started", "stopped"]


def test_a_token_that_slack_refuses_ends_the_start(start: Start) -> None:
    """Before anything is served, and with what is to be mended."""
    with pytest.raises(SlackError, match="SLACK_BOT_TOKEN"):
        start(SLACK_BOT_TOKEN="xoxb-revoked")  # noqa: S106  no secret


@pytest.mark.parametrize("fault", odd_answers(), ids=lambda fault: repr(fault)[:80])
def test_a_slack_that_answers_nonsense_ends_the_start_in_a_sentence(
    slack: FakeSlack, start: Start, fault: Fault
) -> None:
    """With what to look at; whatever comes instead of an answer."""
    slack.faults.plan("auth.test", fault)

    with pytest.raises(SlackError, match=r"^[^\n]+SLACK_API_URL\.$"):
        start()


def test_a_slack_that_is_asked_too_often_says_when_to_start_again(slack: FakeSlack, start: Start) -> None:
    """Nothing is wrong with the token."""
    slack.faults.plan("auth.test", faults.rate_limited(17))

    with pytest.raises(SlackError, match="17 seconds"):
        start()


def test_where_the_port_is_taken_nothing_is_sent(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, general: str
) -> None:
    """Another start of the same bot ends as it began: what waits is left to the one that serves."""
    bot = start(Door.HTTP)
    refused = slack.faults.plan("chat.postMessage", faults.rate_limited(1), times=None)
    assert all(one.ack().ok for one in slack.say(ana, general, f"{slack.mention} {PICKED}").deliveries)
    slack.wait_for(lambda: slack.calls("chat.postMessage"))
    bot.stop()
    refused.stop()
    calls = len(slack.calls("chat.postMessage"))
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SlackError, match="cannot be opened"):
        start(Door.HTTP, PORT=str(taken.getsockname()[1]))

    assert len(slack.calls("chat.postMessage")) == calls
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as store:
        assert dict(store.waiting().states) == {State.PENDING: 1}


class Recorder:
    """A door and a sender that write down what they are told."""

    way = "by hand"

    def __init__(self, *, opens: bool = True) -> None:
        self.told: list[str] = []
        self.allowed_s: list[float] = []
        self._opens = opens

    def open(self) -> None:
        """Open, or not."""
        self.told.append("open")
        if not self._opens:
            raise SlackError("The port cannot be opened.")

    def close(self, timeout_s: float) -> None:
        """Close."""
        assert timeout_s > 0
        self.told.append("close")

    def start(self) -> None:
        """Start."""
        self.told.append("start")

    def stop(self, timeout_s: float) -> None:
        """Stop."""
        self.allowed_s.append(timeout_s)
        self.told.append("stop")


def test_the_door_opens_first_and_closes_first() -> None:
    """So nothing is sent where it does not open, and nothing comes in while the rest goes out."""
    both, neither = Recorder(), Recorder(opens=False)
    serving = Serving(both, both, both, "acme", "/stack", {}, tidy=lambda: None, close=lambda: both.told.append("gone"))
    refused = Serving(neither, neither, neither, "acme", "/stack", {}, tidy=lambda: None, close=lambda: None)

    serving.serve(serving.end)
    with pytest.raises(SlackError):
        refused.serve(lambda: None)

    assert both.told == ["open", "start", "start", "close", "stop", "stop", "gone"]
    assert neither.told == ["open", "close", "stop", "stop"]
    assert both.allowed_s == sorted(both.allowed_s, reverse=True)
    assert 0 < both.allowed_s[-1] < both.allowed_s[0] <= END_S


def test_a_message_on_its_way_is_finished_before_the_end(  # fixtures
    slack: FakeSlack, start: Start, door: Door, tmp_path: Path, ana: str, general: str
) -> None:
    """The end waits for Slack's answer and writes it down, so another start knows that it was sent."""
    bot = start(door)
    released, held = Event(), Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held))
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    assert held.wait(10)
    ending = Thread(target=bot.stop)
    ending.start()
    ending.join(A_MOMENT_S)
    assert ending.is_alive()

    released.set()
    ending.join(10)

    assert not ending.is_alive()
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as store:
        states = dict(store.waiting().states)
    assert states == {State.SENT: 1}
    assert headline(answer(slack, general, said)).startswith(PICK)
    start(door)
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {FIGURE}"))
    assert len(answers(slack, general, said)) == 1


def test_what_was_acked_and_not_sent_is_sent_after_another_start(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Slack had no time for it before the end, and nobody delivers it again."""
    bot = start(door)
    refused = slack.faults.plan("chat.postMessage", faults.rate_limited(1), times=None)
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    assert all(delivery.ack().ok for delivery in said.deliveries)
    slack.wait_for(lambda: slack.calls("chat.postMessage"))
    bot.stop()
    refused.stop()

    start(door)

    assert headline(answer(slack, general, said)).startswith(PICK)


def test_a_thread_that_was_to_be_read_is_read_after_another_start(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """The task is kept as messages are."""
    bot = start()
    released, held = Event(), Event()
    slack.faults.plan("conversations.replies", faults.slow(released, held), times=None)
    ts = slack.say(ana, general, "The product is a set of LLM agents with RAG.")
    slack.say(ana, general, f"{slack.mention} what do you think?", ts)
    assert held.wait(10)
    ending = Thread(target=bot.stop)
    ending.start()
    released.set()
    ending.join(10)

    start()

    assert headline(answer(slack, general, ts)).startswith("Python")
    asked(slack, ana, general, "help")
    assert len(answers(slack, general, ts)) == 1


def test_sigterm_ends_the_process_once_all_is_sent(
    slack: FakeSlack, shipped_settings: Settings, tmp_path_factory: pytest.TempPathFactory, ana: str, general: str
) -> None:
    """With the exit code 0, and the message that was on its way is there."""
    bot = BotProcess(slack, tmp_path_factory.mktemp("process"), shipped_settings)
    bot.start()
    released, held = Event(), Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held))
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    assert held.wait(10)
    codes: list[int] = []
    ending = Thread(target=lambda: codes.append(bot.end()))
    ending.start()

    released.set()

    ending.join(30)
    assert codes == [0]
    assert len(answers(slack, general, said)) == 1
