"""Checking what a model wrote: a sentence is in the closed language of `diction`, or it is dropped.

The check does not look for lies. It reads a sentence as words, marks and slots, compares their order with the phrases
there are, and then writes the sentence anew from the slots' texts: nothing that the model typed gets through but words
of the language. So a figure cannot change its side, its row or its unit, and a statement is said whole or not at all.
The language is English; what is written in another one is dropped.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.advice.briefing import WHOLE, Brief, Kind, Slot
from bot.advice.diction import is_said, vocabulary

SENTENCE_LIMIT = 4
PROSE_LIMIT = 600  # characters of all sentences together, slots filled
TEXT_LIMIT = 4_000  # characters of the model's text that are read
WRITTEN_LIMIT = 400  # characters of one sentence as the model wrote it

_SLOT = re.compile(r"\{([^{}\s]{1,200})\}")
_TOKEN = re.compile(r"\{[^{}\s]{1,200}\}|[A-Za-z]+(?:[-'][A-Za-z]+)*|[^\s]")
_BREAK = re.compile(r"(?<=[.!?])\s+|[\r\n]+")
_NO_STOP = re.compile(r"\{([^{}\s]{1,200})\}\s+(?=[A-Z{])")  # after a statement, which brings its own full stop
_MARKS = frozenset(",;:.")
_ENDS = (".", "!", "?", "…")
_SAID_AGAIN = frozenset({Kind.PICK, Kind.OPTION})  # what sentences may name more than once
_LIVE = re.compile(r"[^\sA-Za-z0-9{},;:.!?'\"()-]|://|\bwww\.", re.IGNORECASE)

Token = str | Slot


class Flaw(StrEnum):
    """Why a sentence was dropped."""

    CHARACTERS = "characters beyond plain English"
    UNKNOWN_SLOT = "a slot that does not exist"
    FIGURE = "a digit outside a slot"
    LIVE = "a link, a mention or markup"
    NO_FACT = "no slot"
    WORDS = "words of its own"
    ORDER = "slots or words in a place that is not theirs"
    REPEATED = "a slot that was said before"
    LENGTH = "too long, or one too many"


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences of plain text with their slots filled, and what was dropped, as it was written, with the reason."""

    sentences: tuple[str, ...]
    dropped: tuple[tuple[str, Flaw], ...]


def checked(text: str, brief: Brief) -> Prose:
    """The sentences of a model's text that say what the brief's answer says; all others are dropped."""
    sentences: list[str] = []
    dropped: list[tuple[str, Flaw]] = []
    said: set[str] = set()
    for written in _sentences(text[:TEXT_LIMIT], brief.slots):
        read = _read(written, brief.slots)
        if isinstance(read, _Sentence):
            read = _fitting(read, sentences, said)
        if isinstance(read, Flaw):
            dropped.append((written, read))
        else:
            sentences.append(read.text)
            said |= read.once
    return Prose(tuple(sentences), tuple(dropped))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the language with its slots filled, and the slots in it that may be said once."""

    text: str
    once: frozenset[str]


def _sentences(text: str, slots: Mapping[str, Slot]) -> Iterator[str]:
    """What the model meant as sentences."""

    def stopped(found: re.Match[str]) -> str:
        slot = slots.get(found[1])
        return f"{{{found[1]}}}\n" if slot and slot.kind in WHOLE else found[0]

    yield from filter(None, map(str.strip, _BREAK.split(_NO_STOP.sub(stopped, text))))


def _read(written: str, slots: Mapping[str, Slot]) -> _Sentence | Flaw:
    flaw = _flaw_of_characters(written, slots)
    if flaw:
        return flaw
    names = _SLOT.findall(written)
    tokens = [slots[token[1:-1]] if token[0] == "{" else token for token in _TOKEN.findall(_begun_small(written))]
    flaw = _flaw_of_order(tokens, sum(slot.kind is Kind.OPTION for slot in slots.values()))
    if flaw:
        return flaw
    if len(set(names)) < len(names):
        return Flaw.REPEATED
    once = frozenset(name for name in names if slots[name].kind not in _SAID_AGAIN)
    return _Sentence(_rendered(tokens), once)


def _fitting(sentence: _Sentence, before: Sequence[str], said: Collection[str]) -> _Sentence | Flaw:
    """The sentence, unless it was said before or there is no room for it."""
    if sentence.text in before or not sentence.once.isdisjoint(said):
        return Flaw.REPEATED
    if len(before) >= SENTENCE_LIMIT or len(" ".join([*before, sentence.text])) > PROSE_LIMIT:
        return Flaw.LENGTH
    return sentence


def _flaw_of_characters(written: str, slots: Mapping[str, Slot]) -> Flaw | None:
    words = _SLOT.sub(" ", written)
    if not written.isascii() or not written.isprintable():
        return Flaw.CHARACTERS
    if "{" in words or "}" in words or not slots.keys() >= set(_SLOT.findall(written)):
        return Flaw.UNKNOWN_SLOT
    if any(character.isdigit() for character in words):
        return Flaw.FIGURE
    if _LIVE.search(words):
        return Flaw.LIVE
    return Flaw.LENGTH if len(written) > WRITTEN_LIMIT else None


def _flaw_of_order(tokens: Sequence[Token], options: int) -> Flaw | None:
    """What is wrong with the order of words, marks and slots; `options` is how many there are to list."""
    slots = [token for token in tokens if isinstance(token, Slot)]
    if not slots:
        return Flaw.NO_FACT
    if any(token not in vocabulary() and token not in _MARKS for token in tokens if isinstance(token, str)):
        return Flaw.WORDS
    shape = [f"<{token.kind}>" if isinstance(token, Slot) else token for token in tokens]
    if not is_said(" ".join(shape if shape[-1] == "." else [*shape, "."])):
        return Flaw.ORDER
    listed = {slot.text for slot in slots if slot.kind is Kind.OPTION}
    rows = {slot.row for slot in slots if slot.kind is Kind.SIDE}
    return Flaw.ORDER if len(listed) not in {0, options} or len(rows) > 1 else None


def _begun_small(written: str) -> str:
    """The sentence without its capital; a capital anywhere else makes another word."""
    return written[0].lower() + written[1:]


def _rendered(tokens: Sequence[Token]) -> str:
    """The sentence as it is shown, from the words of the language and the texts of the slots alone."""
    text, row = "", None
    for token in tokens:
        if isinstance(token, Slot):
            text += f" {token.text}" if token.row == row else f" {token.of}{token.text}"
            row = token.row
        else:
            text += token if token in _MARKS else f" {token}"
    text = text.strip().removesuffix(".")
    ended = text if text.endswith(_ENDS) else f"{text}."
    return ended[0].upper() + ended[1:] if isinstance(tokens[0], str) else ended
