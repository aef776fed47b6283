"""Reads a YAML file into plain data with line numbers, and refuses what a knowledge file never needs.

Every scalar stays the text it was written as: `3.10` stays "3.10", `no` stays "no"; an empty value is None. Typing
is left to the schema, which knows the fields. Tags, anchors, aliases, directives, duplicate keys, a second document,
control characters and anything too large or too deep are refused. The file is read as a stream of events and never
through PyYAML's constructors, so nothing is expanded, nothing is executed and no recursion is deeper than `MAX_DEPTH`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn, TypeAlias

import yaml

from bot.errors import KnowledgeError

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
MAX_NODES = 200_000  # values; keys are not counted, there is one value to each
MAX_PROBLEMS = 1_000  # in one file; reading stops there

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | None"
Place: TypeAlias = tuple[str | int, ...]

_CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is about ten times faster where it was built in


class Mark(NamedTuple):
    """The line of a value (the first is 1; that of its key in a mapping), and the marks of what is inside."""

    line: int
    inner: Mapping[str | int, "Mark"]


_NOTHING: Mapping[str | int, Mark] = {}


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says, and where: `file` is the name to print."""

    file: str
    data: Plain
    mark: Mark

    def problem(self, place: Sequence[str | int], what: str) -> str:
        """Return `file:line: place: what`."""
        where = ".".join(printable(str(part)) for part in place)
        return ": ".join(part for part in (f"{self.file}:{self.line(place)}", where, what) if part)

    def line(self, place: Sequence[str | int]) -> int:
        """Return the line of a place; one that does not exist has that of the nearest thing around it."""
        mark = self.mark
        for part in place:
            if part not in mark.inner:
                break
            mark = mark.inner[part]
        return mark.line


def read_yaml(content: bytes, file: str) -> Document:
    """Return what the bytes of a YAML file say; raises `KnowledgeError` with every problem found, `file` in front."""
    if len(content) > MAX_BYTES:
        raise KnowledgeError([f"{file}:1: is larger than {MAX_BYTES:,} bytes; split it into several files"])
    text = _decoded(content, file)
    composer = _Composer(file, yaml.parse(text, Loader=_LOADER))
    return composer.document()


def printable(text: str, limit: int = 60) -> str:
    """Return the text on one line, cut to `limit` characters, fit for a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _decoded(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise KnowledgeError([f"{file}:{line}: is not UTF-8; save the file in that encoding"]) from error
    if found := _CONTROL_CHARACTER.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise KnowledgeError([f"{file}:{line}: {_control_character(found)}"])
    return text


def _control_character(found: re.Match[str]) -> str:
    return f"holds the control character U+{ord(found.group()):04X}; remove it"


class _Stopped(Exception):  # noqa: N818 - not an error of its own: the problem is recorded already
    """Reading cannot go on."""


class _Composer:
    """Builds the data and the marks from the parser's events, and collects problems."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self._file = file
        self._events = events
        self._problems: list[str] = []
        self._nodes = 0

    def document(self) -> Document:
        """Return the only document of the file."""
        found: tuple[Plain, Mark] = None, Mark(1, _NOTHING)
        try:
            found = self._only_document()
        except _Stopped:
            pass
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self._problems.append(
                f"{self._file}:{line}: is not valid YAML ({error.problem}); mend the line or put the text in quotes"
            )
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self._problems.append(f"{self._file}:1: is not valid YAML ({printable(str(error))}); mend the file")
        if self._problems:
            raise KnowledgeError(self._problems)
        return Document(self._file, *found)

    def _only_document(self) -> tuple[Plain, Mark]:
        found: tuple[Plain, Mark] = None, Mark(1, _NOTHING)
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(_line(event), "holds a second document; keep one, without a line of `---` in between")
                if event.tags:
                    self._note(_line(event), "holds a %TAG directive; remove it")
            elif isinstance(event, yaml.NodeEvent):
                found = self._value(event, 1, _line(event))
        return found

    def _value(self, event: yaml.Event, depth: int, line: int) -> tuple[Plain, Mark]:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(line, f"holds more than {MAX_NODES:,} values; split the file")
        self._refuse_extras(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event), Mark(line, _NOTHING)
        if isinstance(event, yaml.AliasEvent):
            return None, Mark(line, _NOTHING)
        if depth > MAX_DEPTH:
            self._stop(_line(event), f"is nested deeper than {MAX_DEPTH} levels; flatten it")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth, line)
        return self._list(depth, line)

    def _mapping(self, depth: int, line: int) -> tuple[Plain, Mark]:
        data: dict[str, Plain] = {}
        marks: dict[str | int, Mark] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key_line = _line(event)
            key = self._key(event)
            value, mark = self._value(next(self._events), depth + 1, key_line)
            if key in data:
                self._note(key_line, f"{printable(key)}: is written twice, first on line {marks[key].line}; keep one")
                continue
            data[key], marks[key] = value, mark
        return data, Mark(line, marks)

    def _list(self, depth: int, line: int) -> tuple[Plain, Mark]:
        data: list[Plain] = []
        marks: dict[str | int, Mark] = {}
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            value, mark = self._value(event, depth + 1, _line(event))
            marks[len(data)] = mark
            data.append(value)
        return data, Mark(line, marks)

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(_line(event), "has a list, a mapping or an alias as a key; a key is a plain word")
        self._refuse_extras(event)
        return self._scalar(event) or ""

    def _scalar(self, event: yaml.ScalarEvent) -> str | None:
        text: str = event.value
        if event.style == '"' and (found := _CONTROL_CHARACTER.search(text)):
            self._note(_line(event), _control_character(found))
        return text if text or event.style else None

    def _refuse_extras(self, event: yaml.Event) -> None:
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            self._note(_line(event), f"holds the alias *{printable(str(anchor))}; write the value out")
        elif anchor is not None:
            self._note(_line(event), f"holds the anchor &{printable(str(anchor))}; remove it")
        if getattr(event, "tag", None) is not None:
            self._note(_line(event), "holds a tag (a word that begins with `!`); remove it or put the text in quotes")

    def _note(self, line: int, what: str) -> None:
        self._problems.append(f"{self._file}:{line}: {what}")
        if len(self._problems) >= MAX_PROBLEMS:
            raise _Stopped

    def _stop(self, line: int, what: str) -> NoReturn:
        self._problems.append(f"{self._file}:{line}: {what}")
        raise _Stopped


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
