"""The advisor over a plain FAQ: no signals, rows, options or topics."""

import pytest

from bot.advice.answer import Outcome
from tests.advice.conftest import OpenSmall
from tests.advice.small import FAQ, Ask


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("how do i get my refund", "faq.refund"),
        ("may guests park overnight?", "faq.parking"),
        ("are you open on sunday", "faq.hours"),
        ("how long does the warrenty last", "faq.warranty"),
    ],
)
def test_a_plain_faq_answers(ask_faq: Ask, text: str, entry: str) -> None:
    """Without signals, rows, topics or options: what the entry says, and no pick."""
    answer = ask_faq(text)

    assert (answer.outcome, answer.matches[0].entry, answer.pick) == (Outcome.ANSWER, entry, None)
    assert [sentence.entry for sentence in answer.why] == [entry]
    assert (answer.gives_up, answer.figures, answer.flips, answer.signals) == ((), (), (), {})


def test_a_plain_faq_is_unsourced(ask_faq: Ask) -> None:
    """It names no publication and no date, so its age is not known."""
    source = ask_faq("how do i get a refund", day="2050-01-01").sources[0]

    assert (source.entry, source.unsourced, source.publication) == ("faq.refund", True, "")
    assert (source.as_of, source.age_days, source.stale) == (None, None, False)


@pytest.mark.parametrize("text", ["node or python?", "xyzzy", "what do zebras eat?"])
def test_a_plain_faq_declines_what_it_does_not_know(ask_faq: Ask, text: str) -> None:
    """Though it has no topics to tell by."""
    answer = ask_faq(text)

    assert answer.outcome in {Outcome.CLOSEST, Outcome.NONE}
    assert not answer.why
    assert answer.reason


@pytest.mark.parametrize("text", ["\U0001f389", "?!", "..."])
def test_marks_alone_are_no_question(ask_faq: Ask, text: str) -> None:
    """Nothing is near what has no word."""
    assert (ask_faq(text).outcome, ask_faq(text).sources) == (Outcome.NONE, ())


def test_a_topic_needs_no_asks(open_small: OpenSmall) -> None:
    """A team may name what it does not cover and leave it there."""
    topics = "topics: [{id: outside.zoo, title: Zoo, reason: No animals., names: [zebra]}]"

    assert open_small({**FAQ, "outside": topics}).library.topics
