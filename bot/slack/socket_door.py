"""Where Slack reaches us over Socket Mode: one connection, renewed as Slack asks, and drained before it ends.

slack_sdk's client keeps the connection; which envelopes are acked, and how, is decided here. An envelope is acked once
Bolt answers 200. Any other answer means that nothing was kept: Slack then delivers again.
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from secrets import token_hex
from threading import Event
from typing import Any
from urllib.error import URLError

import structlog
from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.interval_runner import IntervalRunner

from bot.errors import SlackError
from bot.slack.dispatching import guarded_dispatch

WORKERS = 16
PING_S = 10.0  # a connection that is silent for four times as long is replaced
BUFFER = 64 * 1024  # bytes; the client recurses for each buffer of a burst, so that small ones exhaust the stack
FRAME_LIMIT = 65_535  # bytes; the client cannot send more at once
STOP_S = 5.0  # for a thread that waits for the network, which it does for three seconds at most
DRAIN_S = 20.0  # what was received may take so long when the door closes

log = structlog.get_logger()


class SocketDoor:
    """Takes what comes over Socket Mode. `web_client` says where Slack is, and opens the connection."""

    def __init__(self, app: App, app_token: str, web_client: WebClient) -> None:
        self._dispatch = guarded_dispatch(app)
        self._drained = Event()
        self._last_message = token_hex(8)
        self._client = SocketModeClient(
            app_token=app_token,
            logger=_quiet_logger(),
            web_client=web_client,
            ping_interval=PING_S,
            receive_buffer_size=BUFFER,
            concurrency=WORKERS,
        )
        self._client.message_listeners.append(self._receive)

    def open(self) -> None:
        """Connect, and stay connected; raises SlackError where Slack does not let us."""
        try:
            self._client.connect()
        except SlackApiError as error:
            reason = error.response.get("error") or "no reason given"
            message = f"Slack refused a Socket Mode connection ({reason}). Check SLACK_APP_TOKEN: it begins with xapp-"
            raise SlackError(f"{message} and needs the scope connections:write.") from error
        except (URLError, OSError) as error:
            raise SlackError(f"Slack cannot be reached ({error}). Check the network, and SLACK_API_URL.") from error

    def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return self._client.is_connected()

    def close(self) -> None:
        """Receive nothing more, finish and ack what was received, then disconnect."""
        client = self._client
        if client.closed:
            return
        client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
        client.current_session_state.terminated = True
        _stop(client.current_app_monitor)
        _stop(client.current_session_runner)
        self._finish_received()
        client.closed = True
        client.message_queue.put(None)  # wakes the thread that waits for messages
        client.disconnect()
        _stop(client.message_processor)

    def _finish_received(self) -> None:
        """Wait for what the client holds: messages are passed on in their order, so a last one of ours follows all."""
        self._client.enqueue_message(json.dumps({"type": self._last_message}))
        if not self._drained.wait(DRAIN_S):
            log.warning("deliveries_given_up")
        self._client.message_workers.shutdown(wait=True)

    def _receive(self, client: BaseSocketModeClient, message: dict[str, Any], raw: str | None = None) -> None:  # noqa: ARG002 - the client passes it by place
        """Take one message of the connection; one without an envelope is the connection's own."""
        if message.get("type") == self._last_message:
            self._drained.set()
            return
        envelope_id = message.get("envelope_id")
        if not isinstance(envelope_id, str):
            return
        response = self._dispatch(message.get("payload"), _retry_headers(message))
        if response.status != HTTPStatus.OK:
            log.warning("delivery_not_acked", status=response.status)
            return
        self._ack(client, envelope_id, response)

    def _ack(self, client: BaseSocketModeClient, envelope_id: str, response: BoltResponse) -> None:
        try:
            client.send_message(_ack_of(envelope_id, _content(response)))
        except SlackClientNotConnectedError:
            log.warning("ack_not_sent")  # Slack delivers again, and it will be known


def _stop(runner: IntervalRunner) -> None:
    """End one of the client's threads; its own way would wait without an end."""
    runner.event.set()
    if runner.is_alive():
        runner.thread.join(STOP_S)
    if runner.is_alive():
        log.warning("socket_thread_not_ended")


def _retry_headers(message: Mapping[str, Any]) -> dict[str, str]:
    attempt, reason = message.get("retry_attempt"), message.get("retry_reason")
    headers = {"x-slack-retry-num": str(attempt)} if isinstance(attempt, int) else {}
    return headers | ({"x-slack-retry-reason": reason} if isinstance(reason, str) else {})


def _content(response: BoltResponse) -> dict[str, Any]:
    if not response.body:
        return {}
    if response.first_headers()["content-type"].startswith("application/json"):
        return dict(json.loads(response.body))
    return {"text": response.body}


def _ack_of(envelope_id: str, content: dict[str, Any]) -> str:
    """The ack as it is sent; without blocks where they would not fit into a frame."""
    ack = {"envelope_id": envelope_id} | ({"payload": content} if content else {})
    whole = json.dumps(ack, ensure_ascii=False).encode("utf-8", "replace")
    if len(whole) > FRAME_LIMIT and "blocks" in content:
        log.warning("ack_shortened", size=len(whole))
        return _ack_of(envelope_id, {name: value for name, value in content.items() if name != "blocks"})
    return whole.decode()


def _quiet_logger() -> logging.Logger:
    """The client's log without its debugging, which shows whole messages."""
    logger = logging.getLogger(__name__)
    logger.setLevel(logging.INFO)
    return logger
