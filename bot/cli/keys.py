"""`stackbot keys`: the keys that seal the workspaces' tokens in the database."""

import typer

from bot.cli.door import opened_store, settings

app = typer.Typer(help="Look after the keys that seal tokens.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def new() -> None:
    """Print a new key for STACKBOT_SEALING_KEYS; it is kept nowhere."""
    from bot.sealing import new_key

    print(new_key())  # noqa: T201


@app.command()
def rotate(context: typer.Context) -> None:
    """Seal every token again with the first key, and say how many; the other keys can then be dropped."""
    from bot.wiring.keys import seal_again, seals_of

    keys = seals_of(settings(context))
    with opened_store(context) as store:
        done = seal_again(store, keys)
    print(f"{done} sealed again with the first key; all others had it.")  # noqa: T201
