"""From settings to a workspace with a month behind it: the demo is played once, and kept for the playground."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import PlaygroundError
from bot.fake_slack import FakeSlack
from bot.playground.demo import Demo, begins_at
from bot.playground.keeping import Keeping
from bot.playground.opening import settle_in
from bot.playground.showing import now
from bot.settings import Settings
from bot.wiring.desk import BUILTIN, Desk, open_desk
from bot.wiring.playground import WORKSPACE, BotAtWork, about, made, stand_in


def keep_demo(settings: Settings, folder: Path, tell: Callable[[int], None]) -> None:
    """Play the demo into a folder, where it is not there yet; `tell` hears which of its weeks it is, from 1.

    It is told with the knowledge that comes with the bot, whichever answers later. It is played beside the folder,
    which is there once all of it is: what was interrupted begins anew the next time.
    Raises `PlaygroundError` where it cannot be kept.
    """
    if (folder / WORKSPACE).exists():
        return
    shipped = settings.model_copy(update={"knowledge": BUILTIN, "anthropic_api_key": None})
    with TemporaryDirectory(prefix=f"{folder.name}-", dir=made(folder.parent), ignore_cleanup_errors=True) as beside:
        aside = made(Path(beside) / folder.name)
        with stand_in() as slack:
            play_demo(shipped, open_desk(shipped), slack, aside, tell)
            keeping = Keeping(slack, aside / WORKSPACE)
            keeping.start()
            keeping.stop()
        try:
            aside.rename(folder)
        except OSError as error:
            raise PlaygroundError(f"{folder} holds something else ({error.strerror}). Move it away.") from error


def play_demo(settings: Settings, desk: Desk, slack: FakeSlack, folder: Path, tell: Callable[[int], None]) -> None:
    """Play the demo in a workspace that is empty; its clock is set back for that, and goes on as it did before."""
    end, ahead_s = now(slack), slack.ahead_s
    settle_in(slack)
    slack.advance((begins_at(end) - end).total_seconds())
    with closing(BotAtWork(settings, folder, slack, desk)) as bot:
        bot.begin()
        Demo(slack, bot, about(settings), tell).play(end)
    slack.advance(ahead_s - slack.ahead_s)
