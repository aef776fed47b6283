"""A file of a folder, opened: what it is called, what it says, and who wrote it. Raises for what no record can be."""

import re
from dataclasses import dataclass
from hashlib import sha256

from bot.decisions.files.front_matter import FORMAT
from bot.decisions.files.outline import MisreadError, Outline, outline
from bot.knowledge.yaml_reader import Document, read_yaml

MAX_BYTES = 1_000_000  # of one file
MAX_NUMBER = 999_999

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came, and in its parts. `digest` is the SHA-256 of its bytes, `text` has line feeds at line ends."""

    name: str
    number: int
    digest: str
    text: str
    parts: Outline
    front: Document

    @property
    def ours(self) -> bool:
        """Whether an export wrote it."""
        return isinstance(self.front.data, dict) and FORMAT in self.front.data


def opened(name: str, number: int, content: bytes) -> File:
    """The file; raises `MisreadError`, and `KnowledgeError` where its front matter is no plain YAML."""
    if len(content) > MAX_BYTES:
        raise MisreadError(1, f"is larger than {MAX_BYTES:,} bytes")
    if number > MAX_NUMBER:
        raise MisreadError(1, f"has a number above {MAX_NUMBER:,} in its name; give it another")
    text = _text(content)
    parts = outline(text)
    front = read_yaml(parts.matter.encode(), name)
    return File(name, number, sha256(content).hexdigest(), text, parts, front)


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MisreadError(line, "is not UTF-8; save it in that encoding") from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise MisreadError(line, f"holds the control character U+{ord(found.group()):04X}; remove it")
    return text
