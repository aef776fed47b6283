"""Keeps the workspace in a file while people use it, so that a playground goes on where it was left."""

import json
from pathlib import Path
from threading import Event, Thread

from bot.errors import PlaygroundError
from bot.fake_slack import FakeSlack
from bot.fake_slack.keeping import kept, restore

EVERY_S = 1.0


def restored(slack: FakeSlack, file: Path) -> bool:
    """Bring back what the file holds, and whether there was one; raises `PlaygroundError` where it cannot be read."""
    try:
        restore(slack, json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise PlaygroundError(f"{file} does not hold a workspace ({error}). Begin anew with --fresh.") from error
    return True


class Keeping:
    """Writes the workspace down a second after something changed in it, and once more at the end."""

    def __init__(self, slack: FakeSlack, file: Path, every_s: float = EVERY_S) -> None:
        self._slack = slack
        self._file = file
        self._every_s = every_s
        self._ending = Event()
        self._thread = Thread(target=self._go, name="workspace-keeping", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Write down what there is, where it was begun, and end."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _go(self) -> None:
        written = ""
        while True:
            ended = self._ending.wait(self._every_s)
            written = self._written(written)
            if ended:
                return

    def _written(self, before: str) -> str:
        """Write the workspace in one step, so that the file is whole whenever the process dies."""
        with self._slack.changed:
            text = json.dumps(kept(self._slack))
        if text != before:
            aside = self._file.with_suffix(".new")
            aside.write_text(text, encoding="utf-8")
            aside.replace(self._file)
        return text
