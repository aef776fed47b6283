"""What a look at one thing finds."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import StackbotError


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"  # the bot works, with less
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How one thing is, in a sentence that says what to do where it is not well."""

    name: str
    state: State
    said: str


def diagnosis(name: str, look: Callable[[], tuple[State, str]]) -> Diagnosis:
    """What a look finds; an error of the project's is what is wrong."""
    try:
        return Diagnosis(name, *look())
    except StackbotError as error:
        return Diagnosis(name, State.WRONG, str(error))
