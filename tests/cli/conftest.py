"""The command line for the tests of this room, in this process and in one of its own, over a small plain FAQ."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.cli.doors import FAQ, STACKS, Finished, RunApart, RunHere, write_folder


@pytest.fixture(scope="session")
def faq(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a folder that holds nothing but a plain FAQ."""
    return write_folder(tmp_path_factory.mktemp("faq"), {"faq": FAQ})


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a folder with two options and a row for each."""
    return write_folder(tmp_path_factory.mktemp("stacks"), STACKS)


@pytest.fixture(scope="session")
def surroundings(faq: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings these tests run under: the plain FAQ, words alone, and a cache that no earlier code filled."""
    cache = str(tmp_path_factory.mktemp("cache"))
    return {"STACKBOT_KNOWLEDGE": faq, "STACKBOT_SEMANTIC": "false", "STACKBOT_CACHE_DIR": cache}


@pytest.fixture
def stackbot(surroundings: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunHere:
    """The command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, knowledge: str | None = None, stdin: str | bytes = b"") -> Result:
        chosen = () if knowledge is None else ("--knowledge", knowledge)
        return CliRunner().invoke(app, [*chosen, *arguments], stdin, surroundings, catch_exceptions=False)

    return run


@pytest.fixture
def stackbot_apart(surroundings: Mapping[str, str], tmp_path: Path) -> RunApart:
    """The command line in a process of its own."""

    def run(*arguments: str | bytes, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Finished:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            check=False,
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, **surroundings, **(env or {})},
            timeout=120,
        )
        return Finished(done.returncode, done.stdout, done.stderr.decode())

    return run
