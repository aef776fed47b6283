"""Sections and lists of a Markdown file, around texts that people typed."""

from collections.abc import Iterable, Sequence

from bot.decisions.files.typed_text import in_block, in_heading, in_line

Named = Sequence[tuple[str, str]]


def section(level: int, heading: str, body: str) -> str:
    """A heading and what is below it."""
    return f"{'#' * level} {in_heading(heading)}" + (f"\n\n{body}" if body else "")


def section_of_any(level: int, heading: str, body: str) -> str:
    """The same, or nothing where nothing is below it."""
    return section(level, heading, body) if body else ""


def block(text: str) -> str:
    """The text as paragraphs."""
    return in_block(text) if text else ""


def inset(text: str) -> str:
    """The text as paragraphs, the first of which goes on where another text ended."""
    return in_block(text, inset=True) if text else ""


def bullets(written: Iterable[str]) -> str:
    """A list of what is written, the further lines of each below its first."""
    lines = (line for text in written for line in ("* " + text.replace("\n", "\n  ")).split("\n"))
    return "\n".join(line.rstrip(" ") for line in lines)


def bullets_of_named(things: Iterable[Named]) -> str:
    """A list of things, each a list of named values."""
    return bullets("\n* ".join(f"{name}: {in_line(value)}" for name, value in thing) for thing in things)


def named(**values: str) -> Named:
    """The values by name, but those that are empty."""
    return [(name, value) for name, value in values.items() if value]
