"""Slack's side of Socket Mode: several connections, each envelope to any one of them."""

import contextlib
import json
import logging
import socket
import threading
import time
import uuid
from collections import deque
from http import HTTPStatus
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from bot.fake_slack.answering import take
from bot.fake_slack.delivery import EVENT, Ack, Delivery
from bot.fake_slack.workspace import Workspace

PING_S = 0.1  # a client that wants to close notices at the next message from here

quiet = logging.getLogger(f"{__name__}.websockets")
quiet.setLevel(logging.CRITICAL)


class Connection:
    """One connection of the app, and the envelopes it has not acked."""

    def __init__(self, websocket: ServerConnection) -> None:
        self.websocket = websocket
        self.unacked: dict[str, Delivery] = {}
        self.leaving = False


class SocketMode:
    """The server, and what waits for a connection."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.connections: list[Connection] = []
        self.waiting: deque[Delivery] = deque()
        self.closing = False
        self._turn = 0
        self._ticket = str(uuid.uuid4())
        self._server = serve(
            self._serve,
            "127.0.0.1",
            0,
            compression=None,
            ping_interval=PING_S,
            ping_timeout=None,
            close_timeout=1,
            max_size=None,
            logger=quiet,
            process_request=self._refusal,
        )
        self._thread = threading.Thread(target=self._server.serve_forever, name="fake-slack-sockets", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where apps connect; without the ticket any page in a browser could, too."""
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link/?ticket={self._ticket}"

    def deliver(self, delivery: Delivery) -> None:
        """Send it over the connection whose turn it is, or as soon as there is one."""
        with self.workspace.changed:
            connection = self._next()
            if connection is None:
                self.waiting.append(delivery)
                return
            envelope_id = str(uuid.uuid4())
            delivery.envelope_ids.append(envelope_id)
            connection.unacked[envelope_id] = delivery
        with contextlib.suppress(ConnectionClosed):  # then the connection's own thread hands it on
            connection.websocket.send(json.dumps(envelope(delivery, envelope_id)))

    def _next(self) -> Connection | None:
        ready = [one for one in self.connections if not one.leaving]
        if not ready:
            return None
        self._turn += 1
        return ready[self._turn % len(ready)]

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go ("warning", "refresh_requested", "link_disabled"); nothing new goes over them."""
        with self.workspace.changed:
            leaving = [one for one in self.connections if not one.leaving]
            for one in leaving:
                one.leaving = True
        told = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}}
        for one in leaving:
            with contextlib.suppress(ConnectionClosed):
                one.websocket.send(json.dumps(told))

    def cut(self) -> None:
        """Cut every connection off without a word, as a broken network does."""
        with self.workspace.changed:
            cut = list(self.connections)
            for one in cut:
                one.leaving = True
        for one in cut:
            one.websocket.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close all connections and the server."""
        with self.workspace.changed:
            self.closing = True
        self._server.shutdown()
        self._thread.join()

    def _refusal(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.path.rpartition("ticket=")[2].partition("&")[0] == self._ticket:
            return None
        return connection.respond(HTTPStatus.FORBIDDEN, "No such ticket.\n")

    def _serve(self, websocket: ServerConnection) -> None:
        connection = Connection(websocket)
        try:
            websocket.send(json.dumps(self._hello()))
            self._welcome(connection)
            for message in websocket:
                self._hear(connection, json.loads(message))
        except ConnectionClosed:
            pass
        finally:
            self._part(connection)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self.workspace.app_id},
        }

    def _welcome(self, connection: Connection) -> None:
        with self.workspace.changed:
            self.connections.append(connection)
            waited = list(self.waiting)
            self.waiting.clear()
            self.workspace.changed.notify_all()
        for delivery in waited:
            self.deliver(delivery)

    def _hear(self, connection: Connection, answer: dict[str, Any]) -> None:
        with self.workspace.changed:
            delivery = connection.unacked.pop(str(answer.get("envelope_id")), None)
        if delivery is not None:
            latency = time.perf_counter() - delivery.sent_at
            take(self.workspace, delivery, Ack(200, answer.get("payload"), latency))

    def _part(self, connection: Connection) -> None:
        with self.workspace.changed:
            if connection in self.connections:
                self.connections.remove(connection)
            left = list(connection.unacked.values())
            connection.unacked.clear()
            self.workspace.changed.notify_all()
        if self.closing:
            return
        for delivery in left:
            if delivery.kind == EVENT:
                delivery.retry_attempt += 1
                delivery.retry_reason = "timeout"
            self.deliver(delivery)


def envelope(delivery: Delivery, envelope_id: str) -> dict[str, Any]:
    """What goes over the wire."""
    return {
        "envelope_id": envelope_id,
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != EVENT,
        "retry_attempt": delivery.retry_attempt,
        "retry_reason": delivery.retry_reason,
    }
