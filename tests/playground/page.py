"""What a page does, without a browser: it asks for changes and sends acts."""

import json
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

PATIENCE_S = 60.0
ANA, BEN, CHLOE = "U0ANA", "U0BEN", "U0CHLOE"
BACKEND = "C0BACKEND"

Json = dict[str, Any]


class Page:
    """A page that is open on a playground; `values` are what it shows, by key."""

    def __init__(self, url: str) -> None:
        self.where = urlsplit(url).netloc
        self.values: Json = {}
        self._run, self._seq = "", 0

    def do(self, act: str, who: str = ANA, **more: object) -> Json:
        """Do something that can be done."""
        status, told = self.tried(act, who, **more)
        assert status == 200, told
        return told

    def tried(self, act: str, who: str = ANA, **more: object) -> tuple[int, Json]:
        """Do something; the status, and what is told of it."""
        return self.request("POST", "/api/do", {"act": act, "as": who, **more})

    def request(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        """Ask for any JSON."""
        connection = HTTPConnection(self.where, timeout=PATIENCE_S)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        read = answer.status, json.loads(answer.read())
        connection.close()
        return read

    def look(self) -> Mapping[str, Any]:
        """What it shows, as soon as something changed."""
        _, told = self.request("GET", f"/api/changes?run={self._run}&after={self._seq}")
        if told["whole"]:
            self.values.clear()
        self.values |= told["changed"]
        self._run, self._seq = told["run"], told["seq"]
        return self.values

    def wait_for(self, found: Callable[[Mapping[str, Any]], Any]) -> Any:  # noqa: ANN401  whatever was looked for
        """What is found in what it shows, as soon as it is there."""
        until = monotonic() + PATIENCE_S
        while not (seen := found(self.values)):
            assert monotonic() < until, sorted(self.values)
            self.look()
        return seen

    def messages(self, channel: str = BACKEND) -> list[Json]:
        """What was said in a channel, oldest first."""
        return [one for key, one in sorted(self.values.items()) if key.startswith(f"message/{channel}/") and one]

    def cards(self, channel: str = BACKEND) -> list[Json]:
        """Of that, what the bot said."""
        return [one for one in self.messages(channel) if one["by_app"]]
