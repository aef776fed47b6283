"""A bot at work for every workspace that installs it, and the browsers in which people do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread

from bot.fake_slack import FakeSlack
from bot.fake_slack.oauth import allowed
from bot.settings import Settings, read_settings
from bot.slack.http_server import HttpServer
from bot.wiring.desk import Desk
from bot.wiring.slack import Clock, utc_now
from bot.wiring.workspaces import open_workspaces
from tests.slack.at_work import SECRET, START_S, STOP_S

KEY, NEXT_KEY = "A" * 43 + "=", "B" * 42 + "A="


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser was answered."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Browser:
    """Asks for pages, and keeps the cookies it is given."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET") -> Page:
        """What is answered to a request."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=START_S)
        try:
            sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, headers={"Cookie": sent} if sent else {})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        if given := headers.get("set-cookie", ""):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Page(answer.status, headers, text)

    def begin(self) -> str:
        """Where the bot sends somebody who wants to install it."""
        begun = self.get("/slack/install")
        assert begun.status == 302, begun
        return begun.headers["location"]

    def install(self, slack: FakeSlack, user: str) -> Page:
        """Somebody installs the bot in a workspace."""
        return self.get(f"/slack/oauth_redirect?{allowed(slack, self.begin(), user)}")


class BotForMany:
    """A bot that serves whoever installs it, until it is stopped."""

    def __init__(self, settings: Settings, desk: Desk, clock: Clock = utc_now) -> None:
        self.serving = open_workspaces(settings, desk, clock)
        self._ready = Event()
        self._thread = Thread(target=lambda: self.serving.serve(self._ready.set), daemon=True)
        self._thread.start()
        if not self._ready.wait(START_S):
            raise TimeoutError("The bot did not start.")

    @property
    def port(self) -> int:
        """Where it listens."""
        assert isinstance(self.serving.door, HttpServer)
        return self.serving.door.port

    def browser(self) -> Browser:
        """A browser that knows no cookie yet."""
        return Browser(self.port)

    def speaks_to(self, *workspaces: FakeSlack) -> None:
        """Have workspaces deliver to this bot."""
        for slack in workspaces:
            slack.connect_http(f"http://127.0.0.1:{self.port}", SECRET)

    def stop(self) -> None:
        """Tell the bot to end, and wait until it has."""
        self.serving.end()
        self._thread.join(STOP_S)
        if self._thread.is_alive():
            raise TimeoutError("The bot did not end.")


def many_settings(slack: FakeSlack, database: Path, **settings: str) -> Settings:
    """The settings of a bot that any workspace of this Slack may install."""
    client_id, client_secret = slack.app_secret
    ours = {
        "SLACK_CLIENT_ID": client_id,
        "SLACK_CLIENT_SECRET": client_secret,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "PORT": "0",
        "sealing_keys": KEY,
        "database_url": f"sqlite:///{database}",
    }
    return read_settings(**{**ours, **settings})
