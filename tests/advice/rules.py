"""Rows in few words: a signal is a letter."""

from bot.advice.verdict import Signals
from bot.knowledge.entries import EntryId, OptionId, Row, SignalId
from tests.advice.small import GO, NODE, PYTHON

OPTIONS = (PYTHON, NODE, GO)


def ids(letters: str) -> tuple[SignalId, ...]:
    """A signal for each letter."""
    return tuple(SignalId(letter) for letter in letters)


SIGNALS = ids("abcde")


def situation(letters: str) -> Signals:
    """The signals of a situation."""
    return frozenset(ids(letters))


def row(id_: str, pick: OptionId, needs: str, *, beats: tuple[str, ...] = (), rank: int = 1) -> Row:
    """A row that needs these signals."""
    return Row(id_, EntryId(f"entry.{id_}"), pick, ids(needs), beats=beats, rank=rank)
