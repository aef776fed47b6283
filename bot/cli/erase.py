"""`stackbot erase`: a person or a workspace, out of the database and off the disk."""

import re
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import opened_store, settings
from bot.errors import SettingsError
from bot.ids import TeamId, UserId

if TYPE_CHECKING:
    from bot.store.store import Store

_TEAM = re.compile("[TE][A-Z0-9]{1,63}")
_PERSON = re.compile("[UW][A-Z0-9]{1,63}")
_STAYING = {"channel_settings", "digests", "installations", "decisions", "decision_events"}  # tables of a team


def erase(
    context: typer.Context,
    team: Annotated[str, typer.Option(metavar="ID", help="The workspace's id, such as T0123456789.")],
    person: Annotated[
        str,
        typer.Option(metavar="ID", help="A member's id, such as U0123456789; without it all of the workspace goes."),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what is kept of a person, or all that is kept of a workspace; the bot may run meanwhile."""
    from bot.store.scrubbing import scrub

    where, who = TeamId(_id(_TEAM, team, "workspace")), UserId(_id(_PERSON, person, "member")) if person else None
    whose = f"{who} in {where}" if who else f"the workspace {where}"
    with opened_store(context) as store:
        _confirm(store.kept_of(where, who), whose, yes=yes)
        if not who:
            _take_leave(store, where)
        touched = store.erase(where, who)
    print("\n".join(_lines(touched, is_person=bool(who))) or f"Nothing was kept of {whose}.")  # noqa: T201
    print(scrub(settings(context).database_url.get_secret_value()))  # noqa: T201


def _confirm(kept: Mapping[str, int], whose: str, *, yes: bool) -> None:
    """Ask whether all that is to go; whoever says no ends the command."""
    if kept and not yes:
        rows = sum(kept.values())
        typer.confirm(f"Erase {whose}, {rows:,} rows in {len(kept)} tables, for good?", abort=True)


def _take_leave(store: "Store", team: TeamId) -> None:
    """Have a workspace that installed the bot served no longer, by any replica.

    Otherwise one that does not know yet would keep what is asked there after the rest is erased.
    """
    from bot.slack.workspaces import ALL_KNOW

    now = datetime.now(UTC)
    installed = store.installation(team)
    if installed is None:
        return
    store.uninstall(team, (), max(now, installed.installed_at), now)
    print(  # noqa: T201
        f"{team} is served no longer; all is erased in {ALL_KNOW.seconds} seconds, when every replica knows.",
        file=sys.stderr,
        flush=True,
    )
    time.sleep(ALL_KNOW.total_seconds())


def _lines(touched: Mapping[str, int], *, is_person: bool) -> list[str]:
    stays = _STAYING if is_person else set()
    return [
        f"{table}: {rows:,} without the person's id" if table in stays else f"{table}: {rows:,} erased"
        for table, rows in touched.items()
    ]


def _id(shape: re.Pattern[str], given: str, kind: str) -> str:
    """An id as Slack writes it; a name would be of nobody, and found erased."""
    if not shape.fullmatch(given):
        raise SettingsError(f"{given} is no {kind}'s id; write one as Slack shows it.")
    return given
