"""`stackbot chat` through its door: with a terminal it is typed into, and with none."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.cli.desk import SAMPLES
from tests.cli.doors import FAQ, RunApart, RunHere, write_folder

pty = pytest.importorskip("pty")

PROMPT = b"stack> "
PATIENCE_S = 60


class Terminal:
    """The desk in a process of its own, behind a terminal that knows no colours."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "chat"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, **env, "TERM": "dumb"},
            start_new_session=True,
        )
        os.close(theirs)
        self.greeting = self._until_prompt()

    def type(self, line: str | bytes) -> str:
        """Type a line; what is shown until the next prompt, or until the end."""
        os.write(self._ours, (line.encode() if isinstance(line, str) else line) + b"\n")
        return self._until_prompt()

    def end(self) -> int:
        """Type Ctrl-D and wait; the exit code."""
        os.write(self._ours, b"\x04")
        return self.process.wait(timeout=PATIENCE_S)

    def close(self) -> None:
        """Hang up."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)

    def _until_prompt(self) -> str:
        shown, deadline = b"", time.monotonic() + PATIENCE_S
        while not shown.endswith(PROMPT):
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"no prompt after {PATIENCE_S} s: {shown!r}"
            try:
                read = os.read(self._ours, 65_536)
            except OSError:  # Linux says so when the other side is closed; macOS returns nothing
                read = b""
            if not read:
                break
            shown += read
        return shown.decode()


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A plain FAQ whose file a test may spoil."""
    write_folder(tmp_path / "ours", {"faq": FAQ})
    return tmp_path / "ours" / "faq.yaml"


@pytest.fixture
def terminal(knowledge: Path, surroundings: Mapping[str, str]) -> Iterator[Terminal]:
    """The desk over that FAQ."""
    opened = Terminal(knowledge.parents[1], {**surroundings, "STACKBOT_KNOWLEDGE": "ours"})
    yield opened
    opened.close()


def test_without_a_terminal_it_answers_three_samples(stackbot: RunHere) -> None:
    """Each sample question is shown with an answer; nothing is waited for and the exit code is 0."""
    result = stackbot("chat", stdin="quit\n")

    assert result.exit_code == 0
    assert [question for question in SAMPLES if f"stack> {question}" in result.stdout] == list(SAMPLES)
    assert result.stdout.count("╭") == len(SAMPLES)


def test_without_standard_input_it_answers_three_samples(surroundings: Mapping[str, str]) -> None:
    """A container or a job runner may give no standard input at all."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" -m bot chat <&-', sys.executable],
        check=False,
        capture_output=True,
        env={**os.environ, **surroundings},
        timeout=PATIENCE_S,
    )

    assert done.returncode == 0, done.stderr.decode()


def test_it_does_not_open_without_knowledge(stackbot_apart: RunApart) -> None:
    """The first load has nothing to fall back to: every problem on standard error, and exit code 2."""
    process = stackbot_apart("--knowledge", "nowhere", "chat")

    assert (process.code, process.out) == (2, b"")
    assert process.complaint.startswith("nowhere: cannot be read as a folder")


def test_the_desk_answers_explains_and_ends(terminal: Terminal) -> None:
    """At a terminal it greets, answers what is typed, says why, and Ctrl-D ends it with exit code 0."""
    answer, explanation = terminal.type("when is deploy day?"), terminal.type("why")

    code = terminal.end()

    assert "Ask which stack to build on." in terminal.greeting
    assert "On weekdays before noon. [faq.deploy]" in answer
    assert "Runner-up" in explanation
    assert code == 0


def test_a_reload_takes_new_knowledge(terminal: Terminal, knowledge: Path) -> None:
    """What an editor saved is answered from after `reload`, and not before."""
    knowledge.write_text(FAQ.replace("before noon", "after lunch"), encoding="utf-8")

    before = terminal.type("when is deploy day?")
    reloaded = terminal.type("reload")
    after = terminal.type("when is deploy day?")

    assert "On weekdays before noon." in before
    assert "The knowledge was read again." in reloaded
    assert "On weekdays after lunch." in after


def test_a_bad_reload_keeps_the_last_good_knowledge(terminal: Terminal, knowledge: Path) -> None:
    """Problems are shown with their place and the desk answers as before; mended, the next reload works."""
    knowledge.write_text(FAQ.replace("answer: On weekdays before noon.", "answr: Never."), encoding="utf-8")

    spoilt = terminal.type("reload")
    kept = terminal.type("when is deploy day?")
    knowledge.write_text(FAQ.replace("before noon", "after lunch"), encoding="utf-8")
    mended = terminal.type("reload") + terminal.type("when is deploy day?")

    assert "ours/faq.yaml:5: entries.0.answr: is not a field of this format" in spoilt
    assert "The knowledge in use stays as it was; problems found: 1." in spoilt
    assert "On weekdays before noon." in kept
    assert "The knowledge was read again." in mended
    assert "On weekdays after lunch." in mended


def test_a_folder_that_is_gone_is_a_bad_reload(terminal: Terminal, knowledge: Path) -> None:
    """The desk goes on when its whole knowledge was moved away."""
    knowledge.parent.rename(knowledge.parent.with_name("moved"))

    reloaded = terminal.type("reload")

    assert "ours: cannot be read as a folder" in reloaded
    assert "On weekdays before noon." in terminal.type("when is deploy day?")


@pytest.mark.parametrize(
    ("line", "complaint"), [(b"caf\xe9", ""), ("x" * 3_000, ""), ("   ", ""), ("9" * 30, "nothing to choose")]
)
def test_an_odd_line_does_not_end_the_desk(terminal: Terminal, line: str | bytes, complaint: str) -> None:
    """Bytes that are no text, a line as long as terminals allow, a blank one or a number: the prompt comes back."""
    shown = terminal.type(line)

    assert complaint in shown
    assert "Traceback" not in shown
    assert "On weekdays before noon." in terminal.type("when is deploy day?")
