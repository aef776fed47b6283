"""Rich text: what people typed, and lines in a fixed width, in elements that know no markup."""

from collections.abc import Iterable

from bot.slack.blocks.card import Block
from bot.slack.blocks.mrkdwn import EMPTY, cleaned, seen


def rich_quote(text: str, limit: int) -> Block:
    """A quote of what somebody typed, on one line."""
    return _rich("rich_text_quote", seen(text, limit) or EMPTY)


def rich_quotes(lead: str, texts: Iterable[str], limit: int) -> Block:
    """Several quotes after a line of our own."""
    quotes = (_part("rich_text_quote", seen(text, limit) or EMPTY) for text in texts)
    return {"type": "rich_text", "elements": [_part("rich_text_section", lead), *quotes]}


def rich_code(text: str) -> Block:
    """Lines in a fixed width, with their indentation."""
    lines = (f"{' ' * (len(line) - len(line.lstrip(' ')))}{cleaned(line)}".rstrip() for line in text.splitlines())
    return _rich("rich_text_preformatted", "\n".join(lines).strip("\n") or EMPTY)


def _rich(kind: str, text: str) -> Block:
    return {"type": "rich_text", "elements": [_part(kind, text)]}


def _part(kind: str, text: str) -> Block:
    return {"type": kind, "elements": [{"type": "text", "text": text}]}
