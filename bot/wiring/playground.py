"""From settings to a playground: the bot as it serves Slack, with a stand-in for Slack on this machine."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from secrets import token_urlsafe
from threading import Event, Thread

from pydantic import SecretStr

from bot.conversation.mail import FINAL
from bot.errors import PlaygroundError, StackbotError
from bot.fake_slack import FakeSlack
from bot.ids import UserId
from bot.knowledge.entries import Library
from bot.knowledge.shelf import KnowledgeShelf
from bot.playground.keeping import Keeping, restored
from bot.playground.opening import CAST_IDS, HELP_CHANNEL, OWNER, settle_in, turn_digest_on
from bot.playground.playground import About, Playground
from bot.playground.showing import now
from bot.settings import Settings
from bot.slack.blocks.help import FORMS
from bot.slack.http_server import HttpServer
from bot.slack.manifest import manifest
from bot.slack.serving import Serving
from bot.store.schema import open_store, upgrade
from bot.wiring.desk import Desk, knowledge_folders, learned_desk
from bot.wiring.slack import open_slack

HOST = "127.0.0.1"
THREADS = 64  # each page that is open keeps one of them waiting
WORKSPACE = "slack.json"  # the file in the folder
START_S = END_S = 30.0
DRAIN_S = 2.0  # for what is being answered when the playground ends
LOOKS, A_MOMENT_S = 3_000, 0.01  # at what is still to be sent: half a minute in all
REMEDY = "If it is another playground, use or end that; or open one beside it: `stackbot playground --fresh --port 0`."


@dataclass(frozen=True, slots=True)
class Opened:
    """A playground that people can use: where it is, and whether it goes on where it was left."""

    playground: Playground
    url: str
    goes_on: bool


@contextmanager
def opened_playground(settings: Settings, desk: Desk, folder: Path, port: int) -> Iterator[Opened]:
    """A playground that keeps its workspace in the folder; port 0 takes a free one. It ends behind the block.

    Raises `PlaygroundError` where the folder cannot be used or the page is not built, `SlackError` where the port is
    taken, and what keeps the bot from starting.
    """
    with ExitStack() as stack:
        slack = stack.enter_context(stand_in())
        stack.enter_context(alone_in(made(folder)))
        file = folder / WORKSPACE
        goes_on = restored(slack, file)
        if not goes_on:
            settle_in(slack)
        keeping = Keeping(slack, file)
        stack.callback(keeping.stop)  # after the bot, which has still to say something when it ends
        bot = stack.enter_context(closing(BotAtWork(settings, folder, slack, desk)))
        shelf = KnowledgeShelf(knowledge_folders(settings.knowledge))
        playground = Playground(slack, bot, shelf, about(settings), lambda: keeping.trouble, lambda: server.port)
        server = HttpServer(playground.door, HOST, port, threads=THREADS, remedy=REMEDY)
        server.open()
        stack.callback(server.close, DRAIN_S)
        bot.begin()
        if not goes_on:
            turn_digest_on(slack, settings.command)
        keeping.start()
        playground.open()
        stack.callback(playground.close)
        yield Opened(playground, f"http://{HOST}:{server.port}", goes_on)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keeps other playgrounds out of the folder; raises `PlaygroundError` where one is in it."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PlaygroundError(
                f"Another playground is open on {folder}. Use or end that, or open one beside it with --fresh."
            ) from error
        yield


def stand_in() -> FakeSlack:
    """A stand-in for Slack that nobody else can speak to as its app, for the tokens cannot be guessed."""
    slack = FakeSlack()
    slack.bot_token, slack.app_token = (f"{kind}-{token_urlsafe(24)}" for kind in ("xoxb", "xapp-1"))
    return slack


class BotAtWork:
    """The bot serving the workspace in a thread of its own, by the workspace's clock; another takes over to `adopt`.

    Its database lies in the folder.
    """

    def __init__(self, settings: Settings, folder: Path, slack: FakeSlack, desk: Desk) -> None:
        self._settings = _settings(settings, slack, folder)
        self._slack = slack
        self._desk = desk
        url = self._settings.database_url.get_secret_value()
        upgrade(url)  # it may be an earlier release's
        self._store = open_store(url)
        self._serving: Serving | None = None
        self._thread: Thread | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether Slack reaches it."""
        return bool(self._slack.sockets.connections)

    def begin(self) -> None:
        """Serve from now on; raises what keeps it from starting."""
        ready, refused = Event(), list[StackbotError]()
        serving = open_slack(self._settings, self._desk, lambda: now(self._slack))

        def serve() -> None:
            try:
                serving.serve(ready.set)
            except StackbotError as error:
                refused.append(error)
                ready.set()

        self._serving, self._thread = serving, Thread(target=serve, name="bot", daemon=True)
        self._thread.start()
        if not ready.wait(START_S):
            raise PlaygroundError(f"The bot did not start within {START_S:.0f} s.")
        if refused:
            raise refused[0]
        try:
            self._slack.connected(timeout=START_S)
        except TimeoutError as error:
            raise PlaygroundError(f"The bot did not connect within {START_S:.0f} s.") from error

    def adopt(self, library: Library) -> None:
        """Answer from another library: learn it while the bot still works, then have another bot take over.

        Where that cannot start, one with the library of before takes over instead, and what it failed with is raised.
        """
        before, learned = self._desk, learned_desk(library, self._settings)
        try:
            self._take_over(learned)
        except StackbotError:
            self._take_over(before)
            raise

    def _take_over(self, desk: Desk) -> None:
        self.end()
        self._desk = desk
        self.begin()

    def go_round(self) -> None:
        """Look after what has come due, once."""
        if self._serving:
            self._serving.rounds.go_round()

    def settle(self) -> None:
        """Wait until nothing is left to be sent; raises `PlaygroundError` where something stays."""
        pause = Event()
        for _ in range(LOOKS):
            if set(self._store.waiting(now(self._slack)).states) <= FINAL:
                return
            pause.wait(A_MOMENT_S)
        raise PlaygroundError("The bot has something to say that it cannot; look at the inspector.")

    def end(self) -> None:
        """Finish what is at hand, and end."""
        if self._serving and self._thread:
            self._serving.end()
            self._thread.join(END_S)
        self._serving = self._thread = None

    def close(self) -> None:
        """End, and let go of the database."""
        self.end()
        self._store.close()


def _settings(chosen: Settings, slack: FakeSlack, folder: Path) -> Settings:
    """The settings with the stand-in for Slack, and nothing that is read from elsewhere."""
    ours = {
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_app_token": SecretStr(slack.app_token),
        "slack_api_url": slack.api_url,
        "database_url": SecretStr(f"sqlite:///{folder / 'stackbot.db'}"),
        "owners": (UserId(OWNER),),
        "admin_group": None,
        "help_channel": HELP_CHANNEL,
        "help_group": None,
        "health_port": None,
    }
    return chosen.model_copy(update=ours)


def about(settings: Settings) -> About:
    """What the page is told of the app."""
    words = [(form, meaning) for form, meaning in FORMS.values()]
    shortcuts = [(one["callback_id"], one["name"]) for one in manifest(settings.command)["features"]["shortcuts"]]
    return About(settings.command, words, shortcuts, CAST_IDS, version("stack-advisor"))


def made(folder: Path) -> Path:
    """The folder, which is there by now; raises `PlaygroundError` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(f"{folder} cannot be made: {error.strerror}. Set STACKBOT_PLAYGROUND_DIR.") from error
    return folder
