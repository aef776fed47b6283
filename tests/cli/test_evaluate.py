"""`stackbot eval` through its door: what it measures, its gates, and the files it refuses."""

import json
from pathlib import Path

import pytest

from bot.cli.door import FILE_LIMIT
from bot.errors import EvaluationError
from tests.cli.doors import RunApart, RunHere

RIGHT = "- {id: right, text: can I ship on friday, kind: in_scope, accept: [faq.deploy], pick: null}\n"
WRONG = "- {id: wrong, text: when is deploy day, kind: in_scope, accept: [faq.holiday]}\n"
FAR = "- {id: far, text: wie wird das wetter auf dem mond, kind: far, accept: []}\n"
MISSED = "- {id: missed, text: where do sessions live, kind: near}\n"
EITHER_WAY = "- {id: open, text: when is deploy day, kind: in_scope, accept: [faq.holiday], borderline: true}\n"
THREAD = "- {id: thread, thread: [hello, when is deploy day], kind: thread, accept: [faq.deploy]}\n"


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """Labelled questions: one is answered right, one wrong, one declined as it should be and one not."""
    file = tmp_path / "asked.yaml"
    file.write_text(RIGHT + WRONG + FAR + MISSED + EITHER_WAY + THREAD, encoding="utf-8")
    return file


def test_it_measures_shares_by_kind(stackbot: RunHere, asked: Path) -> None:
    """Right and wrong tops, answers, declines and picks are shares; what is borderline is counted apart."""
    measured = json.loads(stackbot("eval", "--json", str(asked)).stdout)

    assert (measured["questions"], measured["borderline"]) == (6, 1)
    assert measured["top1"] == measured["answered_right"] == pytest.approx(2 / 3, abs=1e-4)
    assert measured["answered_wrong"] == pytest.approx(1 / 3, abs=1e-4)
    assert measured["pick"] == 1
    assert measured["declined"] == {"far": 1, "near": 0}
    assert {kind: figures["count"] for kind, figures in measured["by_kind"].items()} == {"in_scope": 2, "thread": 1}


def test_it_tells_what_went_wrong(stackbot: RunHere, asked: Path) -> None:
    """Each fault has its question's id and text, what came out and what would have been right."""
    measured = json.loads(stackbot("eval", "--json", str(asked)).stdout)

    faults = {fault["id"]: fault for fault in measured["wrong"]}
    assert {id_: fault["fault"] for id_, fault in faults.items()} == {
        "wrong": "wrong top",
        "missed": "should have declined",
    }
    assert (faults["wrong"]["top"][0], faults["wrong"]["accept"]) == ("faq.deploy", ["faq.holiday"])
    assert faults["wrong"]["asked"] == "when is deploy day"


def test_it_prints_for_people(stackbot: RunHere, asked: Path) -> None:
    """Without --json: the counts, the shares, how right each word of confidence was, the latency, the faults."""
    printed = stackbot("eval", str(asked)).stdout

    assert printed.startswith("6 questions, 1 of them borderline and counted apart\n")
    for line in (
        "top1             0.667",
        "declined far          1.000",
        "said strong",
        "latency          p50",
        "wrong top: wrong",
    ):
        assert line in printed


def test_no_questions_are_no_failure(stackbot: RunHere, tmp_path: Path) -> None:
    """An empty list measures nothing, and says so without dividing by it."""
    (tmp_path / "none.yaml").write_text("[]", encoding="utf-8")

    result = stackbot("eval", "none.yaml")

    assert result.exit_code == 0
    assert result.stdout.startswith("0 questions")


@pytest.mark.parametrize(
    ("gates", "faults"),
    [
        ("{top1: 0.6, declined.far: 1, by_kind.thread.top1: 1}", []),
        ("{}", []),
        ("{top1: 0.7}", ["top1 is 0.6667, below 0.7"]),
        ("{declined.near: 0.5, top1: 0.9}", ["declined.near is 0.0, below 0.5", "top1 is 0.6667, below 0.9"]),
        ("{top_1: 0.1}", ["top_1 is None, below 0.1"]),
        ("{declined.adversarial: 0.1}", ["declined.adversarial is None, below 0.1"]),
        ("{declined: 0.1}", ["declined is {'far': 1.0, 'near': 0.0}, below 0.1"]),
    ],
)
def test_a_gate_is_green_or_red(stackbot: RunHere, asked: Path, tmp_path: Path, gates: str, faults: list[str]) -> None:
    """The exit code is 0 at or above all gates; else 1, with a line for each, also for one that names nothing."""
    (tmp_path / "gates.yaml").write_text(gates, encoding="utf-8")

    result = stackbot("eval", str(asked), "--gate", "gates.yaml")

    complaints = [line for line in result.output.splitlines() if line.startswith("below the gate")]
    assert result.exit_code == bool(faults)
    assert complaints == [f"below the gate: {fault}" for fault in faults]


