"""The Socket Mode door: what was kept is acked, garbage does no harm, and closing loses nothing."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue
from socket import SHUT_RDWR
from threading import Event, Thread
from threading import enumerate as all_threads
from time import monotonic
from typing import Any

import pytest
from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from structlog.testing import capture_logs
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.server import ServerConnection, serve

from bot.errors import SlackError, StoreError
from bot.slack.socket_door import SocketDoor
from bot.slack.socket_link import ANSWER_S, FIRST_WAIT_S, LOOK_S, SILENCE_S, Link
from tests.slack.arrivals import DEEP, Json, as_json, command, message, reading_app

WAIT_S = 30.0
NEVER_S = 10 * WAIT_S
OPENING_S = 0.5  # what is left of six seconds for a call of Slack and a handshake
APP_TOKEN = "xapp-1-A0STACK-1-abc"  # noqa: S105 - nobody's


class Slack:
    """Slack's side: the call that opens connections, the connections, and the acks that came."""

    def __init__(self, ping_interval: float | None = 0.1) -> None:
        self.refusal = ""
        self.nonsense: bytes | None = None  # in place of an answer
        self.connections: Queue[ServerConnection] = Queue()
        self.refused: Queue[str] = Queue()
        self.acks: Queue[Json] = Queue()
        self.ended = Event()
        self.standing = 0
        self.fewest = 2  # that stood at any time since the second was opened
        self._sockets = serve(
            self._hold,
            "127.0.0.1",
            0,
            compression=None,
            ping_interval=ping_interval,
            ping_timeout=None,
            logger=_silent(),
        )
        self._api = HTTPServer(("127.0.0.1", 0), self._handler())
        self._threads = [Thread(target=server.serve_forever, daemon=True) for server in (self._sockets, self._api)]
        for thread in self._threads:
            thread.start()

    @property
    def client(self) -> WebClient:
        """A client of this Slack."""
        return WebClient(base_url=f"http://127.0.0.1:{self._api.server_port}/api/", retry_handlers=[])

    def connection(self) -> ServerConnection:
        """The connection that the app opened next."""
        return self.connections.get(timeout=WAIT_S)

    def ack(self, wait_s: float = WAIT_S) -> Json:
        """The ack that came next."""
        return self.acks.get(timeout=wait_s)

    def close(self) -> None:
        """End both servers."""
        self._sockets.shutdown()
        self._api.shutdown()
        self._api.server_close()
        for thread in self._threads:
            thread.join(WAIT_S)

    def _hold(self, connection: ServerConnection) -> None:
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        self.standing += 1
        self.connections.put(connection)
        try:
            for heard in connection:
                self.acks.put(json.loads(heard))
        except ConnectionClosed:
            pass
        self.standing -= 1
        self.fewest = min(self.fewest, self.standing)
        self.ended.set()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"] or 0))
                url = f"ws://127.0.0.1:{slack._sockets.socket.getsockname()[1]}/link?ticket=1"
                told = {"ok": False, "error": slack.refusal} if slack.refusal else {"ok": True, "url": url}
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(told).encode() if slack.nonsense is None else slack.nonsense)
                if slack.refusal:
                    slack.refused.put(slack.refusal)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        return Handler


def _silent() -> logging.Logger:
    logger = logging.getLogger("tests.slack.sockets")
    logger.setLevel(logging.CRITICAL)
    return logger


@pytest.fixture
def link() -> Iterator[Slack]:
    """Slack's side."""
    slack = Slack()
    yield slack
    slack.close()


@contextmanager
def connected(link: Slack, app: App) -> Iterator[ServerConnection]:
    """An app connected to Slack by one connection, as Slack sees it."""
    door = SocketDoor(app, APP_TOKEN, link.client, links=1)
    door.open()
    try:
        yield link.connection()
    finally:
        door.close()


@contextmanager
def linked(link: Slack, hear: Callable[[object, Json], None]) -> Iterator[ServerConnection]:
    """A link that soon asks a silent connection whether it lives; the connection as Slack sees it."""
    ours = Link(link.client, APP_TOKEN, hear, answer_s=SILENCE_S, close_s=NEVER_S)
    ours.open()
    try:
        yield link.connection()
    finally:
        ours.stop()
        ours.close()


def deliver(connection: ServerConnection, payload: Json, envelope_id: Json = "e1", **more: Json) -> None:
    """Send an envelope."""
    envelope = {"type": "events_api", "envelope_id": envelope_id, "payload": payload}
    connection.send(as_json(envelope | more).decode())


def framed(payload: Json, envelope_id: str) -> bytes:
    """An envelope as it stands on the wire."""
    envelope = {"type": "events_api", "envelope_id": envelope_id, "payload": payload}
    return Frame(Opcode.TEXT, as_json(envelope)).serialize(mask=False)


