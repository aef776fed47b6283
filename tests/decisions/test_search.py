"""What people look for, as typed, and the words by which a record is found."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.record import EVERYWHERE, ConsideredOption, Person, Status
from bot.decisions.search import FILTERS, WORD_LENGTH, WORDS_LIMIT, Search, read_search, words_in, words_of
from bot.errors import DecisionError
from bot.ids import ChannelId
from tests.decisions.records import BEN, PRIVATE, PUBLIC, record


def read(text: str) -> Search:
    """What Ben looks for in a public channel."""
    return read_search(text, by=BEN, seen_from=PUBLIC)


def test_words_alone_are_looked_for() -> None:
    """Nothing else is asked."""
    assert read(" Message  QUEUE ") == Search(words=("message", "queue"), seen_from=PUBLIC)
    assert read("") == Search(seen_from=PUBLIC)


def test_every_filter_is_read() -> None:
    """In any order, among the words, and with a gap behind the colon."""
    typed = "queue status: accepted Topic:custom:queue by:<@U123|bob> in:<#C1|ops> fast since:2026-01-31 page:2"

    assert read(typed) == Search(
        words=("queue", "fast"),
        status=Status.ACCEPTED,
        topic="custom:queue",
        by=Person("U123"),
        within=ChannelId("C1"),
        since=date(2026, 1, 31),
        seen_from=PUBLIC,
        page=2,
    )


@pytest.mark.parametrize(
    ("typed", "person"), [("by:me", BEN), ("by:ME", BEN), ("by:<@W1>", "W1"), ("by:U123", "U123"), ("by:Ada", "Ada")]
)
def test_people_are_named_in_several_ways(typed: str, person: str) -> None:
    """A mention, an id, oneself, or the name that an imported file had."""
    assert read(typed).by == person


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("status:accepted status:rejected", "status: stands there twice; a search takes it once."),
        ("state:open", "There is no filter state:. The filters are status:, topic:, by:, in:, since:, page:."),
        ("status:open", "status: takes proposed, accepted, rejected, deprecated or superseded."),
        ("status:draft", "status: takes proposed"),
        ("status:", "status: takes proposed"),
        ("by:@ada", "by: takes a person"),
        ("by:", "by: takes a person"),
        ("in:ops", "in: takes a channel"),
        ("in:#ops", "in: takes a channel"),
        ("since:monday", "since: takes a day"),
        ("page:0", "page: takes a number"),
        ("page:-1", "page: takes a number"),
        ("page:1e3", "page: takes a number"),
        ("page:²", "page: takes a number"),
        ("page:99999999999999999999", "page: takes a number"),
        (f"page:{1:09}{0:05000}", "page: takes a number"),
    ],
)
def test_what_no_filter_takes_gets_a_sentence(typed: str, said: str) -> None:
    """It says what is possible."""
    with pytest.raises(DecisionError) as refused:
        read(f"queue {typed}")

    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("typed", ["https://example.com/a:b", "10:30", "std::vector", ":tada:"])
def test_a_colon_alone_makes_no_filter(typed: str) -> None:
    """A link, a time or an emoji is looked for."""
    assert read(typed).words


@given(st.text(), st.sampled_from([EVERYWHERE, PUBLIC, PRIVATE]))
def test_whatever_is_typed_is_read_or_refused(text: str, seen_from: ChannelId) -> None:
    """No text breaks the search, and none widens what may be seen."""
    try:
        search = read_search(text, by=BEN, seen_from=seen_from)
    except DecisionError:
        return

    assert search.seen_from == seen_from
    assert search.page >= 1
    assert len(search.words) <= WORDS_LIMIT


@given(st.sampled_from(FILTERS), st.text())
def test_whatever_a_filter_gets_is_read_or_refused(name: str, text: str) -> None:
    """No value breaks a filter."""
    with suppress(DecisionError):
        assert read(f"{name}:{text}").page >= 1


@given(st.text())
def test_words_are_found_by_themselves(text: str) -> None:
    """What a record says is found by typing it: words stay as they are when they are made into words again."""
    words = words_in(text)

    assert words_in(" ".join(words)) == words
    assert all(0 < len(word) <= WORD_LENGTH for word in words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("STRASSE", "Straße"),
        ("cafe\u0301", "Café"),
        ("ｑｕｅｕｅ", "queue"),
        ("ﬁle", "File"),
        ("node.js", "Node.js"),
        ("co\u00adop", "co\u200bop"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_the_same_word_is_found_however_it_is_written(typed: str, stands: str) -> None:
    """Case, width, ligatures, accents in two parts and invisible characters make no other word."""
    assert words_in(typed) == words_in(stands)


def test_a_record_is_found_by_all_that_it_says() -> None:
    """Title, question, context, reasons, options, consequences, tags and topic count; people do not."""
    said = record(
        title="Alpha one",
        question="Beta?",
        context="Gamma",
        rationale="Delta",
        topic="custom:epsilon",
        tags=("zeta",),
        consequences=("Eta",),
        options=(ConsideredOption("Theta", ("Iota",), ("Kappa",), "Lambda"),),
        chosen=("Theta",),
    )

    assert set(words_of(said)) == set(
        "alpha one beta gamma delta custom epsilon zeta eta theta iota kappa lambda".split()
    )
