"""A model's server on 127.0.0.1 that does what `llmock` does not: drips, sends garbage, declines, lies, obeys.

What it does next is a behaviour: a function that is given the wire. What its models write is in `claude_writers`.
"""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.claude_writers import Writer

DRIP_S = 0.02  # between two bytes: shorter than any deadline of a test, so that no timeout of a client ends it


class Wire:
    """One request, and the way back to whoever made it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: dict[str, Any], closing: threading.Event) -> None:
        self.body = body
        self.headers = handler.headers
        self._handler = handler
        self._closing = closing

    @property
    def user(self) -> str:
        """The prompt."""
        return self.body["messages"][0]["content"]

    def begin(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        """Send the head of a response."""
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def send(self, data: bytes) -> None:
        """Send bytes at once."""
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def drip(self, data: bytes) -> None:
        """Send bytes one by one, for as long as anybody reads."""
        for at in range(len(data)):
            self.send(data[at : at + 1])
            if self._closing.wait(DRIP_S):
                return

    def hang(self) -> None:
        """Send nothing until the server is closed."""
        self._closing.wait()


Behaviour = Callable[[Wire], None]


class FakeClaude:
    """The server. `requests` holds the bodies it was sent."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.behaviour: Behaviour = writes(lambda _: "")
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """The address to give as base URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.requests.append(body)
                self.close_connection = True
                with suppress(ConnectionError):
                    fake.behaviour(Wire(self, body, fake._closing))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def events(
    text: str, *, stop_reason: str | None = "end_turn", input_tokens: int = 900, output_tokens: int = 60
) -> Iterator[bytes]:
    """A message as Anthropic streams it (https://docs.anthropic.com/en/docs/build-with-claude/streaming)."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "claude-test"}
    usage = {"input_tokens": input_tokens, "output_tokens": 1}
    yield event("message_start", message={**message, "stop_reason": None, "stop_sequence": None, "usage": usage})
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for at in range(0, len(text), 20):
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": text[at : at + 20]})
    yield event("content_block_stop", index=0)
    delta = {"stop_reason": stop_reason, "stop_sequence": None}
    yield event("message_delta", delta=delta, usage={"output_tokens": output_tokens})
    yield event("message_stop")


def event(kind: str, **data: object) -> bytes:
    """One event of a stream."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


def writes(writer: Writer, **usage: int) -> Behaviour:
    """Stream what a writer makes of the prompt."""

    def behave(wire: Wire) -> None:
        wire.begin()
        for each in events(writer(wire.user), **usage):
            wire.send(each)

    return behave


def drips(wire: Wire) -> None:
    """Stream an answer so slowly that it never ends, though no pause is long."""
    wire.begin()
    wire.drip(b"".join(events("The pick is {pick}. " * 1_000)))


def drips_one_line(wire: Wire) -> None:
    """Stream an event whose line never ends, so that no event ever arrives."""
    wire.begin()
    wire.drip(b"data: " + b" " * 100_000)


def drips_headers(wire: Wire) -> None:
    """Never come to the end of the headers."""
    wire.drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000)


def hangs(wire: Wire) -> None:
    """Take the request and say nothing."""
    wire.hang()


def stalls(wire: Wire) -> None:
    """Begin well, then say nothing."""
    wire.begin()
    for each in list(events("The pick is {pick}."))[:3]:
        wire.send(each)
    wire.hang()


def declines(wire: Wire) -> None:
    """Stop for a refusal after some words."""
    wire.begin()
    for each in events("The pick is {pick}.", stop_reason="refusal"):
        wire.send(each)


def floods(wire: Wire) -> None:
    """Send more than anybody should read."""
    wire.begin()
    piece = event("content_block_delta", index=0, delta={"type": "text_delta", "text": "x" * 1_000})
    while True:
        wire.send(piece)


def compresses(wire: Wire) -> None:
    """Send a good answer in a body that is a thousand times as large when it is unpacked."""
    wire.begin(Content_Encoding="gzip")
    wire.send(gzip.compress(b":" + b" " * 10_000_000 + b"\n\n" + b"".join(events("The pick is {pick}."))))


def cuts_off(wire: Wire) -> None:
    """Close the connection without the end of the message."""
    wire.begin()
    for each in list(events("The pick is {pick}."))[:3]:
        wire.send(each)


def promises_more(wire: Wire) -> None:
    """Announce a length and close before it."""
    wire.begin(Content_Length="100000")
    wire.send(next(events("The pick is {pick}.")))


def garbles(body: bytes, content_type: str = "text/event-stream") -> Behaviour:
    """Send a body that is no stream of a message."""

    def behave(wire: Wire) -> None:
        wire.begin(content_type=content_type)
        wire.send(body)

    return behave


def refuses(status: int, kind: str) -> Behaviour:
    """Answer with an error."""

    def behave(wire: Wire) -> None:
        wire.begin(status, "application/json")
        wire.send(json.dumps({"type": "error", "error": {"type": kind, "message": wire.user}}).encode())

    return behave


_START = next(events(""))
GARBAGE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 8,
    "a web page": b"<!doctype html><title>Sign in to the wifi</title>",
    "json that is no stream": b'{"content": [{"type": "text", "text": "hi"}]}',
    "an event that is not json": _START + b"event: content_block_delta\ndata: {oops\n\n",
    "an event that is not text": _START + b"event: content_block_delta\ndata: \xff\xfe\n\n",
    "an event of no kind": b"".join(events("")).replace(b"message_delta", b"no_such_kind"),
    "an event that is a list": _START + b"event: message_delta\ndata: []\n\n",
    "an event that is null": _START + b"event: content_block_delta\ndata: null\n\n",
    "an error as a list": _START + b"event: error\ndata: []\n\n",
    "an error as text": _START + b"event: error\ndata: overloaded\n\n",
    "an error inside": _START + event("error", error={"type": "overloaded_error", "message": "later"}),
    "depth": _START + b"event: message_start\ndata: " + b"[" * 50_000 + b"\n\n",
    "text that is a number": b"".join(events("")).replace(b'"text": ""', b'"text": 5'),
    "usage that is text": b"".join(events("hi")).replace(b'"output_tokens": 60', b'"output_tokens": "many"'),
    "no usage": b"".join(events("hi")).replace(b'"usage"', b'"used"'),
    "a tool": b"".join(events("", stop_reason="tool_use")),
    "no stop reason": b"".join(events("hi", stop_reason=None)),
    "an empty message": b"".join(events("  ")),
}
