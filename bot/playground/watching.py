"""Looks after the knowledge's files: what is saved there is read again, and told where it does not load."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

EVERY_S = 0.5

Stamp = dict[str, tuple[int, int]]


class Watching:
    """Calls `on_saved` after a file of the folders was saved, added or taken away, once it is left alone."""

    def __init__(self, folders: Sequence[Path], on_saved: Callable[[], None], every_s: float = EVERY_S) -> None:
        self._folders = tuple(folders)
        self._on_saved = on_saved
        self._every_s = every_s
        self._ending = Event()
        self._thread = Thread(target=self._go, name="knowledge-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait until what was saved last is dealt with."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _go(self) -> None:
        dealt_with = seen = self._stamp()
        while not self._ending.wait(self._every_s):
            now = self._stamp()
            if now == seen != dealt_with:  # an editor may write a file in several steps
                dealt_with = now
                self._on_saved()
            seen = now

    def _stamp(self) -> Stamp:
        """When each file was written, and how large it is."""
        stamp: Stamp = {}
        for folder in self._folders:
            with suppress(OSError):  # a folder that is gone has no files
                for path in folder.iterdir():
                    with suppress(OSError):  # as has a link to nowhere; reading says what is wrong with it
                        stat = path.stat()
                        stamp[str(path)] = (stat.st_mtime_ns, stat.st_size)
        return stamp
