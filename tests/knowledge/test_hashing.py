"""Hashes: the version of a library and the content hash of an entry."""

import pytest

from bot.knowledge.entries import EntryId, Library
from bot.knowledge.loading import load_library
from tests.knowledge.conftest import WriteFolder
from tests.knowledge.samples import MATRIX, OPTIONS, SIGNALS


def loaded(write_folder: WriteFolder, name: str, **changed: str) -> Library:
    """The small matrix, with some files written otherwise."""
    files = {"matrix": MATRIX, "signals": SIGNALS, "options": OPTIONS, "aliases": "aliases: {js: javascript, k8s: x}"}
    return load_library([write_folder(name, **{**files, **changed})])


def test_the_version_does_not_depend_on_how_the_files_are_laid_out(write_folder: WriteFolder) -> None:
    """Folder, order of entries and YAML style are nothing; same version means the same library."""
    head, first, second = MATRIX.partition("  - {id: matrix.ai")[0], *MATRIX.splitlines()[-2:]
    shuffled = f"{head}{second}\n{first.replace('AI', chr(34) + 'AI' + chr(34))}  # a remark\n"

    one = loaded(write_folder, "one", glossary="languages: {es: {words: {uno: one, dos: two}}}")
    glossary = "languages:\n  es:\n    words:\n      dos: two\n      uno: one\n"
    other = loaded(
        write_folder, "other", matrix=shuffled, glossary=glossary, aliases="aliases:\n  k8s: 'x'\n  js: javascript\n"
    )

    assert shuffled != MATRIX
    assert one == other
    assert len(one.version) == 12


@pytest.mark.parametrize(
    ("stem", "before", "after"),
    [
        ("matrix", "which for chat?", "which one for chat?"),
        ("matrix", "Sockets", "Sockets!"),
        ("matrix", "Read with care", "Read"),
        ("matrix", "365", "366"),
        ("matrix", "see: [matrix.live]", "see: []"),
        ("signals", "[llm]", "[llm, gpt]"),
        ("signals", "rank: 2", "rank: 1"),
        ("options", OPTIONS, f"options:\n{OPTIONS.splitlines()[3]}\n{OPTIONS.splitlines()[2]}\n"),
        ("options", "names: [node]", "names: [node, bun]"),
        ("aliases", "javascript", "typescript"),
        ("outside", "Small talk", "Talk"),
        ("glossary", "base: base", "base: foundation"),
    ],
)
def test_the_version_changes_with_anything_that_is_said(
    write_folder: WriteFolder, stem: str, before: str, after: str
) -> None:
    """Asks, signals, rows, aliases, topics, glossaries and notes count too."""
    files = {
        "matrix": MATRIX,
        "signals": SIGNALS,
        "options": OPTIONS,
        "aliases": "aliases: {js: javascript}",
        "outside": "topics: [{id: outside.chat, title: Chat, reason: Small talk}]",
        "glossary": "languages: {es: {words: {base: base}}}",
    }
    assert before in files[stem]

    one = load_library([write_folder("one", **files)])
    other = load_library([write_folder("other", **{**files, stem: files[stem].replace(before, after)})])

    assert one.version != other.version


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("Sockets", "Plugs", True),
        ("pick: node", "pick: python", True),
        ("The Press", "The Other Press", True),
        ("as_of: 2026-05-26", "as_of: 2026-05-27", True),
        ("which for chat?", "what for chat?", False),
        ("Libraries", "Tools", False),
    ],
)
def test_the_content_hash_changes_with_what_an_entry_says(
    write_folder: WriteFolder, before: str, after: str, *, changes: bool
) -> None:
    """Its asks and the other entries do not count."""
    one = loaded(write_folder, "one").entries[EntryId("matrix.live")]
    other = loaded(write_folder, "other", matrix=MATRIX.replace(before, after)).entries[EntryId("matrix.live")]

    assert len(one.content_hash) == 16
    assert (one.content_hash != other.content_hash) is changes
