"""The desk that answers for these tests: the shipped knowledge, as an operator would open it."""

import os
from collections.abc import Callable
from datetime import date

import pytest

from bot.advice.answer import Answer
from bot.advice.question import read_thread
from bot.settings import read_settings
from bot.wiring.desk import Desk, open_desk

WRITES_SNAPSHOTS = os.environ.get("SNAPSHOTS") == "write"
Ask = Callable[[str], Answer]
DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def shipped_desk() -> Desk:
    """A desk over the shipped knowledge."""
    return open_desk(read_settings())


@pytest.fixture(scope="session")
def ask(shipped_desk: Desk) -> Ask:
    """Asks the shipped knowledge, always on the same day."""
    return lambda text: shipped_desk.advisor.ask(read_thread([text]), DAY)
