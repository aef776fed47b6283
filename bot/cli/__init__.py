"""The command line: `stackbot` and its commands.

One door among others: it reads arguments, calls the advisor, prints, and turns every error of the project into a
sentence on standard error and exit code 2.
"""

import errno
import io
import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli.ask import ask
from bot.cli.chat import chat
from bot.cli.db import app as db_app
from bot.cli.decisions import app as decisions_app
from bot.cli.digest import app as digest_app
from bot.cli.doctor import doctor
from bot.cli.erase import erase
from bot.cli.evaluate import evaluate
from bot.cli.kb import app as kb_app
from bot.cli.keys import app as keys_app
from bot.cli.manifest import manifest
from bot.cli.outbox import outbox
from bot.cli.playground import playground
from bot.cli.run import run
from bot.errors import StackbotError
from bot.settings import read_settings

app = typer.Typer(
    help="Ask which stack to build on, and get a pick with its reasons, its price and its sources.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
app.command()(run)
app.command()(playground)
app.command()(chat)
app.command()(ask)
app.command("eval")(evaluate)
app.command()(manifest)
app.command()(outbox)
app.command()(doctor)
app.command()(erase)
app.add_typer(kb_app, name="kb")
app.add_typer(db_app, name="db")
app.add_typer(decisions_app, name="decisions")
app.add_typer(digest_app, name="digest")
app.add_typer(keys_app, name="keys")


def _say_release(wanted: bool) -> None:
    if wanted:
        print(f"stackbot {version('stack-advisor')}")  # noqa: T201
        raise typer.Exit


@app.callback()
def _settle(
    context: typer.Context,
    knowledge: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="Knowledge folders, joined like a PATH; `builtin` names ours."),
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", callback=_say_release, is_eager=True, help="Say which release this is.")
    ] = False,
) -> None:
    context.obj = read_settings() if knowledge is None else read_settings(knowledge=knowledge)


def main() -> None:
    """Run the command line; exit code 2 for what the user can mend."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an answer matters more than an arrow in it
    try:
        _run()
    except StackbotError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except BrokenPipeError:
        _discard_output()
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"The answer cannot be written: {error.strerror}.", file=sys.stderr)  # noqa: T201
        _discard_output()
        sys.exit(1)


def _run() -> None:
    """The command, and what it printed written out, so that a failure to write is met here and not at exit."""
    try:
        app()
    finally:
        if sys.stdout:
            sys.stdout.flush()


def _discard_output() -> None:
    """Send what is still to be written nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
