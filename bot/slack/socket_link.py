"""A link to Slack: one WebSocket, replaced before Slack ends it, and opened anew where it breaks.

Slack renews connections every few hours and says so seconds before: then what still comes over the old one is read
while its successor opens. Where a connection breaks, the waits before the next one grow, and chance spreads them so
that replicas do not come back all at once. One that is cut without a word is silent, does not answer, and is replaced
before it is ended, as Slack says no farewell over it.

slack_sdk brings a client for this. It reads each frame of a burst one call deeper than the last; where the stack ends,
it loses all that it has read.
"""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.protocol import State
from websockets.sync.client import ClientConnection, connect

from bot.errors import SlackError
from bot.slack.sending import silent_logger
from bot.slack.web_api import UNREACHED, refusal

OPEN_S = 10.0
SILENCE_S = 1.0  # of a connection before it is asked whether it lives
ANSWER_S = 3.5  # for it to answer; then it is replaced, so that within six seconds another stands
CLOSE_S = 5.0  # for Slack to say farewell too
LEAVING_S = 30.0  # Slack ends a connection some ten seconds after it said so
LOOK_S = 0.25  # a thread that waits for messages looks so often whether it is to end
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
MESSAGE_LIMIT = 4 * 1024 * 1024  # bytes; Slack's largest payloads hold views of 250 kB

log = structlog.get_logger()

Message = dict[str, Any]
Hear = Callable[[ClientConnection, Message], None]


class Pulse:
    """Whether a connection that is silent still lives.

    It is asked by a ping, and only where nothing waits to be read: the pong comes behind all that Slack sent before,
    so in a burst that takes long to read it would come too late, though nothing is wrong.
    """

    def __init__(self, connection: ClientConnection, silence_s: float, answer_s: float) -> None:
        self._connection = connection
        self._silence_s = silence_s
        self._answer_s = answer_s
        self.felt()

    def felt(self) -> None:
        """Note that something was heard."""
        self._since = monotonic()
        self._pong: Event | None = None

    def beats(self) -> bool:
        """False once a ping went unanswered for too long; raises ConnectionClosed where there is no connection left."""
        if self._pong and self._pong.is_set():
            self.felt()
        if monotonic() - self._since < (self._answer_s if self._pong else self._silence_s):
            return True
        if self._pong:
            log.warning("connection_silent")
            return False
        self._since, self._pong = monotonic(), self._connection.ping()
        return True