def test_a_command_is_acked_with_its_card(link: Slack) -> None:
    """What the listener answers travels in the ack."""
    card = {"text": "Node", "blocks": [{"type": "divider"}], "response_type": "ephemeral"}

    with connected(link, reading_app(lambda _: card)) as slack:
        deliver(slack, command(), type="slash_commands", accepts_response_payload=True)

        assert link.ack() == {"envelope_id": "e1", "payload": card}


def test_an_event_is_acked_with_nothing_else(link: Slack) -> None:
    """Slack accepts no payload for events."""
    with connected(link, reading_app()) as slack:
        deliver(slack, message())

        assert link.ack() == {"envelope_id": "e1"}


def test_what_was_not_kept_is_not_acked(link: Slack) -> None:
    """Where the store is down Slack must deliver again; what comes after is acked as ever."""
    app = reading_app(_fail_on("first", StoreError("The database is gone.")))
    app.error(lambda: BoltResponse(status=503))

    with connected(link, app) as slack, capture_logs() as logs:
        deliver(slack, message(text="first"), "e1")
        deliver(slack, message(text="second"), "e2")

        assert link.ack() == {"envelope_id": "e2"}
        assert_no_more_acks(slack, link)
    assert {"event": "delivery_not_acked", "log_level": "warning", "status": 503} in logs


def test_a_listener_that_fails_is_logged_and_stops_nothing(link: Slack, caplog: pytest.LogCaptureFixture) -> None:
    """A bug in one delivery is told, and the next delivery is served."""
    app = reading_app(_fail_on("first", ZeroDivisionError("a bug")))

    with connected(link, app) as slack:
        deliver(slack, message(text="first"), "e1")
        deliver(slack, message(text="second"), "e2")

        assert link.ack() == {"envelope_id": "e2"}
        assert_no_more_acks(slack, link)
    assert "a bug" in caplog.text


@pytest.mark.parametrize(
    "payload",
    [None, [], [1], "text", 5, True, {}, DEEP, {"type": "event_callback", "event": None}, message(user=["id"])],
    ids=lambda payload: str(payload)[:20],
)
def test_a_payload_that_cannot_be_read_is_acked(link: Slack, payload: Json) -> None:
    """Nothing would be gained by another delivery of it."""
    with connected(link, reading_app()) as slack, capture_logs() as logs:
        deliver(slack, payload)

        assert link.ack() == {"envelope_id": "e1"}
    assert [entry["event"] for entry in logs] == ["payload_unreadable", "request_handled"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "[1]", '"x"', "{", "{}", "x", "[" * 5_000, '{"a":' * 5_000, '{"type": []}', "\x00", "💥"),
        *('{"type": "events_api", "envelope_id": 5, "payload": {}}', '{"envelope_id": ["x"]}'),
    ],
    ids=lambda text: text[:12],
)
def test_a_message_that_is_no_envelope_does_no_harm(link: Slack, text: str) -> None:
    """Whatever comes over the connection, the next envelope is served."""
    with connected(link, reading_app()) as slack:
        slack.send(text)
        deliver(slack, message())

        assert link.ack() == {"envelope_id": "e1"}


def test_a_repeated_delivery_says_so_to_bolt(link: Slack) -> None:
    """Listeners see the same headers as over HTTP."""
    seen: list[Json] = []
    app = reading_app()
    app.use(lambda request, next: (seen.append(request.headers), next())[1])  # noqa: A006 - Bolt's name

    with connected(link, app) as slack:
        deliver(slack, message(), retry_attempt=1, retry_reason="timeout")
        link.ack()

    assert seen == [{"x-slack-retry-num": ["1"], "x-slack-retry-reason": ["timeout"]}]


def test_a_burst_is_acked_whole() -> None:
    """Three thousand envelopes that come without a pause are all acked: more than calls fit on a stack.

    They go straight into the socket, for Slack reads whatever it is sending; our server's connection does not.
    """
    with closing(Slack(ping_interval=None)) as link, connected(link, reading_app()) as slack:
        slack.socket.sendall(b"".join(framed(message(text="x" * 200), f"e{number}") for number in range(3_000)))
        acked = {link.ack()["envelope_id"] for _ in range(3_000)}

    assert len(acked) == 3_000


def test_a_card_of_any_size_and_script_fits_into_an_ack(link: Slack) -> None:
    """Characters travel as they are, not escaped."""
    card = {"text": "💥" * 30_000}

    with connected(link, reading_app(lambda _: card)) as slack:
        deliver(slack, command())

        assert link.ack()["payload"] == card


