"""`stackbot ask` through its door: what it prints, and what it refuses."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.errors import QuestionError
from tests.cli.doors import RunApart, RunHere

SHIPPING = "can I ship on friday?"
LEARNING = "Learning the knowledge; this happens once for each state of it…\n".encode()


def test_the_answer_names_its_entry_and_how_sure_it_is(stackbot: RunHere) -> None:
    """A question is answered on standard output, with the entry and the version of the knowledge."""
    result = stackbot("ask", "when is deploy day?")

    assert result.exit_code == 0
    assert "On weekdays before noon. [faq.deploy]" in result.stdout
    assert "strong match" in result.stdout
    assert stackbot("kb", "version").stdout.strip() in result.stdout


def test_words_need_no_quotes(stackbot: RunHere) -> None:
    """Several arguments are one question."""
    quoted = stackbot("ask", "--json", SHIPPING)

    loose = stackbot("ask", "--json", *SHIPPING.split())

    assert loose.stdout == quoted.stdout


def test_the_question_can_come_from_standard_input(stackbot: RunHere) -> None:
    """A dash reads all of standard input as one question."""
    result = stackbot("ask", "--json", "-", stdin=f"{SHIPPING}\n")

    assert json.loads(result.stdout)["matches"][0]["entry"] == "faq.deploy"


def test_json_holds_the_whole_answer(stackbot: RunHere) -> None:
    """Statements, sources and the text are there; every statement names an entry that exists."""
    exported = {entry["id"] for entry in json.loads(stackbot("kb", "export").stdout)["entries"]}

    answer = json.loads(stackbot("ask", "--json", SHIPPING).stdout)

    assert answer["outcome"] == "answer"
    assert answer["why"] == [{"text": "On weekdays before noon.", "entry": "faq.deploy"}]
    assert {source["entry"] for source in answer["sources"]} <= exported
    assert answer["text"].startswith("## When do we deploy?")
    assert "explanation" not in answer


def test_json_and_why_go_together(stackbot: RunHere) -> None:
    """With both, the explanation is part of the object."""
    answer = json.loads(stackbot("ask", "--json", "--why", SHIPPING).stdout)

    assert "chance that the knowledge answers" in answer["explanation"]


def test_why_follows_the_answer(stackbot: RunHere) -> None:
    """What the answer rests on comes after it: scores, and the runner-up."""
    plain = stackbot("ask", "--markdown", SHIPPING).stdout

    explained = stackbot("ask", "--markdown", "--why", SHIPPING).stdout

    assert explained.startswith(plain)
    assert "Runner-up" in explained.removeprefix(plain)


def test_markdown_is_markdown(stackbot: RunHere) -> None:
    """A heading, a quotation and a list, and none of the terminal's lines."""
    result = stackbot("ask", "--markdown", SHIPPING)

    assert result.stdout.startswith("## When do we deploy?\n\n> can I ship on friday?\n")
    assert "- On weekdays before noon. `faq.deploy`" in result.stdout
    assert "│" not in result.stdout


def test_not_to_know_is_no_failure(stackbot: RunHere) -> None:
    """A question that the knowledge does not answer ends with exit code 0 all the same."""
    result = stackbot("ask", "--json", "wie wird das wetter auf dem mond")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["outcome"] in {"closest", "none"}


def test_a_pick_is_named_in_plain_words(stackbot: RunHere, stacks: str) -> None:
    """Where a choice is asked and a row holds, the pick and its option's title are given."""
    answer = json.loads(stackbot("ask", "--json", "python or node for a chat?", knowledge=stacks).stdout)

    assert (answer["pick"], answer["pick_title"]) == ("node", "Node.js")


