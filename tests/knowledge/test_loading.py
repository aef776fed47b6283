"""Loading folders: what is accepted, what is told about the rest, and reloading."""

import time
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.entries import BOTH, EntryId, OptionId, SignalId
from bot.knowledge.loading import load_library
from bot.knowledge.shelf import KnowledgeShelf
from tests.knowledge.conftest import WriteFolder
from tests.knowledge.samples import FAQ, OPTIONS, problems_of

SHIPPED = Path(__file__).parents[2] / "knowledge"


def test_a_plain_faq_needs_nothing_else(write_folder: WriteFolder) -> None:
    """No options, signals, source or pick: an entry is an id, a title, an answer and its asks."""
    library = load_library([write_folder("ours", faq=FAQ)])

    entry = library.entries[EntryId("faq.refund")]
    assert (entry.title, entry.answer, entry.asks) == ("Refunds", "In 14 days", ("how do I get a refund?",))
    assert (entry.pick, entry.source, entry.as_of, entry.max_age_days, entry.comparison) == (None,) * 5
    assert (library.options, library.rows, library.signals) == ({}, (), {})


def test_what_a_file_says_of_all_its_entries_goes_to_each(stacks: Path) -> None:
    """Source, heading, date and age limit stand once; a statement is its entry's own unless it says otherwise."""
    library = load_library([stacks])

    live = library.entries[EntryId("matrix.live")]
    assert live.source is not None
    assert (live.source.publisher, live.source.date.isoformat(), live.heading) == ("The Press", "2026-05-26", "Matrix")
    assert (live.as_of, live.max_age_days) == (live.source.date, 365)
    assert [(one.text, one.entry) for one in live.points] == [("Sockets", "matrix.ai")]
    assert [(one.text, one.entry) for one in library.notes["matrix"]] == [("Read with care.", "matrix.ai")]


def test_rows_take_id_and_pick_from_their_entry(stacks: Path) -> None:
    """A second row of an entry has an id of its own, and may have a pick of its own."""
    library = load_library([stacks])

    assert [(row.id, row.pick, row.rank) for row in library.rows] == [
        ("matrix.ai", OptionId("python"), 1),
        ("matrix.live", OptionId("node"), 2),
        ("split", BOTH, 1),
    ]
    assert library.rows[1].excludes == (SignalId("ai"),)


def test_text_is_kept_as_written_and_typed_where_a_field_is_typed(write_folder: WriteFolder) -> None:
    """`3.10` and `no` are texts in a text field; numbers, dates and booleans are read where they belong."""
    faq = "max_age_days: 30\nentries: [{id: faq.version, title: 3.10, answer: no, asks: [2026-01-01]}]"
    outside = "topics: [{id: outside.chat, title: Chat, reason: Small talk, is_question: no}]"

    library = load_library([write_folder("ours", faq=faq, outside=outside)])

    entry = library.entries[EntryId("faq.version")]
    assert (entry.title, entry.answer, entry.asks, entry.max_age_days) == ("3.10", "no", ("2026-01-01",), 30)
    assert library.topics[0].is_question is False


BAD_ENTRIES = """
source: {title: Stacks, author: A, publisher: P, date: 26 May 2026}
entries:
  - {id: matrix.ai, title: AI, pick: Python!, answer: A, asks: [a]}
  - id: matrix.live
    title: Live
    pick: go
    see: [matrix.none]
    points: [{text: x, from: matrix.nobody}]
    colour: red
  - {id: other.thing, title: Thing, answer: A, asks: [a], see: [matrix.nowhere, matrix.live, speed.start]}
  - {id: matrix.cost, title: "", answer: A, asks: [a], values: {node: 35k}}
"""
BAD_SPEED = """
entries:
  - id: speed.start
    title: Start
    winner: rust
    sides: {node: fast, perl: slow}
    asks: []
"""
BAD_SIGNALS = """
signals: [{id: ai, title: AI, taught_by: [matrix.gone]}]
rows:
  - {entry: matrix.gone, pick: python, needs: [ai, lunar], beats: [nothing], rank: 3}
  - {id: second, entry: speed.start, needs: [lunar], beats: [nothing]}
"""


NO_ID = "must be lower-case letters, digits and hyphens, in parts joined by dots"
NO_OPTION = "is not an option (python, node, both, either); mend it or add it to options.yaml"


