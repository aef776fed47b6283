"""What is wrong with one block, whatever stands beside it."""

from collections.abc import Callable, Iterator

from bot.fake_slack.limits.elements import ID_LIMIT, INPUTS, MULTIPLE, PICKERS, SELECTS, element, elements, image
from bot.fake_slack.limits.figures import chart, table
from bot.fake_slack.limits.keys import IN_BLOCK
from bot.fake_slack.limits.rich_text import rich_text
from bot.fake_slack.limits.values import Json, items, kind, length, stray, string, text, text_if

MOST_MARKDOWN = 12_000  # characters

_IN_ACTIONS = SELECTS | PICKERS | {"button", "overflow", "workflow_button"}
_IN_SECTION = _IN_ACTIONS | MULTIPLE | {"image"}
_IN_INPUT = SELECTS | MULTIPLE | PICKERS | INPUTS
_MESSAGES_ONLY = frozenset("markdown table context_actions data_visualization plan task_card file".split())
_MODALS_ONLY = frozenset({"alert"})


def each(blocks: list[Json], surface: str) -> Iterator[str]:
    """What is wrong with each block, on a surface: message, modal or home."""
    for number, block in enumerate(blocks):
        its_kind = kind(block)
        at = f"blocks/{number}/{its_kind}"
        if its_kind not in _CHECKS:
            yield f"{at}: unknown type of block"
        elif (its_kind in _MESSAGES_ONLY and surface != "message") or (its_kind in _MODALS_ONLY and surface != "modal"):
            yield f"{at}: does not go into a {surface}"
        else:
            yield from stray(block, at, IN_BLOCK.get(its_kind, block.keys()))
            yield from string(block.get("block_id", "-"), f"{at}/block_id", ID_LIMIT, least=1)
            yield from _CHECKS[its_kind](block, at)


def _section(block: Json, at: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"{at}: needs text or fields"
    yield from text_if(block, "text", at, 3000)
    if "fields" in block:
        for number, field in items(block["fields"]):
            yield from text(field, f"{at}/fields/{number}", 2000)
        yield from length(block["fields"], f"{at}/fields", 10)
    if "accessory" in block:
        yield from element(block["accessory"], f"{at}/accessory", _IN_SECTION)


def _header(block: Json, at: str) -> Iterator[str]:
    yield from text(block.get("text"), f"{at}/text", 150, plain=True)


def _context(block: Json, at: str) -> Iterator[str]:
    yield from length(block.get("elements"), f"{at}/elements", 10)
    for number, one in items(block.get("elements")):
        if kind(one) == "image":
            yield from image(one, f"{at}/elements/{number}")
        else:
            yield from text(one, f"{at}/elements/{number}", 3000)


def _actions(block: Json, at: str) -> Iterator[str]:
    yield from elements(block, at, 25, _IN_ACTIONS)


def _context_actions(block: Json, at: str) -> Iterator[str]:
    yield from elements(block, at, 5, frozenset({"feedback_buttons", "icon_button"}))


def _input(block: Json, at: str) -> Iterator[str]:
    yield from text(block.get("label"), f"{at}/label", 2000, plain=True)
    yield from text_if(block, "hint", at, 2000, plain=True)
    yield from element(block.get("element"), f"{at}/element", _IN_INPUT)


def _markdown(block: Json, at: str) -> Iterator[str]:
    yield from string(block.get("text"), f"{at}/text", MOST_MARKDOWN, least=1)


def _nothing(_block: Json, _at: str) -> Iterator[str]:
    return iter(())


_CHECKS: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": image,
    "markdown": _markdown,
    "table": table,
    "data_visualization": chart,
    "rich_text": rich_text,
    # The bot sends none of these, so that nothing but their place is checked.
    **dict.fromkeys(
        "divider file call video card carousel container alert plan task_card data_table".split(), _nothing
    ),
}
