"""Handing a payload to Bolt, from whichever door it came: only one that Bolt can read.

Each delivery has an id, which stands in every line of the log that it leads to, and one line at its end.
"""

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse

from bot.slack.arriving import waited_s
from bot.slack.inbound import is_wellformed

RETRY_HEADERS = ("x-slack-retry-num", "x-slack-retry-reason")
KINDS = {
    "event_callback": "event",
    "block_actions": "action",
    "view_submission": "submission",
    "view_closed": "closed",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "block_suggestion": "options",
}

Dispatch = Callable[[object, Mapping[str, str]], BoltResponse]

log = structlog.get_logger()


def guarded_dispatch(app: App) -> Dispatch:
    """Bolt's dispatch for payloads whose origin is proven, with its line in the log."""
    return noted(dispatch_to(app))


def dispatch_to(app: App) -> Dispatch:
    """Bolt's dispatch alone; a payload that it cannot read is logged, and taken as done.

    Bolt calls that mode "socket_mode": the body is a dict already, and no signature is left to check.
    """

    def dispatch(body: object, headers: Mapping[str, str]) -> BoltResponse:
        if not isinstance(body, dict) or not is_wellformed(body):
            log.warning("payload_unreadable")
            return BoltResponse(status=HTTPStatus.OK)
        return app.dispatch(BoltRequest(mode="socket_mode", body=body, headers=dict(headers)))

    return dispatch


def noted(dispatch: Dispatch) -> Dispatch:
    """A dispatch that gives each delivery its id, and its line at the end."""

    def noting(body: object, headers: Mapping[str, str]) -> BoltResponse:
        arrived, result = time.monotonic() - waited_s(), "failed"
        with structlog.contextvars.bound_contextvars(request=token_hex(4)):
            try:
                response = dispatch(body, headers)
                result = "acked" if response.status == HTTPStatus.OK else "not_acked"
            finally:
                ms = round((time.monotonic() - arrived) * 1000, 1)
                log.info("request_handled", kind=_kind(body), result=result, ms=ms)
        return response

    return noting


def _kind(body: Any) -> str:  # noqa: ANN401  # whatever came
    """What it is, of few words, as metrics are counted by it."""
    match body:
        case {"type": str(name)}:
            return KINDS.get(name, "other")
        case {"command": str()}:
            return "command"
    return "other"
