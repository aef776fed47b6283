"""Texts, lists and their lengths: what every other check is made of.

Each check yields a sentence for what is wrong; `at` is where, as a path from the blocks on.
"""

from collections.abc import Collection, Iterator
from typing import Any

Json = Any

_TEXT_KEYS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}
_SHOWN = frozenset({"text", "title", "label", "name", "caption", "subtitle", "alt_text"})  # keys of texts that count


def text_size(part: Json) -> int:
    """How many characters the texts that are shown have together."""
    if isinstance(part, list):
        return sum(text_size(one) for one in part)
    if not isinstance(part, dict):
        return 0
    return sum(
        len(value) if isinstance(value, str) and key in _SHOWN else text_size(value) for key, value in part.items()
    )


def text_if(held: dict[str, Json], name: str, at: str, limit: int, *, plain: bool = False) -> Iterator[str]:
    """What is wrong with a text object that need not be there."""
    if name in held:
        yield from text(held[name], f"{at}/{name}", limit, plain=plain)


def text(part: Json, at: str, limit: int, *, plain: bool = False) -> Iterator[str]:
    """What is wrong with a text object."""
    its_kind = kind(part)
    if its_kind not in _TEXT_KEYS or (plain and its_kind != "plain_text"):
        yield f"{at}: must be a {'plain_text' if plain else 'text'} object"
        return
    yield from stray(part, at, _TEXT_KEYS[its_kind])
    yield from string(part.get("text"), at, limit, least=1)


def string(value: Json, at: str, limit: int | None, *, least: int = 0) -> Iterator[str]:
    """What is wrong with a text of `least` to `limit` characters."""
    if not isinstance(value, str):
        yield f"{at}: must be a text"
    elif len(value) < least:
        yield f"{at}: is empty"
    elif limit is not None and len(value) > limit:
        yield f"{at}: {len(value)} characters of at most {limit}"


def length(listed: Json, at: str, most: int | None) -> Iterator[str]:
    """What is wrong with a list of one to `most` things."""
    if not isinstance(listed, list) or not listed:
        yield f"{at}: must be a list that is not empty"
    elif most is not None and len(listed) > most:
        yield f"{at}: {len(listed)} of at most {most}"


def stray(part: dict[str, Json], at: str, known: Collection[str]) -> Iterator[str]:
    """What Slack does not know, and refuses: https://github.com/grafana-cold-storage/oncall/pull/702."""
    for name in sorted(part.keys() - known):
        yield f"{at}: invalid additional property: {name}"


def items(listed: Json) -> list[tuple[int, Json]]:
    """What a list holds, each with its number; nothing where it is no list."""
    return list(enumerate(listed)) if isinstance(listed, list) else []


def kind(part: Json) -> str:
    """What a block or an element says it is."""
    return str(part.get("type")) if isinstance(part, dict) else ""


def is_number(value: Json) -> bool:
    """Whether it is a number, which True is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)
