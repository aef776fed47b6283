"""A folder of files as changes: ours come back whole, and a bad folder leaves nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decisions.change import Act, Deed
from bot.decisions.files.exporting import INDEX, exportable, madr_folder
from bot.decisions.files.importing import Imported, Importing, read_folder
from bot.decisions.record import Decision, DecisionId, Making, Person, Status, Tie
from bot.errors import DecisionFilesError
from tests.decisions.files.samples import NOW, TEAM, any_records, sample, succession

OPERATOR = Act(Person("olga"), NOW)


def folder(decisions: Iterable[Decision], *, private: bool = True) -> dict[str, bytes]:
    """The files of an export."""
    return {name: text.encode() for name, text in madr_folder(exportable(decisions, private=private)).items()}


def importing(present: Iterable[Decision] = (), *deciders: str) -> Importing:
    """An import by Olga to a workspace that has these records."""
    ids = (DecisionId(f"new{number:07d}") for number in count())
    return Importing(TEAM, tuple(present), OPERATOR, ids.__next__, tuple(map(Person, deciders)))


def read(files: Mapping[str, bytes], present: Iterable[Decision] = ()) -> Imported:
    """What they would change."""
    return read_folder(files, importing(present))


def problems(files: Mapping[str, bytes], present: Iterable[Decision] = ()) -> tuple[str, ...]:
    """What is wrong with them."""
    with pytest.raises(DecisionFilesError) as raised:
        read(files, present)
    return raised.value.problems


def records(imported: Imported) -> tuple[Decision, ...]:
    """The records that an import would write."""
    return tuple(change.after for change in imported.changes)


def edited(old: str, new: str, *decisions: Decision) -> dict[str, bytes]:
    """The export of some records in which somebody changed a word."""
    return {name: text.decode().replace(old, new).encode() for name, text in folder(decisions).items()}


@settings(max_examples=20)
@given(st.tuples(*(any_records(number) for number in (3, 7, 4711))))
def test_an_export_of_an_import_of_an_export_is_the_export(decisions: tuple[Decision, ...]) -> None:
    """To the byte, whatever people typed, with gaps between the numbers."""
    files = folder(decisions)

    imported = read(files)

    assert folder(records(imported)) == files
    assert imported.guesses == ()
    assert imported.skipped == (INDEX,)


@pytest.mark.parametrize("private", [True, False])
def test_a_chain_of_successors_comes_back(private: bool) -> None:
    """Each tie leads to the record of that number, on both sides; nothing is said of what is not exported."""
    files = folder(succession(), private=private)

    again = {one.number: one for one in records(read(files))}

    assert folder(again.values()) == files
    assert again[5].tied(Tie.SUPERSEDED_BY)[0].to == again[9].id
    assert again[9].tied(Tie.SUPERSEDES)[0].to == again[5].id
    assert (12 in again) is private
    assert (b"ADR-0012" in b"".join(files.values())) is private
    if private:
        assert again[12].retires == (again[9].id,)
        assert b'visibility: "private to G1"' in files["0012-try-rust.md"]


def test_drafts_are_never_exported() -> None:
    """Nobody has stood up for them."""
    draft = sample(3, status=Status.DRAFT)

    assert list(folder([draft, sample()])) == ["0007-use-python-for-agents.md", INDEX]


def test_an_import_says_in_the_log_which_file_it_read() -> None:
    """The event names the file and its hash; the record keeps where its words came from."""
    (change,) = read(folder([sample()])).changes

    assert (change.before, change.deed, change.act.by) == (None, Deed.IMPORTED, "olga")
    assert change.act.why.startswith("0007-use-python-for-agents.md, SHA-256 ")
    assert change.after.provenance.making is Making.MODEL


def test_what_is_there_already_is_not_imported_again() -> None:
    """A second import of the same folder changes nothing."""
    files = folder(succession())
    present = records(read(files))

    again = read(files, present)

    assert again.changes == ()
    assert len(again.known) == 4


def test_lines_may_end_as_git_on_windows_ends_them() -> None:
    """The record is the same."""
    files = {name: content.replace(b"\n", b"\r\n") for name, content in folder([sample()]).items()}

    assert folder(records(read(files))) == folder([sample()])


def test_an_edit_of_an_exported_file_comes_into_the_record() -> None:
    """Where it reads as an export would write it."""
    (one,) = records(read(edited("in May", "in June", sample())))

    assert one.confirmation == ("The first agent runs in June.",)


def test_an_edit_that_would_be_lost_is_pointed_out() -> None:
    """With its line, and what an export would have there."""
    (problem,) = problems(edited("* Python\n", "Intro\n\n* Python\n", sample()))

    assert problem == "0007-use-python-for-agents.md:48: reads 'Intro' where an export has '* Python'"


def test_a_record_that_says_something_else_than_ours_is_refused() -> None:
    """An import changes no record."""
    present = records(read(folder([sample()])))

    (problem,) = problems(edited("in May", "in June", sample()), present)

    assert problem.endswith(":1: has the number of ADR-0007 in the workspace, which says something else")


def test_every_problem_of_a_folder_is_told_at_once() -> None:
    """By file and line; the good file beside them is not imported either."""
    files = folder([sample(), sample(8, title="Use Go")])
    good = files["0008-use-go.md"]
    bad = {
        "0001-a.md": b"\xff",
        "0002-b.md": b"# A title\n\nbut no record",
        "0003-c.md": b"---\nstatus: [\n---\n# Title\n",
        "0004-d.md": b"one\ntwo\x00",
        "0005-e.md": b"x" * 1_000_001,
        "0006-f.md": good,
        "0008-twice.md": good,
        "0009-h.md": good.replace(b"ADR-0008", b"ADR-0009").replace(b'"accepted"', b'"superseded by ADR-0077"'),
        "0010-i.md": good.replace(b"ADR-0008", b"ADR-0010").replace(b"# Use Go", b"# U"),
        "0011-j.md": b"---\nstatus: &a accepted\nid: *a\n---\n",
    }

    found = problems({**files, **bad})

    assert [problem.partition(": ")[0] for problem in found] == [
        "0001-a.md:1",
        "0003-c.md:3",
        "0004-d.md:2",
        "0005-e.md:1",
        "0008-use-go.md:1",
        "0011-j.md:2",
        "0011-j.md:3",
        "0002-b.md:1",
        "0006-f.md:11",
        "0009-h.md:2",
        "0010-i.md:1",
    ]


def test_a_successor_that_is_nowhere_is_a_problem() -> None:
    """A record is superseded if, and only if, another one is there."""
    files = folder(succession())
    del files["0009-use-python-for-agents.md"]

    found = problems(files)

    assert any("names ADR-0009, which is neither in the folder nor in the workspace" in problem for problem in found)


def test_a_circle_of_successors_is_a_problem() -> None:
    """Nobody comes after himself."""
    first, second, *_ = succession()
    circle = replace(second, links=tuple(replace(link, to=first.id, number=2) for link in second.links))

    found = problems(
        folder([replace(first, links=(*first.links, replace(circle.links[0], to=circle.id, number=5))), circle])
    )

    assert any("superseded by a record that it supersedes itself" in problem for problem in found)