def test_the_same_question_gives_the_same_bytes_in_any_process(stackbot: RunHere, stackbot_apart: RunApart) -> None:
    """Two processes with different hash seeds and this one print the same."""
    here = stackbot("ask", "--json", "--why", SHIPPING).stdout.encode()

    apart = [stackbot_apart("ask", "--json", "--why", SHIPPING, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")]

    assert [process.out for process in apart] == [here, here]


def test_questions_beside_a_batch_are_refused(stackbot: RunHere) -> None:
    """A batch reads from standard input, so a question in the arguments is a mistake."""
    with pytest.raises(QuestionError, match="leave the question out"):
        stackbot("ask", "--jsonl", SHIPPING)


@pytest.mark.parametrize(
    ("arguments", "stdin", "complaint"),
    [
        (("ask",), b"", "The question is empty."),
        (("ask", " \t\n "), b"", "The question is empty."),
        (("ask", "-"), b"", "The question is empty."),
        (("ask", "-"), b"\xff\xfe\x00", "The question is not UTF-8 text."),
        (("ask", "ring\a"), b"", "The question holds control characters; send plain text."),
        (("ask", "-"), b"is node\x00 fast", "The question holds control characters; send plain text."),
        (("ask", "\x1b[31mred"), b"", "The question holds control characters; send plain text."),
        (("ask", "-"), b"a " * 20_001, "The question is longer than 40,000 characters."),
        (("ask", "w " * 30_000), b"", "The question is longer than 40,000 characters."),
    ],
)
def test_what_is_no_question_is_refused(
    stackbot: RunHere, arguments: tuple[str, ...], stdin: bytes, complaint: str
) -> None:
    """Nothing, too much, bytes that are no text and control characters each have their sentence."""
    with pytest.raises(QuestionError) as caught:
        stackbot(*arguments, stdin=stdin)

    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize(
    ("argument", "stdin", "complaint"),
    [
        (b"caf\xe9?", b"", "The question is not UTF-8 text."),
        ("-", b"", "The question is empty."),
        ("-", b"a" * 1_048_576, "Standard input holds more than 1,000,000 bytes; that is not one question."),
    ],
)
def test_bad_input_gets_one_sentence(
    stackbot_apart: RunApart, argument: str | bytes, stdin: bytes, complaint: str
) -> None:
    """It stands on standard error, alone on its line; nothing is printed and the exit code is 2."""
    process = stackbot_apart("ask", argument, stdin=stdin)

    assert (process.code, process.out) == (2, b"")
    assert process.complaint.startswith(complaint)
    assert process.complaint.count("\n") == 1


@pytest.mark.parametrize("arguments", [("ask", "--loud", SHIPPING), ("answer", SHIPPING), ("eval",)])
def test_a_wrong_call_is_told_how_to_call(stackbot_apart: RunApart, arguments: tuple[str, ...]) -> None:
    """An unknown option or command, or a missing value, points to the help and ends with exit code 2."""
    process = stackbot_apart(*arguments)

    assert (process.code, process.out) == (2, b"")
    assert "--help" in process.complaint
    assert "Traceback" not in process.complaint


@pytest.mark.parametrize(
    ("env", "complaint"),
    [
        ({"STACKBOT_SEMANTIC": "perhaps"}, "STACKBOT_SEMANTIC"),
        ({"STACKBOT_KNOWLEDGE": " "}, "No knowledge folder is named"),
        ({"STACKBOT_KNOWLEDGE": "/nowhere/at/all"}, "/nowhere/at/all: cannot be read as a folder"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    stackbot_apart: RunApart, env: Mapping[str, str], complaint: str
) -> None:
    """A bad setting, no folder and a missing one each get one sentence and exit code 2."""
    process = stackbot_apart("ask", SHIPPING, env=env)

    assert (process.code, process.out) == (2, b"")
    assert complaint in process.complaint
    assert process.complaint.count("\n") == 1


def test_without_the_model_it_answers_on_words_and_says_so(stackbot_apart: RunApart, tmp_path: Path) -> None:
    """A missing model file costs sureness, not the answer."""
    env = {"STACKBOT_SEMANTIC": "true", "STACKBOT_MODEL_FILE": "gone.onnx", "STACKBOT_CACHE_DIR": str(tmp_path / "new")}

    process = stackbot_apart("ask", "--json", SHIPPING, env=env)

    assert process.code == 0
    assert json.loads(process.out)["matches"][0]["entry"] == "faq.deploy"
    assert (
        "Matching on words alone, which is less sure. The sentence model gone.onnx cannot be read" in process.complaint
    )


@pytest.mark.parametrize("arguments", [("kb", "export"), ("ask", SHIPPING), ("ask", "--jsonl")])
def test_a_reader_that_left_is_no_error(surroundings: Mapping[str, str], arguments: tuple[str, ...]) -> None:
    """When standard output is a pipe nobody reads, the command ends at once and writes nothing to standard error."""
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "wb") as sink:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            check=False,
            input=b'{"id": 1, "text": "can I ship on friday?"}\n' * 2,
            stdout=sink,
            stderr=subprocess.PIPE,
            env={**os.environ, **surroundings},
            timeout=120,
        )

    assert (done.returncode, done.stderr.replace(LEARNING, b"")) == (1, b"")


@pytest.mark.parametrize("arguments", [("ask", "--markdown"), ("ask", "--why")])
def test_a_terminal_of_another_encoding_gets_its_answer(stackbot_apart: RunApart, arguments: tuple[str, ...]) -> None:
    """Characters that standard output cannot hold are replaced; the answer is still printed."""
    process = stackbot_apart(*arguments, "can I ship on friday… → now?", env={"PYTHONIOENCODING": "latin-1"})

    assert process.code == 0
    assert b"faq.deploy" in process.out


def test_closed_standard_input_is_an_empty_question(surroundings: Mapping[str, str]) -> None:
    """A job runner may start us without standard input; a question from there is refused as an empty one is."""
    script = 'exec "$0" -m bot ask - <&-'

    done = subprocess.run(
        ["/bin/sh", "-c", script, sys.executable],
        check=False,
        capture_output=True,
        env={**os.environ, **surroundings},
        timeout=120,
    )

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
