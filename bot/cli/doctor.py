"""`stackbot doctor`: whether all is there that the bot needs, and what to do where it is not."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import settings
from bot.cli.slack import is_connected
from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.wiring.diagnosis import Diagnosis


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Look at tokens, scopes, clock, database, disk, knowledge and models; exit 1 where something is wrong."""
    from bot.wiring.diagnosis import State

    found = []
    for diagnosis in _diagnoses(settings(context)):
        found.append(diagnosis)
        if not as_json:
            print(f"{diagnosis.state:<7}  {diagnosis.name}: {diagnosis.said}", flush=True)  # noqa: T201
    well = all(diagnosis.state is not State.WRONG for diagnosis in found)
    if as_json:
        print(json.dumps({"well": well, "found": [asdict(one) for one in found]}, indent=2, ensure_ascii=False))  # noqa: T201
    if not well:
        raise typer.Exit(1)


def _diagnoses(chosen: Settings) -> "Iterator[Diagnosis]":
    from bot.wiring.doctor import diagnoses

    yield _of_settings(chosen)
    yield from diagnoses(chosen, lambda: datetime.now(UTC))


def _of_settings(chosen: Settings) -> "Diagnosis":
    """Whether they hold all of what Slack needs; that each can be used is known since they were read."""
    from bot.wiring.diagnosis import Diagnosis, State

    try:
        connected = is_connected(chosen)
    except SettingsError as error:
        return Diagnosis("settings", State.WRONG, str(error))
    if not connected:
        return Diagnosis("settings", State.WARNING, 'Slack is not connected; see "Connect Slack" in README.md.')
    if chosen.slack_bot_token and not chosen.owners:
        return Diagnosis("settings", State.WARNING, "Nobody hears of what is broken: set STACKBOT_OWNERS.")
    return Diagnosis("settings", State.OK, "They hold what Slack needs.")
