"""The brief for a model that words an answer: the answer's facts as named slots, and what was asked, as data.

A model never sees a place where it could type a fact. It gets slots such as `{pick}` or `{why.1}` and writes sentences
around them; `phrasing` fills the slots. A slot's text stands for itself wherever it is put: a figure carries the title
of its row, its unit and its side, a statement is a whole sentence.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.advice.answer import Answer, Figure
from bot.advice.instructions import INSTRUCTIONS
from bot.advice.markdown import headline, one_line, side_title, unit_note
from bot.advice.question import clean
from bot.knowledge.entries import EntryId, Statement

MESSAGE_LIMIT = 600  # characters of one message that the model is shown
THREAD_LIMIT = 10  # messages, the last ones
SLOT_LIMIT = 250  # characters; what is longer leaves no room for anything else and stays on the card

_CLOSING = {"<": "\\u003c", ">": "\\u003e"}  # what could end the fence, as JSON writes it


class Kind(StrEnum):
    """What a slot holds. A `point` is a statement of an answer without a pick; a `side` is one side of a `row`."""

    PICK = "pick"
    STACK = "stack"
    OPTION = "option"
    SIGNALS = "signals"
    SIGNAL = "signal"
    WHY = "why"
    POINT = "point"
    GIVES_UP = "gives_up"
    NOT_WHEN = "not_when"
    FLIP = "flip"
    ROW = "row"
    SIDE = "side"


WHOLE = frozenset({Kind.WHY, Kind.POINT, Kind.GIVES_UP, Kind.NOT_WHEN, Kind.FLIP, Kind.ROW})  # say something alone


@dataclass(frozen=True, slots=True)
class Slot:
    """What a slot is filled with. `of` is the title of a side's row, which the text leaves to be put before it."""

    kind: Kind
    text: str
    row: EntryId | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is told (`system`, `user`), and the slots it may use by name."""

    system: str
    user: str
    slots: Mapping[str, Slot]


def brief(answer: Answer, thread: Sequence[str]) -> Brief:
    """The brief for one answer; `thread` holds the messages before the question, oldest first, as they were written."""
    known = {**dict(_figures(answer)), **dict(_facts(answer))}  # an entry must not take the name of a fact
    slots = {name: slot for name, slot in known.items() if len(slot.of + slot.text) <= SLOT_LIMIT}
    facts = "\n".join(f"{{{name}}} = {slot.of}{slot.text}" for name, slot in slots.items())
    messages = [clean(message)[:MESSAGE_LIMIT] for message in [*thread[-THREAD_LIMIT:], answer.question]]
    asked = "\n".join(_fenced(message) for message in messages if message)
    return Brief(INSTRUCTIONS, f"Slots:\n{facts}\n\n<thread>\n{asked}\n</thread>\n\nWrite the sentences now.", slots)


def _facts(answer: Answer) -> Iterator[tuple[str, Slot]]:
    if answer.pick:
        yield "pick", Slot(Kind.PICK, one_line(answer.pick_title))
        yield "stack", Slot(Kind.STACK, headline(answer))
        for option, title in answer.option_titles.items():
            yield f"option.{option}", Slot(Kind.OPTION, one_line(title))
    signals = {signal: _inside_a_sentence(one_line(title)) for signal, title in (answer.signals or {}).items()}
    if signals:
        yield "signals", Slot(Kind.SIGNALS, "; ".join(signals.values()))
        for signal, title in signals.items():
            yield f"signal.{signal}", Slot(Kind.SIGNAL, title)
    yield from _statements(Kind.WHY if answer.pick else Kind.POINT, answer.why)
    yield from _statements(Kind.GIVES_UP, answer.gives_up)
    yield from _statements(Kind.NOT_WHEN, answer.not_when)
    yield from _statements(Kind.FLIP, [flip.statement for flip in answer.flips])


def _statements(kind: Kind, statements: Sequence[Statement]) -> Iterator[tuple[str, Slot]]:
    for number, statement in enumerate(statements, start=1):
        yield f"{kind}.{number}", Slot(kind, one_line(statement.text))


def _figures(answer: Answer) -> Iterator[tuple[str, Slot]]:
    """Each row whole under its entry's id, then its sides under the id and the option."""
    for figure in answer.figures:
        title = f"{_row_title(figure)}: "
        sides = {
            option: f"{one_line(side_title(answer, option))} {one_line(printed)}"
            for option, printed in figure.comparison.sides.items()
        }
        yield figure.entry, Slot(Kind.ROW, f"{title}{', '.join(sides.values())}", figure.entry)
        for option, text in sides.items():
            yield f"{figure.entry}.{option}", Slot(Kind.SIDE, text, figure.entry, of=title)


def _row_title(figure: Figure) -> str:
    note = unit_note(figure.comparison)
    return f"{one_line(figure.title)} ({note})" if note else one_line(figure.title)


def _inside_a_sentence(title: str) -> str:
    """A title with its first word in lower case, unless it is a name."""
    first, *rest = title.split(" ")
    return " ".join([first if any(c.isupper() for c in first[1:]) else first.lower(), *rest])


def _fenced(message: str) -> str:
    """A message as one line of JSON in which the fence's tag cannot stand."""
    line = json.dumps(message, ensure_ascii=False)
    return "".join(_CLOSING.get(character, character) for character in line)
