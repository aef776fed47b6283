"""Where the page comes from, and what it asks of the playground: a WSGI application for browsers on this machine.

Other sites are open in the same browser, so a request counts only where it names this machine as its host, which a
foreign name that resolves to it does not (https://owasp.org/www-community/attacks/DNS_Rebinding), and an act only where
it comes from a page of ours.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

from bot.errors import PlaygroundError
from bot.fake_slack.shapes import Json
from bot.playground.acts import Acting, read_act
from bot.playground.feed import Feed
from bot.playground.page_files import INDEX, PageFile
from bot.playground.traffic import Traffic

NAMES = ("127.0.0.1", "localhost")
DEFAULT_PORT = 80  # which browsers leave out
WAIT_S = 20.0
BODY_LIMIT = 1_000_000  # bytes
HEADERS = {
    "content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


class _Answer(NamedTuple):
    status: HTTPStatus
    content: bytes
    media_type: str = "application/json"


class PlaygroundDoor:
    """The application. It serves under the port that `port` tells, which is known once the server is open."""

    def __init__(
        self, files: Mapping[str, PageFile], feed: Feed, traffic: Traffic, acting: Acting, port: Callable[[], int]
    ) -> None:
        self._files = files
        self._feed = feed
        self._traffic = traffic
        self._acting = acting
        self._port = port

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ)
        told = {**HEADERS, "content-type": answer.media_type, "content-length": str(len(answer.content))}
        if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
            told["allow"] = "GET"
        start_response(f"{answer.status.value} {answer.status.phrase}", list(told.items()))
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [answer.content]

    def _answer(self, environ: WSGIEnvironment) -> _Answer:
        if str(environ.get("HTTP_HOST") or "") not in self._hosts():
            return _refused(HTTPStatus.FORBIDDEN, f"Open http://127.0.0.1:{self._port()}, by this name.")
        path, method = str(environ.get("PATH_INFO") or "/"), environ.get("REQUEST_METHOD")
        if method == "POST" and path == "/api/do":
            return self._done(environ)
        if method != "GET":
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "That is nothing that can be asked here.")
        if path == "/api/changes":
            return self._changes(environ)
        if path.startswith("/api/traffic/"):
            return self._payloads(path.removeprefix("/api/traffic/"))
        return self._file(path)

    def _hosts(self) -> tuple[str, ...]:
        port = self._port()
        return tuple(f"{name}:{port}" for name in NAMES) + (NAMES if port == DEFAULT_PORT else ())

    def _file(self, path: str) -> _Answer:
        found = self._files.get(INDEX if path == "/" else path)
        if found is None:
            return _refused(HTTPStatus.NOT_FOUND, "There is nothing of that name.")
        return _Answer(HTTPStatus.OK, found.content, found.media_type)

    def _changes(self, environ: WSGIEnvironment) -> _Answer:
        asked = {name: values[0] for name, values in parse_qs(str(environ.get("QUERY_STRING") or "")).items()}
        after = asked.get("after", "0")
        number = int(after) if after.isascii() and after.isdecimal() and len(after) <= 15 else 0  # noqa: PLR2004
        try:
            return _json(self._feed.since(asked.get("run", ""), number, wait_s=WAIT_S))
        except PlaygroundError as error:
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    def _payloads(self, number: str) -> _Answer:
        fits = number.isascii() and number.isdecimal() and len(number) <= 15  # noqa: PLR2004
        found = self._traffic.payloads(int(number)) if fits else None
        return _json(found) if found else _refused(HTTPStatus.NOT_FOUND, "There is no payload of that number.")

    def _done(self, environ: WSGIEnvironment) -> _Answer:
        origin = str(environ.get("HTTP_ORIGIN") or "")
        if origin and origin.removeprefix("http://") not in self._hosts():
            return _refused(HTTPStatus.FORBIDDEN, "Another site asked for that.")
        if str(environ.get("CONTENT_TYPE") or "").partition(";")[0].strip() != "application/json":
            return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Acts are sent as JSON.")
        body = environ["wsgi.input"].read(BODY_LIMIT + 1)
        if len(body) > BODY_LIMIT:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too long for one message.")
        try:
            return _json({"ok": True, **self._acting.do(read_act(body))})
        except PlaygroundError as error:
            return _refused(HTTPStatus.CONFLICT, str(error))


def _json(value: Json, status: HTTPStatus = HTTPStatus.OK) -> _Answer:
    return _Answer(status, json.dumps(value).encode())


def _refused(status: HTTPStatus, error: str) -> _Answer:
    return _json({"ok": False, "error": error}, status)
