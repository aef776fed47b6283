"""Where browsers come to install the bot, in front of the door for Slack's own calls.

Anybody may call it, so nothing of a request is shown, logged or kept but the hashes of what we made ourselves.
"""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from http.client import responses
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog

from bot.conversation.installation import Installation
from bot.slack.install_pages import HEADERS, hindered, installed
from bot.slack.installing import GOOD_FOR, Hindrance, Installing
from bot.slack.manifest import INSTALL_PATH, REDIRECT_PATH

COOKIE = "__Host-stackbot"  # a name that no other host of the domain can set (RFC 6265bis, section 4.1.3.2)
QUERY_LIMIT = 4096  # characters
FIELD_LIMIT = 20

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_CODE = re.compile(r"[!-~]{1,1000}")
_COOKIES = re.compile(rf"(?:^|;\s*){re.escape(COOKIE)}=([A-Za-z0-9_-]{{43}})(?=;|$)")

log = structlog.get_logger()

Headers = Mapping[str, str]


class InstallDoor:
    """The WSGI application that serves the two pages of an installation, and leaves all else to another."""

    def __init__(self, installing: Installing, command: str, otherwise: WSGIApplication) -> None:
        self._installing = installing
        self._command = command
        self._otherwise = otherwise

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        pages = {INSTALL_PATH: self._begun, REDIRECT_PATH: self._finished}
        answer = pages.get(str(environ.get("PATH_INFO")))
        if answer is None:
            return self._otherwise(environ, start_response)
        if environ.get("REQUEST_METHOD") != "GET":  # a link's preview asks with HEAD, and is to begin nothing
            status, headers, page = HTTPStatus.METHOD_NOT_ALLOWED.value, {"allow": "GET"}, ""
        else:
            status, headers, page = answer(environ)
        content = page.encode("utf-8", "replace")
        told = {**HEADERS, **headers, "content-length": str(len(content))}
        start_response(f"{status} {responses.get(status, '')}", list(told.items()))
        return [content]

    def _begun(self, _: WSGIEnvironment) -> tuple[int, dict[str, str], str]:
        sent = self._installing.begin()
        if isinstance(sent, Hindrance):
            return _hindered(sent)
        cookie = _cookie(sent.cookie, int(GOOD_FOR.total_seconds()))
        return HTTPStatus.FOUND.value, {"location": sent.url, "set-cookie": cookie}, ""

    def _finished(self, environ: WSGIEnvironment) -> tuple[int, dict[str, str], str]:
        asked = _query(str(environ.get("QUERY_STRING") or ""))
        if asked.get("error"):
            return _hindered(Hindrance.DENIED if asked["error"] == "access_denied" else Hindrance.REFUSED)
        cookie = _COOKIES.search(str(environ.get("HTTP_COOKIE") or ""))
        state, code = asked.get("state", ""), asked.get("code", "")
        if not (cookie and _SECRET.fullmatch(state) and _CODE.fullmatch(code)):
            return _hindered(Hindrance.STALE)
        done = self._installing.finish(state, code, cookie[1])
        return self._installed(done) if isinstance(done, Installation) else _hindered(done)

    def _installed(self, done: Installation) -> tuple[int, dict[str, str], str]:
        return HTTPStatus.OK.value, {"set-cookie": _cookie("", 0)}, installed(done, self._command)


def _hindered(why: Hindrance) -> tuple[int, dict[str, str], str]:
    log.info("installation_hindered", because=why.name.lower())
    status, page = hindered(why)
    return status, {}, page


def _cookie(value: str, seconds: int) -> str:
    return f"{COOKIE}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


def _query(text: str) -> dict[str, str]:
    """The fields of a query; none where it is too long, or a name stands there twice."""
    try:
        pairs = parse_qsl(text[: QUERY_LIMIT + 1], max_num_fields=FIELD_LIMIT, errors="strict")
    except ValueError:
        return {}
    found = dict(pairs)
    return found if len(text) <= QUERY_LIMIT and len(found) == len(pairs) else {}
