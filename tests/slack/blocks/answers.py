"""Answers, gaps and knowledge made of any text."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from bot.advice.answer import Answer, Citation, Clarification, Confidence, Figure, Match, Outcome, StatedFlip
from bot.conversation.records import Asked, Gap, Given, Lack, Objection, Place, Reason
from bot.ids import ChannelId, QuestionId, TeamId, UserId
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


def objections() -> st.SearchStrategy[tuple[Objection, ...]]:
    """Why people found an answer not helpful."""
    one = st.builds(Objection, st.none() | st.sampled_from(Reason), st.just("") | nasty_texts(6))
    return st.lists(one, max_size=6).map(tuple)


def gaps() -> st.SearchStrategy[list[Gap]]:
    """Gaps in the knowledge, near any of a few entries or none."""
    near = st.none() | st.sampled_from(["matrix.ai", "faq.b", "pick.gone"]).map(EntryId)
    gap = st.builds(
        Gap, st.just(TEAM), st.just(QUESTION), st.sampled_from(Lack), near, st.just(NOON), nasty_texts(6), objections()
    )
    return st.lists(gap, max_size=15)


def libraries() -> st.SearchStrategy[Library]:
    """Any knowledge, as far as it is shown."""
    text = nasty_texts(3)
    entry = st.builds(Entry, id=ID.map(EntryId), title=text, heading=text, content_hash=st.just(""))
    entries = st.lists(entry, max_size=8)
    return st.builds(
        Library,
        version=text,
        entries=entries.map(lambda listed: {entry.id: entry for entry in listed}),
        topics=st.lists(st.builds(Topic, id=text, title=text, reason=text), max_size=2).map(tuple),
    )


def longest_answer() -> Answer:
    """An answer in which everything is as long as the knowledge takes it (`bot.knowledge.schema`)."""
    options = [OptionId(f"option-{number}") for number in range(20)]
    ids = [EntryId(f"entry.{number:02}".ljust(100, "x")) for number in range(14)]
    said = [Statement("statement " * 200, id_) for id_ in ids]
    comparison = Comparison(
        sides=dict.fromkeys(options, "side " * 400),
        values=dict.fromkeys(options, 12345.678),
        unit="unit " * 20,
        better="lower",
        winner=options[0],
        margin="margin " * 14,
    )
    return Answer(
        question="question " * 400,
        outcome=Outcome.ANSWER,
        confidence=Confidence.STRONG,
        matches=(),
        knowledge_version="0123456789ab",
        option_titles={option: f"{option} & {'title ' * 50}" for option in options},
        pick=options[0],
        pick_title="title " * 50,
        stack="stack " * 50,
        why=tuple(said[:3]),
        gives_up=tuple(said[3:5]),
        not_when=tuple(said[5:7]),
        figures=tuple(Figure(id_, "figure " * 43, comparison) for id_ in ids[7:10]),
        flips=tuple(StatedFlip((), (), options[1], statement) for statement in said[10:13]),
        sources=tuple(_longest_citation(id_) for id_ in ids),
        signals={SignalId(f"signal-{number}"): "signal " * 43 for number in range(10)},
        corrections=(("wrong" * 20, "right" * 20),) * 10,
    )


def _longest_citation(entry: EntryId) -> Citation:
    return Citation(
        entry=entry,
        title="title " * 50,
        heading=f"{entry[:8]} {'heading ' * 35}",
        publication=f"{entry[:8]} {'publication ' * 75}",
        as_of=date(2026, 5, 26),
        age_days=181,
        stale=True,
        unsourced=True,
    )
