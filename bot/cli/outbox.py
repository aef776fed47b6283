"""`stackbot outbox`: what is still to be sent, and what could not be."""

from contextlib import closing
from typing import Annotated

import typer

from bot.cli.door import settings
from bot.conversation.mail import Posted, State

SHOWN = 100  # rows, the newest
TROUBLED = (State.DEAD, State.AMBIGUOUS, State.EXPIRED)
UNSENT = (*TROUBLED, State.PENDING, State.SENDING)


def outbox(
    context: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="List what waits for its turn too.")] = False,
) -> None:
    """Print how many messages wait, were sent or given up, and list those in trouble; never a text."""
    from bot.store.schema import reopen_store

    with closing(reopen_store(settings(context).database_url.get_secret_value())) as store:
        waiting = store.waiting()
        letters = store.letters(UNSENT if all_ else TROUBLED, SHOWN)
    counts = ", ".join(f"{waiting.states.get(state, 0):,} {state}" for state in State)
    print(counts)  # noqa: T201
    if waiting.oldest_s:
        print(f"the oldest that is not sent: {waiting.oldest_s:,.0f} s")  # noqa: T201
    for letter in letters:
        print(_line(letter))  # noqa: T201
    if len(letters) == SHOWN:
        print(f"and maybe more: these are the newest {SHOWN}")  # noqa: T201


def _line(letter: Posted) -> str:
    """A row as one line."""
    tries = "1 attempt" if letter.attempts == 1 else f"{letter.attempts} attempts"
    why = f": {' '.join(letter.error.split())}" if letter.error else ""
    return f"{letter.number} {letter.state} {letter.method} {letter.team} {letter.lane} {letter.key}, {tries}{why}"
