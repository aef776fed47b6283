"""Where machines ask how the bot does: `/healthz`, `/readyz`, and on a port of its own `/metrics`.

On the public port only the status is told, so that nobody learns there what is wrong inside.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH = "/healthz"
READY = "/readyz"
METRICS = "/metrics"
METHODS = frozenset({"GET", "HEAD"})
PLAIN = "text/plain; charset=utf-8"


class Ready(Protocol):
    """Knows what is wrong; `readiness.Readiness` does."""

    def state(self) -> Mapping[str, str]:
        """What is wrong by the name of its check; empty where all is well."""
        ...


class PublicHealth:
    """Tells the status, and hands every other request on."""

    def __init__(self, readiness: Ready, application: WSGIApplication) -> None:
        self._readiness = readiness
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO")
        if environ.get("REQUEST_METHOD") not in METHODS or path not in {HEALTH, READY}:
            return self._application(environ, start_response)
        ready = path == HEALTH or not self._readiness.state()
        text = b"ok\n" if ready else b"not ready\n"
        return _answer(environ, start_response, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE, PLAIN, text)


class HealthDoor:
    """Tells all, with what is wrong in words, to whoever reaches the port for it."""

    def __init__(self, readiness: Ready, exposition: Callable[[], bytes], content_type: str) -> None:
        self._readiness = readiness
        self._exposition = exposition
        self._content_type = content_type

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("REQUEST_METHOD") not in METHODS:
            return _answer(environ, start_response, HTTPStatus.METHOD_NOT_ALLOWED, PLAIN, b"")
        match environ.get("PATH_INFO"):
            case "/healthz":
                return _answer(environ, start_response, HTTPStatus.OK, PLAIN, b"ok\n")
            case "/readyz":
                wrong = self._readiness.state()
                status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
                said = json.dumps({"ready": not wrong, "wrong": dict(wrong)}, ensure_ascii=False) + "\n"
                return _answer(environ, start_response, status, "application/json", said.encode())
            case "/metrics":
                return _answer(environ, start_response, HTTPStatus.OK, self._content_type, self._exposition())
        return _answer(environ, start_response, HTTPStatus.NOT_FOUND, PLAIN, b"")


def _answer(
    environ: WSGIEnvironment, start_response: StartResponse, status: HTTPStatus, content_type: str, content: bytes
) -> Iterable[bytes]:
    headers = [("content-type", content_type), ("content-length", str(len(content))), ("cache-control", "no-store")]
    start_response(f"{status.value} {status.phrase}", headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [content]
