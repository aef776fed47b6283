"""Advisors for the tests of this room: over the shipped knowledge, and over small knowledge of the tests' own."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from bot.advice.advisor import Advisor
from bot.advice.answer import Answer
from bot.advice.question import read_thread
from bot.knowledge.entries import Library
from bot.knowledge.loading import load_library
from bot.settings import Settings, read_settings
from bot.wiring.desk import Desk, learned_desk
from tests.advice.small import FAQ, STACKS, Ask

REPOSITORY = Path(__file__).parents[2]

OpenSmall = Callable[[Mapping[str, str]], Advisor]


@pytest.fixture(scope="session")
def shipped() -> Library:
    """The knowledge in this repository."""
    return load_library([REPOSITORY / "knowledge"])


@pytest.fixture(scope="session")
def shipped_settings() -> Settings:
    """Settings for the shipped knowledge, with a cache that outlives the tests.

    What was learned by other code is thrown away, so that a change to learning is tested and not its cache; the
    vectors, which take longest to compute, stay.
    """
    folder = user_cache_path("stackbot", appauthor=False) / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    code = b"".join(path.read_bytes() for path in sorted((REPOSITORY / "bot" / "advice").glob("*.py")))
    stamp, learned_by = folder / "learned-by", hashlib.sha256(code).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != learned_by:
        for index in folder.glob("index-*.npz"):
            index.unlink(missing_ok=True)
        stamp.write_text(learned_by, encoding="utf-8")
    return read_settings(knowledge="builtin", semantic="true", cache_dir=str(folder))


@pytest.fixture(scope="session")
def desk(shipped: Library, shipped_settings: Settings) -> Desk:
    """A desk over the shipped knowledge; the first one on a machine takes a quarter of a minute to learn."""
    return learned_desk(shipped, shipped_settings)


@pytest.fixture(scope="session")
def ask(desk: Desk) -> Ask:
    """Asks the shipped knowledge."""
    return _asker(desk.advisor)


@pytest.fixture(scope="session")
def open_small(tmp_path_factory: pytest.TempPathFactory) -> OpenSmall:
    """A function that learns knowledge given as text by file stem, on words alone."""

    def open_(files: Mapping[str, str]) -> Advisor:
        folder, cache = tmp_path_factory.mktemp("knowledge"), tmp_path_factory.mktemp("cache")
        for stem, text in files.items():
            (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
        settings = read_settings(knowledge=str(folder), semantic="false", cache_dir=str(cache))
        desk = learned_desk(load_library([folder]), settings)
        assert not desk.notes, desk.notes
        return desk.advisor

    return open_


@pytest.fixture(scope="session")
def stacks(open_small: OpenSmall) -> Advisor:
    """An advisor over `STACKS`."""
    return open_small(STACKS)


@pytest.fixture(scope="session")
def ask_stacks(stacks: Advisor) -> Ask:
    """Asks `STACKS`."""
    return _asker(stacks)


@pytest.fixture(scope="session")
def ask_faq(open_small: OpenSmall) -> Ask:
    """Asks `FAQ`, which has neither signals nor rows nor topics."""
    return _asker(open_small(FAQ))


def _asker(advisor: Advisor) -> Ask:
    def ask(*messages: str, day: str = "2026-06-01") -> Answer:
        return advisor.ask(read_thread(messages), date.fromisoformat(day))

    return ask
