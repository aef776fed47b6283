"""The same question, knowledge and day give the same bytes, in any process."""

import os
import subprocess
import sys
from pathlib import Path

from bot.advice.question import read_thread
from bot.settings import Settings
from bot.wiring.desk import Desk
from tests.advice.asked import QUESTIONS
from tests.advice.conftest import REPOSITORY
from tests.advice.small import STACKS, Ask

ASK_ALL = """
import sys
from datetime import date
from bot.advice.question import read_question
from bot.settings import read_settings
from bot.wiring.desk import open_desk
desk = open_desk(read_settings(knowledge="builtin", semantic="true", cache_dir=sys.argv[1]))
for text in sys.argv[2:]:
    sys.stdout.buffer.write(ascii(desk.advisor.ask(read_question(text), date(2026, 6, 1))).encode() + b"\\n")
"""


def test_any_process_gives_the_same_bytes(ask: Ask, shipped_settings: Settings) -> None:
    """Whatever the seed of its hashes."""
    here = [ascii(ask(text)) for text in QUESTIONS]
    command = [sys.executable, "-c", ASK_ALL, str(shipped_settings.cache_dir), *QUESTIONS]

    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, check=True)
        assert done.stdout.decode().splitlines() == here


def test_asking_leaves_no_trace(desk: Desk) -> None:
    """An answer does not depend on what was asked before."""
    questions = [read_thread([text]) for text in QUESTIONS[:4]]

    forwards = [desk.advisor.consider(question).matches for question in questions]
    backwards = [desk.advisor.consider(question).matches for question in reversed(questions)]

    assert forwards == backwards[::-1]


LEARN_AND_ASK = """
import sys
from datetime import date
from bot.advice.question import read_question
from bot.settings import read_settings
from bot.wiring.desk import open_desk
desk = open_desk(read_settings(knowledge=sys.argv[1], semantic="false", cache_dir=sys.argv[2]))
print(ascii(desk.advisor.ask(read_question("golang or node for a chat?"), date(2026, 6, 1))))
"""


def test_learning_anew_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two processes with different hashes and no cache between them."""
    for stem, text in STACKS.items():
        (tmp_path / f"{stem}.yaml").write_text(text, encoding="utf-8")

    def learned_with(seed: str) -> bytes:
        command = [sys.executable, "-c", LEARN_AND_ASK, str(tmp_path), str(tmp_path / f"cache-{seed}")]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, check=True).stdout

    assert learned_with("1") == learned_with("2")
    assert b"stack.live" in learned_with("1")
