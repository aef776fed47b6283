"""What to send where Slack refuses the blocks: the same without newer kinds of blocks, then all of it as text.

A bad block costs the whole message, so there is always something plainer to fall back on. Each step is found by what
the message holds, so a step taken twice changes nothing, and the end is reached from anywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.slack.blocks.card import Block
from bot.slack.blocks.limits import BLOCKS_LIMIT, LABEL_LIMIT
from bot.slack.blocks.mrkdwn import EMPTY, SECTION_LIMIT, plain
from bot.slack.blocks.read_out import read_out, table_lines
from bot.slack.blocks.rich import rich_code

SECOND = "_2"  # behind the action id of feedback, for the plain button that stands for its thumb down

_OLD = frozenset("section header context actions input divider image rich_text".split())
_ID_LIMIT = 255  # characters of an action id


def simpler(arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arguments of a call with plainer content; None where there is nothing plainer than text alone.

    `blocks` stays, empty, for chat.update keeps the blocks of before where there is no such argument.
    """
    blocks = arguments.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        return None
    older = [one for block in blocks for one in _older(block)][:BLOCKS_LIMIT]
    if older and older != blocks:
        return {**arguments, "blocks": older}
    return {**arguments, "text": read_out(blocks) or _kept(arguments.get("text")), "blocks": []}


def _kept(text: object) -> str:
    return text if isinstance(text, str) and text else EMPTY


def _older(block: object) -> Iterator[Block]:
    """A block by means of those that Slack has had for years; a chart goes, for the table says the same."""
    if not isinstance(block, dict):
        return
    match block.get("type"):
        case "table":
            yield rich_code("\n".join(table_lines(block)))
        case "markdown":
            yield from _sections(block.get("text"))
        case "context_actions":
            if buttons := [button for element in _listed(block.get("elements")) for button in _buttons(element)]:
                yield {"type": "actions", "elements": buttons}
        case str(kind) if kind in _OLD:
            yield block


def _sections(text: object) -> Iterator[Block]:
    """The lines of a text as they are written, their markup without effect."""
    for line in text.splitlines() if isinstance(text, str) else ():
        if line.strip():
            yield {"type": "section", "text": plain(line, SECTION_LIMIT)}


def _buttons(element: object) -> Iterator[Block]:
    """Plain buttons for a pair of thumbs or an icon; two of one block need ids of their own."""
    if not isinstance(element, dict):
        return
    action_id = str(element.get("action_id") or "")
    if element.get("type") == "feedback_buttons":
        yield _button(element.get("positive_button"), action_id)
        yield _button(element.get("negative_button"), f"{action_id[: _ID_LIMIT - len(SECOND)]}{SECOND}")
    elif element.get("type") == "icon_button":
        yield _button(element, action_id)


def _button(button: object, action_id: str) -> Block:
    held = button if isinstance(button, dict) else {}
    text = held.get("text")
    label = text.get("text") if isinstance(text, dict) else text
    made = {"type": "button", "action_id": action_id, "text": plain(str(label or ""), LABEL_LIMIT)}
    value = held.get("value")
    return {**made, "value": value} if isinstance(value, str) and value else made


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
