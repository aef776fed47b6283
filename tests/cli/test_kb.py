"""`stackbot kb` through its door: lint, show, export, version and diff, for one folder and for layers."""

import json
from pathlib import Path

import pytest

from bot.errors import EvaluationError, KnowledgeError, StackbotError
from tests.cli.doors import FAQ, GO, STACKS, THE_TEAM_KNOWS_PYTHON, RunApart, RunHere, write_folder

SHIPPED = Path(__file__).parents[2] / "knowledge"
BROKEN = """
entries:
  - id: faq.one
    title: One
    answer: It is so.
    asks: [is it so]
    see: [faq.nowhere]
  - id: faq.two
    answr: mistyped
"""
SOURCE = """
source: {title: Stacks, author: A. Writer, publisher: The Press, date: 2026-05-26}
as_of: 2026-05-26
max_age_days: 365
"""
ASKED = """
- {id: chat, text: python or node for a chat, kind: in_scope, accept: [stack.live], pick: node}
- {id: agent, text: which language for an llm agent, kind: in_scope, accept: [stack.ai], pick: python}
"""


def test_lint_passes_with_warnings(stackbot: RunHere) -> None:
    """What only weakens answers is a warning, counted apart, and the exit code is 0."""
    result = stackbot("kb", "lint")

    assert result.exit_code == 0
    assert "warning: faq: " in result.stdout
    assert result.stdout.splitlines()[-1].startswith("3 entries, 12 asks: 0 errors, ")


def test_lint_of_what_does_not_load_names_every_problem(stackbot: RunHere, tmp_path: Path) -> None:
    """All problems of all files at once, each with file, line and place; the exit code is 1."""
    write_folder(tmp_path / "broken", {"faq": BROKEN, "team": "entries: ]"})

    result = stackbot("kb", "lint", knowledge="broken")

    assert result.exit_code == 1
    assert "error: broken/faq.yaml:7: entries.0.see.0: there is no entry 'faq.nowhere'" in result.stdout
    assert "error: broken/faq.yaml:8: entries.1.title: is missing" in result.stdout
    assert "error: broken/faq.yaml:9: entries.1.answr: " in result.stdout
    assert "error: broken/team.yaml:1: is not valid YAML" in result.stdout
    assert result.stdout.endswith("the knowledge does not load: 4 errors, 0 warnings\n")


def test_lint_as_json(stackbot: RunHere, tmp_path: Path) -> None:
    """The same findings as data, with the same exit code."""
    write_folder(tmp_path / "broken", {"faq": BROKEN})

    result = stackbot("kb", "lint", "--json", knowledge="broken")

    told = json.loads(result.stdout)
    assert (result.exit_code, told["errors"]) == (1, 3)
    assert {finding["where"] for finding in told["findings"]} == {f"broken/faq.yaml:{line}" for line in (7, 8, 9)}
    assert all(list(finding) == ["severity", "where", "message"] for finding in told["findings"])


def test_lint_finds_a_row_that_can_never_win(stackbot: RunHere, tmp_path: Path) -> None:
    """What loads may be wrong all the same; then the exit code is 1 too."""
    impossible = STACKS["signals"].replace("needs: [ai]", "needs: [ai], excludes: [ai]")
    write_folder(tmp_path / "odd", {**STACKS, "signals": impossible})

    result = stackbot("kb", "lint", knowledge="odd")

    assert result.exit_code == 1
    assert "error: row stack.ai: can never win" in result.stdout


@pytest.mark.parametrize("name", ["gone", "file.txt", "empty"])
def test_lint_of_no_knowledge_fails(stackbot: RunHere, tmp_path: Path, name: str) -> None:
    """A missing folder, a file in its place and a folder without files are errors."""
    (tmp_path / "file.txt").touch()
    (tmp_path / "empty").mkdir()

    result = stackbot("kb", "lint", knowledge=name)

    assert result.exit_code == 1
    assert result.stdout.startswith(f"error: {name}: ")


def test_show_prints_one_entry_whole(stackbot: RunHere) -> None:
    """An entry is shown with the fields it is exported with."""
    exported = json.loads(stackbot("kb", "export").stdout)["entries"]

    shown = json.loads(stackbot("kb", "show", "faq.holiday").stdout)

    assert shown in exported
    assert (shown["id"], shown["answer"]) == ("faq.holiday", "Thirty, and the public ones.")


@pytest.mark.parametrize(("id_", "remedy"), [("faq.hols", "Near it: faq.deploy, "), ("elsewhere", "See kb export.")])
def test_an_unknown_id_is_told_what_is_near(stackbot_apart: RunApart, id_: str, remedy: str) -> None:
    """The ids of the same file are named; else where to look; the exit code is 2."""
    process = stackbot_apart("kb", "show", id_)

    assert (process.code, process.out) == (2, b"")
    assert process.complaint.startswith(f"There is no entry {id_}. {remedy}")


def test_export_holds_every_entry_with_every_field(stackbot: RunHere, tmp_path: Path) -> None:
    """The version, then the entries in the order of their ids, with the source of their file."""
    folder = write_folder(tmp_path / "sourced", {"faq": SOURCE + FAQ})

    exported = json.loads(stackbot("kb", "export", "--json", knowledge=folder).stdout)

    fields = "id title heading content_hash source as_of max_age_days pick stack answer points gives_up not_when"
    assert list(exported) == ["version", "entries"]
    assert exported["version"] == stackbot("kb", "version", knowledge=folder).stdout.strip()
    assert [entry["id"] for entry in exported["entries"]] == ["faq.deploy", "faq.holiday", "faq.session-store"]
    assert list(exported["entries"][0]) == [*fields.split(), "comparison", "asks", "see", "notes"]
    assert exported["entries"][0]["source"]["publisher"] == "The Press"
    assert exported["entries"][0]["as_of"] == "2026-05-26"


