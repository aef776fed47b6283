"""What every command does at the door: opens the desk or the database, and refuses input that is not plain text."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.errors import DecisionError, EvaluationError, QuestionError
from bot.ids import TeamId
from bot.knowledge.entries import Library
from bot.settings import Settings
from bot.wiring.desk import Desk, learned_desk, open_desk

if TYPE_CHECKING:
    from bot.store.store import Store

STDIN_LIMIT = 1_000_000  # bytes; more is never one question
FILE_LIMIT = 5_000_000  # bytes of a file of labelled questions

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def settings(context: typer.Context) -> Settings:
    """The settings that the global options made."""
    found = context.obj
    if not isinstance(found, Settings):
        raise TypeError(found)
    return found


def desk(context: typer.Context, library: Library | None = None) -> Desk:
    """The desk over the knowledge in use, or over a library; what an operator should know goes to standard error."""
    chosen = settings(context)
    opened = learned_desk(library, chosen, _say_learning) if library else open_desk(chosen, _say_learning)
    for note in opened.notes:
        print(note, file=sys.stderr)  # noqa: T201
    return opened


@contextmanager
def opened_store(context: typer.Context) -> Iterator["Store"]:
    """The database that is there, as it is; it is closed behind the command."""
    from bot.store.schema import reopen_store

    store = reopen_store(settings(context).database_url.get_secret_value())
    try:
        yield store
    finally:
        store.close()


def team_named(store: "Store", name: str) -> TeamId:
    """The workspace that is named, or else the only one."""
    teams = store.teams()
    if name:
        return TeamId(name)
    if len(teams) == 1:
        return teams[0]
    known = f"has several workspaces ({', '.join(teams)})" if teams else "has no workspace yet"
    raise DecisionError(f"The database {known}; name one with --team.")


def stdin_text() -> str:
    """All of standard input as one question."""
    data = sys.stdin.buffer.read(STDIN_LIMIT + 1) if sys.stdin else b""
    if len(data) > STDIN_LIMIT:
        raise QuestionError(f"Standard input holds more than {STDIN_LIMIT:,} bytes; that is not one question.")
    try:
        return checked_text(data.decode())
    except UnicodeDecodeError as error:
        raise QuestionError("The question is not UTF-8 text.") from error


def checked_text(text: str) -> str:
    """The text, or a `QuestionError` where it holds bytes that are not UTF-8, or control characters."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuestionError("The question is not UTF-8 text.") from error
    if _CONTROL.search(text):
        raise QuestionError("The question holds control characters; send plain text.")
    return text


def file_bytes(path: Path) -> bytes:
    """The bytes of a file of labelled questions or gates."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > FILE_LIMIT:
        raise EvaluationError(f"{path} is larger than {FILE_LIMIT:,} bytes.")
    return data


def _say_learning() -> None:
    print("Learning the knowledge; this happens once for each state of it…", file=sys.stderr)  # noqa: T201
