"""A Markdown file as its parts: front matter, sections by their headings, items of lists. Lines count from 1."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.decisions.files.typed_text import fenced

FENCE = "---"  # before and after the front matter
UPPER = 2  # the level of the headings that part a record

_HEADING = re.compile(r"#{1,6}(?=[ \t]|$)")
_BULLET = re.compile(r"(?P<marker>[*+-]|[0-9]{1,9}[.)])(?:[ \t]+(?P<text>.*)|)")


class MisreadError(ValueError):
    """A line of a file says what it cannot say there; the message says what, without the file's name."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as written, and the lines below it up to the next one. What stands before the first has level 0."""

    level: int
    heading: str
    line: int
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is below the heading, without empty lines around it."""
        return "\n".join(self.body).strip("\n")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, as written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A file. `matter` is the front matter with an empty line before it, so that its lines count as the file's do."""

    matter: str
    sections: tuple[Section, ...]

    def section(self, heading: str, below: str = "") -> Section:
        """The first section of the second level with a heading, or one below that; an empty one where there is none."""
        outer = ""
        for section in self.sections:
            outer = section.heading if section.level == UPPER else outer
            inner = section.heading if section.level > UPPER else ""
            if section.level >= UPPER and (outer, inner) == (heading, below):
                return section
        return Section(UPPER, heading, 1, ())

    def items(self, heading: str, below: str = "") -> list["Item"]:
        """The items of the list in that section."""
        section = self.section(heading, below)
        return items(section.body, section.line + 1)


def outline(text: str) -> Outline:
    """The parts of a file whose lines end with a line feed."""
    lines = text.split("\n")
    end = lines.index(FENCE, 1) if lines[0] == FENCE and FENCE in lines[1:] else 0
    matter = "\n".join(["", *lines[1:end], ""]) if end else ""
    body = lines[end + 1 :] if end else lines
    return Outline(matter, tuple(_sections(body, len(lines) - len(body) + 1)))


def items(body: Sequence[str], first_line: int) -> list[Item]:
    """The items of the list in these lines; what is indented below one, or follows it at once, belongs to it."""
    return [Item(_joined(lines), line) for is_item, lines, line in _parted(body, first_line) if is_item]


def prose(body: Sequence[str]) -> str:
    """What stands in these lines beside the items."""
    return "\n".join(line for is_item, lines, _ in _parted(body, 1) if not is_item for line in lines).strip("\n")


def _parted(body: Sequence[str], first_line: int) -> Iterator[tuple[bool, list[str], int]]:
    """The items and what is between them, each with its lines and the number of its first."""
    is_item, lines, begun = False, list[str](), first_line
    for number, line in enumerate(body, first_line):
        bullet = _BULLET.fullmatch(line)
        apart = is_item and line and line[0] not in " \t" and not lines[-1]
        if bullet or apart:
            yield is_item, lines, begun
            is_item, lines, begun = bool(bullet), [], number
        lines.append((bullet["text"] or "") if bullet else line)
    yield is_item, lines, begun


def _joined(lines: Sequence[str]) -> str:
    first, *rest = lines
    return "\n".join([first, *(line[2:] if line.startswith("  ") else line.lstrip() for line in rest)]).strip("\n")


def _sections(lines: Sequence[str], first_line: int) -> Iterator[Section]:
    level, heading, line = 0, "", first_line
    body: list[str] = []
    for number, (text, is_code) in enumerate(zip(lines, fenced(lines), strict=True), first_line):
        found = None if is_code else _HEADING.match(text)
        if found is None:
            body.append(text)
            continue
        yield Section(level, heading, line, tuple(body))
        level, heading, line, body = found.end(), _unclosed(text[found.end() :].strip(" \t")), number, []
    yield Section(level, heading, line, tuple(body))


def _unclosed(heading: str) -> str:
    """The heading without the number signs that may close it."""
    bare = heading.rstrip("#")
    return bare.rstrip(" \t") if not bare or bare[-1] in " \t" else heading