def test_all_problems_of_all_files_are_told_at_once(write_folder: WriteFolder) -> None:
    """Each has file, line and place; what a bad item may have been is not reported as unknown on top."""
    folder = write_folder("k", matrix=BAD_ENTRIES, speed=BAD_SPEED, signals=BAD_SIGNALS, options=OPTIONS)

    assert sorted(problems_of(folder)) == sorted(
        [
            "k/matrix.yaml:2: source.date: must be a date such as 2026-05-26",
            f"k/matrix.yaml:4: entries.0.pick: {NO_ID}, such as python",
            "k/matrix.yaml:10: entries.1.colour: is not a field of this format; mend its name or remove it",
            "k/matrix.yaml:11: entries.2.id: must begin with `matrix.`, the name of its file",
            "k/matrix.yaml:11: entries.2.see.0: there is no entry 'matrix.nowhere'; mend the id or add it",
            "k/matrix.yaml:12: entries.3.title: is empty; write a text or remove it",
            "k/matrix.yaml:12: entries.3.values.node: must be a plain number such as 35000",
            f"k/speed.yaml:5: entries.0.winner: 'rust' {NO_OPTION}",
            f"k/speed.yaml:6: entries.0.sides.perl: 'perl' {NO_OPTION}",
            "k/signals.yaml:2: signals.0.taught_by.0: there is no entry 'matrix.gone'; mend the id or add it",
            "k/signals.yaml:4: rows.0.rank: must be at most 2",
            "k/signals.yaml:5: rows.1.needs.0: there is no signal 'lunar'; mend the id or add it",
            "k/signals.yaml:5: rows.1.beats.0: there is no row 'nothing'; mend the id or add it",
            "k/signals.yaml:5: rows.1.entry: neither this row nor 'speed.start' has a pick; add `pick` to one of them",
        ]
    )


def test_what_an_unreadable_file_may_have_held_is_not_reported_as_unknown(write_folder: WriteFolder) -> None:
    """One broken file is one problem, whoever refers to what was in it."""
    faq = FAQ.replace("asks:", "pick: go, see: [matrix.ai], asks:")
    rows = "rows: [{entry: matrix.ai, needs: [ai], beats: [matrix.live]}]"
    folder = write_folder("k", faq=faq, matrix="[", options="[", signals=rows)

    problems = problems_of(folder)

    assert [problem.split(":")[0] for problem in problems] == ["k/matrix.yaml", "k/options.yaml", "k/signals.yaml"]
    assert "rows.0.needs.0: there is no signal 'ai'" in problems[2]
    write_folder("k", signals="[")
    assert [problem.split(":")[0] for problem in problems_of(folder)] == [
        "k/matrix.yaml",
        "k/options.yaml",
        "k/signals.yaml",
    ]


