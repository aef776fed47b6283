"""`stackbot db`: the database as an operator sees it: upgrade, check, backup, copy."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.door import settings

app = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)


def _url(context: typer.Context) -> str:
    return settings(context).database_url.get_secret_value()


@app.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database to the tables of this release; an empty one gets them."""
    from bot.store.schema import upgrade

    print(upgrade(_url(context)))  # noqa: T201


@app.command()
def check(context: typer.Context) -> None:
    """Say whether the database is at this release's version, and whole."""
    from bot.store.schema import check

    print(check(_url(context)))  # noqa: T201


@app.command()
def backup(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="The file to make; it must not be there.")]
) -> None:
    """Copy the database to a file while the bot works; for SQLite."""
    from bot.store.backup import backup

    print(backup(_url(context), file))  # noqa: T201


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The URL of the database that is copied.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The URL of one that holds nothing yet.")],
) -> None:
    """Copy all that one database holds to another, such as from SQLite to PostgreSQL; the bot is to be ended before."""
    from bot.store.copying import copy

    print(copy(source, target))  # noqa: T201
