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
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def told(found: re.Match[str]) -> str:
        if found["address"]:
            return f"<{found[0]}>"
        known = people.get((found["person"] or "").lower())
        if known:
            return f"<@{known}>"
        known = channels.get((found["channel"] or "").lower())
        return f"<#{known}>" if known else found[0]

    return _TOLD_APART.sub(told, escaped)


def command_in(text: str) -> tuple[str, str] | None:
    """The slash command and what follows it, where the text is one; a path such as /etc/hosts is none."""
    found = _COMMAND.fullmatch(text)
    return (found[1].lower(), (found[2] or "").strip()) if found else None
