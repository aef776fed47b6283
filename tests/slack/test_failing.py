"""When something fails: a database that is down, a bug of ours. The person hears of it, and nothing is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.advice.advisor import Advisor
from bot.advice.answer import Answer
from bot.advice.considering import Consideration
from bot.advice.question import Question
from bot.fake_slack import Delivery, FakeSlack
from bot.slack.arriving import PATIENCE_S
from bot.wiring.desk import Desk
from tests.slack.at_work import Door
from tests.slack.conftest import Log, Start
from tests.slack.watching import PICK, PICKED, UNCLEAR, answer, answers, asked, headline

PLENTY = {"rate_person": "1000000", "rate_workspace": "1000000"}
SLACKS_PATIENCE_S = 3.0
SORRY = "Something went wrong on my side"


class Stumbling:
    """An advisor with a bug: it divides by zero where it reads "stumble"."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self.library = advisor.library

    def consider(self, question: Question) -> Consideration:
        """As the real one, mostly."""
        assert len(question.texts) / ("stumble" not in question.text) > 0
        return self._advisor.consider(question)

    def answer(self, considered: Consideration, day: date) -> Answer:
        """As the real one."""
        return self._advisor.answer(considered, day)


@pytest.fixture
def stumbling(desk: Desk) -> Desk:
    """A desk with that advisor."""
    return Desk(Stumbling(desk.advisor), ())  # type: ignore[arg-type]


@contextmanager
def broken(database: Path) -> Iterator[None]:
    """Nothing can be written meanwhile."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE inbox RENAME TO lost")
        yield
        connection.execute("ALTER TABLE lost RENAME TO inbox")


@contextmanager
def locked(database: Path, kind: str = "EXCLUSIVE") -> Iterator[None]:
    """Somebody else holds SQLite's lock meanwhile; against other writers only where it is "IMMEDIATE"."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"BEGIN {kind}")
        yield


def latest(sent: list[Delivery]) -> float:
    """After how many seconds the last of them was acked."""
    return max(delivery.ack().latency_s for delivery in sent)


def in_time(unhindered_s: float) -> float:
    """When as many must be acked with the database locked: in Slack's time.

    Where the machine is so slow that they come near it without a lock, three times what they take then, past our wait.
    """
    return max(SLACKS_PATIENCE_S, PATIENCE_S + 3 * unhindered_s)


def kept_questions(database: Path) -> int:
    """How many questions are in the database."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM questions").fetchone()[0])


def bugs(log: Log) -> list[str]:
    """The ids of bugs that were logged with a traceback, taken out of the log."""
    found = [line for line in log if line["event"] == "listener_failed"]
    for line in found:
        assert isinstance(line["exc_info"], ZeroDivisionError)
        assert line["exc_info"].__traceback__ is not None
        log.remove(line)
    return [line["bug"] for line in found]


def rows(log: Log) -> list[str]:
    """The rows of the outbox over which the courier stumbled, taken out of the log."""
    found = [line for line in log if line["event"] == "courier_stumbled"]
    for line in found:
        log.remove(line)
    return [f"row {line['number']}" for line in found]


def test_a_command_says_that_the_records_cannot_be_reached(
    slack: FakeSlack, start: Start, door: Door, tmp_path: Path, ana: str, general: str
) -> None:
    """Nothing is answered that cannot be kept; once the database is there, so is the answer."""
    start(door)

    with broken(tmp_path / "stackbot.db"):
        sorry = asked(slack, ana, general, PICKED)
    card = asked(slack, ana, general, PICKED)

    assert sorry.shown.startswith("I cannot reach my records just now")
    assert headline(card).startswith(PICK)


def test_a_command_says_so_too_where_the_database_is_locked(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, general: str
) -> None:
    """We wait for another's lock only so long."""
    start()

    with locked(tmp_path / "stackbot.db"):
        ack = slack.command(ana, general, PICKED).ack()

    assert ack.payload["text"].startswith("I cannot reach my records just now")


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_commands_that_queue_up_at_a_locked_database_are_acked_in_slacks_time(
    slack: FakeSlack, start: Start, door: Door, tmp_path: Path, ana: str, general: str, kind: str
) -> None:
    """However long the lock lasts, all of 32 hear that nothing was kept; nothing of them is kept later.

    32 are twice as many as there are threads.
    """
    start(door, **PLENTY)
    unhindered_s = latest([slack.command(ana, general, f"{PICKED} {number}") for number in range(32)])

    with locked(tmp_path / "stackbot.db", kind):
        sent = [slack.command(ana, general, f"{PICKED} {number}") for number in range(32)]
        acks = [delivery.ack() for delivery in sent]
    assert slack.command(ana, general, PICKED).ack().ok

    assert {ack.payload["text"].partition(",")[0] for ack in acks} == {"I cannot reach my records just now"}
    assert latest(sent) < in_time(unhindered_s)
    assert kept_questions(tmp_path / "stackbot.db") == 32 + 1