def test_a_red_gate_leaves_the_json_whole(stackbot: RunHere, asked: Path, tmp_path: Path) -> None:
    """Standard output holds one JSON document and nothing else, so that a program can read it."""
    (tmp_path / "gates.yaml").write_text("{top1: 1}", encoding="utf-8")

    result = stackbot("eval", "--json", str(asked), "--gate", "gates.yaml")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["top1"] < 1


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: ]", "asked.yaml:1: is not valid YAML"),
        ("", "asked.yaml:1: Input should be a valid list"),
        ("a: b", "asked.yaml:1: Input should be a valid list"),
        (f"{RIGHT}- 5", "asked.yaml:2: 1: Input should be a valid dictionary"),
        (f"{RIGHT}- {{text: x, kind: far}}", "asked.yaml:2: 1.id: Field required"),
        ("- {id: a, text: x, kind: middle}", "asked.yaml:1: 0.kind: Input should be 'in_scope', 'multilingual'"),
        ("- {id: a, kind: far}", "a question has either a text or a thread"),
        ("- {id: a, text: x, thread: [x], kind: far}", "a question has either a text or a thread"),
        ("- &a {id: a, text: x, kind: far}", "asked.yaml:1: holds the anchor &a; remove it"),
        ("- !!python/name:os.system {}", "asked.yaml:1: holds a tag"),
        ("- {id: a, text: x, kind: far, text: y}", "asked.yaml:1: "),
        ("- {id: a, text: 'ring\a', kind: far}", "asked.yaml:1: "),
    ],
)
def test_a_file_that_is_no_list_of_questions_is_refused(
    stackbot: RunHere, tmp_path: Path, content: str, complaint: str
) -> None:
    """The message names the file, the line and the place."""
    (tmp_path / "asked.yaml").write_text(content, encoding="utf-8")

    with pytest.raises(EvaluationError) as caught:
        stackbot("eval", "asked.yaml")

    assert complaint in str(caught.value)


@pytest.mark.parametrize("text", ['text: ""', "thread: []", f"text: {'x' * 40_001}"])
def test_a_question_nobody_could_ask_is_named(stackbot: RunHere, tmp_path: Path, text: str) -> None:
    """An empty or endless question among many is told by its id or line, or it could not be found."""
    (tmp_path / "asked.yaml").write_text(f"{RIGHT}- {{id: hollow, {text}, kind: far}}\n", encoding="utf-8")

    with pytest.raises(EvaluationError, match=r"hollow|asked\.yaml:2"):
        stackbot("eval", "asked.yaml")


@pytest.mark.parametrize("gates", ["[]", "top1", "{top1: high}", "{top1: nan}", "{top1: .nan}", "{top1: null}", "a: ]"])
def test_gates_that_are_no_numbers_are_refused(stackbot: RunHere, asked: Path, tmp_path: Path, gates: str) -> None:
    """A gate that cannot be compared must not count as green."""
    (tmp_path / "gates.yaml").write_text(gates, encoding="utf-8")

    with pytest.raises(EvaluationError, match=r"gates\.yaml:1: "):
        stackbot("eval", str(asked), "--gate", "gates.yaml")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        (".", None, ". cannot be read: Is a directory."),
        ("big.yaml", b"#" * (FILE_LIMIT + 1), "big.yaml is larger than 5,000,000 bytes."),
        ("latin.yaml", b"- {id: a, text: caf\xe9, kind: far}", "latin.yaml:1: "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    stackbot: RunHere, tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    """A folder, a file without end and one that is no text each have their sentence."""
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(EvaluationError) as caught:
        stackbot("eval", name)

    assert str(caught.value).startswith(complaint)


def test_a_missing_file_gets_one_sentence(stackbot_apart: RunApart) -> None:
    """It stands on standard error; nothing is printed and the exit code is 2."""
    process = stackbot_apart("eval", "gone.yaml")

    assert (process.code, process.out) == (2, b"")
    assert process.complaint == "gone.yaml cannot be read: No such file or directory.\n"
