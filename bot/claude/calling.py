"""One call of the model: a connection of its own, which counts what arrives and can be cut from another thread."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ssl import SSLContext
from threading import Lock
from typing import Any

import anthropic
import httpx2
from anthropic.types import (
    Message,
    MessageDeltaUsage,
    RawContentBlockDeltaEvent,
    RawMessageDeltaEvent,
    RawMessageStartEvent,
    RawMessageStreamEvent,
    TextDelta,
    Usage,
)
from anthropic.types.raw_message_delta_event import Delta

from bot.claude import Written
from bot.errors import ModelError

ADDRESS = "https://api.anthropic.com"

_WHOLE = frozenset({"end_turn", "stop_sequence", "max_tokens"})
_REFUSED = {
    401: "The model refused the key; check ANTHROPIC_API_KEY.",
    403: "The key may not use the model; check ANTHROPIC_API_KEY and STACKBOT_MODEL.",
    404: "The model is not known; check STACKBOT_MODEL.",
    429: "The model takes no more calls for now (429).",
    529: "The model is overloaded (529).",
}
# What the library raises, and what it lets through of a stream that is cut or is not what it should be.
_BROKEN = (anthropic.AnthropicError, httpx2.HTTPError, httpx2.StreamError, ValueError, TypeError, RecursionError)


class Caller:
    """Makes calls of one model."""

    def __init__(self, api_key: str, model: str, base_url: str | None, deadline_s: float, byte_cap: int) -> None:
        self._model = model
        self._timeout = httpx2.Timeout(2 * deadline_s)  # a second net: of one wait, not of the call
        self._byte_cap = byte_cap
        self._trusted = httpx2.create_ssl_context()
        self._client = anthropic.Anthropic(
            api_key=api_key,
            base_url=base_url or ADDRESS,
            max_retries=0,
            timeout=self._timeout,
            default_headers={"Accept-Encoding": "identity"},
        )

    def call(self) -> "Call":
        """A call, not yet begun."""
        line = _Line(self._trusted, self._byte_cap)
        http = httpx2.Client(transport=line, timeout=self._timeout)
        return Call(self._client.with_options(http_client=http), line, self._model)


class Call:
    """One call."""

    def __init__(self, client: anthropic.Anthropic, line: "_Line", model: str) -> None:
        self._client = client
        self._line = line
        self._model = model

    def written(self, system: str, user: str, max_tokens: int) -> Written:
        """Ask, and read to the end; raises `ModelError`, whose message holds nothing of what was sent or received."""
        with _told(), self._client:
            return self._read(system, user, max_tokens)

    def check(self) -> None:
        """Have a word's tokens counted, which is free to whoever may use the model; raises `ModelError`."""
        with _told(), self._client:
            counted = self._client.messages.count_tokens(
                model=self._model, messages=[{"role": "user", "content": "Hello"}]
            )
        if not isinstance(getattr(counted, "input_tokens", None), int):  # what it says is not checked by the library
            raise ModelError("What answers is not the model's server; check ANTHROPIC_BASE_URL.")

    def cut(self) -> None:
        """End the call, whoever waits for it; no harm if it is over."""
        self._line.cut()

    def _read(self, system: str, user: str, max_tokens: int) -> Written:
        stream = self._client.messages.create(
            model=self._model,
            max_tokens=max_tokens,
            system=system,
            messages=[{"role": "user", "content": user}],
            stream=True,
        )
        with stream:
            return _written(stream)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what goes wrong in a call into `ModelError`."""
    try:
        yield
    except anthropic.APIStatusError as error:
        raise _refused(error.status_code) from None
    except anthropic.APIConnectionError as error:
        unheard = isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
        raise ModelError("The model cannot be reached.", may_cost=not unheard) from None
    except _BROKEN as error:
        raise ModelError(f"The model's answer broke off or was none ({type(error).__name__}).") from None


class _Line(httpx2.BaseTransport):
    """A connection for one request."""

    def __init__(self, trusted: SSLContext, byte_cap: int) -> None:
        self._transport = httpx2.HTTPTransport(verify=trusted, limits=httpx2.Limits(max_keepalive_connections=0))
        self._byte_cap = byte_cap
        self._lock = Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; its answer must not be compressed, so that what is counted is what is read."""
        request.extensions = {**request.extensions, "trace": self._trace}
        response = self._transport.handle_request(request)
        assert isinstance(response.stream, httpx2.SyncByteStream)  # noqa: S101  the transport is not async
        response.stream = _Counted(response.stream, self._byte_cap)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise httpx2.DecodingError("compressed", request=request)
        return response

    def cut(self) -> None:
        """Shut the connection, if there is one, and every later one."""
        with self._lock:
            self._is_cut = True
            sockets, self._sockets = self._sockets, []
        for each in sockets:
            with suppress(OSError):  # it was closed, or given over to TLS
                socket.socket.shutdown(each, socket.SHUT_RDWR)  # not TLS's own, which changes it under its reader

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the socket of a new connection; see https://www.python-httpx.org/advanced/extensions/#trace."""
        if event not in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            return
        with self._lock:
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            is_late = self._is_cut
        if is_late:
            self.cut()


class _Counted(httpx2.SyncByteStream):
    """A body that breaks off at a number of bytes."""

    def __init__(self, body: httpx2.SyncByteStream, byte_cap: int) -> None:
        self._body = body
        self._left = byte_cap

    def __iter__(self) -> Iterator[bytes]:
        """The body's pieces."""
        for piece in self._body:
            self._left -= len(piece)
            if self._left < 0:
                raise httpx2.StreamError("The response is longer than what is read.")
            yield piece

    def close(self) -> None:
        """Close the body."""
        self._body.close()


def _written(stream: anthropic.Stream[RawMessageStreamEvent]) -> Written:
    """The text of a stream that was read to its end; events of an unknown shape are passed over."""
    pieces: list[str] = []
    taken = given = 0
    stopped: str | None = None
    for event in stream:
        match event:
            case RawMessageStartEvent(message=Message(usage=Usage(input_tokens=int(count)))):
                taken = count
            case RawContentBlockDeltaEvent(delta=TextDelta(text=str(piece))):
                pieces.append(piece)
            case RawMessageDeltaEvent(
                delta=Delta(stop_reason=str(reason)), usage=MessageDeltaUsage(output_tokens=int(count))
            ):
                stopped, given = reason, count
    if stopped == "refusal":
        raise ModelError("The model declined.", declined=True)
    if stopped not in _WHOLE:
        raise ModelError("The model's answer broke off.")
    if not "".join(pieces).strip():
        raise ModelError("The model wrote nothing.")
    return Written("".join(pieces), max(0, taken), max(0, given))


def _refused(status: int) -> ModelError:
    """An error of the model's server; one inside a stream that had begun well has cost what was sent."""
    return ModelError(_REFUSED.get(status, f"The model failed ({status})."), may_cost=status < 400)  # noqa: PLR2004
