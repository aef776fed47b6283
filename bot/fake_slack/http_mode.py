"""Slack's side of HTTP: signed posts to the app's request URL, as many at once as there are."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.fake_slack.answering import take
from bot.fake_slack.delivery import COMMAND, EVENT, Ack, Delivery
from bot.fake_slack.workspace import Workspace

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TIMEOUT_S = 60.0
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class HttpMode:
    """A loop of its own in a thread of its own, and the connections that are kept alive."""

    def __init__(self, workspace: Workspace, url: str, signing_secret: str) -> None:
        self.workspace = workspace
        self.signing_secret = signing_secret
        self.host, self.port = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 80
        self.path = urlsplit(url).path.rstrip("/") or "/slack/events"
        self._idle: list[Streams] = []
        self._posts: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-slack-http", daemon=True)
        self._thread.start()

    def deliver(self, delivery: Delivery) -> None:
        """Send it at once, beside all others."""
        request = self._request(delivery)
        self._loop.call_soon_threadsafe(self._begin, delivery, request)

    def close(self) -> None:
        """Give up what is under way, and close all connections."""
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _begin(self, delivery: Delivery, request: bytes) -> None:
        task = self._loop.create_task(self._post(delivery, request))
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def _finish(self) -> None:
        posts = list(self._posts)
        for task in posts:
            task.cancel()
        await asyncio.gather(*posts, return_exceptions=True)
        for _, writer in self._idle:
            await _close(writer)

    def _request(self, delivery: Delivery) -> bytes:
        body, content_type = encoded(delivery)
        lines = {
            "Host": f"{self.host}:{self.port}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "*/*",
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            **signature(self.signing_secret, body),
        }
        if delivery.retry_attempt:
            lines |= {"X-Slack-Retry-Num": str(delivery.retry_attempt)}
            lines |= {"X-Slack-Retry-Reason": f"http_{delivery.retry_reason or 'error'}"}
        head = "\r\n".join([f"POST {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items())])
        return f"{head}\r\n\r\n".encode() + body

    async def _post(self, delivery: Delivery, request: bytes) -> None:
        try:
            status, answer = await asyncio.wait_for(self._exchange(request), TIMEOUT_S)
        except (OSError, EOFError, ValueError, TimeoutError, asyncio.TimeoutError):  # noqa: UP041 - two until 3.11
            status, answer = 0, None
        take(self.workspace, delivery, Ack(status, answer, time.perf_counter() - delivery.sent_at))

    async def _exchange(self, request: bytes) -> tuple[int, Any]:
        """Ask over a connection that was kept alive, or over a new one where it has been closed since."""
        while self._idle:
            streams = self._idle.pop()
            with contextlib.suppress(OSError, EOFError):
                return await self._ask(streams, request)
        return await self._ask(await asyncio.open_connection(self.host, self.port), request)

    async def _ask(self, streams: Streams, request: bytes) -> tuple[int, Any]:
        reader, writer = streams
        keep = False
        try:
            writer.write(request)
            status, headers, body = await _answer(reader)
            keep = "content-length" in headers and headers.get("connection", "").lower() != "close"
        finally:
            if not keep:
                await _close(writer)
        if keep:
            self._idle.append(streams)
        return status, readable(headers.get("content-type", ""), body)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in head[1:] if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    status = int(head[0].split()[1])
    if "content-length" in headers:
        return status, headers, await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return status, headers, await _chunks(reader)
    return status, headers, await reader.read()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    return body


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The body that carries a payload, and its content type."""
    if delivery.kind == EVENT:
        return json.dumps(delivery.payload).encode(), JSON
    fields = delivery.payload if delivery.kind == COMMAND else {"payload": json.dumps(delivery.payload)}
    return urlencode(fields).encode(), FORM


def signature(secret: str, body: bytes, timestamp: int | None = None) -> dict[str, str]:
    """The headers by which an app knows that a body comes from Slack."""
    at = int(time.time()) if timestamp is None else timestamp
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


def readable(content_type: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """An answer's JSON, or its text, or None where it is empty."""
    if not body:
        return None
    if content_type.startswith(JSON):
        with contextlib.suppress(ValueError):
            return json.loads(body)
    return body.decode(errors="replace")
