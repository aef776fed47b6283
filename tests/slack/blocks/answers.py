"""Answers, gaps and knowledge made of any text."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from bot.advice.answer import Answer, Citation, Clarification, Confidence, Figure, Match, Outcome, StatedFlip
from bot.conversation.records import Asked, ChannelId, Gap, Given, Lack, Place, QuestionId, TeamId, UserId
from bot.knowledge.entries import Comparison, Entry, EntryId, Library, OptionId, SignalId, Statement, Topic
from tests.slack.blocks.nasty import nasty_texts

TEAM = TeamId("T012ABC")
ASKER = UserId("U0ASKER1")
QUESTION = QuestionId("0123456789abcdef")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ID = st.from_regex(r"[a-z]{1,8}\.[a-z0-9-]{1,40}", fullmatch=True)


def answers() -> st.SearchStrategy[Answer]:
    """Any answer, of any outcome, with more of everything than the composer ever says."""
    text = nasty_texts(6)
    entry = ID.map(EntryId)
    statements = st.lists(st.builds(Statement, text, entry), max_size=4).map(tuple)
    flip = st.builds(StatedFlip, st.just(()), st.just(()), text.map(OptionId), st.builds(Statement, text, entry))
    return st.builds(
        Answer,
        question=text,
        outcome=st.sampled_from(Outcome),
        confidence=st.sampled_from(Confidence),
        matches=st.lists(st.builds(Match, entry, st.floats(0, 1)), max_size=5).map(tuple),
        knowledge_version=text,
        option_titles=st.dictionaries(text.map(OptionId), text, max_size=4),
        pick=st.none() | text.map(OptionId),
        pick_title=text,
        stack=text,
        why=statements,
        gives_up=statements,
        not_when=statements,
        figures=st.lists(st.builds(Figure, entry, text, _comparisons()), max_size=4).map(tuple),
        flips=st.lists(flip, max_size=4).map(tuple),
        sources=st.lists(_citations(), max_size=15, unique_by=lambda citation: citation.entry).map(tuple),
        signals=st.dictionaries(text.map(SignalId), text, max_size=5),
        clarification=st.none() | st.builds(Clarification, text, _pairs(text)),
        reason=text,
        nearest=_pairs(text),
        corrections=st.lists(st.tuples(text, text), max_size=4).map(tuple),
    )


def _pairs(text: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    return st.lists(st.tuples(ID, text) | st.tuples(text, ID), max_size=12).map(tuple)


def _comparisons() -> st.SearchStrategy[Comparison]:
    option, text = nasty_texts(2).map(OptionId), nasty_texts(3)
    numbers = st.floats(allow_nan=True, allow_infinity=True) | st.integers(0, 10_000).map(float)
    return st.builds(
        Comparison,
        sides=st.dictionaries(option, text, max_size=25),
        values=st.dictionaries(option, numbers, max_size=25),
        unit=text,
        better=st.sampled_from(["higher", "lower", ""]),
        winner=st.none() | option,
        margin=text,
    )


def _citations() -> st.SearchStrategy[Citation]:
    text = nasty_texts(4)
    return st.builds(
        Citation,
        entry=ID.map(EntryId),
        title=text,
        heading=text,
        publication=text,
        as_of=st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1)),
        age_days=st.none() | st.integers(-10, 10_000),
        stale=st.booleans(),
        unsourced=st.booleans(),
    )


def asked(text: str, user: UserId = ASKER) -> Asked:
    """A question asked at noon."""
    return Asked(TEAM, QUESTION, Place.COMMAND, ChannelId("C012ABC"), user, text, NOON)


def given_to(outcome: str, version: str, explanation: str, phrased_by: str) -> Given:
    """What was answered at noon."""
    return Given(
        team=TEAM,
        question=QUESTION,
        answered_at=NOON,
        outcome=outcome,
        confidence="strong",
        pick=OptionId(version),
        knowledge_version=version,
        signals=(),
        evidence=(),
        answer="{}",
        explanation=explanation,
        phrased_by=phrased_by,
    )


def gaps() -> st.SearchStrategy[list[Gap]]:
    """Gaps in the knowledge, near any of a few entries or none."""
    near = st.none() | st.sampled_from(["matrix.ai", "faq.b", "pick.gone"]).map(EntryId)
    gap = st.builds(Gap, st.just(TEAM), st.just(QUESTION), st.sampled_from(Lack), near, st.just(NOON), nasty_texts(6))
    return st.lists(gap, max_size=40)


def libraries() -> st.SearchStrategy[Library]:
    """Any knowledge, of up to 150 headings."""
    text = nasty_texts(3)
    entry = st.builds(Entry, id=ID.map(EntryId), title=text, heading=text, content_hash=st.just(""))
    entries = st.lists(entry, max_size=8) | st.just([]).map(lambda _: _many_entries())
    return st.builds(
        Library,
        version=text,
        entries=entries.map(lambda listed: {entry.id: entry for entry in listed}),
        topics=st.lists(st.builds(Topic, id=text, title=text, reason=text), max_size=2).map(tuple),
    )


def _many_entries() -> list[Entry]:
    headings = [f"Heading {number} " + "long " * 100 for number in range(150)]
    return [
        Entry(EntryId(f"a.b{place}-{number}"), "A title " * 60, heading, "")
        for place, heading in enumerate(headings)
        for number in range(20)
    ]
