"""Blocks read out: all that their reader would learn, in the `text` of a message alone.

Blocks of any shape are taken, for a broken one may be why they have to be read out.
"""

from collections.abc import Iterator

from bot.slack.blocks.actions import CHOOSE, NEAREST
from bot.slack.blocks.mrkdwn import EMPTY, Mrkdwn, fitting, joined, quiet, said_by

LIMIT = 4_000  # characters; what chat.update takes (docs.slack.dev/reference/methods/chat.update)

_LINE_LIMITS = (LIMIT, 600, 300, 150, 80, 40)  # the first with which all lines fit
_CHOICES = (CHOOSE, NEAREST)


def read_out(blocks: object) -> Mrkdwn:
    """The text of the blocks, cut line by line until it fits, so that the last line is there too."""
    lines = [line for line in _lines(blocks) if line]
    text = quiet("")
    for limit in _LINE_LIMITS:
        text = joined("\n", *(fitting(line, limit) for line in lines))
        if len(text) <= LIMIT:
            break
    return fitting(text, LIMIT)


def table_lines(table: object) -> Iterator[str]:
    """The rows of a table, each on a line, as they were typed."""
    rows = table.get("rows") if isinstance(table, dict) else None
    for row in rows if isinstance(rows, list) else ():
        yield " | ".join("".join(_typed(cell)) or EMPTY for cell in (row if isinstance(row, list) else ()))


def _lines(part: object) -> Iterator[Mrkdwn]:
    """The lines of a block or of anything in it, safe to send."""
    if isinstance(part, list):
        for one in part:
            yield from _lines(one)
    if not isinstance(part, dict):
        return
    match part.get("type"):
        case "mrkdwn":
            yield from (said_by({"type": "mrkdwn", "text": line.strip()}) for line in _split(part.get("text")))
        case "plain_text" | "raw_text" | "markdown":
            yield from (quiet(line) for line in _split(part.get("text")))
        case "image":
            yield from (quiet(line) for line in _split(part.get("alt_text")))
        case "rich_text_section" | "rich_text_preformatted" | "rich_text_quote":
            yield from (quiet(line) for line in _split("".join(_typed(part.get("elements")))))
        case kind:
            yield from _lines_inside(kind, part)


def _lines_inside(kind: object, block: dict[str, object]) -> Iterator[Mrkdwn]:
    """The lines of a block that holds others, or a table."""
    if kind == "table":
        yield from (quiet(line) for line in table_lines(block))
    elif kind == "actions":
        yield from _choices(block.get("elements"))
    else:
        for key in ("text", "label", "fields", "elements"):
            yield from _lines(block.get(key))


def _choices(elements: object) -> Iterator[Mrkdwn]:
    """What can be chosen between; other buttons tell nothing to a reader who cannot press them."""
    for element in elements if isinstance(elements, list) else ():
        if isinstance(element, dict) and str(element.get("action_id")).startswith(_CHOICES):
            yield from (joined(" ", quiet("•"), line) for line in _lines(element.get("text")))


def _typed(part: object) -> Iterator[str]:
    """The texts within a cell or a rich text, as they were typed."""
    if isinstance(part, list):
        for one in part:
            yield from _typed(one)
    elif isinstance(part, dict):
        said = next((part[key] for key in ("text", "value", "url") if isinstance(part.get(key), str | int | float)), "")
        yield str(said)
        yield from _typed(part.get("elements"))


def _split(text: object) -> list[str]:
    return text.splitlines() if isinstance(text, str) else []
