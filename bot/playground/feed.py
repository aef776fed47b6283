"""What changed in the playground since a page last asked.

Everything the page shows is a value under a key. The feed compares them with those it saw before and numbers what
differs, so a page asks for what came after a number, and waits where nothing did.
"""

import secrets
import threading
from collections.abc import Callable, Mapping
from time import monotonic

from bot.errors import PlaygroundError
from bot.fake_slack.shapes import Json

Value = Json | None
Values = Mapping[str, Value]


class Feed:
    """The values of one run; another run has another name, and a page that knows another one gets everything."""

    def __init__(self, read: Callable[[], Values], changed: threading.Condition) -> None:
        self.run = secrets.token_hex(4)
        self._read = read
        self._changed = changed
        self._seq = 0
        self._seen: dict[str, tuple[int, Value]] = {}
        self._ended = False

    def end(self) -> None:
        """Tell nothing more; who waits hears of it."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def since(self, run: str, after: int, *, wait_s: float) -> Json:
        """What changed after a number, as soon as something did, or nothing after `wait_s` seconds.

        Raises `PlaygroundError` once it has ended.
        """
        until = monotonic() + wait_s
        with self._changed:
            whole = run != self.run or after > self._seq
            self._look()
            while not (whole or self._seq > after or self._ended) and (left := until - monotonic()) > 0:
                self._changed.wait(left)
                self._look()
            if self._ended:
                raise PlaygroundError("The playground has ended.")
            return self._everything() if whole else self._told(after, whole=False)

    def _everything(self) -> Json:
        told = self._told(0, whole=True)
        return told | {"changed": {key: value for key, value in told["changed"].items() if value is not None}}

    def _told(self, after: int, *, whole: bool) -> Json:
        changed = {key: value for key, (seq, value) in self._seen.items() if seq > after}
        return {"run": self.run, "seq": self._seq, "whole": whole, "changed": changed}

    def _look(self) -> None:
        values = self._read()
        gone = [key for key, (_, value) in self._seen.items() if value is not None and key not in values]
        differing = {key: value for key, value in values.items() if self._seen.get(key, (0, None))[1] != value}
        if gone or differing:
            self._seq += 1
            self._seen |= {key: (self._seq, value) for key, value in {**differing, **dict.fromkeys(gone)}.items()}
