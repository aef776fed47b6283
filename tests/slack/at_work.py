"""The bot at work, in a thread of the test."""

from enum import StrEnum
from pathlib import Path
from threading import Event, Thread

from bot.errors import StackbotError
from bot.fake_slack import FakeSlack
from bot.metrics import Metrics
from bot.settings import Settings, read_settings
from bot.slack.http_server import HttpServer
from bot.wiring.desk import Desk
from bot.wiring.slack import Clock, open_slack, utc_now

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105  the example of Slack's documentation
START_S = STOP_S = 30.0


class Door(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket mode"
    HTTP = "http"


class BotAtWork:
    """A bot that serves a workspace until it is stopped; raises what it ends with where it cannot start."""

    def __init__(
        self,
        slack: FakeSlack,
        desk: Desk,
        database: Path,
        door: Door,
        settings: dict[str, str],
        clock: Clock = utc_now,
    ) -> None:
        chosen = _settings(slack, database, door, settings)
        metrics = None if chosen.health_port is None else Metrics()
        self.serving = open_slack(chosen, desk, clock, metrics)
        self._ready = Event()
        self._refusal: StackbotError | None = None
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()
        if not self._ready.wait(START_S):
            raise TimeoutError("The bot did not start.")
        if self._refusal:
            raise self._refusal
        if isinstance(self.serving.door, HttpServer):
            slack.connect_http(f"http://127.0.0.1:{self.serving.door.port}", SECRET)
        else:
            slack.link = slack.sockets
            slack.connected()

    def stop(self) -> None:
        """Tell the bot to end, and wait until it has."""
        self.serving.end()
        self._thread.join(STOP_S)
        if self._thread.is_alive():
            raise TimeoutError("The bot did not end.")

    def _serve(self) -> None:
        try:
            self.serving.serve(self._ready.set)
        except StackbotError as error:
            self._refusal = error
            self._ready.set()


def _settings(slack: FakeSlack, database: Path, door: Door, settings: dict[str, str]) -> Settings:
    by_door = (
        {"SLACK_SIGNING_SECRET": SECRET, "PORT": "0"} if door is Door.HTTP else {"SLACK_APP_TOKEN": slack.app_token}
    )
    ours = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "database_url": f"sqlite:///{database}"}
    return read_settings(**{**ours, **by_door, **settings})