def test_events_that_queue_up_at_a_locked_database_are_refused_in_slacks_time(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, general: str
) -> None:
    """Of 32 mentions none is acked, so Slack delivers them again; then each is answered."""
    start(Door.HTTP, **PLENTY)
    unhindered_s = latest([slack.command(ana, general, f"{PICKED} {number}") for number in range(32)])

    with locked(tmp_path / "stackbot.db", "IMMEDIATE"):
        said = [slack.say(ana, general, f"{slack.mention} {PICKED}", order=("app_mention",)) for _ in range(32)]
        sent = [delivery for each in said for delivery in each.deliveries]
        acks = [delivery.ack() for delivery in sent]
    again = slack.retry_unacked()

    assert {ack.status for ack in acks} == {503}
    assert latest(sent) < in_time(unhindered_s)
    assert all(delivery.ack().ok for delivery in again)
    assert all(headline(answer(slack, general, each)).startswith(PICK) for each in said)
    assert kept_questions(tmp_path / "stackbot.db") == 32 + len(said)


def test_an_event_that_cannot_be_kept_is_answered_when_it_is_delivered_again(
    slack: FakeSlack, start: Start, door: Door, tmp_path: Path, ana: str, general: str
) -> None:
    """It gets no good answer, so Slack delivers again; then there is one answer."""
    bot = start(door)
    with broken(tmp_path / "stackbot.db"):
        said = slack.say(ana, general, f"{slack.mention} {PICKED}")
        bot.stop()
    assert [delivery.acked for delivery in said.deliveries] == [False, False]
    assert {ack.status for delivery in said.deliveries for ack in delivery.acks} <= {0, 503}
    start(door)

    again = slack.retry_unacked()

    assert all(delivery.ack().ok for delivery in again)
    assert headline(answer(slack, general, said)).startswith(PICK)
    asked(slack, ana, general, "help")
    assert len(answers(slack, general, said)) == 1


def test_a_bug_is_told_with_the_number_that_the_log_has(
    slack: FakeSlack, start: Start, door: Door, stumbling: Desk, log: Log, ana: str, general: str
) -> None:
    """In the ack of a command, in the thread of a mention, and privately after a shortcut; never the error itself."""
    start(door, over=stumbling)
    words = "please stumble"
    card = asked(slack, ana, general, words)
    said = slack.say(ana, general, f"{slack.mention} {words}", order=("message",))
    mention = answer(slack, general, said)
    message = slack.message(general, said)
    assert message is not None

    slack.shortcut(ana, message, "ask_about_message")

    private = slack.wait_for(lambda: [one for one in slack.ephemerals(ana) if SORRY in one.shown][1:])[0]
    shown = [one.shown for one in (card, mention, private)]
    found = [*bugs(log), *rows(log)]
    assert [text.split("`")[1] for text in shown] == found
    assert len(set(found)) == 3
    assert "Zero" not in str(shown)
    assert answers(slack, general, said) == [mention]


def test_a_bug_goes_on_only_for_the_question_that_met_it(
    slack: FakeSlack, start: Start, stumbling: Desk, log: Log, ana: str, general: str
) -> None:
    """The next question is answered."""
    start(over=stumbling)
    asked(slack, ana, general, "stumble")

    card = asked(slack, ana, general, PICKED)

    assert headline(card).startswith(PICK)
    assert len(bugs(log)) == 1


def test_a_bug_after_a_thread_was_read_is_told_in_the_thread(
    slack: FakeSlack, start: Start, stumbling: Desk, log: Log, ana: str, general: str
) -> None:
    """It is not tried again and again; the number is that of the outbox's row."""
    start(over=stumbling)
    ts = slack.say(ana, general, "We have to choose a backend.")
    slack.say(ana, general, f"{slack.mention} please stumble", ts)

    card = answer(slack, general, ts)

    assert card.shown.startswith(SORRY)
    (row,) = rows(log)
    assert row in card.shown


def test_a_bug_over_talk_that_asked_nothing_is_told_to_nobody(
    slack: FakeSlack, start: Start, stumbling: Desk, log: Log, ana: str, general: str
) -> None:
    """Where the bot listens in, only the log hears of it."""
    start(over=stumbling)
    asked(slack, ana, general, "settings suggest")
    talk = slack.say(ana, general, "they stumble over Node or Python for a chat app with an LLM")
    assert talk.deliveries[0].ack().ok
    said = slack.say(ana, general, f"{slack.mention} {UNCLEAR}")

    answer(slack, general, said)

    assert len(bugs(log)) == 1
    assert answers(slack, general, talk) == []
    assert [one for one in slack.ephemerals(ana) if SORRY in one.shown] == []


def test_a_press_that_cannot_be_kept_works_when_pressed_again(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, general: str
) -> None:
    """Slack shows the person that it failed; nothing half-done stands in the way."""
    start(Door.HTTP)
    card = asked(slack, ana, general, PICKED)
    with broken(tmp_path / "stackbot.db"):
        failed = slack.click(ana, card, "share_answer").ack()

    slack.click(ana, card, "share_answer")

    assert failed.status == 503
    assert headline(slack.wait_for(lambda: slack.messages(general))[0]).startswith(PICK)
    asked(slack, ana, general, "help")
    assert len(slack.messages(general)) == 1
