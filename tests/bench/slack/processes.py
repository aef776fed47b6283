"""The process under test: the bot, or the bare app."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.fake_slack import FakeSlack
from tests.bench.processes import ROOT

BOT = (sys.executable, "-m", "bot", "run")
BARE = (sys.executable, "-m", "tests.bench.slack.bare")

_MEMORY = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


class Running:
    """A process that serves the workspace; `ready_s` is how long it took until Slack could reach it."""

    def __init__(self, process: subprocess.Popen[bytes], ready_s: float) -> None:
        self._process = process
        self.ready_s = ready_s

    def memory_mb(self) -> float:
        """What it holds now, in megabytes (10^6 bytes)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = _MEMORY.search(status)
        return int(found[1]) * 1024 / 1e6 if found else float("nan")


@contextmanager
def running(slack: FakeSlack, command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Running]:
    """The process, connected over Socket Mode, until the block ends."""
    tokens = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **tokens, **environment}, stderr=subprocess.DEVNULL
    )
    try:
        slack.connected(timeout=60)
        yield Running(process, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
