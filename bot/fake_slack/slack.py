"""The fake Slack itself: a workspace with people, its servers, and the way to the app."""

from types import TracebackType
from typing import Self

from bot.fake_slack.door import Door
from bot.fake_slack.http_mode import HttpMode
from bot.fake_slack.people import People
from bot.fake_slack.response_urls import ResponseUrls
from bot.fake_slack.socket_mode import SocketMode


class FakeSlack(People):
    """Slack on 127.0.0.1. It speaks Socket Mode to the app until `connect_http` says where the app listens."""

    def __init__(self, team: str = "T0ACME", bot_name: str = "stackbot") -> None:
        super().__init__(team, bot_name)
        self.response_urls = ResponseUrls(self)
        self.sockets = SocketMode(self)
        self.link = self.sockets
        self.door = Door(self)
        self.response_urls.base = self.door.base
        self.api_url = f"{self.door.base}/api/"
        self.socket_url = self.sockets.url
        self._http: list[HttpMode] = []

    def connect_http(self, url: str, signing_secret: str) -> None:
        """Post to the app from now on; without a path in the URL, to /slack/events."""
        link = HttpMode(self, url, signing_secret)
        self._http.append(link)
        self.link = link

    def stand_beside(self, first: "FakeSlack") -> None:
        """Be another workspace of the same Slack: its address is ours too, and a call's token tells whose it is."""
        first.door.neighbours.append(self.door)
        self.response_urls.base = f"{first.door.base}/{self.team}"
        self.api_url = first.api_url

    def connected(self, count: int = 1, timeout: float = 30.0) -> None:
        """Wait until the app has this many Socket Mode connections."""
        self.wait_for(lambda: len(self.sockets.connections) >= count, timeout)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to open other Socket Mode connections: "warning", "refresh_requested" or "link_disabled"."""
        self.sockets.disconnect(reason)

    def cut(self) -> None:
        """Cut all Socket Mode connections off without a word."""
        self.sockets.cut()

    def close(self) -> None:
        """Close everything and wait until it is closed."""
        self.faults.release()
        for link in self._http:
            link.close()
        self.sockets.close()
        self.door.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