def test_the_version_follows_the_content_alone(stackbot: RunHere, stackbot_apart: RunApart, tmp_path: Path) -> None:
    """The same in any process and folder, however the file is laid out and ordered; another word is another."""
    first = stackbot("kb", "version").stdout
    head, *entries = FAQ.split("  - id: ")
    write_folder(tmp_path / "copy", {"faq": "\n  # remark\n  - id: ".join([head, *reversed(entries)])})
    write_folder(tmp_path / "other", {"faq": FAQ.replace("Thirty", "Twenty")})

    copied, changed = (stackbot("kb", "version", knowledge=name).stdout for name in ("copy", "other"))

    assert stackbot_apart("kb", "version", env={"PYTHONHASHSEED": "5"}).out.decode() == first == copied
    assert changed != first


def test_diff_tells_flipped_picks_and_changed_sources(stackbot: RunHere, stacks: str, tmp_path: Path) -> None:
    """A team that replaces an entry sees which entries changed, and on which questions the pick did."""
    write_folder(tmp_path / "ours", {"stack": THE_TEAM_KNOWS_PYTHON})
    (tmp_path / "asked.yaml").write_text(ASKED, encoding="utf-8")

    result = stackbot("kb", "diff", stacks, f"{stacks}:./ours", "--questions", "asked.yaml")

    assert result.exit_code == 0
    assert "changed: stack.live\n" in result.stdout
    assert "pick: chat: node -> python\n" in result.stdout
    assert "pick: agent" not in result.stdout
    assert "2 questions: 1 picks flipped, " in result.stdout


def test_diff_tells_what_came_and_went(stackbot: RunHere, stacks: str, tmp_path: Path) -> None:
    """Entries that only one side has are named from the old side's view."""
    write_folder(tmp_path / "go", GO)
    (tmp_path / "asked.yaml").write_text(ASKED, encoding="utf-8")

    came = stackbot("kb", "diff", stacks, f"{stacks}:go", "--questions", "asked.yaml").stdout
    went = stackbot("kb", "diff", f"{stacks}:go", stacks, "--questions", "asked.yaml").stdout

    assert "added: team.binary\n" in came
    assert "removed: team.binary\n" in went


def test_diff_of_the_same_finds_nothing(stackbot: RunHere, faq: str, tmp_path: Path) -> None:
    """Two folders with the same content do not differ, wherever they are."""
    write_folder(tmp_path / "copy", {"faq": FAQ})

    result = stackbot("kb", "diff", faq, "copy")

    assert (result.exit_code, result.stdout) == (0, "no difference\n")


def test_diff_refuses_what_it_cannot_read(stackbot: RunHere, faq: str, stacks: str) -> None:
    """A folder or a file of questions that is missing is named."""
    with pytest.raises(KnowledgeError, match="nowhere: cannot be read as a folder"):
        stackbot("kb", "diff", faq, "nowhere")
    with pytest.raises(EvaluationError, match=r"gone\.yaml cannot be read"):
        stackbot("kb", "diff", faq, stacks, "--questions", "gone.yaml")


def test_a_third_option_is_picked_and_flipped_to(stackbot: RunHere, stacks: str, tmp_path: Path) -> None:
    """A team's option wins where its row holds, and other picks say what would lead to it."""
    write_folder(tmp_path / "go", GO)
    layered = f"{stacks}:./go"

    binary = stackbot("ask", "--json", "which language if customers install a single binary?", knowledge=layered)
    chat = stackbot("ask", "--json", "python or node for a chat with websockets?", knowledge=layered)

    assert (json.loads(binary.stdout)["pick"], json.loads(binary.stdout)["pick_title"]) == ("go", "Go")
    assert json.loads(chat.stdout)["pick"] == "node"
    assert ("go", ["binary"]) in [(flip["pick"], flip["added"]) for flip in json.loads(chat.stdout)["flips"]]


def test_a_folder_laid_over_ours_adds_to_it(stackbot: RunHere, tmp_path: Path) -> None:
    """`builtin:./ours` holds all of ours and the team's entry; `./ours` alone holds the team's."""
    write_folder(tmp_path / "ours", {"office": FAQ.replace("faq.", "office.")})
    builtin = [entry["id"] for entry in json.loads(stackbot("kb", "export", knowledge="builtin").stdout)["entries"]]

    layered = json.loads(stackbot("kb", "export", knowledge="builtin:./ours").stdout)
    alone = json.loads(stackbot("kb", "export", knowledge="./ours").stdout)

    team = ["office.deploy", "office.holiday", "office.session-store"]
    assert [entry["id"] for entry in layered["entries"]] == sorted([*builtin, *team])
    assert [entry["id"] for entry in alone["entries"]] == team


def test_an_entry_of_ours_is_replaced_only_explicitly(stackbot: RunHere, stacks: str, tmp_path: Path) -> None:
    """An id that is taken is a problem unless the entry says that it replaces the other."""
    write_folder(tmp_path / "ours", {"stack": THE_TEAM_KNOWS_PYTHON.replace("    replace: true\n", "")})

    with pytest.raises(StackbotError, match=r"ours/stack\.yaml:3: .*stack\.live"):
        stackbot("kb", "version", knowledge=f"{stacks}:./ours")


def test_the_shipped_knowledge_is_what_builtin_names(stackbot: RunHere) -> None:
    """`builtin` and the folder in this repository are the same knowledge."""
    named = stackbot("kb", "version", knowledge="builtin").stdout

    assert stackbot("kb", "version", knowledge=str(SHIPPED)).stdout == named
