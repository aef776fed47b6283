"""`stackbot run`: the bot's main job, which is Slack; where that is not connected, the playground."""

import sys

import typer

from bot.cli.door import settings
from bot.cli.playground import playground
from bot.cli.slack import NOT_CONNECTED, is_connected, run_slack


def run(context: typer.Context) -> None:
    """Serve Slack. Not connected to it, open the playground; without a terminal, ask one question there and end."""
    if is_connected(settings(context)):
        run_slack(context)
    else:
        print(NOT_CONNECTED, file=sys.stderr)  # noqa: T201
        playground(context)
