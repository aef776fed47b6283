"""Questions in threads: what was said before them is read once, as far as allowed, and stays in its thread."""

from collections.abc import Callable
from threading import Event

import pytest

from bot.fake_slack import FakeSlack, Fault, faults
from bot.slack.blocks.actions import ASK_SHORTCUT
from tests.fake_claude import FakeClaude, writes
from tests.slack.at_work import Door
from tests.slack.conftest import Log, Start
from tests.slack.watching import PICK, PICKED, UNCLEAR, answer, answers, asked, buttons, headline, name_of, odd_answers

AGENTS = "The product is a set of LLM agents with RAG."
CRUD = "It is a plain CRUD API."
MISSED = "may have missed what was said last"
LONG = "This thread is long: I read how it began and what was said last"
HAND_OVER = "what do you think?"
READ_LIMIT = 15
NOT_READ = "I could not read this thread just now"


def thread(slack: FakeSlack, user: str, channel: str, *texts: str) -> str:
    """A thread of these messages; the ts of the first."""
    root, *replies = texts
    ts = slack.say(user, channel, root)
    for text in replies:
        slack.say(user, channel, text, ts)
    return ts


def ask(slack: FakeSlack, user: str, channel: str, thread_ts: str, text: str = HAND_OVER) -> None:
    """Mention the bot in a thread."""
    slack.say(user, channel, f"{slack.mention} {text}", thread_ts)


