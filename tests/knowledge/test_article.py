"""The shipped knowledge against the article it was taken from, figure by figure."""

import re
import shutil
from pathlib import Path

import pytest

from bot.knowledge.export import ExportedEntry, exported
from bot.knowledge.loading import load_library
from tests.knowledge.article import ARTICLE, Facts

SHIPPED = Path(__file__).parents[2] / "knowledge"

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def shipped_entries(folder: Path = SHIPPED) -> dict[str, ExportedEntry]:
    """The export of a knowledge folder, by entry id."""
    return {entry["id"]: entry for entry in exported(load_library([folder]))["entries"]}


@pytest.fixture(scope="module")
def entries() -> dict[str, ExportedEntry]:
    """The export of the shipped knowledge."""
    return shipped_entries()


def deviations(entry: ExportedEntry, facts: Facts) -> list[str]:
    """What the entry lacks or states otherwise, in a few words each."""
    comparison = entry["comparison"]
    sides = comparison["sides"] if comparison else {}
    statements = [one["text"] for one in entry["points"] + entry["notes"]]
    text = " ".join([entry["title"], entry["stack"], entry["answer"], *statements])
    states = (
        entry["pick"],
        comparison["winner"] if comparison else None,
        comparison["margin"] if comparison else "",
        comparison["values"] if comparison else {},
        bool(sides),
    )
    expected = (facts.pick, facts.winner, facts.margin, facts.values, bool(facts.python or facts.node))
    return [
        *missing(facts.says.casefold(), text.casefold()),
        *missing(facts.python, sides.get("python", "")),
        *missing(facts.node, sides.get("node", "")),
        *([] if states == expected else [f"{states} instead of {expected}"]),
    ]


def missing(facts: str, text: str) -> list[str]:
    """The facts that do not stand in the text."""
    return [fact for fact in facts.split(" | ") if fact and not stands_in(fact, text)]


def stands_in(fact: str, text: str) -> bool:
    """Whether the text holds it, and not as a part of a longer number or word: `9ms` is not in `19ms`."""
    return re.search(rf"(?<![\w.,~]){re.escape(fact)}(?!\w|[.,]\d)", text) is not None


def test_the_knowledge_has_the_entries_of_the_article_and_no_others(entries: dict[str, ExportedEntry]) -> None:
    """48 rows, lists and answers."""
    assert len(ARTICLE) == 48
    assert entries.keys() == ARTICLE.keys()


@pytest.mark.parametrize("name", ARTICLE)
def test_an_entry_states_what_the_article_states(entries: dict[str, ExportedEntry], name: str) -> None:
    """Every figure, name, pick, winner and condition is there, on its side."""
    assert deviations(entries[name], ARTICLE[name]) == []


@pytest.mark.parametrize("name", ARTICLE)
def test_an_entry_has_the_source_and_date_of_the_article(entries: dict[str, ExportedEntry], name: str) -> None:
    """And a heading and an age limit."""
    entry = entries[name]

    assert entry["source"] == {
        "title": "Node.js vs Python for Backend: Which Wins in 2026?",
        "author": "Krunal Panchal",
        "publisher": "Groovy Web",
        "date": "2026-05-26",
    }
    assert entry["as_of"] == "2026-05-26"
    assert entry["heading"]
    assert entry["max_age_days"]


@pytest.mark.parametrize("name", ARTICLE)
def test_an_entry_states_no_figure_the_article_does_not_have(entries: dict[str, ExportedEntry], name: str) -> None:
    """Each number of a statement is one the article has where the statement comes from."""
    entry = entries[name]

    for statement in entry["points"] + entry["gives_up"] + entry["not_when"]:
        facts = ARTICLE[statement["entry"]]
        known = set(NUMBER.findall(f"{facts.says} {facts.python} {facts.node}"))
        assert set(NUMBER.findall(statement["text"])) <= known, statement


@pytest.mark.parametrize("name", ARTICLE)
def test_an_entry_has_at_least_eight_different_asks(entries: dict[str, ExportedEntry], name: str) -> None:
    """They are what a question is matched with."""
    assert len({ask.casefold() for ask in entries[name]["asks"]}) >= 8


@pytest.mark.parametrize(
    ("file", "before", "after", "name"),
    [
        ("benchmark", '{node: "~35,000", python', '{node: "~36,000", python', "benchmark.rest-throughput"),
        ("benchmark", "values: {node: 250,", "values: {node: 251,", "benchmark.cold-start"),
        ("benchmark", "~4,000 on Python", "~14,000 on Python", "benchmark.websockets"),
        ("benchmark", "winner: python\n    margin: minor", "winner: node", "benchmark.llm-streaming-latency"),
        ("benchmark", "winner: python\n    margin: for", "winner: node\n    margin: for", "benchmark.embeddings"),
        ("cost", "$55 - $95/hr", "$55 - $96/hr", "cost.contractor-rate"),
        ("ecosystem", "Dramatiq", "Huey", "ecosystem.background-jobs"),
        ("matrix", "2-3x", "3-4x", "matrix.real-time"),
        ("matrix", "pick: either", "pick: node", "matrix.crud-saas"),
        ("async", "since 2018", "since 2019", "async.python-asyncio"),
    ],
)
def test_a_changed_figure_is_noticed(tmp_path: Path, file: str, before: str, after: str, name: str) -> None:
    """One slip in one place turns the check red."""
    folder = shutil.copytree(SHIPPED, tmp_path / "knowledge")
    path = folder / f"{file}.yaml"
    written = path.read_text(encoding="utf-8")
    assert before in written

    path.write_text(written.replace(before, after, 1), encoding="utf-8")

    assert deviations(shipped_entries(folder)[name], ARTICLE[name]) != []
