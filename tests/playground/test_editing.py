"""Knowledge that is edited: what is told where another bot cannot take over."""

from pathlib import Path
from threading import Condition

import pytest

from bot.errors import StoreError
from bot.knowledge.entries import Library
from bot.knowledge.shelf import KnowledgeShelf
from bot.playground.editing import Editing


@pytest.fixture
def shelf(knowledge: Path) -> KnowledgeShelf:
    """The knowledge in use."""
    return KnowledgeShelf([knowledge])


def test_what_cannot_take_over_is_not_in_use(shelf: KnowledgeShelf, knowledge: Path) -> None:
    """The version that answers stays the one shown, and the next save tries again."""
    adopted: list[str] = []

    def adopt(library: Library) -> None:
        if not adopted:
            adopted.append("")
            raise StoreError("The disk is full.")
        adopted.append(library.version)

    editing, before = Editing(shelf, adopt, Condition()), shelf.current.version
    file = knowledge / "stack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("One loop", "A loop"), encoding="utf-8")

    editing.take_up()
    refused = editing.shown()
    editing.take_up()
    taken = editing.shown()

    assert (refused["state"], refused["version"]) == ("refused", before)
    assert refused["problems"] == [{"file": "", "line": 0, "text": "The disk is full."}]
    assert (taken["state"], taken["version"]) == ("current", adopted[1])
    assert taken["changes"] == ["stack.live: changed"]
