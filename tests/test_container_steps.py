"""What the Dockerfile does, done in a clean folder, as there may be no Docker where this runs.

The build's steps are run as they stand there, with other paths. Then a user without rights runs the bot on a tree that
cannot be written, with the image's environment and its health check.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot.fake_slack import FakeSlack
from tests.containers import REPOSITORY, environment, stages

UID = 10001
BUILD_TIMEOUT_S, TIMEOUT_S = 1200, 120

pytestmark = pytest.mark.soak  # it fetches about 100 MB


class Image:
    """A folder that stands for the root of the image's file system."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def placed(self, said: str) -> str:
        """A line of the Dockerfile with paths in this folder."""
        for path in ("/opt/", "/data"):
            said = said.replace(path, f"{self.root}{path}")
        return said

    def build(self) -> None:
        """Carry the first stage out: copy what it copies, and run what it runs."""
        source = self.root / "src"
        source.mkdir()
        first, last = stages()
        python = self._python()
        for one in first:
            if one.name == "COPY":
                *copied, _ = one.said.split()
                _copy(copied, source)
            elif one.name == "RUN":
                env = {**os.environ, **environment(first)}
                line = self.placed(one.said).replace("python -m venv", f"{python} -m venv")
                subprocess.run(["/bin/sh", "-ec", line], check=True, cwd=source, env=env, timeout=BUILD_TIMEOUT_S)
        shutil.rmtree(source)
        assert [one.said for one in last if one.name == "COPY" and "/opt/" not in one.said] == []

    def _python(self) -> Path:
        """The interpreter that this runs on, or a copy of it where others may not go to it, as below /root."""
        base = Path(sys.base_prefix)
        if all(folder.stat().st_mode & 0o001 for folder in (base, *base.parents)):
            return Path(sys.executable)
        left_out = shutil.ignore_patterns("site-packages", "test", "__pycache__", "share")
        shutil.copytree(base, self.root / "python", symlinks=True, ignore=left_out)
        return self.root / "python" / "bin" / "python3"

    def seal(self) -> None:
        """Make all of it read-only, but for the data folder and what is there in memory."""
        own = [path for path in self.root.rglob("*") if not path.is_symlink()]
        for path in own:
            path.chmod(path.stat().st_mode & 0o555 | 0o444 | (0o111 if path.is_dir() else 0))
        for name in ("data", "tmp"):
            (self.root / name).mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(self.root / name, UID, UID)
        self.root.chmod(0o555)

    def environment(self, **more: str) -> dict[str, str]:
        """What the image sets."""
        sets = {name: self.placed(value) for name, value in environment(stages()[-1]).items()}
        path = sets.pop("PATH").replace("$PATH", os.environ["PATH"])
        places = {"TMPDIR": "tmp", "HOME": "data", "LD_LIBRARY_PATH": "python/lib"}  # the last for a copied interpreter
        return {**sets, "PATH": path, **{name: str(self.root / place) for name, place in places.items()}, **more}

    def start(self, *line: str, env: Mapping[str, str]) -> "subprocess.Popen[str]":
        """Start a program in the data folder, as a user without rights."""
        rights = {"user": UID, "group": UID, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.Popen(
            line,
            cwd=self.root / "data",
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **rights,
        )

    def run(self, *line: str, env: Mapping[str, str]) -> tuple[int, str, str]:
        """Run a program to its end; its exit code and what it wrote."""
        process = self.start(*line, env=env)
        out, complaint = process.communicate(timeout=TIMEOUT_S)
        return process.returncode, out, complaint

    def remove(self) -> None:
        """Take all of it away."""
        for path in (self.root, *(path for path in self.root.rglob("*") if path.is_dir())):
            path.chmod(0o755)
        shutil.rmtree(self.root)


def _copy(names: Sequence[str], source: Path) -> None:
    for name in names:
        path = REPOSITORY / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """The image, built and sealed; beside what pytest keeps, where only its owner may go."""
    made = Image(Path(tempfile.mkdtemp(prefix="image-")))
    made.root.chmod(0o755)
    made.build()
    made.seal()
    yield made
    made.remove()


def test_the_tree_cannot_be_written(image: Image) -> None:
    """Neither code nor cache, nor anything beside them; the data folder can."""
    code = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('x')"
    python = str(image.root / "opt/stackbot/bin/python")

    tried = {
        place: image.run(python, "-c", code, str(image.root / place / "new"), env=image.environment())[0]
        for place in ("", "opt/stackbot/bin", "opt/cache", "data")
    }

    assert tried == {"": 1, "opt/stackbot/bin": 1, "opt/cache": 1, "data": 0}


def test_the_image_holds_no_tool_that_installs(image: Image) -> None:
    """What it runs from has no pip."""
    code, _, complaint = image.run(
        str(image.root / "opt/stackbot/bin/python"), "-m", "pip", "--version", env=image.environment()
    )

    assert code != 0
    assert "No module named pip" in complaint


def test_a_user_without_rights_makes_the_database_and_asks(image: Image) -> None:
    """With nothing to learn, as that was done while it was built, and no complaint."""
    made = image.run("stackbot", "db", "upgrade", env=image.environment())
    asked = image.run("stackbot", "ask", "Node or Python for a chat?", env=image.environment())

    assert (made[0], made[2]) == (0, "")
    assert (image.root / "data" / "stackbot.db").is_file()
    assert (asked[0], asked[2]) == (0, "")
    assert "faq." in asked[1] or "matrix." in asked[1] or "pick." in asked[1]


def test_it_serves_and_is_healthy_and_ends(image: Image) -> None:
    """As its entry point and its health check say; told to end, it ends well."""
    last = {one.name: one for one in stages()[-1]}
    line = [*last["ENTRYPOINT"].listed(), *last["CMD"].listed()]
    with FakeSlack() as slack, socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
        free.close()
        env = image.environment(
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET="5ec2e7",  # noqa: S106  # none
            SLACK_API_URL=slack.api_url,
            STACKBOT_HOST="127.0.0.1",
            STACKBOT_HEALTH_PORT=port,
            PORT="0",
        )
        serving = image.start(*line, env=env)
        assert serving.stdout is not None
        greeting = serving.stdout.readline()
        check = last["HEALTHCHECK"].listed()
        healthy = image.run(*check, env=env)
        serving.send_signal(signal.SIGTERM)
        _, log = serving.communicate(timeout=TIMEOUT_S)
        ended = image.run(*check, env=env)

    assert greeting.startswith("Serving acme")
    assert healthy[0] == 0, healthy[2]
    assert serving.returncode == 0
    assert '"level": "error"' not in log
    assert ended[0] == 1
