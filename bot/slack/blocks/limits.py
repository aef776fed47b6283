"""Slack's limits for a message, and how much of them a card takes.

Sizes: https://docs.slack.dev/reference/block-kit/blocks. That all text together must stay near 13,000 characters is
known from `msg_blocks_too_long` alone; 10,000 leaves room.
"""

from collections.abc import Callable, Iterable, Iterator

from bot.slack.blocks.card import Block, Card

BLOCKS_LIMIT = 50
TEXT_LIMIT = 10_000  # characters of all blocks together
HEADER_LIMIT = 150
LABEL_LIMIT = 75  # of a button
ENTRY_LIMIT = 100  # of an entry's id; the knowledge takes no longer ones
CELLS_LIMIT = 20  # columns of a table
FALLBACK_LIMIT = 3_000  # characters of the text beside the blocks; chat.update takes 4,000

_SILENT_KEYS = frozenset({"type", "action_id", "block_id", "value", "style", "url"})


def is_fitting(blocks: Iterable[Block]) -> bool:
    """Whether Slack takes so many blocks with so much text."""
    listed = list(blocks)
    return len(listed) <= BLOCKS_LIMIT and text_size(listed) <= TEXT_LIMIT


def text_size(value: object) -> int:
    """How many characters of text a block, or anything in it, holds."""
    return sum(map(len, _texts(value)))


def fitted(make: Callable[[int], Card], limits: Iterable[int]) -> Card:
    """The card made with the first of the limits (characters of one text) with which it fits; else with the last."""
    card = Card("")
    for limit in limits:
        card = make(limit)
        if is_fitting(card.blocks):
            break
    return card


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _SILENT_KEYS:
                yield from _texts(part)
