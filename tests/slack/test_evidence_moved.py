"""Where what a decision rests on changes, its owner is asked once whether it still holds, and told how it changed."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.decisions.change import Deed
from bot.decisions.grounds import printed
from bot.decisions.record import Decision, Grounds, Person
from bot.fake_slack import FakeSlack
from bot.knowledge.entries import EntryId
from bot.wiring.desk import Desk
from tests.advice.conftest import OpenSmall
from tests.advice.small import STACKS
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Start
from tests.slack.test_deciding import form
from tests.slack.test_reviewing import HOLDS, REASON, WAIVE, asks, deeds, due, last_ask, stored, waiver
from tests.slack.watching import buttons, told

REVISIT = "decision_review_change"
AI, START = EntryId("stack.ai"), EntryId("speed.start")

Know = Callable[..., Desk]


@pytest.fixture
def clock() -> SimulatedClock:
    """The bot's clock: the day after `stack.ai` was published, which is trusted for 100 days."""
    return SimulatedClock(datetime(2026, 2, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="session")
def know(open_small: OpenSmall) -> Know:
    """A desk over the small knowledge, with some words put in place of others."""
    learned: dict[tuple[str, ...], Desk] = {}

    def know_(*words: str) -> Desk:
        if words not in learned:
            files = dict(STACKS)
            for old, new in zip(words[::2], words[1::2], strict=True):
                assert any(old in text for text in files.values()), old
                files = {stem: text.replace(old, new) for stem, text in files.items()}
            learned[words] = Desk(open_small(files), ())
        return learned[words]

    return know_


FASTER = ("python: 300 ms", "python: 250 ms")
FASTEST = ("python: 300 ms", "python: 9 ms")
OTHER_WORDS = ("Notebooks become services.", "Notebooks become jobs.")


def resting(folder: Path, clock: SimulatedClock, desk: Desk, owner: str) -> Decision:
    """A decision that rests on two entries as a desk knows them, and is not due for years."""
    library = desk.advisor.library
    titles = {option.id: option.title for option in library.options.values()}
    grounds = []
    for id_ in (AI, START):
        entry = library.entries[id_]
        figure = printed(entry.comparison, titles) if entry.comparison and id_ == START else ""
        stale = entry.is_stale(clock().date())
        grounds.append(Grounds(id_, entry.content_hash, library.version, figure, stale))
    makers = (Person(owner),)
    return due(folder, clock, owner=owner, decision_makers=makers, grounds=tuple(grounds), review_on=date(2036, 1, 1))


def test_who_owns_the_decision_is_asked_once_and_told_what_moved(
    slack: FakeSlack, start: Start, clock: SimulatedClock, know: Know, ana: str, tmp_path: Path
) -> None:
    """The figure before and now. It still holds: it rests on what is known now, and nobody is asked again."""
    decision = resting(tmp_path, clock, know(), ana)
    bot = start(clock=clock, over=know())
    bot.serving.rounds.go_round()
    assert asks(slack, ana) == []
    bot.stop()
    bot = start(clock=clock, over=know(*FASTER))

    ask = last_ask(slack, ana)
    assert "something else now" in ask.shown
    assert "Cold start changed: Python 300 ms, Node.js 200 ms, Go 20 ms before, Python 250 ms" in ask.shown
    assert "stack.ai` Agents" not in ask.shown
    assert buttons(ask) == [HOLDS, REVISIT, WAIVE]
    slack.click(ana, ask, HOLDS)

    slack.wait_for(lambda: "still holds" in ask.shown)
    rests = {one.entry: one for one in stored(tmp_path, decision.id).grounds}
    assert rests[START].figure.startswith("Python 250 ms")
    assert rests[START].knowledge_version == know(*FASTER).advisor.library.version
    bot.stop()
    bot = start(clock=clock, over=know(*FASTER))
    clock.pass_by(days=1)
    bot.serving.rounds.go_round()
    assert len(asks(slack, ana)) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (OTHER_WORDS, "stack.ai` Agents and retrieval changed: Python many libraries, Node.js some, Go few now."),
        (
            ("id: speed.start", "id: speed.begin", "speed.start", "speed.begin"),
            "is not in the knowledge any more. It said",
        ),
    ],
)
def test_what_became_of_the_evidence_is_said(
    slack: FakeSlack,
    start: Start,
    clock: SimulatedClock,
    know: Know,
    ana: str,
    tmp_path: Path,
    words: tuple[str, ...],
    said: str,
) -> None:
    """Other words without a figure, or an entry that is gone; who says that it holds is not asked about it again."""
    resting(tmp_path, clock, know(), ana)
    bot = start(clock=clock, over=know(*words))

    ask = last_ask(slack, ana)
    assert said in ask.shown
    slack.click(ana, ask, HOLDS)
    slack.wait_for(lambda: "still holds" in ask.shown)

    clock.pass_by(days=1)
    bot.serving.rounds.go_round()
    assert len(asks(slack, ana)) == 1


