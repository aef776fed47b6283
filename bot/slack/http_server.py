"""The server in front of the HTTP door: takes bursts, reads whole requests, and drains before it ends.

waitress gives a request to a thread once all of it has arrived, so slow senders hold up nobody: with a hundred of them
gunicorn's threads answered nobody for twenty seconds, and without them 0.6 times as many (N=1,500; 16 threads each).
"""

import logging
import socket
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import Any
from wsgiref.types import WSGIApplication

import structlog
from waitress import wasyncore  # type: ignore[import-untyped]  # waitress ships no types
from waitress.server import create_server  # type: ignore[import-untyped]

from bot.errors import SlackError
from bot.slack.arriving import ArrivalDispatcher
from bot.slack.http_door import BODY_LIMIT

THREADS = 16
CONNECTIONS = 800  # open at once, below the 1,024 files of a process; waitress takes 100 unless told
BACKLOG = 2048  # connections that wait to be accepted
HEADER_LIMIT = 16 * 1024  # bytes
IDLE_S = 30  # a connection that says nothing for so long is closed
DRAIN_S = 20.0  # what was begun may take so long when the server closes
TICK_S = 1.0
DRAIN_TICK_S = 0.05
REMEDY = "Set PORT and STACKBOT_HOST to an address that is free."

log = structlog.get_logger()


class HttpServer:
    """Serves an application in threads of its own. Port 0 lets the system choose; `port` then says which it is.

    `remedy` says what to do where it is taken.
    """

    def __init__(
        self, application: WSGIApplication, host: str, port: int, *, threads: int = THREADS, remedy: str = REMEDY
    ) -> None:
        self._application = application
        self._host = host
        self.port = port
        self._threads = threads
        self._remedy = remedy
        self._sockets: dict[int, Any] = {}  # all that waitress polls
        self._server: Any = None
        self._closing = Event()
        self._closes_at = 0.0
        self._thread = Thread(target=self._serve, name="http-server", daemon=True)

    @property
    def way(self) -> str:
        """How Slack reaches us, in words."""
        return f"over HTTP at {self._host}:{self.port}"

    def open(self) -> None:
        """Begin to serve; raises SlackError where the address cannot be had."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a burst warns of every request
        listening = self._listening()
        self.port = listening.getsockname()[1]
        threads = ArrivalDispatcher()
        threads.set_thread_count(self._threads)
        self._server = create_server(
            self._application,
            self._sockets,
            sockets=[listening],
            _dispatcher=threads,  # waitress offers no other way to learn when a request arrived
            connection_limit=CONNECTIONS,
            backlog=BACKLOG,
            asyncore_use_poll=True,
            max_request_body_size=BODY_LIMIT + 1,
            max_request_header_size=HEADER_LIMIT,
            channel_timeout=IDLE_S,
            ident="",
        )
        self._thread.start()

    def close(self, timeout_s: float = DRAIN_S) -> None:
        """Accept nothing more, finish what was begun within the time, and end."""
        if self._server is None or self._closing.is_set():
            return
        self._closes_at = monotonic() + timeout_s
        self._closing.set()
        with suppress(OSError):  # the thread may have seen it already, and closed what would wake it
            self._server.trigger.pull_trigger()
        self._thread.join()

    def _listening(self) -> socket.socket:
        try:
            family, _, _, _, address = socket.getaddrinfo(self._host, self.port, type=socket.SOCK_STREAM)[0]
            return socket.create_server(address[:2], family=family, backlog=BACKLOG)
        except OSError as error:
            where = f"Port {self.port} of {self._host} cannot be opened ({error.strerror or error})."
            raise SlackError(f"{where} {self._remedy}") from error

    def _serve(self) -> None:
        while not self._closing.is_set():
            wasyncore.loop(TICK_S, use_poll=True, map=self._sockets, count=1)
        self._stop_accepting()
        while True:
            wasyncore.loop(DRAIN_TICK_S, use_poll=True, map=self._sockets, count=1)
            if self._is_done():
                break
        self._server.task_dispatcher.shutdown(timeout=max(DRAIN_TICK_S, self._closes_at - monotonic()))
        for connection in list(self._server.active_channels.values()):
            connection.handle_close()  # closes the files too that waitress puts answers of a megabyte into
        wasyncore.close_all(self._sockets)

    def _stop_accepting(self) -> None:
        """Take the connections that wait already, for a closed socket would cut them off; then close the socket."""
        taken = -1
        while len(self._server.active_channels) > taken:
            taken = len(self._server.active_channels)
            self._server.handle_accept()
        wasyncore.dispatcher.close(self._server)

    def _is_done(self) -> bool:
        """Whether every request that arrived is answered, or there is no time left for it."""
        busy = [one for one in self._server.active_channels.values() if one.requests or one.total_outbufs_len]
        if busy and monotonic() >= self._closes_at:
            log.warning("requests_given_up", count=len(busy))
            return True
        return not busy


def serve_http(application: WSGIApplication, host: str, port: int) -> HttpServer:
    """A server that serves already; `close` drains it."""
    server = HttpServer(application, host, port)
    server.open()
    return server