def test_sides_come_in_the_order_of_the_options(write_folder: WriteFolder) -> None:
    """However a file writes them: a table has its columns in one order."""
    faq = FAQ.replace("asks:", "sides: {node: fast, python: slow}, asks:")

    comparison = load_library([write_folder("k", faq=faq, options=OPTIONS)]).entries[EntryId("faq.refund")].comparison

    assert comparison is not None
    assert list(comparison.sides) == ["python", "node"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"faq": ""}, "k/faq.yaml:1: is no knowledge file; begin it with `entries:`, say"),
        ({"faq": "- a"}, "k/faq.yaml:1: is no knowledge file; begin it with `entries:`, say"),
        ({"faq": "entries: {a: b}"}, "k/faq.yaml:1: entries: must be a list, one `- item` a line"),
        ({"faq": "entries: []"}, "k/faq.yaml:1: entries: must hold 1 to 20,000 entries, not 0; add some or split"),
        ({"faq": f"{FAQ}\nheading:"}, "k/faq.yaml:2: heading: is empty; write a value or remove the line"),
        ({"faq": f"{FAQ}\nas_of: 20260526"}, "k/faq.yaml:2: as_of: must be a date such as 2026-05-26"),
        ({"faq": f"{FAQ}\nmax_age_days: soon"}, "k/faq.yaml:2: max_age_days: must be a whole number"),
        ({"faq": f"{FAQ}\nsignals: []"}, "k/faq.yaml:2: signals: is not a field of this format"),
        ({"faq": FAQ.replace("faq.refund", "refund")}, "k/faq.yaml:1: entries.0.id: must be lower-case letters"),
        ({"faq": FAQ.replace("In 14 days", "&x 14")}, "k/faq.yaml:1: holds the anchor &x"),
        ({"faq": FAQ.replace("In 14 days", "!x 14")}, "k/faq.yaml:1: holds a tag"),
        ({"faq": FAQ.replace("In 14 days", "x" * 2_001)}, "k/faq.yaml:1: entries.0.answer: is longer than 2000"),
        ({"faq": FAQ.replace("how do", "x" * 1_000)}, "k/faq.yaml:1: entries.0.asks.0: is longer than 1000"),
        ({"faq": FAQ.replace("asks:", "see: [faq.x], asks:")}, "k/faq.yaml:1: entries.0.see.0: there is no entry"),
        ({"faq": f"{FAQ}\nnotes: [{{text: a, from: faq.x}}]"}, "k/faq.yaml:2: notes.0.from: there is no entry 'faq.x'"),
        (
            {"faq": FAQ.replace("asks:", "sides: {node: a}, values: {python: 1}, asks:"), "options": OPTIONS},
            "k/faq.yaml:1: entries.0.values.python: 'python' is not one of the sides",
        ),
        ({"faq": FAQ.replace("asks:", "pick: python, asks:")}, "k/faq.yaml:1: entries.0.pick: 'python' is not an"),
        ({"faq": FAQ.replace("asks:", "unit: ms, asks:")}, "k/faq.yaml:1: entries.0: has values, unit, better"),
        ({"faq": FAQ.replace("asks:", "replace: true, asks:")}, "k/faq.yaml:1: entries.0.replace: there is no entry"),
        ({"faq": FAQ, "signals": "sgnals: []"}, "k/signals.yaml:1: sgnals: is not known here; this file holds rows"),
        ({"faq": FAQ, "options": OPTIONS.replace("node,", "both,")}, "k/options.yaml:4: options.1.id: is taken"),
        ({"faq": FAQ, "aliases": "aliases: {js: [a]}"}, "k/aliases.yaml:1: aliases.js: must be a text"),
        ({"faq": FAQ, "glossary": "languages: {es: {words: {a: }}}"}, "k/glossary.yaml:1: languages.es.words.a: is em"),
        ({"faq": FAQ, "Our FAQ": FAQ}, "k/Our FAQ.yaml: has a name that is not used here; rename it"),
        ({"options": OPTIONS}, "k: holds no entry file; add one, such as faq.yaml"),
        ({}, "k: holds no YAML file; add one with entries, such as faq.yaml"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(write_folder: WriteFolder, files: dict[str, str], problem: str) -> None:
    """The message says what is wrong in plain words, and it is the only one."""
    (found,) = problems_of(write_folder("k", **files))

    assert found.startswith(problem)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """So is a file where a folder should be."""
    (tmp_path / "file").write_text(FAQ)

    assert problems_of(tmp_path / "none")[0].startswith("none: cannot be read as a folder (No such file or directory)")
    assert problems_of(tmp_path / "file")[0].startswith("file: cannot be read as a folder (Not a directory)")


def test_no_folder_at_all_is_a_problem() -> None:
    """An empty list is not an empty library."""
    with pytest.raises(KnowledgeError, match="no knowledge folder is given"):
        load_library([])


def test_other_files_in_a_folder_are_left_alone(write_folder: WriteFolder) -> None:
    """A README, a hidden file and a subfolder are nobody's problem; `.yml` is, lest it be overlooked."""
    folder = write_folder("k", faq=FAQ)
    (folder / "README.md").write_text("# Ours")
    (folder / ".#faq.yaml").write_text("locked")
    (folder / "drafts").mkdir()

    assert len(load_library([folder]).entries) == 1
    (folder / "more.yml").write_text(FAQ)
    assert problems_of(folder)[0].startswith("k/more.yml: has a name that is not used here")


def test_a_bad_reload_keeps_the_last_good_library(write_folder: WriteFolder) -> None:
    """The problems are returned; when they are mended the new library is taken."""
    folder = write_folder("k", faq=FAQ)
    shelf = KnowledgeShelf([folder])
    first = shelf.current

    write_folder("k", faq=FAQ.replace("title:", "tilte:"))
    problems = shelf.reload()

    assert any("entries.0.tilte: is not a field" in problem for problem in problems)
    assert shelf.current is first
    write_folder("k", faq=FAQ.replace("14", "30"))
    assert shelf.reload() == ()
    assert shelf.current.entries[EntryId("faq.refund")].answer == "In 30 days"


def test_the_shipped_knowledge_loads_fast() -> None:
    """A start is not spent on reading files: seconds of work, on any machine, would mean that libyaml is not used."""
    started = time.process_time()

    load_library([SHIPPED])

    assert time.process_time() - started < 1.5
