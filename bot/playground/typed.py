"""What people type in a composer, as Slack hands it on: markup escaped, names turned into mentions. Pure.

https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

import re
from collections.abc import Mapping

_TOLD_APART = re.compile(
    r"(?P<address>https?://[^\s<>]+[^\s<>.,;:!?)\]\"'])"
    r"|(?<![\w@])@(?P<person>[\w.-]*\w)"
    r"|(?<![\w#&;])#(?P<channel>[\w.-]*\w)"
)
_COMMAND = re.compile(r"\s*(/[a-z][\w-]*)(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)


def as_slack_has_it(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """The text in Slack's form; people and channels are ids by their names in lower case."""
    told, end = [], 0
    for found in _TOLD_APART.finditer(text):
        told += [_escaped(text[end : found.start()]), _told(found, people, channels)]
        end = found.end()
    return "".join(told) + _escaped(text[end:])


def command_in(text: str) -> tuple[str, str] | None:
    """The slash command and what follows it, where the text is one; a path such as /etc/hosts is none."""
    found = _COMMAND.fullmatch(text)
    return (found[1].lower(), (found[2] or "").strip()) if found else None


def _told(found: re.Match[str], people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """A mention or a link, where it is one."""
    if found["address"]:
        return f"<{_escaped(found[0]).replace('|', '%7C')}>"
    if known := people.get((found["person"] or "").lower()):
        return f"<@{known}>"
    known = channels.get((found["channel"] or "").lower())
    return f"<#{known}>" if known else _escaped(found[0])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
