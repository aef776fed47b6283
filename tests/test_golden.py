"""The answers to our own labelled questions stay as good as they were."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import FiniteFloat, TypeAdapter

from bot.advice.evaluation import Case, below_gates, judged, report
from bot.advice.question import read_thread
from bot.cli.evaluate import read_cases
from bot.settings import read_settings
from bot.wiring.desk import Desk, open_desk

HERE = Path(__file__).parent
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def desk() -> Desk:
    """The desk over the shipped knowledge."""
    return open_desk(read_settings())


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """The golden questions."""
    return read_cases(HERE / "golden.yaml")


def _clock() -> Callable[[], float]:
    return lambda: 0.0


def test_no_figure_falls_below_its_gate(desk: Desk, cases: list[Case]) -> None:
    """Accuracy in scope, declining out of scope and picks hold, each over its kind of question."""
    gates = TypeAdapter(dict[str, FiniteFloat]).validate_python(yaml.safe_load((HERE / "gates.yaml").read_text()))

    results = judged(cases, lambda messages: desk.advisor.ask(read_thread(messages), DAY), _clock())

    assert below_gates(report(results), gates) == []


def test_the_golden_set_covers_every_entry_and_kind(desk: Desk, cases: list[Case]) -> None:
    """Each shipped entry is a right answer to at least two questions, and every kind of question is there."""
    accepted = [id_ for case in cases for id_ in case.accept]

    assert {id_ for id_ in desk.advisor.library.entries if accepted.count(id_) < 2} == set()
    assert {case.kind for case in cases} == {"in_scope", "multilingual", "thread", "near", "far", "adversarial"}
    assert len(cases) >= 200


def test_no_golden_question_is_taught(desk: Desk, cases: list[Case]) -> None:
    """What is measured with was not learned from, down to case and punctuation."""
    library = desk.advisor.library
    taught = {_folded(ask) for entry in library.entries.values() for ask in entry.asks}
    taught |= {_folded(ask) for topic in library.topics for ask in topic.asks}

    assert [case.id for case in cases if _folded(" ".join(case.messages)) in taught] == []


def test_every_statement_has_a_source_that_exists(desk: Desk, cases: list[Case]) -> None:
    """Whatever is asked, what is said cites entries of the knowledge, and the sources list them all."""
    for case in cases:
        answer = desk.advisor.ask(read_thread(case.messages), DAY)
        statements = (*answer.why, *answer.gives_up, *answer.not_when, *(flip.statement for flip in answer.flips))
        cited = {statement.entry for statement in statements} | {figure.entry for figure in answer.figures}
        assert cited <= {source.entry for source in answer.sources} <= desk.advisor.library.entries.keys()


def _folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
