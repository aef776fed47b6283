"""Where Slack calls us over HTTP: nothing unsigned, oversized or unreadable gets past this door.

Bolt parses a body before it checks the signature, and fails on much that is no payload. So all is checked here, the
cheapest first: path, method, type and length, then the signature over the raw bytes, then UTF-8, then JSON. A refusal
says nothing but its status.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from http.client import responses
from typing import Any, NoReturn
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import structlog
from slack_bolt import BoltResponse

from bot.slack.dispatching import RETRY_HEADERS, Dispatch
from bot.slack.shape import is_shallow

PATH = "/slack/events"
BODY_LIMIT = 1024 * 1024  # bytes
FIELD_LIMIT = 100
REPLAY_LIMIT_S = 300  # docs.slack.dev, verifying requests from Slack
CHALLENGE_LIMIT = 1000  # characters

_LENGTH = re.compile(r"[0-9]{1,9}")
_TIMESTAMP = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_HEADER_VALUE = re.compile(r"[ -~]{1,200}")

log = structlog.get_logger()


class _RefusedError(Exception):
    """A request goes no further; `reason` is for the log alone."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class HttpDoor:
    """The WSGI application that checks a request and hands its payload on.

    While a signing secret is being replaced, two of them serve.
    """

    def __init__(self, dispatch: Dispatch, signing_secrets: Sequence[str], clock: Callable[[], datetime]) -> None:
        self._dispatch = dispatch
        self._secrets = tuple(secret.encode() for secret in signing_secrets if secret)
        self._clock = clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self._answered(environ)
        except _RefusedError as refused:
            log.info("request_refused", status=refused.status.value, reason=refused.reason)
            answer = BoltResponse(status=refused.status, headers=_refusal_headers(refused.status))
        content = answer.body.encode("utf-8", "replace")
        headers = [*answer.first_headers().items(), ("content-length", str(len(content)))]
        start_response(_status_line(answer.status), headers)
        return [content]

    def _answered(self, environ: WSGIEnvironment) -> BoltResponse:
        if environ.get("PATH_INFO") != PATH:
            _refuse(HTTPStatus.NOT_FOUND, "path")
        if environ.get("REQUEST_METHOD") != "POST":
            _refuse(HTTPStatus.METHOD_NOT_ALLOWED, "method")
        read_payload = _reader(environ)
        raw = _raw_body(environ)
        if b"ssl_check=1" in raw.split(b"&"):
            return BoltResponse(status=HTTPStatus.OK)  # Slack looks at our certificate, and need not sign that
        self._check_signature(environ, raw)
        payload = read_payload(_decoded(raw))
        if payload.get("type") == "url_verification":
            return _challenge_met(payload)
        return self._dispatch(payload, _retry_headers(environ))

    def _check_signature(self, environ: WSGIEnvironment, raw: bytes) -> None:
        """Refuse what none of the secrets signed within the last five minutes."""
        timestamp = _header(environ, "X_SLACK_REQUEST_TIMESTAMP", _TIMESTAMP)
        signature = _header(environ, "X_SLACK_SIGNATURE", _SIGNATURE)
        if abs(self._clock().timestamp() - int(timestamp)) > REPLAY_LIMIT_S:
            _refuse(HTTPStatus.UNAUTHORIZED, "timestamp")
        signed = b"v0:" + timestamp.encode() + b":" + raw
        expected = [f"v0={hmac.new(secret, signed, sha256).hexdigest()}" for secret in self._secrets]
        if not any([hmac.compare_digest(one, signature) for one in expected]):  # noqa: C419 - always compares all
            _refuse(HTTPStatus.UNAUTHORIZED, "signature")


def _refuse(status: HTTPStatus, reason: str) -> NoReturn:
    raise _RefusedError(status, reason)


def _refusal_headers(status: HTTPStatus) -> dict[str, str | Sequence[str]]:
    return {"allow": "POST"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}


def _status_line(status: int) -> str:
    return f"{int(status)} {responses.get(status, '')}"


def _header(environ: WSGIEnvironment, name: str, pattern: re.Pattern[str]) -> str:
    value = environ.get(f"HTTP_{name}", "")
    if not pattern.fullmatch(value):
        _refuse(HTTPStatus.UNAUTHORIZED, name.lower())
    return str(value)


def _retry_headers(environ: WSGIEnvironment) -> dict[str, str]:
    found = {name: environ.get(f"HTTP_{name.upper().replace('-', '_')}", "") for name in RETRY_HEADERS}
    return {name: value for name, value in found.items() if _HEADER_VALUE.fullmatch(value)}


def _raw_body(environ: WSGIEnvironment) -> bytes:
    """The body, of which no more is read than its length says; refuses one that is too long or too short."""
    declared = environ.get("CONTENT_LENGTH") or ""
    if not declared:
        _refuse(HTTPStatus.LENGTH_REQUIRED, "length absent")
    if not declared.isascii() or not declared.isdigit():
        _refuse(HTTPStatus.BAD_REQUEST, "length")
    if not _LENGTH.fullmatch(declared) or int(declared) > BODY_LIMIT:
        _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "length")
    raw, length = bytearray(), int(declared)
    while len(raw) < length:
        piece = _piece(environ, length - len(raw))
        if not piece:
            _refuse(HTTPStatus.BAD_REQUEST, "body cut short")
        raw += piece
    return bytes(raw)


def _piece(environ: WSGIEnvironment, size: int) -> bytes:
    try:
        return bytes(environ["wsgi.input"].read(size))
    except OSError:
        return b""


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        _refuse(HTTPStatus.BAD_REQUEST, "not UTF-8")


def _reader(environ: WSGIEnvironment) -> Callable[[str], dict[str, Any]]:
    """How a body of the declared type is read; Slack sends two types."""
    match str(environ.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower():
        case "application/json":
            return _json_payload
        case "application/x-www-form-urlencoded":
            return _form_payload
    _refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content type")


def _form_payload(text: str) -> dict[str, Any]:
    """A command's fields, or what the one field `payload` of an interaction holds."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELD_LIMIT)
        fields = _without_repeats(pairs)
    except ValueError:
        _refuse(HTTPStatus.BAD_REQUEST, "form")
    return _json_payload(fields["payload"]) if "payload" in fields else fields


def _json_payload(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        _refuse(HTTPStatus.BAD_REQUEST, "JSON")
    if not isinstance(payload, dict):
        _refuse(HTTPStatus.BAD_REQUEST, "not an object")
    if not is_shallow(payload):
        _refuse(HTTPStatus.BAD_REQUEST, "depth")
    return payload


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name stands there twice, and which one counts is anybody's guess.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON.")


def _challenge_met(payload: Mapping[str, Any]) -> BoltResponse:
    """Slack asks whether the URL is ours when it is entered (docs.slack.dev, url_verification)."""
    challenge = payload.get("challenge")
    if not isinstance(challenge, str) or len(challenge) > CHALLENGE_LIMIT:
        _refuse(HTTPStatus.BAD_REQUEST, "challenge")
    return BoltResponse(status=HTTPStatus.OK, body={"challenge": challenge})
