"""What is wrong with a message's blocks or a view, all in all."""

from collections import Counter
from collections.abc import Iterator

from bot.fake_slack.limits.blocks import MOST_MARKDOWN, each
from bot.fake_slack.limits.elements import ID_LIMIT
from bot.fake_slack.limits.keys import IN_VIEW
from bot.fake_slack.limits.values import Json, kind, length, stray, string, text, text_if, text_size

_MOST_IN_MESSAGE, _MOST_IN_VIEW = 50, 100  # blocks
_MOST_TEXT = 13_000  # characters, in the blocks of a message together
_ONCE = {"table": 1, "data_visualization": 2}
_LONGEST_TITLE = 24  # characters, for a modal's buttons too


def problems(message: dict[str, Json]) -> list[str]:
    """Every reason for which Slack would refuse the blocks; `message` is a view where its type is modal or home."""
    its_kind = message.get("type")
    surface = str(its_kind) if its_kind in {"modal", "home"} else "message"
    blocks = message.get("blocks")
    if blocks is None and surface == "message":
        return [] if message.get("text") else ["text: a message needs text or blocks"]
    if not isinstance(blocks, list):
        return ["blocks: must be a list"]
    return [*_together(blocks, surface), *_view(message, surface), *each(blocks, surface)]


def _together(blocks: list[Json], surface: str) -> Iterator[str]:
    most = _MOST_IN_MESSAGE if surface == "message" else _MOST_IN_VIEW
    if len(blocks) > most:
        yield from length(blocks, "blocks", most)
    kinds = Counter(kind(block) for block in blocks)
    yield from (f"blocks: {kinds[name]} {name} of at most {most}" for name, most in _ONCE.items() if kinds[name] > most)
    yield from (f"{key} {id_!r} is there {times} times" for (key, id_), times in _ids(blocks).items() if times > 1)
    if surface == "message" and (size := text_size(blocks)) > _MOST_TEXT:
        yield f"blocks: {size} characters of at most {_MOST_TEXT}"
    markdown = sum(text_size(block) for block in blocks if kind(block) == "markdown")
    if markdown > MOST_MARKDOWN:
        yield f"blocks: {markdown} characters of markdown of at most {MOST_MARKDOWN}"


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
    yield from stray(view, surface, IN_VIEW)
    yield from string(view.get("private_metadata", ""), "private_metadata", 3000)
    for name in ("callback_id", "external_id"):
        yield from string(view.get(name, ""), name, ID_LIMIT)
    if surface == "modal":
        yield from _modal(view)


def _modal(view: dict[str, Json]) -> Iterator[str]:
    yield from text(view.get("title"), "title", _LONGEST_TITLE, plain=True)
    for name in ("submit", "close"):
        yield from text_if(view, name, "view", _LONGEST_TITLE, plain=True)
    if any(kind(block) == "input" for block in view["blocks"]) and "submit" not in view:
        yield "submit: a modal with inputs needs it"
