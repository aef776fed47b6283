"""Folders laid over each other: a later one adds, or replaces where it says so."""

from pathlib import Path

import pytest

from bot.knowledge.entries import EntryId
from bot.knowledge.loading import load_library
from tests.knowledge.conftest import WriteFolder
from tests.knowledge.samples import FAQ, OPTIONS, problems_of

OURS = """
entries:
  - {id: matrix.ai, title: Our AI, replace: true, pick: go, answer: We use Go, asks: [and we?]}
  - {id: matrix.batch, title: Batch, pick: go, answer: Go, asks: [which for batch?], see: [matrix.live]}
"""
OUR_SIGNALS = """
signals: [{id: batch, title: Batch, phrases: [nightly]}]
rows:
  - {entry: matrix.batch, needs: [batch]}
  - {entry: matrix.ai, needs: [ai, batch], replace: true}
"""


def test_a_later_folder_adds_and_replaces(stacks: Path, write_folder: WriteFolder) -> None:
    """Options, entries, signals, rows and aliases are added; what says `replace` takes the other's place."""
    ours = write_folder(
        "ours",
        matrix=OURS,
        signals=OUR_SIGNALS,
        options="options: [{id: go, title: Go, names: [golang]}]",
        aliases="aliases: {js: jscript, k8s: kubernetes}\nreplace: [js]",
    )

    library = load_library([stacks, ours])

    assert list(library.options) == ["python", "node", "go"]
    assert list(library.entries) == ["matrix.ai", "matrix.batch", "matrix.live"]
    assert library.entries[EntryId("matrix.ai")].title == "Our AI"
    assert library.entries[EntryId("matrix.ai")].source is None
    assert [(row.id, row.pick, row.needs) for row in library.rows] == [
        ("matrix.ai", "go", ("ai", "batch")),
        ("matrix.live", "node", ("live",)),
        ("split", "both", ("ai", "live")),
        ("matrix.batch", "go", ("batch",)),
    ]
    assert library.aliases == {"js": "jscript", "k8s": "kubernetes"}


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"matrix": OURS.replace("replace: true, ", "")}, "ours/matrix.yaml:3: entries.0.id: 'matrix.ai' exists alre"),
        ({"matrix": OURS.replace("matrix.ai", "matrix.x")}, "ours/matrix.yaml:3: entries.0.replace: there is no entry"),
        ({"signals": "rows: [{entry: matrix.ai, needs: [ai]}]"}, "ours/signals.yaml:1: rows.0.id: 'matrix.ai' exists"),
        ({"options": OPTIONS}, "ours/options.yaml:3: options.0.id: 'python' exists already"),
        ({"aliases": "aliases: {js: jscript}"}, "ours/aliases.yaml:1: aliases.js: means 'javascript' already"),
        ({"aliases": "aliases: {a: b}\nreplace: [js]"}, "ours/aliases.yaml:2: replace.0: 'js' is not an alias both"),
    ],
)
def test_replacing_is_explicit(stacks: Path, write_folder: WriteFolder, files: dict[str, str], problem: str) -> None:
    """The same id without `replace: true` is a problem, and so is `replace: true` of nothing."""
    ours = write_folder("ours", **{"options": "options: [{id: go, title: Go, names: [golang]}]", **files})

    assert any(found.startswith(problem) for found in problems_of(stacks, ours))


def test_an_id_may_stand_once_in_a_folder(write_folder: WriteFolder) -> None:
    """`replace` does not help there."""
    twice = FAQ.replace("entries: [", "entries: [{id: faq.refund, title: A, answer: B, asks: [c]}, ")

    (problem,) = problems_of(write_folder("k", faq=twice))

    assert "entries.1.id: 'faq.refund' is the id of another entry in this folder" in problem


def test_a_glossary_grows_by_folder(write_folder: WriteFolder) -> None:
    """Words are joined by language; the later folder's meaning holds."""
    first = write_folder("a", faq=FAQ, glossary="languages: {es: {function_words: [el], words: {base: base}}}")
    second = write_folder("b", glossary="languages: {es: {function_words: [la], words: {base: foundation}}}")

    glossary = load_library([first, second]).glossaries["es"]

    assert glossary.function_words == {"el", "la"}
    assert glossary.words == {"base": "foundation"}
