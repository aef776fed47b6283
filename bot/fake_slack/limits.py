"""What Slack would refuse in the blocks of a message or a view, by its documented limits.

https://docs.slack.dev/reference/block-kit and, where that is silent, what others measured. Everything is looked at as
any JSON may be, so that a wrong shape is a problem and never an exception.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Json = Any

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100  # blocks
MOST_TEXT = 13_000  # characters, in the blocks of a message together
MOST_MARKDOWN = 12_000
MOST_IN_TABLE = 10_000
ID_LIMIT = 255
LONGEST_TYPED = 3_000
MOST_BUTTONS = 10  # radio buttons, or boxes to tick

_MESSAGES_ONLY = frozenset("markdown table context_actions data_visualization plan task_card file".split())
_MODALS_ONLY = frozenset({"alert"})
_ONCE = {"table": 1, "data_visualization": 2}
_TEXT_KEYS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}
_SELECTS = frozenset("static_select external_select users_select conversations_select channels_select".split())
_MULTIPLE = frozenset(f"multi_{kind}" for kind in _SELECTS)
_PICKERS = frozenset("checkboxes radio_buttons datepicker timepicker datetimepicker".split())
_INPUTS = frozenset("plain_text_input email_text_input url_text_input number_input rich_text_input file_input".split())
_IN_ACTIONS = _SELECTS | _PICKERS | {"button", "overflow", "workflow_button"}
_IN_SECTION = _IN_ACTIONS | _MULTIPLE | {"image"}
_IN_INPUT = _SELECTS | _MULTIPLE | _PICKERS | _INPUTS
_RICH = frozenset("rich_text_section rich_text_list rich_text_quote rich_text_preformatted".split())
_RICH_PARTS = frozenset("text link emoji user usergroup channel broadcast date color team".split())
_SHOWN = frozenset({"text", "title", "label", "name", "caption", "subtitle", "alt_text"})  # keys of texts that count


def problems(message: dict[str, Json]) -> list[str]:
    """Every reason for which Slack would refuse the blocks; `message` is a view where its type is modal or home."""
    kind = message.get("type")
    surface = str(kind) if kind in {"modal", "home"} else "message"
    blocks = message.get("blocks")
    if blocks is None and surface == "message":
        return [] if message.get("text") else ["text: a message needs text or blocks"]
    if not isinstance(blocks, list):
        return ["blocks: must be a list"]
    return [*_whole(blocks, surface), *_view(message, surface), *_each(blocks, surface)]


def _whole(blocks: list[Json], surface: str) -> Iterator[str]:
    """What holds of all blocks together."""
    most = MOST_IN_MESSAGE if surface == "message" else MOST_IN_VIEW
    if len(blocks) > most:
        yield f"blocks: {len(blocks)} of at most {most}"
    kinds = Counter(_kind(block) for block in blocks)
    yield from (f"blocks: {kinds[kind]} {kind} of at most {most}" for kind, most in _ONCE.items() if kinds[kind] > most)
    yield from (f"{key} {id_!r} is there {times} times" for (key, id_), times in _ids(blocks).items() if times > 1)
    if surface == "message" and (size := text_size(blocks)) > MOST_TEXT:
        yield f"blocks: {size} characters of at most {MOST_TEXT}"
    markdown = sum(text_size(block) for block in blocks if _kind(block) == "markdown")
    if markdown > MOST_MARKDOWN:
        yield f"blocks: {markdown} characters of markdown of at most {MOST_MARKDOWN}"


def text_size(part: Json) -> int:
    """How many characters the texts that are shown have together."""
    if isinstance(part, list):
        return sum(text_size(one) for one in part)
    if not isinstance(part, dict):
        return 0
    return sum(
        len(value) if isinstance(value, str) and key in _SHOWN else text_size(value) for key, value in part.items()
    )


def _ids(part: Json) -> Counter[tuple[str, str]]:
    """The ids of blocks and elements, each with how often it is there."""
    found: Counter[tuple[str, str]] = Counter()
    if isinstance(part, dict):
        found.update((key, part[key]) for key in ("block_id", "action_id") if isinstance(part.get(key), str))
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        found.update(_ids(one))
    return found


def _view(view: dict[str, Json], surface: str) -> Iterator[str]:
    if surface == "message":
        return
    yield from _string(view.get("private_metadata", ""), "private_metadata", 3000)
    yield from _string(view.get("callback_id", ""), "callback_id", ID_LIMIT)
    if surface == "home":
        return
    yield from _text(view.get("title"), "title", 24, plain=True)
    for name in ("submit", "close"):
        yield from _text_if(view, name, "view", 24, plain=True)
    if any(_kind(block) == "input" for block in view["blocks"]) and "submit" not in view:
        yield "submit: a modal with inputs needs it"


def _each(blocks: list[Json], surface: str) -> Iterator[str]:
    for number, block in enumerate(blocks):
        kind = _kind(block)
        at = f"blocks/{number}/{kind}"
        if kind not in _CHECKS:
            yield f"{at}: unknown type of block"
        elif (kind in _MESSAGES_ONLY and surface != "message") or (kind in _MODALS_ONLY and surface != "modal"):
            yield f"{at}: does not go into a {surface}"
        else:
            yield from _string(block.get("block_id", "-"), f"{at}/block_id", ID_LIMIT, least=1)
            yield from _CHECKS[kind](block, at)


def _section(block: Json, at: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"{at}: needs text or fields"
    yield from _text_if(block, "text", at, 3000)
    if "fields" in block:
        for number, field in _items(block["fields"]):
            yield from _text(field, f"{at}/fields/{number}", 2000)
        yield from _length(block["fields"], f"{at}/fields", 10)
    if "accessory" in block:
        yield from _element(block["accessory"], f"{at}/accessory", _IN_SECTION)


def _header(block: Json, at: str) -> Iterator[str]:
    yield from _text(block.get("text"), f"{at}/text", 150, plain=True)


def _context(block: Json, at: str) -> Iterator[str]:
    yield from _length(block.get("elements"), f"{at}/elements", 10)
    for number, element in _items(block.get("elements")):
        if _kind(element) == "image":
            yield from _image(element, f"{at}/elements/{number}")
        else:
            yield from _text(element, f"{at}/elements/{number}", 3000)


def _actions(block: Json, at: str) -> Iterator[str]:
    yield from _elements(block, at, 25, _IN_ACTIONS)


def _context_actions(block: Json, at: str) -> Iterator[str]:
    yield from _elements(block, at, 5, frozenset({"feedback_buttons", "icon_button"}))


def _input(block: Json, at: str) -> Iterator[str]:
    yield from _text(block.get("label"), f"{at}/label", 2000, plain=True)
    yield from _text_if(block, "hint", at, 2000, plain=True)
    yield from _element(block.get("element"), f"{at}/element", _IN_INPUT)


def _image(block: Json, at: str) -> Iterator[str]:
    if "slack_file" not in block:
        yield from _string(block.get("image_url"), f"{at}/image_url", 3000, least=1)
    yield from _string(block.get("alt_text"), f"{at}/alt_text", 2000, least=1)
    yield from _text_if(block, "title", at, 2000, plain=True)


def _markdown(block: Json, at: str) -> Iterator[str]:
    yield from _string(block.get("text"), f"{at}/text", MOST_MARKDOWN, least=1)


def _table(block: Json, at: str) -> Iterator[str]:
    yield from _length(block.get("rows"), f"{at}/rows", 100)
    if "column_settings" in block:
        yield from _length(block["column_settings"], f"{at}/column_settings", 20)
    if (size := text_size(block)) > MOST_IN_TABLE:
        yield f"{at}: {size} characters of at most {MOST_IN_TABLE}"
    for number, row in _items(block.get("rows")):
        yield from _length(row, f"{at}/rows/{number}", 20)
        for column, cell in _items(row):
            yield from _cell(cell, f"{at}/rows/{number}/{column}")


def _cell(cell: Json, at: str) -> Iterator[str]:
    match _kind(cell):
        case "raw_text":
            text = cell.get("text")
            if not isinstance(text, str) or not text.strip():
                yield f"{at}: an empty cell"
        case "rich_text":
            yield from _rich_text(cell, at)
        case "raw_number" if _is_number(cell.get("value")):
            return
        case _:
            yield f"{at}: unknown type of cell"


def _chart(block: Json, at: str) -> Iterator[str]:
    yield from _string(block.get("title"), f"{at}/title", 50, least=1)
    chart = block.get("chart")
    if _kind(chart) == "pie":
        yield from _length(chart.get("segments"), f"{at}/segments", 12)
        yield from _points(chart.get("segments"), f"{at}/segments")
    elif _kind(chart) in {"bar", "area", "line"}:
        yield from _series(chart, at)
    else:
        yield f"{at}/chart: unknown type of chart"


def _series(chart: Json, at: str) -> Iterator[str]:
    axes = chart.get("axis_config")
    categories = axes.get("categories") if isinstance(axes, dict) else None
    yield from _length(categories, f"{at}/categories", 20)
    names = [name for _, name in _items(categories)]
    for number, name in enumerate(names):
        yield from _string(name, f"{at}/categories/{number}", 20, least=1)
    for name in ("x_label", "y_label"):
        yield from _string(axes.get(name, "-") if isinstance(axes, dict) else "-", f"{at}/{name}", 50, least=1)
    yield from _length(chart.get("series"), f"{at}/series", 12)
    for number, series in _items(chart.get("series")):
        here = f"{at}/series/{number}"
        held = series if isinstance(series, dict) else {}
        yield from _string(held.get("name"), f"{here}/name", 20, least=1)
        yield from _points(held.get("data"), f"{here}/data")
        if [point.get("label") for _, point in _items(held.get("data")) if isinstance(point, dict)] != names:
            yield f"{here}/data: its labels must be the categories"


def _points(points: Json, at: str) -> Iterator[str]:
    yield from _length(points, at, 20)
    for number, point in _items(points):
        held = point if isinstance(point, dict) else {}
        yield from _string(held.get("label"), f"{at}/{number}/label", 20, least=1)
        if not _is_number(held.get("value")):
            yield f"{at}/{number}/value: must be a number"


def _rich_text(block: Json, at: str) -> Iterator[str]:
    yield from _length(block.get("elements"), f"{at}/elements", None)
    for number, element in _items(block.get("elements")):
        yield from _rich(element, f"{at}/elements/{number}", _RICH)


def _rich(element: Json, at: str, allowed: frozenset[str]) -> Iterator[str]:
    kind = _kind(element)
    if kind not in allowed:
        yield f"{at}: unknown type of element {kind!r}"
    elif kind in _RICH:
        inside = frozenset({"rich_text_section"}) if kind == "rich_text_list" else _RICH_PARTS
        yield from _length(element.get("elements"), f"{at}/elements", None)
        for number, part in _items(element.get("elements")):
            yield from _rich(part, f"{at}/{number}", inside)
    elif kind == "text":
        yield from _string(element.get("text"), f"{at}/text", None, least=1)


def _nothing(_block: Json, _at: str) -> Iterator[str]:
    return iter(())


_CHECKS: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "table": _table,
    "data_visualization": _chart,
    "rich_text": _rich_text,
    **dict.fromkeys(
        "divider file call video card carousel container alert plan task_card data_table".split(), _nothing
    ),
}


def _elements(block: Json, at: str, most: int, allowed: frozenset[str]) -> Iterator[str]:
    yield from _length(block.get("elements"), f"{at}/elements", most)
    for number, element in _items(block.get("elements")):
        yield from _element(element, f"{at}/elements/{number}", allowed)


def _element(element: Json, at: str, allowed: frozenset[str]) -> Iterator[str]:
    kind = _kind(element)
    if kind not in allowed:
        yield f"{at}: no element of type {kind!r} goes here"
        return
    yield from _string(element.get("action_id", "-"), f"{at}/action_id", ID_LIMIT, least=1)
    yield from _text_if(element, "placeholder", at, 150, plain=True)
    if kind in {"button", "icon_button", "workflow_button"}:
        yield from _button(element, at)
    elif kind == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            button = element.get(name)
            yield from _button(button if isinstance(button, dict) else {}, f"{at}/{name}")
    elif kind == "image":
        yield from _image(element, at)
    elif kind == "plain_text_input":
        yield from _typed(element, at)
    elif kind in {"static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"}:
        yield from _choices(element, at)


def _button(button: Json, at: str) -> Iterator[str]:
    yield from _text(button.get("text"), f"{at}/text", 75, plain=True)
    yield from _string(button.get("value", "-"), f"{at}/value", 2000, least=1)
    yield from _string(button.get("url", "-"), f"{at}/url", 3000, least=1)
    yield from _string(button.get("accessibility_label", "-"), f"{at}/accessibility_label", 75, least=1)
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"{at}/style: must be primary or danger"
    if "confirm" in button:
        confirm = button["confirm"] if isinstance(button["confirm"], dict) else {}
        for name, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            yield from _text(confirm.get(name), f"{at}/confirm/{name}", limit)


def _typed(element: Json, at: str) -> Iterator[str]:
    yield from _string(element.get("initial_value", ""), f"{at}/initial_value", 3000)
    longest = element.get("max_length", 3000)
    if not isinstance(longest, int) or not 1 <= longest <= LONGEST_TYPED:
        yield f"{at}/max_length: must be 1 to {LONGEST_TYPED}"


def _choices(element: Json, at: str) -> Iterator[str]:
    most = {"overflow": 5, "radio_buttons": MOST_BUTTONS, "checkboxes": MOST_BUTTONS}.get(_kind(element), 100)
    listed = [("options", element.get("options"))]
    if "option_groups" in element:
        yield from _length(element["option_groups"], f"{at}/option_groups", 100)
        groups = [group if isinstance(group, dict) else {} for _, group in _items(element["option_groups"])]
        listed = [(f"option_groups/{number}", group.get("options")) for number, group in enumerate(groups)]
        for number, group in enumerate(groups):
            yield from _text(group.get("label"), f"{at}/option_groups/{number}/label", 75, plain=True)
    for name, options in listed:
        yield from _length(options, f"{at}/{name}", most)
        for number, option in _items(options):
            yield from _option(option, f"{at}/{name}/{number}", plain=most != MOST_BUTTONS)
    initial = element.get("initial_option")
    if initial is not None and initial not in [option for _, options in listed for _, option in _items(options)]:
        yield f"{at}/initial_option: is none of the options"


def _option(option: Json, at: str, *, plain: bool) -> Iterator[str]:
    held = option if isinstance(option, dict) else {}
    yield from _text(held.get("text"), f"{at}/text", 75, plain=plain)
    yield from _string(held.get("value"), f"{at}/value", 150, least=1)
    yield from _text_if(held, "description", at, 75, plain=plain)


def _text_if(held: dict[str, Json], name: str, at: str, limit: int, *, plain: bool = False) -> Iterator[str]:
    if name in held:
        yield from _text(held[name], f"{at}/{name}", limit, plain=plain)


def _text(text: Json, at: str, limit: int, *, plain: bool = False) -> Iterator[str]:
    """What is wrong with a text object."""
    kind = _kind(text)
    if kind not in _TEXT_KEYS or (plain and kind != "plain_text"):
        yield f"{at}: must be a {'plain_text' if plain else 'text'} object"
        return
    if unknown := text.keys() - _TEXT_KEYS[kind]:
        yield f"{at}: unknown in {kind}: {', '.join(sorted(unknown))}"
    yield from _string(text.get("text"), at, limit, least=1)


def _string(value: Json, at: str, limit: int | None, *, least: int = 0) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at}: must be a text"
    elif len(value) < least:
        yield f"{at}: is empty"
    elif limit is not None and len(value) > limit:
        yield f"{at}: {len(value)} characters of at most {limit}"


def _length(items: Json, at: str, most: int | None) -> Iterator[str]:
    if not isinstance(items, list) or not items:
        yield f"{at}: must be a list that is not empty"
    elif most is not None and len(items) > most:
        yield f"{at}: {len(items)} of at most {most}"


def _items(items: Json) -> list[tuple[int, Json]]:
    return list(enumerate(items)) if isinstance(items, list) else []


def _kind(part: Json) -> str:
    return str(part.get("type")) if isinstance(part, dict) else ""


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
