"""What is live in what the bot sends to Slack: whatever would notify, link or hide, that the bot did not build.

The rules are Slack's (docs.slack.dev/messaging/formatting-message-text): in `mrkdwn` whatever stands in angle brackets
is a mention, a link or a date. The `text` of a message, and `mrkdwn` that is not `verbatim`, are searched for addresses
and people's names too; names of channels stay as they are while nothing asks for `link_names`. Rich text is live by
the kind of its elements, never by their text. Plain text is never live. Nowhere should there be characters that nobody
sees.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

TAG = re.compile(r"<[^<>]*>")
ADDRESS = re.compile(
    r"(?i:\b[a-z][a-z0-9+.-]{1,20}://\S+)"
    r"|[\w.+-]+@[\w-]+(?:[.．。｡][\w-]+)+"
    r"|(?<![\w.@/\\-])(?:[^\W_][\w-]*[.．。｡])+(?i:com|net|org|io|evil|test|example|xn--\w+|рф|de)(?![\w-])"
)
NAME = re.compile(r"(?<![\w.\[])@[a-z][\w.-]*", re.IGNORECASE)
LIVE_ELEMENTS = frozenset({"user", "usergroup", "broadcast", "channel", "link", "date", "team", "color", "emoji"})
ADDRESS_FIELDS = frozenset({"url", "image_url", "title_url", "thumbnail_url", "video_url", "external_url"})
UNSEEN_KINDS = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0")
SWITCHES = frozenset({"link_names", "unfurl_links", "unfurl_media"})
OURS = frozenset({"response_url", "trigger_id", "metadata", "private_metadata", "callback_id", "action_id", "block_id"})


def live(sent: Mapping[str, object], ours: Collection[str] = ()) -> list[str]:
    """All that is live in the arguments of a call, an ack or a view, but for the tags in `ours`."""
    return [one for one in _found(sent, top=True) if one not in ours]


def _found(value: object, *, top: bool = False) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _found(item)
    if not isinstance(value, Mapping):
        return
    if top:
        yield from _in_searched(str(value.get("text") or ""))
        yield from (name for name in sorted(SWITCHES & value.keys()) if value[name])
        yield from (["parse"] if value.get("parse", "none") != "none" else [])
    yield from _in_object(value)
    for key, item in value.items():
        if isinstance(item, str) and key not in OURS:
            yield from _unseen(item)
        elif key not in OURS:
            yield from _found(item)


def _in_object(value: Mapping[str, object]) -> Iterator[str]:
    kind, text = value.get("type"), value.get("text")
    if kind in LIVE_ELEMENTS:
        yield f"{kind} element"
    if isinstance(text, str) and kind == "mrkdwn":
        yield from TAG.findall(text) if value.get("verbatim") else _in_searched(text)
    if isinstance(text, str) and kind == "markdown":
        yield "markdown"
    yield from (f"{name}: {value[name]}" for name in sorted(ADDRESS_FIELDS & value.keys()))


def _in_searched(text: str) -> Iterator[str]:
    """What is live where Slack looks for addresses and names."""
    yield from TAG.findall(text)
    rest = TAG.sub(" ", text)
    for pattern in (ADDRESS, NAME):
        yield from (found[0] for found in pattern.finditer(rest))


def _unseen(text: str) -> Iterator[str]:
    for one in text:
        hidden = unicodedata.category(one) in UNSEEN_KINDS or one in UNSEEN
        control = unicodedata.category(one) == "Cc" and one != "\n"
        if hidden or control or "\ufe00" <= one <= "\ufe0f" or "\U000e0000" <= one <= "\U000e0fff":
            yield f"U+{ord(one):04X}"
