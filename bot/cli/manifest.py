"""`stackbot manifest`: what Slack is told when the app is made."""

import json
from typing import Annotated

import typer

from bot.cli.door import settings
from bot.errors import SettingsError


def manifest(
    context: typer.Context,
    url: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="For HTTP: where Slack reaches the bot, like https://bot.example.com."),
    ] = "",
) -> None:
    """Print the Slack app's manifest with the command that STACKBOT_COMMAND names; without --url, for Socket Mode."""
    from bot.slack.manifest import manifest as app_manifest

    if url and not url.startswith("https://"):
        raise SettingsError("Slack calls https:// addresses only; give --url one.")
    print(json.dumps(app_manifest(settings(context).command, url), indent=2, ensure_ascii=False))  # noqa: T201
