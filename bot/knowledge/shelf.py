"""Holds the library in use, and keeps the last good one when a new one does not load."""

from collections.abc import Sequence
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.entries import Library
from bot.knowledge.loading import load_library


class KnowledgeShelf:
    """The library in use, read from `folders`.

    `current` is replaced as a whole, so a reader holds one library from begin to end.

    The first load raises `KnowledgeError`, for there is nothing yet to keep.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._current = load_library(self.folders)

    @property
    def current(self) -> Library:
        """The last library that loaded without a problem."""
        return self._current

    def reload(self) -> tuple[str, ...]:
        """Read the folders again; return the problems for which the library in use was kept, or nothing."""
        try:
            self._current = load_library(self.folders)
        except KnowledgeError as error:
            return error.problems
        return ()
