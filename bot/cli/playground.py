"""`stackbot playground`: the whole bot in a browser on this machine, without Slack."""

import signal
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import desk, settings

if TYPE_CHECKING:
    from bot.wiring.playground import Opened

PORT = 3030
DEMO = "demo"
END = "Ctrl-C ends it."


def playground(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port of the page; 0 takes a free one.")] = PORT,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, and keep nothing.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="With a month of a team's questions and decisions.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Ask one question, print the answer, keep nothing.")] = False,
) -> None:
    """Open a small workspace in a browser, with the bot at work in it; without a terminal, as with --check."""
    if check or not _in_a_terminal():
        _check(context, demo=demo)
    else:
        _serve(context, port, fresh=fresh, demo=demo)


def _check(context: typer.Context, *, demo: bool) -> None:
    from bot.playground.checking import asked

    with _opened(context, 0, fresh=True, demo=demo) as opened:
        print(asked(opened.url))  # noqa: T201


def _serve(context: typer.Context, port: int, *, fresh: bool, demo: bool) -> None:
    ended = Event()
    with _opened(context, port, fresh=fresh, demo=demo) as opened:
        for number in (signal.SIGTERM, signal.SIGINT):  # until here a signal gives up at once
            signal.signal(number, lambda *_: ended.set())
        print(f"The playground is open at {opened.url} . {END}", flush=True)  # noqa: T201
        _show(opened.url)
        ended.wait()


@contextmanager
def _opened(context: typer.Context, port: int, *, fresh: bool, demo: bool) -> Iterator["Opened"]:
    from bot.logs import configure_logs
    from bot.wiring.playground import opened_playground

    chosen = settings(context)
    level = chosen.log_level if "log_level" in chosen.model_fields_set else "warning"
    configure_logs(level, chosen.log_format, chosen.secrets())
    with _data(chosen.playground_dir, fresh=fresh) as data:
        if demo:
            _play(context, data / DEMO)
        with opened_playground(chosen, desk(context), data / (DEMO if demo else "own"), port) as opened:
            yield opened


@contextmanager
def _data(kept: Path, *, fresh: bool) -> Iterator[Path]:
    """Where workspaces are kept; that of the demo is one of its own."""
    if fresh:
        with TemporaryDirectory(prefix="stackbot-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    else:
        yield kept


def _play(context: typer.Context, folder: Path) -> None:
    """Have the demo in the folder, and say how far it is where that takes a while."""
    from bot.playground.demo import WEEKS
    from bot.wiring.demo import keep_demo

    def tell(week: int) -> None:
        end = "\n" if week == WEEKS else ""
        told = f"\rA month of a team is being played: week {week} of {WEEKS}"
        print(told, end=end, file=sys.stderr, flush=True)  # noqa: T201

    keep_demo(settings(context), folder, tell)


def _show(url: str) -> None:
    """Open the page, where there is a browser with a window; one in the terminal would take the terminal."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if not isinstance(browser, webbrowser.GenericBrowser) or isinstance(browser, webbrowser.BackgroundBrowser):
        browser.open(url)


def _in_a_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty())
