"""The bot as operators run it: a process of its own, which tests may kill."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.fake_slack import FakeSlack
from bot.settings import Settings
from tests.slack.at_work import SECRET, Door

ROOT = Path(__file__).parents[2]
START_S = END_S = 60.0


class BotProcess:
    """`stackbot run` against the fake Slack, on one SQLite file; `log` is what it wrote to its standard error.

    `shipped` are settings whose cache holds what was learned, so that it starts at once. `before` is done in the new
    process before the bot is.
    """

    before: Callable[[], None] | None = None

    def __init__(self, slack: FakeSlack, folder: Path, shipped: Settings, door: Door = Door.SOCKET) -> None:
        self._slack = slack
        self._door = door
        self.port = free_port() if door is Door.HTTP else 0
        self._errors = folder / "bot.err"
        self._process: subprocess.Popen[bytes] | None = None
        self.base = {
            "STACKBOT_DATABASE_URL": f"sqlite:///{folder / 'stackbot.db'}",
            "STACKBOT_CACHE_DIR": str(shipped.cache_dir),
            "STACKBOT_RATE_PERSON": "1000000",
            "STACKBOT_RATE_WORKSPACE": "1000000",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
            **self._door_settings(),
        }

    def start(self, **environment: str) -> None:
        """Start it, and wait until Slack reaches it."""
        self._process = self._run(environment)
        greeting = self._process.stdout.readline() if self._process.stdout else b""
        if not greeting.startswith(b"Serving"):
            raise RuntimeError(f"The bot did not start:\n{self.log}")
        if self._door is Door.SOCKET:
            self._slack.connected(timeout=START_S)
        else:
            self._slack.connect_http(f"http://127.0.0.1:{self.port}", SECRET)

    def kill(self) -> None:
        """Kill it as nothing can be caught, and wait until Slack has noticed."""
        if self._process:
            self._process.kill()
            self._gone()

    def end(self) -> int:
        """Tell it to end, wait until it has, and return its exit code."""
        if self._process:
            self._process.send_signal(signal.SIGTERM)
        return self._gone()

    def said(self, *arguments: str, **environment: str) -> str:
        """What another command of the bot prints, errors included."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self._surroundings(environment),
            capture_output=True,
            timeout=END_S,
            check=False,
        )
        return (done.stdout + done.stderr).decode()

    @property
    def pid(self) -> int:
        """Its number while it runs."""
        return self._process.pid if self._process else 0
        """The number of its process."""
        assert self._process
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it logged so far, over all its lives."""
        return self._errors.read_text(encoding="utf-8")

    def _run(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with self._errors.open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=ROOT,
                env=self._surroundings(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                preexec_fn=self.before,  # noqa: PLW1509  no thread of ours holds a lock that it takes
            )

    def _surroundings(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, **self.base, **more}

    def _door_settings(self) -> dict[str, str]:
        if self._door is Door.SOCKET:
            return {"SLACK_APP_TOKEN": self._slack.app_token}
        return {"SLACK_SIGNING_SECRET": SECRET, "PORT": str(self.port)}

    def _gone(self) -> int:
        """Wait until it is gone and Slack has noticed."""
        process, self._process = self._process, None
        if process is None:
            return 0
        code = process.wait(END_S)
        if process.stdout:
            process.stdout.close()
        self._slack.wait_for(lambda: not self._slack.sockets.connections, END_S)
        return code


def free_port() -> int:
    """A port that is free just now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
