"""`stackbot decisions` through its door: list, show, export and import, over a database of its own."""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.records import Exchange
from bot.decisions.change import Act, Change, Deed
from bot.decisions.record import Decision, DecisionId, Status
from bot.errors import DecisionError, DecisionFilesError
from bot.ids import TeamId
from bot.store.schema import open_store
from bot.store.store import Store
from tests.cli.doors import RunApart, RunHere
from tests.decisions.files.samples import NOW, TEAM, sample, succession

Git = Callable[..., str]

NYGARD = """# 3. Use one repository

Date: 2024-05-01

## Status

Accepted

## Context

There are two.

## Decision

One is enough.
"""


@pytest.fixture
def surroundings(surroundings: Mapping[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of these tests, with a database of their own."""
    return {**surroundings, "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'stackbot.db'}"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store that the command looks into."""
    opened = open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")
    yield opened
    opened.close()


@pytest.fixture
def log(store: Store) -> Store:
    """A chain of two superseded records and a third in force, and a private channel's proposal."""
    keep(store, *succession())
    return store


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Runs git in a clone with one commit, and gives what it prints."""
    clone = tmp_path / "clone"

    def run(*arguments: str) -> str:
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        done = subprocess.run(["git", "-C", clone, *identity, *arguments], check=True, capture_output=True, text=True)  # noqa: S607
        return done.stdout

    clone.mkdir()
    run("init", "-q", "-b", "main")
    run("config", "user.name", "Ann")
    run("config", "user.email", "ann@example.com")
    (clone / "kept.txt").write_text("kept", encoding="utf-8")
    run("add", ".")
    run("commit", "-qm", "Begin")
    return run


def keep(store: Store, *decisions: Decision) -> None:
    """Put records into the store as they are."""
    act = Act(decisions[0].created_by, NOW)
    changes = tuple(Change(None, one, Deed.IMPORTED, act) for one in decisions)
    store.record(Exchange(decisions[0].team, (f"keep {decisions[0].id}",), NOW, changes=changes))


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.usefixtures("log")
def test_list_shows_public_decisions_newest_first(stackbot: RunHere) -> None:
    """A line each; private ones where they are asked for."""
    assert stackbot("decisions", "list").stdout.splitlines() == [
        "ADR-0009  accepted  2026-03-02  Use Python for agents",
        "ADR-0005  superseded by ADR-0009  2026-03-02  Use Go for agents",
        "ADR-0002  superseded by ADR-0005  2026-03-02  Use Node.js for agents",
    ]
    assert stackbot("decisions", "list", "--private").stdout.startswith("ADR-0012  proposed  2026-03-02  Try Rust\n")


@pytest.mark.usefixtures("log")
def test_list_finds_by_words_and_status(stackbot: RunHere) -> None:
    """All that is asked for holds."""
    assert stackbot("decisions", "list", "--status", "accepted").stdout.count("\n") == 1
    assert stackbot("decisions", "list", "--since", "2030-01-01").stdout == ""


@pytest.mark.usefixtures("log")
def test_show_prints_a_file_by_its_number(stackbot: RunHere) -> None:
    """Written in any way that people write it; a private channel's only where asked for."""
    shown = [stackbot("decisions", "show", name).stdout for name in ("ADR-0009", "adr-9", "9")]

    assert shown[0] == shown[1] == shown[2]
    assert '\nid: "ADR-0009"\n' in shown[0]
    with pytest.raises(DecisionError, match="There is no decision ADR-0012, or it is of a private channel"):
        stackbot("decisions", "show", "ADR-0012")
    assert "# Try Rust" in stackbot("decisions", "show", "ADR-0012", "--private").stdout


@pytest.mark.usefixtures("log")
def test_what_is_exported_imported_and_exported_again_is_the_same(
    stackbot: RunHere, stackbot_apart: RunApart, tmp_path: Path
) -> None:
    """To the byte, in another database, with the numbers' gaps and the ties."""
    other = f"sqlite:///{tmp_path / 'other.db'}"
    stackbot("decisions", "export", "first", "--private")
    open_store(other).close()

    def there(*arguments: str) -> str:
        done = stackbot_apart("decisions", *arguments, env={"STACKBOT_DATABASE_URL": other})
        return done.out.decode()

    imported = there("import", "first", "--team", "T2")
    there("export", "second", "--private")

    assert imported == "4 imported, 0 known already\n"
    assert files(tmp_path / "first") == files(tmp_path / "second")
    assert len(files(tmp_path / "first")) == 5
    assert there("import", "second") == "0 imported, 4 known already\n"


def test_an_import_comes_with_what_was_guessed(stackbot: RunHere, store: Store, tmp_path: Path) -> None:
    """On standard error; a dry run writes nothing."""
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr" / "0003-one.md").write_text(NYGARD, encoding="utf-8")
    (tmp_path / "adr" / "README.md").write_text("# Decisions", encoding="utf-8")
    arguments = ("decisions", "import", "adr", "--team", "T1", "--by", "U9", "--decided-by", "The board")

    tried = stackbot(*arguments, "--dry-run")
    kept_nothing = store.all_decisions(TEAM) == []
    done = stackbot(*arguments)

    assert (tried.stdout, done.stdout) == ("1 would be imported, 0 known already\n", "1 imported, 0 known already\n")
    assert kept_nothing
    assert "guessed: 0003-one.md: decision_makers: The board (the file does not say who decided" in done.stderr
    assert "skipped: README.md" in done.stderr
    (one,) = store.all_decisions(TEAM)
    assert (one.number, one.status, one.provenance.confirmed_by) == (3, Status.ACCEPTED, "U9")
    (event,) = store.decision_history(TEAM, one.id)
    assert event.act.why.startswith("0003-one.md, SHA-256 ")


def test_a_bad_folder_is_refused_whole(stackbot_apart: RunApart, store: Store, tmp_path: Path) -> None:
    """Each problem on its line, exit code 2, and nothing written."""
    (tmp_path / "adr").mkdir()
    for name, text in {"0001-a.md": "no record", "0002-b.md": "nor this", "0003-c.md": NYGARD}.items():
        (tmp_path / "adr" / name).write_text(text, encoding="utf-8")

    done = stackbot_apart("decisions", "import", "adr", "--team", "T1")

    assert done.code == 2
    assert [line.partition(": ")[0] for line in done.complaint.splitlines()] == ["0001-a.md:1", "0002-b.md:1"]
    assert store.all_decisions(TEAM) == []


@pytest.mark.usefixtures("log")
def test_an_export_again_changes_nothing(stackbot: RunHere, tmp_path: Path) -> None:
    """What an older title named goes; what somebody else wrote stays, and is named."""
    stackbot("decisions", "export", "out")
    (tmp_path / "out" / "0009-use-python-for-agents.md").rename(tmp_path / "out" / "0009-older-title.md")
    (tmp_path / "out" / "0009-notes.md").write_text("Ours.", encoding="utf-8")

    first, again = (stackbot("decisions", "export", "out") for _ in range(2))

    assert first.stdout == "1 files changed, for 3 decisions\n"
    assert again.stdout == "0 files changed, for 3 decisions\n"
    assert "0009-notes.md: has a number of ours and is none of ours; it was left alone" in again.stderr
    assert not (tmp_path / "out" / "0009-older-title.md").exists()
    assert not (tmp_path / "out" / "0012-try-rust.md").exists()


@pytest.mark.usefixtures("log")
def test_other_formats_go_to_standard_output_or_a_file(stackbot: RunHere, tmp_path: Path) -> None:
    """Public records only, unless private ones are asked for."""
    listed = json.loads(stackbot("decisions", "export", "--format", "json").stdout)
    table = stackbot("decisions", "export", "--format", "csv", "--private").stdout
    stackbot("decisions", "export", "--format", "html", "log.html")

    assert [one["number"] for one in listed] == [2, 5, 9]
    assert "Try Rust" in table
    page = (tmp_path / "log.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Try Rust" not in page


def test_the_only_workspace_needs_no_name(stackbot: RunHere, store: Store) -> None:
    """None, or several, do; the message names them."""
    with pytest.raises(DecisionError, match="has no workspace yet; name one with --team"):
        stackbot("decisions", "list")
    keep(store, sample())
    keep(store, sample(team=TeamId("T2"), id=DecisionId("another001")))

    with pytest.raises(DecisionError, match=r"has several workspaces \(T1, T2\); name one with --team"):
        stackbot("decisions", "list")
    assert stackbot("decisions", "list", "--team", "T2").stdout.count("ADR-0007") == 1


def test_git_gets_one_commit_a_decision(stackbot: RunHere, log: Store, git: Git, tmp_path: Path) -> None:
    """On a branch beside what is checked out, which is left alone; a second run adds nothing."""
    command = ("decisions", "export", "--git", "clone")

    first, again = (stackbot(*command).stdout for _ in range(2))
    keep(log, sample(30, title="Use uv"))
    third = stackbot(*command).stdout

    assert first == "3 commits on the branch decisions, for 3 decisions\n"
    assert again == "0 commits on the branch decisions, for 3 decisions\n"
    assert third == "1 commits on the branch decisions, for 4 decisions\n"
    assert git("log", "--format=%s by %an", "decisions").splitlines() == [
        "ADR-0030: Use uv by Ann",
        "ADR-0009: Use Python for agents by Ann",
        "ADR-0005: Use Go for agents by Ann",
        "ADR-0002: Use Node.js for agents by Ann",
        "Begin by Ann",
    ]
    assert git("status", "--porcelain") == ""
    assert [path.name for path in (tmp_path / "clone").iterdir() if path.name != ".git"] == ["kept.txt"]
    assert git("show", "--name-only", "--format=", "decisions").split() == [
        "docs/decisions/0030-use-uv.md",
        "docs/decisions/README.md",
    ]


def test_the_branch_holds_what_a_folder_would(stackbot: RunHere, log: Store, git: Git, tmp_path: Path) -> None:
    """The same bytes, beside what the branch had."""
    assert log.teams() == [TEAM]
    stackbot("decisions", "export", "out")
    stackbot("decisions", "export", "--git", "clone", "--folder", "adr", "--branch", "adr/log")

    git("switch", "-q", "adr/log")

    assert files(tmp_path / "clone" / "adr") == files(tmp_path / "out")
    assert (tmp_path / "clone" / "kept.txt").exists()


def test_a_new_title_moves_the_file_in_the_branch(stackbot: RunHere, log: Store, git: Git) -> None:
    """In that record's commit."""
    stackbot("decisions", "export", "--git", "clone")
    (one,) = [one for one in log.all_decisions(TEAM) if one.number == 9]
    change = Change(one, replace(one, title="Use Python for all agents"), Deed.CORRECTED, Act(one.owner, NOW, "all"))
    log.record(Exchange(TEAM, ("correct",), NOW, changes=(change,)))

    stackbot("decisions", "export", "--git", "clone")

    names = git("ls-tree", "--name-only", "decisions", "docs/decisions/").split()
    assert "docs/decisions/0009-use-python-for-all-agents.md" in names
    assert "docs/decisions/0009-use-python-for-agents.md" not in names


@pytest.mark.usefixtures("log")
def test_a_branch_that_is_checked_out_is_refused(stackbot: RunHere, git: Git) -> None:
    """Its working tree would look changed; so is what is no repository, no branch, or no folder in it."""
    git("switch", "-qc", "decisions")

    for arguments, sentence in {
        ("clone",): "the branch decisions is checked out in clone",
        (".",): "git rev-parse: fatal: not a git repository",
        ("clone", "--branch", "a..b"): "git check-ref-format",
        ("clone", "--branch", "b", "--folder", "../x"): "'../x' is no folder inside a repository",
        ("clone", "--branch", "b", "--folder", ""): "'' is no folder inside a repository",
    }.items():
        with pytest.raises(DecisionFilesError, match=sentence.replace("(", r"\(")):
            stackbot("decisions", "export", "--git", *arguments)