def test_a_mention_in_a_long_thread_is_answered_by_what_was_said_in_it(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Of thirty messages also the last ones are read, no more than fifteen in a call."""
    start(door)
    talk = [f"And then there is point {number}." for number in range(27)]
    ts = thread(slack, ana, general, "We have to choose a backend.", *talk, AGENTS, "+1")

    ask(slack, ana, general, ts, UNCLEAR)

    assert headline(answer(slack, general, ts)).startswith("Python")
    reads = slack.calls("conversations.replies")
    assert [int(read.args["limit"]) for read in reads] == [READ_LIMIT] * 3


PACES: dict[str, Callable[[int], float]] = {
    "even": lambda _: 60.0,
    "busy at the end": lambda number: 3_600.0 if number < 40 else 10.0,
    "asleep before the mention": lambda number: 60.0 if number < 99 else 86_400.0,
    "faster and faster": lambda number: 10_000 * 0.9**number,
}


def long_thread(slack: FakeSlack, user: str, channel: str, pace: str, *, replies: int = 100, heard: bool) -> str:
    """A thread in which what matters is said shortly before its end."""
    ts = thread(slack, user, channel, "We have to choose a backend for a new product.")
    for number in range(100 - replies, 100):
        text = AGENTS if number == 97 else ("Agreed.", "Let me check.", "+1")[number % 3]
        said = slack.say(user, channel, text, ts, order=("app_mention", "message") if heard else ())
        assert all(delivery.ack().ok for delivery in said.deliveries)
        slack.advance(PACES[pace](number))
    return ts


@pytest.mark.parametrize(
    ("pace", "heard"),
    [*((one, False) for one in PACES if one != "faster and faster"), *((one, True) for one in PACES)],
)
@pytest.mark.parametrize("replies", [61, 100])
def test_of_a_thread_too_long_to_read_the_last_messages_count(  # fixtures
    slack: FakeSlack, start: Start, pace: str, heard: bool, replies: int, ana: str, general: str
) -> None:
    """In four calls of fifteen; the card and the explanation say what was not read."""
    start()
    ts = long_thread(slack, ana, general, pace, replies=replies, heard=heard)

    ask(slack, ana, general, ts, UNCLEAR)

    card = answer(slack, general, ts)
    assert headline(card).startswith("Python")
    assert LONG in card.shown
    assert LONG in asked(slack, ana, general, f"why {name_of(card)}").shown
    reads = slack.calls("conversations.replies")
    assert [int(read.args["limit"]) for read in reads] == [READ_LIMIT] * len(reads)
    assert len(reads) <= 4


def test_a_thread_whose_end_is_not_found_says_so(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """It was not heard, and got faster and faster, so four calls do not get there; the next mention tries again."""
    start()
    ts = long_thread(slack, ana, general, "faster and faster", heard=False)
    ask(slack, ana, general, ts, UNCLEAR)
    first = answer(slack, general, ts)

    ask(slack, ana, general, ts, UNCLEAR)

    assert MISSED in first.shown
    assert MISSED in asked(slack, ana, general, f"why {name_of(first)}").shown
    answer(slack, general, ts, 2)
    assert len(slack.calls("conversations.replies")) == 8


def test_a_thread_keeps_its_first_message_however_much_is_read(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """Of fifty-six that are read not all go along with the question; the first says what it is about."""
    start()
    ts = thread(slack, ana, general, AGENTS, *("Agreed." for _ in range(55)))

    ask(slack, ana, general, ts, UNCLEAR)

    card = answer(slack, general, ts)
    assert headline(card).startswith("Python")
    assert LONG in card.shown


def test_a_long_thread_is_read_once_and_then_heard(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """What was not read of it stays unread, and the answers go on to say so."""
    start()
    ts = thread(slack, ana, general, "We have to choose a backend.", *("And a point." for _ in range(80)), AGENTS)
    ask(slack, ana, general, ts)
    answer(slack, general, ts)
    reads = len(slack.calls("conversations.replies"))
    slack.say(ben, general, "And it has live chat over WebSockets.", ts).deliveries[0].ack()

    ask(slack, ana, general, ts)

    card = answer(slack, general, ts, 2)
    assert headline(card).startswith(PICK)
    assert LONG in card.shown
    assert len(slack.calls("conversations.replies")) == reads


def test_an_early_message_of_a_long_thread_is_answered_by_what_came_before_it(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """The first page holds all of that; and what was read for it is not taken for what a later mention needs."""
    start()
    talk = ["And a point." for _ in range(80)]
    ts = thread(
        slack,
        ana,
        general,
        "We have to choose a backend.",
        AGENTS,
        UNCLEAR,
        *talk,
        "And it has live chat over WebSockets.",
    )
    slack.shortcut(ana, slack.messages(general, ts)[2], ASK_SHORTCUT)
    early = answer(slack, general, ts)
    assert len(slack.calls("conversations.replies")) == 1

    ask(slack, ana, general, ts)

    assert headline(early).startswith("Python")
    assert LONG not in early.shown
    assert headline(answer(slack, general, ts, 2)).startswith(PICK)


def test_a_thread_is_read_once_and_then_heard(slack: FakeSlack, start: Start, ana: str, ben: str, general: str) -> None:
    """A second mention knows what was said since the first, by anybody, without another call."""
    start()
    ts = thread(slack, ana, general, "We have to choose a backend.", AGENTS)
    ask(slack, ana, general, ts)
    answer(slack, general, ts)
    slack.say(ben, general, "And it has live chat over WebSockets.", ts).deliveries[0].ack()

    ask(slack, ana, general, ts)

    assert headline(answer(slack, general, ts, 2)).startswith(PICK)
    assert len(slack.calls("conversations.replies")) == 1


def test_two_threads_never_share_what_was_said(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Each is answered by its own messages, however they are mixed in time."""
    start()
    agents = thread(slack, ana, general, "We have to choose a backend.", AGENTS)
    crud = thread(slack, ana, general, "We have to choose a backend.", CRUD)
    unclear = thread(slack, ana, general, "We have to choose a backend.", "Any of the two.")
    for ts in (agents, crud, unclear):
        ask(slack, ana, general, ts, UNCLEAR)

    cards = [answer(slack, general, ts) for ts in (agents, crud, unclear)]

    assert headline(cards[0]).startswith("Python")
    assert headline(cards[1]).startswith("Either")
    assert not headline(cards[2]).startswith(("Python", "Either"))


def test_threads_of_the_same_ts_in_two_channels_stay_apart(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """A ts names a message in its channel alone."""
    start()
    other = slack.channel("other", members=[ana])
    ts = thread(slack, ana, general, "We have to choose a backend.", AGENTS)
    ask(slack, ana, general, ts)
    answer(slack, general, ts)
    same = slack.post(other, ana, "We have to choose a backend.")
    same.ts = ts
    slack.by_ts[other, ts] = same

    ask(slack, ana, other, ts, UNCLEAR)

    assert not headline(answer(slack, other, ts)).startswith("Python")


def test_without_the_scope_it_answers_what_it_was_asked_and_says_so_once(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Once a channel, to the person who asked; whoever installs the app may decline that scope."""
    slack.scopes -= {"channels:history"}
    start(door)
    first, second = thread(slack, ana, general, CRUD, AGENTS), thread(slack, ana, general, CRUD, AGENTS)
    ask(slack, ana, general, first, PICKED)
    answer(slack, general, first)

    ask(slack, ana, general, second, PICKED)

    assert headline(answer(slack, general, second)).startswith(PICK)
    asked(slack, ana, general, "help")
    notices = [one for one in slack.ephemerals(ana) if "channels:history" in one.shown]
    assert [notice.thread_ts for notice in notices] == [first]


def test_a_mention_alone_in_a_thread_asks_about_the_thread(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """Nothing else has to be said."""
    start()
    ts = thread(slack, ana, general, "We have to choose a backend.", AGENTS)

    ask(slack, ana, general, ts, "")

    assert headline(answer(slack, general, ts)).startswith("Python")


def test_a_mention_alone_in_a_thread_that_cannot_be_read_gets_help(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """There is nothing to answer, and still there is a message."""
    slack.scopes -= {"channels:history"}
    start()
    ts = thread(slack, ana, general, AGENTS)

    ask(slack, ana, general, ts, "")

    assert "Ask me which backend stack" in answer(slack, general, ts).shown


def test_an_answer_after_reading_is_logged_once(
    slack: FakeSlack, start: Start, log: Log, ana: str, general: str
) -> None:
    """As those given at once are: by a mention in a thread and by a shortcut, each by the id of its question."""
    bot = start()
    ts = thread(slack, ana, general, "We have to choose a backend.", AGENTS)
    ask(slack, ana, general, ts)
    first = answer(slack, general, ts)
    reply = slack.messages(general, ts)[1]
    slack.shortcut(ana, reply, ASK_SHORTCUT)
    cards = [first, answer(slack, general, ts, 2)]
    bot.stop()

    said = [line["question"] for line in log if line["event"] == "question_answered"]

    assert said == [name_of(card) for card in cards]


@pytest.mark.parametrize(
    "fault",
    [faults.rate_limited(1), faults.status(503), faults.error("fatal_error"), *odd_answers()],
    ids=lambda fault: repr(fault)[:80],
)
def test_a_thread_that_cannot_be_read_at_once_is_read_a_little_later(
    slack: FakeSlack, start: Start, fault: Fault, ana: str, general: str
) -> None:
    """The answer waits for it, and says nothing of that."""
    start()
    ts = thread(slack, ana, general, "We have to choose a backend.", AGENTS)
    slack.faults.plan("conversations.replies", fault)

    ask(slack, ana, general, ts, UNCLEAR)

    card = answer(slack, general, ts)
    assert headline(card).startswith("Python")
    assert NOT_READ not in card.shown
    first, second = slack.calls("conversations.replies")
    assert second.at - first.at >= 0.9
    assert slack.ephemerals(ana) == []


@pytest.mark.parametrize(("fault", "reads"), [(faults.status(503), 3), (faults.rate_limited(60), 1)])
def test_a_thread_that_cannot_be_read_is_answered_without_and_says_so(
    slack: FakeSlack, start: Start, door: Door, fault: Fault, reads: int, ana: str, general: str
) -> None:
    """Where waiting does not help, or would take too long; the failure is not remembered."""
    start(door)
    ts = thread(slack, ana, general, "We have to choose a backend.", AGENTS)
    failing = slack.faults.plan("conversations.replies", fault, times=None)
    ask(slack, ana, general, ts, UNCLEAR)

    card = answer(slack, general, ts)

    assert "choose_1" in buttons(card)
    assert NOT_READ in card.shown
    assert NOT_READ in asked(slack, ana, general, f"why {name_of(card)}").shown
    assert len(slack.calls("conversations.replies")) == reads
    failing.stop()
    ask(slack, ana, general, ts, UNCLEAR)
    later = answer(slack, general, ts, 2)
    assert headline(later).startswith("Python")
    assert NOT_READ not in later.shown


def test_a_thread_that_can_be_read_in_part_is_not_taken_for_whole(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """The second page fails each time: the answer says so, and the next mention reads all of the thread."""
    start()
    ts = thread(slack, ana, general, "We have to choose a backend.", *("And a point." for _ in range(20)), AGENTS)
    passing = Event()
    passing.set()
    for _ in range(3):
        slack.faults.plan("conversations.replies", faults.slow(passing))
        slack.faults.plan("conversations.replies", faults.status(503))
    ask(slack, ana, general, ts, UNCLEAR)
    first = answer(slack, general, ts)

    ask(slack, ana, general, ts, UNCLEAR)

    second = answer(slack, general, ts, 2)
    assert "only a part of this thread" in first.shown
    assert "only a part of this thread" not in second.shown
    assert headline(second).startswith("Python")


def test_a_rate_limit_on_a_later_page_is_waited_for(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """And then the thread is read whole."""
    start()
    ts = thread(slack, ana, general, "We have to choose a backend.", *("And a point." for _ in range(20)), AGENTS)
    passing = Event()
    passing.set()
    slack.faults.plan("conversations.replies", faults.slow(passing))
    slack.faults.plan("conversations.replies", faults.rate_limited(1))

    ask(slack, ana, general, ts, UNCLEAR)

    assert headline(answer(slack, general, ts)).startswith("Python")


def test_a_mention_alone_in_a_thread_that_cannot_be_read_now_is_told_so(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """Help would not say why there is no answer."""
    start()
    ts = thread(slack, ana, general, AGENTS)
    slack.faults.plan("conversations.replies", faults.rate_limited(60))

    ask(slack, ana, general, ts, "")

    assert "Mention me again" in answer(slack, general, ts).shown


def test_the_note_stays_on_a_card_that_a_model_words(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """The wording goes out in place of the card, and that is made anew."""
    slack.faults.plan("conversations.replies", faults.rate_limited(60))
    ts = thread(slack, ana, general, AGENTS)
    with FakeClaude() as claude:
        claude.behaviour = writes(lambda _: "Go with {pick}.")
        start(ANTHROPIC_API_KEY="sk-ant-test", ANTHROPIC_BASE_URL=claude.url)
        ask(slack, ana, general, ts, PICKED)

        card = slack.wait_for(lambda: next((one for one in answers(slack, general, ts) if one.versions), None))

    assert "Go with" in card.shown
    assert NOT_READ in card.shown