def test_it_connects_anew_when_slack_asks(link: Slack) -> None:
    """Slack renews connections every few hours; what comes over the new one is served."""
    with connected(link, reading_app()) as first:
        first.send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
        second = link.connection()
        deliver(second, message(), "e2")

        assert link.ack() == {"envelope_id": "e2"}


def test_what_comes_over_a_connection_that_slack_leaves_is_served(link: Slack) -> None:
    """Slack still sends for some seconds after it asked for another connection."""
    with connected(link, reading_app()) as first:
        first.send(json.dumps({"type": "disconnect", "reason": "warning"}))
        link.connection()
        deliver(first, message(), "e2")

        assert link.ack() == {"envelope_id": "e2"}


def test_a_connection_that_does_not_answer_any_more_is_replaced(link: Slack) -> None:
    """One that is silent is asked whether it lives, and its farewell not waited for; the log says that it is dead."""
    heard: Queue[Json] = Queue()

    with linked(link, lambda _, message: heard.put(message)) as first, capture_logs() as logs:
        with first.protocol_mutex:  # it reads nothing, so it answers no ping
            second = link.connection()
        second.send(json.dumps({"envelope_id": "e1"}))

        assert {"envelope_id": "e1"} in iter(lambda: heard.get(timeout=WAIT_S), None)
    assert "connection_silent" in {entry["event"] for entry in logs}


def test_a_connection_that_is_silent_and_answers_stays(link: Slack) -> None:
    """However often it is asked."""
    heard: Queue[Json] = Queue()

    with linked(link, lambda _, message: heard.put(message)) as first:
        with pytest.raises(Empty):
            link.connections.get(timeout=4 * SILENCE_S)
        first.send(json.dumps({"envelope_id": "e1"}))

        assert {"envelope_id": "e1"} in iter(lambda: heard.get(timeout=WAIT_S), None)


def test_a_burst_that_takes_long_to_read_does_not_end_its_connection(link: Slack) -> None:
    """Its pongs come behind all that waits to be read; what is read so late is heard all the same."""
    heard: Queue[Json] = Queue()

    def slowly(_: object, message: Json) -> None:
        if message.get("envelope_id") == "e0":
            Event().wait(3 * SILENCE_S)
        heard.put(message)

    with linked(link, slowly) as first:
        for number in range(100):
            first.send(json.dumps({"envelope_id": f"e{number}"}))
        last = next(one for one in iter(lambda: heard.get(timeout=WAIT_S), None) if one.get("envelope_id") == "e99")

    assert last
    assert link.connections.empty()


@pytest.mark.parametrize("links", [1, 2])
def test_a_cut_connection_is_replaced(link: Slack, links: int) -> None:
    """Within six seconds, as often as it is cut; with two, one stands all the while."""
    door = SocketDoor(reading_app(), APP_TOKEN, link.client, links=links)
    door.open()
    standing = [link.connection() for _ in range(links)]
    unreached = []

    for _ in range(5):
        cut = standing.pop(0)
        begun = monotonic()
        cut.socket.shutdown(SHUT_RDWR)
        standing.append(link.connection())
        unreached.append(monotonic() - begun)
        if links > 1:
            deliver(standing[0], message())
            assert link.ack() == {"envelope_id": "e1"}
    door.close()

    assert max(unreached) < 6


def test_a_connection_that_dies_without_a_word_is_replaced_within_six_seconds() -> None:
    """By all that we wait on the way: for a word, for an answer, each noticed a little late, and before we try."""
    assert SILENCE_S + LOOK_S + ANSWER_S + LOOK_S + FIRST_WAIT_S + OPENING_S <= 6


@pytest.mark.parametrize("harm", ["cut", "silence"])
def test_of_two_connections_one_stands_whatever_becomes_of_the_other(link: Slack, harm: str) -> None:
    """Slack sees one at least all the while, and what comes over it is acked before the lost one is replaced."""
    with closing(SocketDoor(reading_app(), APP_TOKEN, link.client)) as door, ExitStack() as stack:
        door.open()
        first, second = link.connection(), link.connection()
        if harm == "cut":
            first.socket.shutdown(SHUT_RDWR)
        else:
            stack.enter_context(first.protocol_mutex)  # it reads nothing, so it answers no ping
        deliver(second, message())
        assert link.ack() == {"envelope_id": "e1"}
        deliver(link.connection(), message(), "e2")
        assert link.ack() == {"envelope_id": "e2"}

        assert door.is_connected()
        assert link.fewest > 0


