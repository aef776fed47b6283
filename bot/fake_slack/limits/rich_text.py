"""What is wrong with rich text, in a block or in a cell."""

from collections.abc import Iterator

from bot.fake_slack.limits.values import Json, items, kind, length, string

_BLOCKS = frozenset("rich_text_section rich_text_list rich_text_quote rich_text_preformatted".split())
_PARTS = frozenset("text link emoji user usergroup channel broadcast date color team".split())


def rich_text(block: Json, at: str) -> Iterator[str]:
    """Paragraphs, lists, quotes and code, and what they are made of."""
    yield from length(block.get("elements"), f"{at}/elements", None)
    for number, element in items(block.get("elements")):
        yield from _element(element, f"{at}/elements/{number}", _BLOCKS)


def _element(element: Json, at: str, allowed: frozenset[str]) -> Iterator[str]:
    its_kind = kind(element)
    if its_kind not in allowed:
        yield f"{at}: unknown type of element {its_kind!r}"
    elif its_kind in _BLOCKS:
        inside = frozenset({"rich_text_section"}) if its_kind == "rich_text_list" else _PARTS
        yield from length(element.get("elements"), f"{at}/elements", None)
        for number, part in items(element.get("elements")):
            yield from _element(part, f"{at}/{number}", inside)
    elif its_kind == "text":
        yield from string(element.get("text"), f"{at}/text", None, least=1)
