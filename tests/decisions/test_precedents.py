"""What an answer shows of earlier decisions."""

from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.precedents import (
    missing_successors,
    neighbours_of,
    precedents,
    revisits,
    topics_of,
)
from bot.decisions.record import EVERYWHERE, Flip, Status
from bot.ids import ChannelId
from tests.decisions.answers import AI, LIVE, LLM, PRICE, REAL_TIME, answer
from tests.decisions.records import OTHER_PRIVATE, PRIVATE, PUBLIC, record, record_id, superseded

TOPICS = (AI,)
WHEN_LIVE = Flip("With real-time: Node.js.", LIVE, added=(REAL_TIME,))
SPEAKING = {Status.ACCEPTED, Status.REJECTED, Status.SUPERSEDED}


def numbers(found: object) -> list[int]:
    """The records found, by number."""
    return [one.decision.number for one in found]  # type: ignore[attr-defined]


def test_the_topics_are_the_best_entry_and_those_of_the_reasons() -> None:
    """Entries that merely matched a little are not what an answer is about."""
    assert topics_of(answer()) == (AI, PRICE)
    assert topics_of(answer(matches=(), why=())) == ()


def test_the_neighbours_are_also_what_would_flip_the_answer() -> None:
    """A record made a step away from the present situation is found."""
    assert neighbours_of(answer()) == (AI, PRICE, LIVE)


def test_the_newest_come_first_and_three_are_shown() -> None:
    """More would push the answer away."""
    assert numbers(precedents([record(number) for number in (2, 5, 1, 4)], TOPICS, PUBLIC)) == [5, 4, 2]


def test_what_is_not_decided_or_out_of_force_is_not_shown() -> None:
    """A draft, a proposal or a deprecated decision is no precedent."""
    silent = [record(number, status=status) for number, status in enumerate(Status, 1) if status not in SPEAKING]

    assert precedents(silent, TOPICS, PUBLIC) == ()


def test_what_was_turned_down_is_shown_as_no() -> None:
    """A refusal ("we said no") is a precedent too."""
    (shown,) = precedents([record(1, status=Status.REJECTED)], TOPICS, PUBLIC)

    assert shown.said_no


def test_refusals_do_not_push_out_what_is_in_force() -> None:
    """Three newer refusals leave room for the decision that holds."""
    refused = [record(number, status=Status.REJECTED) for number in (2, 3, 4)]

    assert numbers(precedents([record(1), *refused], TOPICS, PUBLIC)) == [4, 3, 1]


def test_a_successor_is_shown_instead() -> None:
    """Whoever asks sees what holds now, and what it replaced, over any number of steps and under another topic."""
    chain = [superseded(1, by=2), superseded(2, by=3, topic="custom:agents"), record(3, topic="custom:agents")]

    (shown,) = precedents(chain, TOPICS, PUBLIC)

    assert (shown.decision.number, shown.instead_of) == (3, (1,))


def test_a_successor_out_of_force_leaves_nothing() -> None:
    """A deprecated successor does not bring its predecessor back."""
    assert precedents([superseded(1, by=2), record(2, status=Status.DEPRECATED)], TOPICS, PUBLIC) == ()


def test_successors_under_another_topic_are_asked_for() -> None:
    """Whoever reads the records of a topic learns which others belong to them."""
    assert list(missing_successors([superseded(1, by=2), superseded(2, by=7), record(3)])) == [record_id(7)]


def test_another_topic_is_not_shown() -> None:
    """A record that is only there as a neighbour is no precedent."""
    assert precedents([record(1, topic=LIVE)], TOPICS, PUBLIC) == ()


PLACES = [EVERYWHERE, PUBLIC, PRIVATE, OTHER_PRIVATE]


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(Status)), max_size=6), st.sampled_from(PLACES))
def test_a_private_record_is_shown_only_in_its_channel(kinds: list[tuple[ChannelId, Status]], here: ChannelId) -> None:
    """Whatever records there are, none of another private channel is among what is shown."""
    found = [
        record(number, private_to=place, status=status, flips=(WHEN_LIVE,))
        for number, (place, status) in enumerate(kinds, 1)
    ]

    shown = (*precedents(found, TOPICS, here), *revisits(found, [REAL_TIME], here))

    assert {one.decision.private_to for one in shown} <= {EVERYWHERE, here}


def test_a_question_that_carries_the_condition_gives_reason_to_revisit() -> None:
    """ADR-0001 named real time as what would change it; a question with it says so."""
    (found,) = revisits([record(1, flips=(WHEN_LIVE,))], [LLM, REAL_TIME], PUBLIC)

    assert (found.decision.number, found.flip) == (1, WHEN_LIVE)


def test_a_question_without_the_whole_condition_gives_none() -> None:
    """Half of a condition is none, and so is one that something present takes away, or that only takes away."""
    both = Flip("With both", LIVE, added=(REAL_TIME, LLM))
    without = Flip("Without an LLM", LIVE, added=(REAL_TIME,), removed=(LLM,))
    only_less = Flip("Without it", LIVE, removed=(LLM,))

    assert revisits([record(1, flips=(both,))], [REAL_TIME], PUBLIC) == ()
    assert revisits([record(1, flips=(without,))], [REAL_TIME, LLM], PUBLIC) == ()
    assert revisits([record(1, flips=(only_less,))], [], PUBLIC) == ()


def test_only_what_is_in_force_is_revisited() -> None:
    """A record that was superseded is not brought up again."""
    assert revisits([superseded(1, by=2, flips=(WHEN_LIVE,))], [REAL_TIME], PUBLIC) == ()
