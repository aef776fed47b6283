"""What was said, as people would read it out.

ana: @stackbot node or python?
  stackbot: Python.
  stackbot, edited: Python. It has the libraries.
stackbot, only to ana: Done.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.fake_slack.shapes import Message

SOMEBODY = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


class Line(NamedTuple):
    """One thing that showed: a message as it was then, and what became of it ("" where it is new)."""

    message: Message
    text: str
    shown: str
    what: str


def read_out(lines: Sequence[Line], names: Mapping[str, str], *, blocks: bool) -> str:
    """The lines as "who: text", in the order they showed; replies in threads are indented, and so are further lines."""
    return "\n".join(_spoken(line, names, blocks=blocks) for line in lines)


def _spoken(line: Line, names: Mapping[str, str], *, blocks: bool) -> str:
    message = line.message
    indent = "  " if message.is_reply else ""
    whom = f", only to {names.get(message.only_for, message.only_for)}" if message.only_for else ""
    what = f", {line.what}" if line.what else ""
    text = SOMEBODY.sub(lambda match: f"@{names.get(match[1], match[1])}", line.shown if blocks else line.text)
    text = text.replace("\n", f"\n{indent}    ")
    return f"{indent}{names.get(message.user, message.user)}{whom}{what}: {text}"
