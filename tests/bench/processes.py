"""Measuring `stackbot` from outside: how long a process takes to start and answer, and how much memory it uses."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

COMMAND = (sys.executable, "-m", "bot")
QUESTION = "Node or Python for a multiplayer game with LLM characters?"
ROOT = Path(__file__).parents[2]

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def ask_s(environment: Mapping[str, str]) -> float:
    """Seconds from nothing to the answer of one question, printed."""
    start = perf_counter()
    done = subprocess.run(
        [*COMMAND, "ask", QUESTION], check=False, capture_output=True, cwd=ROOT, env=_joined(environment)
    )
    seconds = perf_counter() - start
    if done.returncode:
        message = f"stackbot ask ended with {done.returncode}: {done.stderr.decode()}"
        raise RuntimeError(message)
    return seconds


class Batch:
    """A running `stackbot ask --jsonl`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [*COMMAND, "ask", "--jsonl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=_joined(environment),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def answer_s(self, messages: Sequence[str]) -> float:
        """Seconds from a line written to the answer's line read; the first includes the start."""
        source, sink = self._process.stdin, self._process.stdout
        if source is None or sink is None:
            raise BrokenPipeError
        start = perf_counter()
        source.write(json.dumps({"id": "q", "thread": list(messages)}).encode() + b"\n")
        source.flush()
        line = sink.readline()
        seconds = perf_counter() - start
        if "outcome" not in json.loads(line or b"{}"):
            message = f"stackbot did not answer: {line.decode()}"
            raise RuntimeError(message)
        return seconds

    def peak_mb(self) -> float | None:
        """The most memory the process has held so far, in megabytes (10^6 bytes); None where there is no /proc."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        peak = _PEAK.search(status)
        return int(peak[1]) * 1024 / 1e6 if peak else None


def _joined(environment: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **environment}
