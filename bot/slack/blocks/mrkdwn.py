"""Texts for Slack that hold nothing live but what is built here.

`Mrkdwn` is text in which `&`, `<` and `>` are escaped and every `<…>` was built by this file; no other file makes one,
so the type checker reports each text that reaches Slack's markup unescaped. All text is normalised (NFC) and loses what
nobody sees: controls, marks that change the direction of writing, zero-width, tag and variation characters.

A `mrkdwn` object with `verbatim` is not searched for addresses and names. The `text` of a message is, whatever we
ask for, so there what Slack would turn into a link is spelled so that nobody can press it: `https[:]//evil[.]com`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NewType
from urllib.parse import quote, urlsplit

Mrkdwn = NewType("Mrkdwn", str)
Separator = Literal["", " ", ", ", " · ", " – ", "\n", "\n\n"]  # ours, so that no text comes in as one

SECTION_LIMIT = 3000  # characters: docs.slack.dev/reference/block-kit/blocks/section-block
CONTEXT_LIMIT = 2000  # documented nowhere; well below what text objects may hold
EMPTY = "–"

_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}  # docs.slack.dev/messaging/formatting-message-text
_INVISIBLE_KINDS = frozenset({"Cc", "Cf", "Cs", "Cn"})
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0000-\U000e0fff]")
_TOKENS = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)

_USER, _GROUP, _CHANNEL = (
    re.compile(r"[UW][A-Z0-9]{2,30}"),
    re.compile(r"S[A-Z0-9]{2,30}"),
    re.compile(r"[CDG][A-Z0-9]{2,30}"),
)
_URL_PARTS = "/?#[]@!$&'()*+,;=:%~"  # may stand in an address unencoded, unlike quotes, brackets and bars

# An address that opens by itself needs a top-level domain. These endings are none, so file names and names such as
# Node.js stay as they are; the list is short on purpose, for unknown endings are defused.
_NO_DOMAINS = frozenset(
    "cfg cjs cpp csv html ini java js json jsonl jsx kt lock log mjs php rb toml ts tsx txt yaml yml".split()
)
# Products whose names are addresses too. The knowledge writes of them; what would open is their own site.
_PRODUCTS = frozenset("asp.net fast.ai fly.io io.js socket.io vb.net vert.x".split())
_ADDRESS = re.compile(
    r"(?P<scheme>(?<=\w):(?=//))"
    r"|(?P<www>(?<=www)\.(?=\w))"
    # E-mail addresses and names, but not @scope/package.
    r"|(?P<at>(?<=[\w.+-])@(?=[\w-])|@(?=\w)(?!(?!(?i:here|channel|everyone)\b)[\w-]+/\w))"
    # Hosts, from their first label on, and whether anything of an address follows.
    r"|(?<![\w-])(?<![\w-][.\uff0e\uff61\u3002])"
    r"(?P<host>(?:[\w-]+[.\uff0e\uff61\u3002])+(?:xn--[\w-]+|[^\W\d_]{2,}))(?!\w)(?=(?P<rest>[/:?#]?))"
)
_DOT = re.compile("[.\uff0e\uff61\u3002]")


class _Seen(dict[int, str]):
    """What becomes of each character, worked out when it is first met: itself, a space, or nothing."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        hidden = unicodedata.category(character) in _INVISIBLE_KINDS or _VARIATIONS.match(character)
        kept = "" if hidden or character in _FILLERS else character
        self[code_point] = " " if character.isspace() else kept
        return self[code_point]


_SEEN = _Seen()


def cleaned(text: str) -> str:
    """The text on one line, normalised, without anything that is not seen."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(unicodedata.normalize("NFC", whole.translate(_SEEN)).split())


def shortened(text: str, limit: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def escape(text: str, limit: int | None = None) -> Mrkdwn:
    """Text of anybody's for `mrkdwn`, on one line, of at most `limit` characters once escaped."""
    escaped = _escaped(cleaned(text))
    return escaped if limit is None else fitting(escaped, limit)


def fitting(mrkdwn: Mrkdwn, limit: int) -> Mrkdwn:
    """As much as fits; nothing that was built here is cut in two."""
    if len(mrkdwn) <= limit:
        return mrkdwn
    kept, length = [], 1
    for token in _TOKENS.findall(mrkdwn):
        length += len(token)
        if length > limit:
            break
        kept.append(token)
    return Mrkdwn("".join(kept).rstrip() + "…")


def bold(mrkdwn: Mrkdwn) -> Mrkdwn:
    """In bold."""
    return Mrkdwn(f"*{mrkdwn}*")


