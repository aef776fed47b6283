"""What an answer rests on: every statement, figure, flip and source of answers over the shipped knowledge."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.advice.answer import Answer
from bot.advice.question import read_thread
from bot.advice.verdict import Rules
from bot.knowledge.entries import BOTH, EntryId, Library, Statement
from bot.wiring.desk import Desk
from tests.advice.asked import CHATTER, CHOICES, FIGURES, OUTSIDE, QUESTIONS
from tests.advice.small import Ask


@pytest.fixture(scope="module")
def answers(ask: Ask) -> list[Answer]:
    """The answers to all our questions."""
    return [ask(text) for text in (*QUESTIONS, *OUTSIDE, *CHATTER)]


def said(answer: Answer) -> Iterator[Statement]:
    """What an answer takes from entries as it stands there: all but the sentence about a constraint."""
    sentences = (*answer.why, *answer.gives_up, *answer.not_when)
    return (sentence for sentence in sentences if not sentence.text.startswith("Your constraint leaves"))


def known_statements(library: Library) -> set[Statement]:
    """Every sentence of a library, with the entry it comes from."""
    found = {note for notes in library.notes.values() for note in notes}
    for entry in library.entries.values():
        found |= {*entry.points, *entry.gives_up, *entry.not_when, Statement(entry.answer, entry.id)}
    return found


def cited_entries(answer: Answer) -> set[EntryId]:
    """Every entry an answer draws on."""
    flips = (flip.statement for flip in answer.flips)
    sentences = {statement.entry for statement in (*answer.why, *answer.gives_up, *answer.not_when, *flips)}
    return sentences | {figure.entry for figure in answer.figures}


def test_every_statement_stands_in_the_entry_it_names(answers: list[Answer], shipped: Library) -> None:
    """Word for word; nothing is said that no entry says."""
    known = known_statements(shipped)

    sentences = {sentence for answer in answers for sentence in said(answer)}

    assert len(sentences) > 10
    assert sentences <= known


def test_every_entry_cited_exists_and_is_listed_as_a_source(answers: list[Answer], shipped: Library) -> None:
    """Statements, figures, flips, matches and what comes nearest."""
    for answer in answers:
        cited = cited_entries(answer)
        sources = [source.entry for source in answer.sources]
        assert cited <= set(sources) <= shipped.entries.keys()
        assert len(sources) == len(set(sources))
        assert {match.entry for match in answer.matches} <= shipped.entries.keys()
        assert {entry for entry, _ in answer.nearest} <= shipped.entries.keys()


def test_figures_are_printed_as_they_stand(answers: list[Answer], shipped: Library) -> None:
    """The whole row of the entry they name."""
    figures = [figure for answer in answers for figure in answer.figures]

    assert figures
    assert all(figure.comparison == shipped.entries[figure.entry].comparison for figure in figures)


def test_an_answer_is_short(answers: list[Answer]) -> None:
    """Three reasons, two prices, two exceptions, three figures, three flips, five matches; nothing is said twice."""
    for answer in answers:
        assert len(answer.why) <= 3
        assert len(answer.gives_up) <= 2
        assert len(answer.not_when) <= 2
        assert len(answer.figures) <= 3
        assert len(answer.flips) <= 3
        assert len(answer.matches) <= 5
        assert len({sentence.text for sentence in answer.why}) == len(answer.why)


def test_what_would_change_the_pick_changes_it(desk: Desk, shipped: Library) -> None:
    """Each flip names a row's entry and signals by title, and the rows do pick what it says."""
    rules = Rules(shipped.rows, tuple(shipped.options), tuple(shipped.signals))
    for text, _ in CHOICES:
        considered = desk.advisor.consider(read_thread([text]))
        assert considered.flips
        for flip in considered.flips:
            changed = (frozenset(considered.signals) | set(flip.added)) - set(flip.removed)
            after = rules.verdict(changed, considered.constraints)
            assert flip.pick == after.pick != considered.pick
            assert flip.row in after.rows


def test_nothing_would_change_a_pick_that_no_row_made(desk: Desk) -> None:
    """Who asks about both together gets both, whatever the rows would say of more or less."""
    considered = desk.advisor.consider(read_thread(["when does it make sense to run both node and python?"]))

    assert (considered.pick, considered.verdict.rows, considered.flips) == (BOTH, (), ())


def test_a_flip_is_worded_with_its_signals_and_its_row(ask: Ask, shipped: Library) -> None:
    """So that it can be read by itself."""
    for flip in ask(CHOICES[0][0]).flips:
        assert shipped.entries[flip.statement.entry].title in flip.statement.text
        for signal in (*flip.added, *flip.removed):
            assert shipped.signals[signal].title[1:] in flip.statement.text


def test_a_citation_ages_from_its_date(ask: Ask, shipped: Library) -> None:
    """Fresh on its last day, stale on the next."""
    entry = shipped.entries[EntryId("benchmark.cold-start")]
    assert entry.as_of
    assert entry.max_age_days
    text = FIGURES[1][0]

    last = ask(text, day=str(entry.as_of.fromordinal(entry.as_of.toordinal() + entry.max_age_days))).sources[0]
    after = ask(text, day=str(entry.as_of.fromordinal(entry.as_of.toordinal() + entry.max_age_days + 1))).sources[0]

    assert (last.entry, last.age_days, last.stale, last.unsourced) == (entry.id, entry.max_age_days, False, False)
    assert after == replace(last, age_days=entry.max_age_days + 1, stale=True)
    assert entry.source
    assert entry.source.publisher in last.publication
    assert (last.heading, last.as_of) == (entry.heading, entry.as_of)
