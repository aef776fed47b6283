"""A playground over small knowledge of its own, and a page that is open on it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings
from bot.wiring.desk import open_desk
from bot.wiring.playground import opened_playground
from tests.advice.small import STACKS
from tests.playground.page import Page

Open = Callable[[], AbstractContextManager[Page]]


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A folder of knowledge that a test may edit."""
    return small_knowledge(tmp_path)


@pytest.fixture
def small_settings(knowledge: Path, tmp_path: Path) -> Settings:
    """Settings for it."""
    return settings_for(knowledge, tmp_path)


@pytest.fixture
def open_page(small_settings: Settings, tmp_path: Path) -> Open:
    """Opens the playground, the same one each time."""

    @contextmanager
    def open_() -> Iterator[Page]:
        with opened_playground(small_settings, open_desk(small_settings), tmp_path / "kept", 0) as opened:
            page = Page(opened.url)
            page.look()
            yield page

    return open_


@pytest.fixture
def page(open_page: Open) -> Iterator[Page]:
    """A page that is open."""
    with open_page() as opened:
        yield opened


def small_knowledge(within: Path) -> Path:
    """A folder of small knowledge."""
    folder = within / "knowledge"
    folder.mkdir()
    for stem, text in STACKS.items():
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return folder


def settings_for(knowledge: Path, within: Path) -> Settings:
    """Settings for knowledge on words alone."""
    return read_settings(knowledge=str(knowledge), semantic="false", cache_dir=str(within / "cache"))