class Link:
    """Hands each message to `hear`, with the connection that it came over. `hear` is called in a thread of the link.

    The times are what the constants of their names say.
    """

    def __init__(  # noqa: PLR0913  the times
        self,
        web_client: WebClient,
        app_token: str,
        hear: Hear,
        *,
        silence_s: float = SILENCE_S,
        answer_s: float = ANSWER_S,
        close_s: float = CLOSE_S,
    ) -> None:
        self._web_client = web_client
        self._app_token = app_token
        self._hear = hear
        self._silence_s = silence_s
        self._answer_s = answer_s
        self._close_s = close_s
        self._ending = Event()
        self._lock = Lock()
        self._connections: set[ClientConnection] = set()
        self._threads: list[Thread] = []
        self._chance = random.Random()  # noqa: S311  it spreads waits

    def open(self) -> None:
        """Connect, and stay connected; raises SlackError where Slack does not let us."""
        try:
            connection = self._connect()
        except SlackApiError as error:
            refused = f"Slack refused a Socket Mode connection ({_reason(error)})."
            needed = "Check SLACK_APP_TOKEN: it begins with xapp- and needs the scope connections:write."
            raise SlackError(f"{refused} {needed}") from error
        except (WebSocketException, *UNREACHED) as error:
            unreached = f"Slack cannot be reached ({_reason(error)})."
            raise SlackError(f"{unreached} Check the network, and SLACK_API_URL.") from error
        self._begin(self._keep, connection)

    def open_soon(self) -> None:
        """Connect without waiting for it, try until it works, and stay connected."""
        self._begin(self._keep, None)

    def connection(self) -> ClientConnection | None:
        """One that is open now."""
        with self._lock:
            return next((one for one in self._connections if one.state is State.OPEN), None)

    def stop(self, timeout_s: float = OPEN_S + CLOSE_S) -> None:
        """Hand on what has arrived, and nothing more; what is open stays open, so that it can be acked."""
        self._ending.set()
        until = monotonic() + timeout_s
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(max(0.0, until - monotonic()))

    def close(self) -> None:
        """End what is open, once `stop` was called."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            self._end(connection)

    def _begin(self, task: Callable[[Any], None], connection: ClientConnection | None) -> None:
        thread = Thread(target=task, args=(connection,), name="slack-link", daemon=True)
        with self._lock:
            self._threads = [*(one for one in self._threads if one.is_alive()), thread]
            thread.start()

    def _keep(self, connection: ClientConnection | None) -> None:
        """Read one connection after the other."""
        while connection := connection or self._connect_at_last():
            self._read(connection)
            connection = None

    def _read(self, connection: ClientConnection) -> None:
        """Hand on what comes until the connection ends, or Slack says that it will: then another thread reads on."""
        for message in self._heard(connection):
            if message.get("type") == "disconnect":
                log.info("connection_leaving", reason=str(message.get("reason")))
                self._begin(self._read_out, connection)
                return
            self._hear(connection, message)
        self._leave(connection)

    def _read_out(self, connection: ClientConnection) -> None:
        for message in self._heard(connection, LEAVING_S):
            self._hear(connection, message)
        self._leave(connection)

    def _heard(self, connection: ClientConnection, last_s: float = float("inf")) -> Iterator[Message]:
        """What comes over a connection while it lasts; once all is to end, what has come already."""
        until, pulse = monotonic() + last_s, Pulse(connection, self._silence_s, self._answer_s)
        try:
            while monotonic() < until:
                try:
                    message = _message(connection.recv(0 if self._ending.is_set() else LOOK_S))
                except TimeoutError:
                    if self._ending.is_set() or not pulse.beats():
                        return
                else:
                    yield message
                    pulse.felt()
        except ConnectionClosed as error:
            log.info("connection_ended", reason=str(error))

    def _leave(self, connection: ClientConnection) -> None:
        """End it, but where all is to end and its last acks are still to be sent. Nobody waits for Slack's farewell."""
        if not self._ending.is_set():
            self._begin(self._end, connection)

    def _end(self, connection: ClientConnection) -> None:
        connection.close()
        with self._lock:
            self._connections.discard(connection)

    def _connect_at_last(self) -> ClientConnection | None:
        """A connection, after as many tries as it takes; None where all is to end."""
        wait_s = FIRST_WAIT_S
        while not self._ending.wait(self._chance.uniform(0, wait_s)):
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            try:
                return self._connect()
            except (SlackApiError, WebSocketException, *UNREACHED) as error:
                log.warning("connection_not_opened", reason=_reason(error), next_within_s=wait_s)
        return None

    def _connect(self) -> ClientConnection:
        answer = self._web_client.apps_connections_open(app_token=self._app_token)
        connection = connect(
            str(answer.get("url")),
            compression=None,
            open_timeout=OPEN_S,
            ping_interval=None,  # see Pulse
            close_timeout=self._close_s,
            max_size=MESSAGE_LIMIT,
            logger=silent_logger(),
            legacy=True,  # a connection that outlives this function
        )
        with self._lock:
            self._connections.add(connection)
        log.info("connection_opened")
        return connection


def _message(heard: str | bytes) -> Message:
    """What was said, if it is an object; an empty one otherwise."""
    with suppress(ValueError, RecursionError):
        message = json.loads(heard)
        if isinstance(message, dict):
            return message
    log.warning("message_unreadable")
    return {}


def _reason(error: Exception) -> str:
    """Slack's word for it, or the kind of error: its text may hold an address with a ticket."""
    if isinstance(error, SlackApiError):
        return str(refusal(error) or "no reason given")
    return type(error).__name__