def code(text: str, limit: int | None = None) -> Mrkdwn:
    """In the type of code."""
    written = escape(text.replace("`", "'"), limit)
    return Mrkdwn(f"`{written or EMPTY}`")


def joined(separator: Separator, *parts: Mrkdwn) -> Mrkdwn:
    """The parts that are not empty, one after the other."""
    return Mrkdwn(separator.join(part for part in parts if part))


def link(url: str, label: str) -> Mrkdwn:
    """A link to an address of the knowledge or a permalink of Slack's; just the label where it is no web address."""
    text, address = escape(label), _web_address(url)
    if not address:
        return text
    return Mrkdwn(f"<{address}|{text}>") if text else Mrkdwn(f"<{address}>")


def mention_user(id_: str, limit: int | None = None) -> Mrkdwn:
    """A person by name, who is notified; a name that is no id is a text, cut to the limit."""
    return Mrkdwn(f"<@{id_}>") if is_user(id_) else escape(id_, limit)


def is_user(id_: str) -> bool:
    """Whether it is a person's id, and no name."""
    return _USER.fullmatch(id_) is not None


def mention_group(id_: str) -> Mrkdwn:
    """A user group by name; its people are notified."""
    return Mrkdwn(f"<!subteam^{id_}>") if _GROUP.fullmatch(id_) else escape(id_)


def channel(id_: str) -> Mrkdwn:
    """A channel by name."""
    return Mrkdwn(f"<#{id_}>") if _CHANNEL.fullmatch(id_) else escape(id_)


def section(mrkdwn: Mrkdwn, limit: int = SECTION_LIMIT) -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": _object(fitting(mrkdwn, limit))}


def pages(lines: Iterable[Mrkdwn], limit: int) -> Iterator[Mrkdwn]:
    """The lines in as few texts of so many characters as they fit into."""
    held: list[Mrkdwn] = []
    for line in lines:
        if held and sum(len(one) + 1 for one in (*held, line)) > limit:
            yield joined("\n", *held)
            held = []
        held.append(line)
    if held:
        yield joined("\n", *held)


def context(*lines: Mrkdwn) -> dict[str, Any]:
    """A context block: small and grey."""
    return {"type": "context", "elements": [_object(fitting(line, CONTEXT_LIMIT)) for line in lines]}


def plain(text: str, limit: int) -> dict[str, Any]:
    """A plain text object; a dash stands for nothing, which Slack refuses."""
    return {"type": "plain_text", "text": seen(text, limit) or EMPTY, "emoji": False}


def seen(text: str, limit: int) -> str:
    """Text of anybody's for elements that show it as it is, such as those of rich text and the cells of a table."""
    return shortened(cleaned(text), limit)


def quiet(text: str, limit: int | None = None) -> Mrkdwn:
    """Text of anybody's for the `text` of a message: escaped, and what Slack would make a link is spelled out."""
    escaped = _escaped(_defused(cleaned(text)))
    return escaped if limit is None else fitting(escaped, limit)


def quieted(mrkdwn: Mrkdwn) -> Mrkdwn:
    """What `mrkdwn` says, for the `text` of a message; what was built here stays."""
    parts = re.split(r"(<[^<>]*>)", mrkdwn)
    return Mrkdwn("".join(part if part.startswith("<") else _defused(part) for part in parts))


def said_by(text_object: Mapping[str, Any]) -> Mrkdwn:
    """What a text object made here says, for the `text` of a message."""
    text = str(text_object["text"])
    return quieted(Mrkdwn(text)) if text_object["type"] == "mrkdwn" else quiet(text)


def _escaped(text: str) -> Mrkdwn:
    return Mrkdwn(text.translate(_ESCAPES))


def _object(mrkdwn: Mrkdwn) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": mrkdwn or EMPTY, "verbatim": True}


def _defused(text: str) -> str:
    return _ADDRESS.sub(_spelled_out, text)


def _spelled_out(found: re.Match[str]) -> str:
    if found["scheme"]:
        return "[:]"
    if found["at"]:
        return "[at]"
    if found["www"]:
        return "[.]"
    host = found["host"]
    first, *more = _DOT.split(host.lower())
    product = host.lower() in _PRODUCTS and not found["rest"]
    if product or (len(more) == 1 and more[0] in _NO_DOMAINS and not first.endswith("www")):
        return found[0]
    return _DOT.sub(lambda dot: f"[{dot[0]}]", host)


def _web_address(url: str) -> str:
    """The address with what would end it early percent-encoded; nothing where it is no address of the web."""
    address = cleaned(url)
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or " " in address:
        return ""
    return quote(address, safe=_URL_PARTS).replace("&", "&amp;")
