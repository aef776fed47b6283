"""Knowledge folders for the tests of this room."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.knowledge.samples import MATRIX, OPTIONS, SIGNALS

WriteFolder = Callable[..., Path]


@pytest.fixture
def write_folder(tmp_path: Path) -> WriteFolder:
    """A function that writes a folder of YAML files: its name, then a text for each stem."""

    def write(name: str, **files: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for stem, text in files.items():
            (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def stacks(write_folder: WriteFolder) -> Path:
    """A small folder with a matrix."""
    return write_folder("base", matrix=MATRIX, signals=SIGNALS, options=OPTIONS, aliases="aliases: {js: javascript}")
