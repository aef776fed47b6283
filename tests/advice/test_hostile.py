"""Texts that somebody writes to keep the bot busy cost no more than a few ordinary questions of their length."""

import tracemalloc
from collections.abc import Sequence
from datetime import date
from random import Random
from time import thread_time

import pytest

from bot.advice.question import read_thread
from bot.wiring.desk import Desk

DEARER = 8  # times an ordinary text, at most; measured: 3, and where something grew with the square, 40
RUNS = 3  # of which the quickest counts
LITTLE = 2_000_000  # bytes
DAY = date(2026, 6, 1)
ORDINARY = "We have to choose a backend for a chat app with an LLM, RAG and websockets. Node or Python? "


def _made_up(letters: int) -> str:
    chance = Random(letters)  # noqa: S311  words
    made = ("".join(chance.choice("abcdefghijklmnop") for _ in range(letters)) for _ in range(10_000 // letters + 1))
    return " ".join(made) + " "


PIECES: dict[str, str] = {
    "a word without end": "b",
    "a long word of all letters": _made_up(4_000),
    "short words that nobody knows": _made_up(5),
    "words that may be typos": _made_up(20),
    "words a little too long for that": _made_up(30),
    "one name": "node ",
    "one signal": "websockets ",
    "denials": "no websockets not live chat ",
    "clauses": "a,",
    "dots": "a.",
    "marks in a word": "a.-/",
    "denials in a word": "websockets live chat agents " + 4_000 * "no.",
    "openings of a choice": "what would x ",
    "constraints": "we must use node and cannot use python ",
    "Chinese": "聊",
    "Chinese words": "聊天应用什么",
    "Chinese and letters": "聊a",
    "Korean": "채팅서버",
    "Japanese": "チャットを作る",
    "Spanish": "¿cuánto cuesta un servidor por hora? ",
    "a letter that grows in lower case": "İ",
    "faces": "😀",
    "links": "<http:|",
    "labels": "[a](",
    "names of emoji": ":a",
    "entities": "&amp;",
    "numbers of characters": "&#1;",
}


def _cost(desk: Desk, messages: Sequence[str]) -> float:
    """The seconds of CPU that an answer takes."""

    def run() -> float:
        begin = thread_time()
        desk.advisor.ask(read_thread(messages), DAY)
        return thread_time() - begin

    return min(run() for _ in range(RUNS))


def _of(length: int, piece: str) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.mark.parametrize("length", [4_000, 40_000])
@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_costs_no_more_than_a_few_ordinary_ones(desk: Desk, piece: str, length: int) -> None:
    """Whatever it repeats, up to the longest text that is read."""
    ordinary = _cost(desk, [_of(length, ORDINARY)])

    hostile = _cost(desk, [_of(length, PIECES[piece])])

    assert hostile < DEARER * ordinary


def test_a_hostile_thread_costs_no_more_than_a_few_ordinary_ones(desk: Desk) -> None:
    """A thread is read as one text, so what is harmless in a message may not be in twenty."""
    asking = _of(3_900, "Node or Python for a chat app with an LLM, at what cost is it? ")
    ordinary = _cost(desk, [_of(4_000, ORDINARY)] * 20)

    hostile = _cost(desk, [_of(4_000, PIECES["openings of a choice"])] * 19 + [asking])

    assert hostile < DEARER * ordinary


def test_long_words_take_little_memory(desk: Desk) -> None:
    """Neither while they are read nor after, though words are kept, for most of them come again."""
    texts = [_made_up(3_000)[number : number + 3_000] for number in range(10)]
    desk.advisor.ask(read_thread([ORDINARY]), DAY)
    tracemalloc.start()

    for text in texts:
        desk.advisor.ask(read_thread([text]), DAY)

    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (kept < LITTLE, peak < 10 * LITTLE) == (True, True), (kept, peak)
