"""Keeps the workspace in a file while people use it, so that a playground goes on where it was left."""

import json
from pathlib import Path
from threading import Event, Thread

from bot.errors import PlaygroundError
from bot.fake_slack import FakeSlack
from bot.fake_slack.keeping import kept, restore

TOGETHER_S = 0.05  # changes that follow each other so soon are written together


def restored(slack: FakeSlack, file: Path) -> bool:
    """Bring back what the file holds, and whether there was one; raises `PlaygroundError` where it cannot be read."""
    try:
        restore(slack, json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        remedy = f"Move {file.parent} away to begin anew."
        raise PlaygroundError(f"{file} does not hold a workspace ({error}). {remedy}") from error
    return True


class Keeping:
    """Writes the workspace down as soon as something changed in it, and once more at the end.

    `trouble` says why it could not be written last, or nothing; it is tried again at the next change.
    """

    def __init__(self, slack: FakeSlack, file: Path) -> None:
        self.trouble = ""
        self._slack = slack
        self._file = file
        self._ending = Event()
        self._thread = Thread(target=self._go, name="workspace-keeping", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Write down what there is, where it was begun, and end; raises `PlaygroundError` where that cannot be."""
        if self._thread.is_alive():
            with self._slack.changed:
                self._ending.set()
                self._slack.changed.notify_all()
            self._thread.join()
            if self.trouble:
                raise PlaygroundError(self.trouble)

    def _go(self) -> None:
        changed, written = self._slack.changed, -1
        while not self._ending.is_set():
            with changed:
                changed.wait_for(lambda: changed.count != written or self._ending.is_set())  # noqa: B023  called at once
            self._ending.wait(TOGETHER_S)
            written = self._write()
        self._write()  # what changed while the last was written, or before the first

    def _write(self) -> int:
        """Write the workspace in one step, so that the file is whole whenever the process dies; which change it has."""
        with self._slack.changed:
            text, count = json.dumps(kept(self._slack)), self._slack.changed.count
        aside = self._file.with_suffix(".new")
        try:
            aside.touch(mode=0o600)
            aside.write_text(text, encoding="utf-8")
            aside.replace(self._file)
        except OSError as error:
            self.trouble = f"{self._file} cannot be written: {error.strerror}. What is said now is not kept."
        else:
            self.trouble = ""
        return count
