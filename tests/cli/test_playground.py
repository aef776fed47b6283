"""`stackbot playground` through its door: checked without a terminal, served in one until Ctrl-C."""

import http.client
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from time import monotonic

import pytest

from bot.playground.checking import QUESTION
from tests.cli.doors import RunApart

pty = pytest.importorskip("pty")

PATIENCE_S = 60
URL = re.compile(rb"http://127\.0\.0\.1:(\d+) ")


class Served:
    """The playground in a process of its own, behind a terminal."""

    def __init__(self, env: Mapping[str, str], *options: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "playground", "--port", "0", *options],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **env, "TERM": "dumb", "BROWSER": "/bin/true"},
            start_new_session=True,
        )
        os.close(theirs)
        self.port = int(self._told()[1])

    def get(self, path: str, host: str = "") -> tuple[int, bytes]:
        """What a page gets there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
        answer = connection.getresponse()
        read = answer.status, answer.read()
        connection.close()
        return read

    def end(self) -> int:
        """Press Ctrl-C and wait; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        """Hang up."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)

    def _told(self) -> re.Match[bytes]:
        shown, deadline = b"", monotonic() + PATIENCE_S
        while not (found := URL.search(shown)):
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - monotonic()))
            assert ready, f"no address after {PATIENCE_S} s: {shown!r}"
            shown += os.read(self._ours, 65_536)
        return found


@pytest.fixture
def folder(surroundings: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings under which the playground keeps its workspace apart."""
    return surroundings | {"STACKBOT_PLAYGROUND_DIR": str(tmp_path / "kept")}


def refused(env: Mapping[str, str], port: int) -> tuple[int, str]:
    """The exit code and the complaint of a playground that does not open in a terminal."""
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "playground", "--port", str(port)],
        check=False,
        stdin=theirs,
        capture_output=True,
        env={**os.environ, **env},
        timeout=PATIENCE_S,
    )
    os.close(ours)
    os.close(theirs)
    return done.returncode, done.stderr.decode()


@pytest.fixture
def serve(folder: Mapping[str, str]) -> Iterator[Callable[..., Served]]:
    """Serves a playground; it ends with the test, however that ends."""
    with ExitStack() as stack:

        def served(*options: str) -> Served:
            return stack.enter_context(closing(Served(folder, *options)))

        yield served


@pytest.mark.parametrize("option", [(), ("--check",), ("--fresh", "--check")])
def test_without_a_terminal_it_asks_one_question_and_ends(
    option: tuple[str, ...], stackbot_apart: RunApart, stacks: str, folder: Mapping[str, str]
) -> None:
    """The question and the answer's card are printed, the exit code is 0, and nothing is kept."""
    done = stackbot_apart("playground", *option, env={**folder, "STACKBOT_KNOWLEDGE": stacks})

    assert done.code == 0, done.complaint
    assert [line for line in done.complaint.splitlines() if not line.startswith("Learning")] == []
    assert done.out.decode().startswith(f"{QUESTION}\n\n")
    assert "Node.js" in done.out.decode()
    assert not Path(folder["STACKBOT_PLAYGROUND_DIR"]).exists()


def test_the_demo_says_how_far_it_is(stackbot_apart: RunApart, folder: Mapping[str, str]) -> None:
    """On standard error, in one line; with --check nothing of it is kept."""
    done = stackbot_apart("playground", "--demo", "--check", env={**folder, "STACKBOT_KNOWLEDGE": "builtin"})

    assert (done.code, done.complaint.count("\r")) == (0, 4)
    assert done.complaint.splitlines()[-1].endswith("week 4 of 4")
    assert done.out.decode().startswith(f"{QUESTION}\n\n")
    assert not Path(folder["STACKBOT_PLAYGROUND_DIR"]).exists()


def test_in_a_terminal_it_serves_the_page_until_ctrl_c(serve: Callable[..., Served]) -> None:
    """The address is said once the page can be used; afterwards nobody answers there."""
    served = serve()

    status, page = served.get("/")
    foreign, _ = served.get("/", "evil.example")
    code = served.end()

    assert (status, foreign, code) == (200, 403, 0)
    assert b"<!doctype html>" in page.lower()
    with pytest.raises(ConnectionRefusedError):
        served.get("/")


def test_it_goes_on_where_it_was_left(serve: Callable[..., Served], folder: Mapping[str, str]) -> None:
    """The workspace and the bot's database lie in the folder; begun anew with --fresh, it leaves them alone."""
    serve().end()
    kept = sorted(path.name for path in Path(folder["STACKBOT_PLAYGROUND_DIR"], "own").iterdir())
    before = Path(folder["STACKBOT_PLAYGROUND_DIR"], "own", "slack.json").read_bytes()

    serve("--fresh").end()

    assert {"slack.json", "stackbot.db"} <= set(kept)
    assert Path(folder["STACKBOT_PLAYGROUND_DIR"], "own", "slack.json").read_bytes() == before


def test_a_port_that_is_taken_is_named(folder: Mapping[str, str]) -> None:
    """With what to do; it is most likely another playground."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, complaint = refused(folder, port)

    assert code == 2
    assert f"Port {port} of 127.0.0.1 cannot be opened" in complaint
    assert "--port" in complaint


def test_a_folder_that_holds_something_else_is_named(folder: Mapping[str, str]) -> None:
    """A workspace that cannot be read is not written over."""
    own = Path(folder["STACKBOT_PLAYGROUND_DIR"], "own")
    own.mkdir(parents=True)
    (own / "slack.json").write_text("{", encoding="utf-8")

    code, complaint = refused(folder, 0)

    assert code == 2
    assert "slack.json does not hold a workspace" in complaint
    assert f"Move {own} away" in complaint
    assert (own / "slack.json").read_text(encoding="utf-8") == "{"
