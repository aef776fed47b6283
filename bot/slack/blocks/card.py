"""A message ready to send: blocks, and the text that stands for them in notifications and where blocks fail."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """At most 50 blocks of together at most 10,000 characters, and a text that is never empty."""

    text: str
    blocks: tuple[Block, ...] = ()
