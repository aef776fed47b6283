"""Reading a channel back: whether a message whose sending ended in doubt is there after all.

Every message carries its mark in its metadata, so it is known again whatever Slack did with its text. To be found
proves that it arrived. To be missing proves little at first: Slack may take a request in, answer with an error or not
at all, and store the message later. So it has to be missing `READS` times, each after a longer wait: 2, 6 and 14
seconds after the attempt failed. Anything that takes longer than that would be a message posted twice, which nobody can
rule out without Slack's help; a request that is given up by its own time limit has had 10 seconds more before that.

Who may not read a channel back cannot know: there a message is sent at most once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from bot.conversation.mail import Leased
from bot.slack.destination import addressed
from bot.slack.sending import EVENT_TYPE, Arrived, Failure, Refused, mark
from bot.slack.web_api import messages_in, next_cursor

READ_WAITS_S = (2.0, 4.0, 8.0)  # before each read
READS = len(READ_WAITS_S)
PAGE = 200  # messages; Slack advises no more (docs.slack.dev, conversations.history)
PAGES = 10
CLOCKS_DIFFER = timedelta(minutes=5)  # at most, Slack's and ours


class Reader(Protocol):
    """Calls of Slack that change nothing."""

    def read(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any] | Failure:
        """What Slack answers, or why it does not."""
        ...


@dataclass(frozen=True, slots=True)
class Missing:
    """The message is not there, or not yet."""


def reading_method(leased: Leased) -> str:
    """The method by which the row's conversation is read back."""
    return "conversations.replies" if addressed(leased).get("thread_ts") else "conversations.history"


def found(reader: Reader, leased: Leased) -> Arrived | Missing | Failure:
    """The row's message in its channel or thread, where it is there; a failure where that cannot be read."""
    arguments = _where(leased)
    channel = str(arguments["channel"])
    for _ in range(PAGES):
        page = reader.read(reading_method(leased), arguments)
        if not isinstance(page, dict):
            return page
        ts = _ts_of(mark(leased.mail), page)
        if ts:
            return Arrived(channel, ts)
        cursor = next_cursor(page)
        if not cursor:
            return Missing()
        arguments["cursor"] = cursor
    return Refused("too_much_to_read")


def _where(leased: Leased) -> dict[str, Any]:
    sent = addressed(leased)
    arguments: dict[str, Any] = {"channel": sent["channel"], "include_all_metadata": True, "limit": PAGE}
    if leased.written_at is not None:
        arguments["oldest"] = f"{(leased.written_at - CLOCKS_DIFFER).timestamp():.6f}"
    if sent.get("thread_ts"):
        arguments["ts"] = sent["thread_ts"]
    return arguments


def _ts_of(key: str, page: Mapping[str, Any]) -> str:
    for message in messages_in(page):
        match message:
            case {"ts": str(ts), "metadata": {"event_type": kind, "event_payload": {"key": known}}}:
                if (kind, known) == (EVENT_TYPE, key):
                    return ts
    return ""
