"""What is wrong with what people can use: buttons, menus, pickers and inputs."""

from collections.abc import Iterator

from bot.fake_slack.limits.keys import IN_CONFIRM, IN_ELEMENT, IN_OPTION
from bot.fake_slack.limits.values import Json, items, kind, length, stray, string, text, text_if

ID_LIMIT = 255
SELECTS = frozenset("static_select external_select users_select conversations_select channels_select".split())
MULTIPLE = frozenset(f"multi_{kind}" for kind in SELECTS)
PICKERS = frozenset("checkboxes radio_buttons datepicker timepicker datetimepicker".split())
INPUTS = frozenset("plain_text_input email_text_input url_text_input number_input rich_text_input file_input".split())

_LONGEST_TYPED = 3_000  # characters
_MOST_BUTTONS = 10  # radio buttons, or boxes to tick
_MOST_OPTIONS = {"overflow": 5, "radio_buttons": _MOST_BUTTONS, "checkboxes": _MOST_BUTTONS}
_CHOICES = frozenset("static_select multi_static_select radio_buttons checkboxes overflow".split())


def elements(block: Json, at: str, most: int, allowed: frozenset[str]) -> Iterator[str]:
    """Several elements, each of a kind that goes here."""
    yield from length(block.get("elements"), f"{at}/elements", most)
    for number, one in items(block.get("elements")):
        yield from element(one, f"{at}/elements/{number}", allowed)


def element(part: Json, at: str, allowed: frozenset[str]) -> Iterator[str]:
    """One element, of a kind that goes here."""
    its_kind = kind(part)
    if its_kind not in allowed:
        yield f"{at}: no element of type {its_kind!r} goes here"
        return
    yield from stray(part, at, IN_ELEMENT.get(its_kind, part.keys()))
    yield from string(part.get("action_id", "-"), f"{at}/action_id", ID_LIMIT, least=1)
    yield from text_if(part, "placeholder", at, 150, plain=True)
    yield from _confirm(part, at)
    yield from _by_kind(part, at, its_kind)


def _by_kind(part: Json, at: str, its_kind: str) -> Iterator[str]:
    if its_kind in {"button", "icon_button", "workflow_button"}:
        yield from _button(part, at)
    elif its_kind == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            button = part.get(name)
            yield from _button(button if isinstance(button, dict) else {}, f"{at}/{name}")
    elif its_kind == "image":
        yield from image(part, at)
    elif its_kind == "plain_text_input":
        yield from _typed(part, at)
    elif its_kind in _CHOICES:
        yield from _choices(part, at)


def image(part: Json, at: str) -> Iterator[str]:
    """A picture, as a block or as an element."""
    if "slack_file" not in part:
        yield from string(part.get("image_url"), f"{at}/image_url", 3000, least=1)
    yield from string(part.get("alt_text"), f"{at}/alt_text", 2000, least=1)
    yield from text_if(part, "title", at, 2000, plain=True)


def _button(button: Json, at: str) -> Iterator[str]:
    yield from text(button.get("text"), f"{at}/text", 75, plain=True)
    yield from string(button.get("value", "-"), f"{at}/value", 2000, least=1)
    yield from string(button.get("url", "-"), f"{at}/url", 3000, least=1)
    yield from string(button.get("accessibility_label", "-"), f"{at}/accessibility_label", 75, least=1)
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"{at}/style: must be primary or danger"


def _confirm(part: Json, at: str) -> Iterator[str]:
    """The question before something is done."""
    if "confirm" not in part:
        return
    confirm = part["confirm"] if isinstance(part["confirm"], dict) else {}
    yield from stray(confirm, f"{at}/confirm", IN_CONFIRM)
    for name, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from text(confirm.get(name), f"{at}/confirm/{name}", limit)


def _typed(part: Json, at: str) -> Iterator[str]:
    yield from string(part.get("initial_value", ""), f"{at}/initial_value", _LONGEST_TYPED)
    longest = part.get("max_length", _LONGEST_TYPED)
    if not isinstance(longest, int) or not 1 <= longest <= _LONGEST_TYPED:
        yield f"{at}/max_length: must be 1 to {_LONGEST_TYPED}"


def _choices(part: Json, at: str) -> Iterator[str]:
    most = _MOST_OPTIONS.get(kind(part), 100)
    listed = _options(part)
    yield from _groups(part, at)
    for name, options in listed:
        yield from length(options, f"{at}/{name}", most)
        for number, option in items(options):
            yield from _option(option, f"{at}/{name}/{number}", plain=most != _MOST_BUTTONS)
    initial = part.get("initial_option")
    if initial is not None and initial not in [option for _, options in listed for _, option in items(options)]:
        yield f"{at}/initial_option: is none of the options"


def _options(part: Json) -> list[tuple[str, Json]]:
    """Each list of options, with its place."""
    if "option_groups" not in part:
        return [("options", part.get("options"))]
    groups = [(number, group if isinstance(group, dict) else {}) for number, group in items(part["option_groups"])]
    return [(f"option_groups/{number}/options", group.get("options")) for number, group in groups]


def _groups(part: Json, at: str) -> Iterator[str]:
    if "option_groups" not in part:
        return
    yield from length(part["option_groups"], f"{at}/option_groups", 100)
    for number, group in items(part["option_groups"]):
        label = group.get("label") if isinstance(group, dict) else None
        yield from text(label, f"{at}/option_groups/{number}/label", 75, plain=True)


def _option(option: Json, at: str, *, plain: bool) -> Iterator[str]:
    held = option if isinstance(option, dict) else {}
    yield from stray(held, at, IN_OPTION)
    yield from text(held.get("text"), f"{at}/text", 75, plain=plain)
    yield from string(held.get("value"), f"{at}/value", 150, least=1)
    yield from text_if(held, "description", at, 75, plain=plain)
