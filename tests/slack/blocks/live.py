"""What could act on its own in what we send: a mention, a link, markup of somebody else's, or what nobody can see."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

OURS = re.compile(r"<@([UW][A-Z0-9]+)>|<!subteam\^(S[A-Z0-9]+)>|<#([CDG][A-Z0-9]+)>")
ENTITY = re.compile(r"&(?:amp|lt|gt);")
LINKED = re.compile(
    r"\w+://|\w\.(?:com|org|net|dev|app|io|ai|co|info|biz|xyz|ru|de|uk)\b|[\w.]@\w|@(?:here|channel|everyone)\b|www\.\w"
)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
PRODUCTS = ("asp.net", "socket.io", "fast.ai", "fly.io", "io.js", "vb.net")  # see `mrkdwn`
RICH = {"text"}  # the only elements of rich text that we send


def live_in(message: dict[str, Any], mentioned: Collection[str] = ()) -> list[str]:
    """What is live in a message or a view; `mentioned` are the ids that are meant to be."""
    found = list(_live_in(message.get("blocks", []), mentioned))
    if "text" in message:
        found += [f"text: {fault}" for fault in (*_markup(message["text"], mentioned), *_linked(message["text"]))]
    return found


def _live_in(value: Any, mentioned: Collection[str]) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        yield from _unseen(value)
    elif isinstance(value, list):
        for item in value:
            yield from _live_in(item, mentioned)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield from _markup(value["text"], mentioned)
            if value.get("verbatim") is not True:
                yield f"not verbatim: {value['text']!r}"
        if value.get("type") in {"link", "user", "usergroup", "broadcast", "channel", "emoji"}:
            yield f"a live {value['type']}"
        if value.get("type") == "plain_text" and value.get("emoji") is not False:
            yield f"emoji in {value['text']!r}"
        for item in value.values():
            yield from _live_in(item, mentioned)


def _markup(text: str, mentioned: Collection[str]) -> Iterator[str]:
    ids = [next(filter(None, groups)) for groups in OURS.findall(text)]
    yield from (f"mention of {id_}" for id_ in ids if id_ not in mentioned)
    rest = OURS.sub("", text)
    if "<" in rest or ">" in rest:
        yield f"unescaped < or > in {text!r}"
    if "&" in ENTITY.sub("", rest):
        yield f"unescaped & in {text!r}"
    yield from _unseen(text)


def _linked(text: str) -> Iterator[str]:
    """What Slack would make a link where it parses; it doesn't in code."""
    shown = CODE.sub(" ", text)
    for product in PRODUCTS:
        shown = re.sub(rf"(?i)(?<![\w@-])(?<!\w\.){re.escape(product)}(?![\w/:])", "", shown)
    yield from (f"becomes a link: {hit!r} in {text!r}" for hit in LINKED.findall(shown))


def _unseen(text: str) -> Iterator[str]:
    for character in text:
        hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character != "\n"
        if hidden or "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e0fff":
            yield f"invisible {ord(character):#x} in {text!r}"