def test_slack_is_asked_again_until_it_lets_us_in(link: Slack) -> None:
    """An outage of Slack's, or too many connections in a minute, end by themselves; the log says why we are not in."""
    with connected(link, reading_app()) as first, capture_logs() as logs:
        link.refusal = "ratelimited"
        first.socket.shutdown(SHUT_RDWR)
        assert link.refused.get(timeout=WAIT_S)
        link.refusal = ""
        deliver(link.connection(), message())

        assert link.ack() == {"envelope_id": "e1"}
    assert {entry["reason"] for entry in logs if entry["event"] == "connection_not_opened"} == {"ratelimited"}


def test_an_ack_whose_connection_is_gone_goes_over_another(link: Slack) -> None:
    """What was kept is acked, though Slack cut the connection while it was written."""
    begun, finish = Event(), Event()

    def slowly(_: Json) -> None:
        begun.set()
        assert finish.wait(WAIT_S)

    door = SocketDoor(reading_app(slowly), APP_TOKEN, link.client, links=2)
    door.open()
    first, _ = link.connection(), link.connection()
    deliver(first, message())
    assert begun.wait(WAIT_S)
    first.socket.shutdown(SHUT_RDWR)
    link.connection()  # its successor, so the door knows that it is gone
    finish.set()

    assert link.ack() == {"envelope_id": "e1"}
    door.close()


def test_closing_finishes_what_was_received(link: Slack, caplog: pytest.LogCaptureFixture) -> None:
    """Deliveries under way and those that wait for a thread are acked before the connection ends; no thread is left."""
    before, begun, finish = set(all_threads()), Event(), Event()

    def slowly(_: Json) -> None:
        begun.set()
        assert finish.wait(WAIT_S)

    door = SocketDoor(reading_app(slowly), APP_TOKEN, link.client, links=1)
    door.open()
    slack = link.connection()
    for number in range(30):
        deliver(slack, message(), f"e{number}")
    assert begun.wait(WAIT_S)
    _answered_ping(slack)
    closer = Thread(target=door.close)
    closer.start()
    finish.set()
    acked = {link.ack()["envelope_id"] for _ in range(30)}
    closer.join(WAIT_S)

    assert len(acked) == 30
    assert not closer.is_alive()
    assert not door.is_connected()
    assert link.ended.wait(WAIT_S)
    slack.close()
    assert [entry for entry in caplog.records if entry.levelno >= logging.WARNING] == []
    assert [thread.name for thread in set(all_threads()) - before if _is_of_the_client(thread)] == []


def test_whether_it_is_connected_can_be_asked(link: Slack) -> None:
    """Before, while and after; closing twice does no harm."""
    door = SocketDoor(reading_app(), APP_TOKEN, link.client)
    states = [door.is_connected()]

    door.open()
    states.append(door.is_connected())
    door.close()
    door.close()
    states.append(door.is_connected())

    assert states == [False, True, False]


def test_a_token_that_slack_refuses_is_named(link: Slack) -> None:
    """The message says which setting to look at."""
    link.refusal = "invalid_auth"
    door = SocketDoor(reading_app(), APP_TOKEN, link.client)

    with pytest.raises(SlackError, match=r"invalid_auth.*SLACK_APP_TOKEN.*connections:write"):
        door.open()
    door.close()


@pytest.mark.parametrize("nonsense", [b"", b"null", b"[1]", b'"text"', b"[" * 100_000, b'{"ok": true}', b"<html>"])
def test_a_slack_that_answers_nonsense_is_named(link: Slack, nonsense: bytes) -> None:
    """The message says what to look at, and nothing of what came."""
    link.nonsense = nonsense
    door = SocketDoor(reading_app(), APP_TOKEN, link.client)

    with pytest.raises(SlackError, match=r"^Slack [^\n]+$"):
        door.open()
    door.close()


def test_a_slack_that_is_not_there_is_named() -> None:
    """The message says which settings to look at."""
    door = SocketDoor(reading_app(), APP_TOKEN, WebClient(base_url="http://127.0.0.1:9/api/", retry_handlers=[]))

    with pytest.raises(SlackError, match="cannot be reached"):
        door.open()
    door.close()


def assert_no_more_acks(slack: ServerConnection, link: Slack) -> None:
    """Whatever is acked by the time that a later envelope is, would have been seen."""
    deliver(slack, message(), "last")
    assert link.ack() == {"envelope_id": "last"}
    with pytest.raises(Empty):
        link.acks.get_nowait()


def _answered_ping(slack: ServerConnection) -> None:
    """Wait until the app has read all that was sent before."""
    assert slack.ping().wait(WAIT_S)


def _is_of_the_client(thread: Thread) -> bool:
    return thread.name.startswith("slack-")


def _fail_on(text: str, error: Exception) -> Callable[[Json], Any]:
    def take(body: Json) -> None:
        if body["event"]["text"] == text:
            raise error

    return take
