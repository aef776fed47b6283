"""Handing a payload to Bolt, from whichever door it came: only one that Bolt can read."""

from collections.abc import Callable, Mapping

import structlog
from slack_bolt import App, BoltRequest, BoltResponse

from bot.slack.inbound import is_wellformed

RETRY_HEADERS = ("x-slack-retry-num", "x-slack-retry-reason")

Dispatch = Callable[[object, Mapping[str, str]], BoltResponse]

log = structlog.get_logger()


def guarded_dispatch(app: App) -> Dispatch:
    """Bolt's dispatch for payloads whose origin is proven; one that it cannot read is logged, and taken as done.

    Bolt calls that mode "socket_mode": the body is a dict already, and no signature is left to check.
    """

    def dispatch(body: object, headers: Mapping[str, str]) -> BoltResponse:
        if not isinstance(body, dict) or not is_wellformed(body):
            log.warning("payload_unreadable")
            return BoltResponse(status=200)
        return app.dispatch(BoltRequest(mode="socket_mode", body=body, headers=dict(headers)))

    return dispatch
