"""Where Slack reaches us over Socket Mode: by two connections, so that one always stands, and drained before it ends.

An envelope is acked once Bolt answers 200. Any other answer means that nothing was kept: Slack then delivers again.
"""

import json
from collections.abc import Mapping
from concurrent.futures import Future
from http import HTTPStatus
from time import monotonic
from typing import Any

import structlog
from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from bot.slack.arriving import ArrivalPool
from bot.slack.dispatching import guarded_dispatch
from bot.slack.socket_link import Link, Message

LINKS = 2  # Slack allows ten, for all replicas together
WORKERS = 16
DRAIN_S = 20.0  # what was received may take so long when the door closes
LEAST_S = 1.0  # of that, for those, however long the connections took to stop

log = structlog.get_logger()


class SocketDoor:
    """Takes what comes over Socket Mode. `web_client` says where Slack is, and opens the connections."""

    def __init__(self, app: App, app_token: str, web_client: WebClient, *, links: int = LINKS) -> None:
        self._dispatch = guarded_dispatch(app)
        self._workers = ArrivalPool(WORKERS, thread_name_prefix="slack-envelope")
        self._links = [Link(web_client, app_token, self._receive) for _ in range(links)]

    @property
    def way(self) -> str:
        """How Slack reaches us, in words."""
        return "over Socket Mode"

    def open(self) -> None:
        """Connect, and stay connected; raises SlackError where Slack does not let us."""
        first, *others = self._links
        first.open()
        for link in others:
            link.open_soon()

    def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return any(link.connection() for link in self._links)

    def close(self, timeout_s: float = DRAIN_S) -> None:
        """Receive nothing more, finish and ack what was received within the time, then disconnect."""
        until = monotonic() + timeout_s
        for link in self._links:
            link.stop(max(0.0, until - monotonic()))
        self._finish_received(max(LEAST_S, until - monotonic()))
        for link in self._links:
            link.close()

    def _finish_received(self, timeout_s: float) -> None:
        finished = True
        try:
            last = self._workers.submit(lambda: None)  # begins after all that was received
            last.result(timeout_s)
        except TimeoutError:
            finished = False
            log.warning("deliveries_given_up")
        except RuntimeError:
            return  # closed before
        self._workers.shutdown(wait=finished, cancel_futures=True)

    def _receive(self, connection: ClientConnection, message: Message) -> None:
        """Take one message of a connection; one without an envelope is the connection's own."""
        envelope_id = message.get("envelope_id")
        if isinstance(envelope_id, str):
            self._workers.submit(self._take, connection, envelope_id, message).add_done_callback(_told)

    def _take(self, connection: ClientConnection, envelope_id: str, message: Message) -> None:
        response = self._dispatch(message.get("payload"), _retry_headers(message))
        if response.status != HTTPStatus.OK:
            log.warning("delivery_not_acked", status=response.status)
            return
        self._ack(connection, _ack_of(envelope_id, response))

    def _ack(self, connection: ClientConnection, ack: str) -> None:
        """Ack where the envelope came from; if that is gone, over another connection, as slack_sdk does."""
        for one in (connection, *(link.connection() for link in self._links)):
            try:
                if one:
                    one.send(ack)
                    return
            except ConnectionClosed:
                continue
        log.warning("ack_not_sent")  # Slack delivers again, and it will be known


def _told(taken: Future[None]) -> None:
    """Log what nobody waits for."""
    if not taken.cancelled() and (error := taken.exception()):
        log.error("delivery_failed", exc_info=error)


def _retry_headers(message: Mapping[str, Any]) -> dict[str, str]:
    attempt, reason = message.get("retry_attempt"), message.get("retry_reason")
    headers = {"x-slack-retry-num": str(attempt)} if isinstance(attempt, int) else {}
    return headers | ({"x-slack-retry-reason": reason} if isinstance(reason, str) else {})


def _ack_of(envelope_id: str, response: BoltResponse) -> str:
    """The ack as it is sent: characters as they are, which is a third of their escapes."""
    content = _content(response)
    ack = {"envelope_id": envelope_id} | ({"payload": content} if content else {})
    return json.dumps(ack, ensure_ascii=False).encode("utf-8", "replace").decode()


def _content(response: BoltResponse) -> dict[str, Any]:
    if not response.body:
        return {}
    if response.first_headers()["content-type"].startswith("application/json"):
        return dict(json.loads(response.body))
    return {"text": response.body}