def test_evidence_that_goes_stale_is_asked_about_on_that_day(
    slack: FakeSlack, start: Start, clock: SimulatedClock, know: Know, ana: str, tmp_path: Path
) -> None:
    """Not what was stale already when it was decided."""
    resting(tmp_path, clock, know(), ana)
    bot = start(clock=clock, over=know())
    clock.pass_by(days=99)
    bot.serving.rounds.go_round()
    assert asks(slack, ana) == []

    clock.pass_by(days=1)
    bot.serving.rounds.go_round()
    bot.serving.rounds.go_round()

    ask = last_ask(slack, ana)
    assert "stack.ai` Agents and retrieval is from 2026-01-31" in ask.shown
    assert "speed.start` Cold start" not in ask.shown


def test_evidence_is_left_alone_until_a_date(
    slack: FakeSlack, start: Start, clock: SimulatedClock, know: Know, ana: str, tmp_path: Path
) -> None:
    """Then the decision is due; the same evidence is not asked about again, after a restart neither."""
    decision = resting(tmp_path, clock, know(), ana)
    bot = start(clock=clock, over=know(*FASTER))
    ask = last_ask(slack, ana)
    until = clock().date() + timedelta(days=20)

    slack.click(ana, ask, WAIVE)
    slack.submit(ana, waiver(slack, ana), {"until": f"{until}", "why": REASON}).ack()

    slack.wait_for(lambda: "put it off" in ask.shown)
    bot.stop()
    bot = start(clock=clock, over=know(*FASTER))
    clock.pass_by(days=19)
    bot.serving.rounds.go_round()
    assert len(asks(slack, ana)) == 1
    clock.pass_by(days=1)
    bot.serving.rounds.go_round()
    assert f"come to look at this decision again: {until}" in last_ask(slack, ana, 2).shown
    assert deeds(tmp_path, decision)[-1] == Deed.WAIVED


def test_a_decision_is_revisited_by_one_that_takes_its_place(
    slack: FakeSlack, start: Start, clock: SimulatedClock, know: Know, ana: str, tmp_path: Path
) -> None:
    """By the form that supersedes it."""
    resting(tmp_path, clock, know(), ana)
    start(clock=clock, over=know(*FASTER))
    ask = last_ask(slack, ana)

    slack.click(ana, ask, REVISIT)
    slack.submit(ana, form(slack, ana), {"title": "Use Node now", "choice": "Node", "why": "It starts faster."}).ack()

    slack.wait_for(lambda: "it is superseded" in ask.shown)
    assert buttons(ask) == []


def test_evidence_that_moves_again_is_asked_about_again(
    slack: FakeSlack, start: Start, clock: SimulatedClock, know: Know, ana: str, tmp_path: Path
) -> None:
    """Who presses under the older message is told so, for they have not seen what is known now."""
    decision = resting(tmp_path, clock, know(), ana)
    bot = start(clock=clock, over=know(*FASTER))
    first = last_ask(slack, ana)
    old = deepcopy(first)
    bot.stop()
    start(clock=clock, over=know(*FASTEST))
    second = last_ask(slack, ana, 2)

    slack.click(ana, old, HOLDS)
    told(slack, ana, "moved again")
    slack.wait_for(lambda: "moved again" in first.shown)
    assert Deed.REVIEWED not in deeds(tmp_path, decision)
    slack.click(ana, second, HOLDS)

    slack.wait_for(lambda: "still holds" in second.shown)
    assert "9 ms now" not in second.shown


def test_what_was_decided_on_other_evidence_is_left_alone(
    slack: FakeSlack, start: Start, clock: SimulatedClock, know: Know, ana: str, ben: str, tmp_path: Path
) -> None:
    """Of two decisions that rest on different entries, one is asked about."""
    library = know().advisor.library
    for place, (owner, id_) in enumerate(((ana, AI), (ben, START)), start=1):
        grounds = (Grounds(id_, library.entries[id_].content_hash, library.version, stale=id_ == START),)
        makers = (Person(owner),)
        due(
            *(tmp_path, clock),
            id=f"d{place}",
            owner=owner,
            decision_makers=makers,
            grounds=grounds,
            review_on=date(2036, 1, 1),
        )

    bot = start(clock=clock, over=know(*OTHER_WORDS))
    bot.serving.rounds.go_round()

    last_ask(slack, ana)
    assert asks(slack, ben) == []
