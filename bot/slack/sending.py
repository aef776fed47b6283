"""One call of Slack for one row of the outbox, and what became of it.

A call is never repeated here: whether it may be is told by the outcome. What counts is whether the request can have
arrived. `Refused` and `NotNow` say that it had no effect, `Unknown` that nobody can tell. urllib raises `URLError` only
while it connects and writes (`AbstractHTTPHandler.do_open`), so then the request was not whole and had no effect;
whatever fails later may have had one.
"""

import hashlib
import json
import logging
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.conversation.mail import Method, Outgoing
from bot.slack.afterwards import IF_LOST, IF_SENT
from bot.slack.destination import OTHERWISE
from bot.slack.response_urls import is_response_url
from bot.slack.web_api import UNREACHED, refusal

EVENT_TYPE = "stackbot_message"

# Slack's words (docs.slack.dev/reference/methods/chat.postMessage, "Errors"). Where blocks are wrong:
BAD_BLOCKS = frozenset(
    "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long invalid_arguments view_too_large".split()
)
# "It's possible some aspect of the operation succeeded before the error was raised":
UNSURE = frozenset("internal_error fatal_error request_timeout service_unavailable".split())
TOO_FAST = frozenset("ratelimited rate_limited message_limit_exceeded".split())
PASSING = frozenset("accesslimited team_added_to_org org_login_required".split())

KEPT_BACK = frozenset({OTHERWISE, IF_SENT, IF_LOST})  # arguments of a row that are none of the call

_PLAIN = {"unfurl_links": False, "unfurl_media": False, "parse": "none"}
_WAIT_S = 30.0  # where Slack does not say how long
_LONGEST_WAIT_S = 3600.0
_WORD = re.compile(r"[a-z][a-z0-9_]{1,79}")


@dataclass(frozen=True, slots=True)
class Arrived:
    """Slack has it; channel and ts are empty where no message can be found again."""

    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It had no effect; where `permanent`, the same call will not have one later either."""

    error: str
    permanent: bool = True


@dataclass(frozen=True, slots=True)
class NotNow:
    """It had no effect, and this method has to rest."""

    retry_after_s: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have had an effect, and may still have one."""

    error: str


@dataclass(frozen=True, slots=True)
class BadBlocks:
    """It had no effect because Slack refuses what it holds; simpler blocks may pass."""

    error: str


Failure = Refused | NotNow | Unknown | BadBlocks
Outcome = Arrived | Failure


class Carrier:
    """Calls Slack. It holds no state of a call, so threads may share one; every call opens a connection of its own."""

    def __init__(self, token: str, *, base_url: str = WebClient.BASE_URL, timeout_s: int = 10) -> None:
        self._client = WebClient(token, base_url, timeout_s, retry_handlers=[], logger=silent_logger())
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._opener = urllib.request.build_opener(_NoRedirects)

    def carry(self, mail: Outgoing, arguments: Mapping[str, Any]) -> Outcome:
        """Make the call of a row with these arguments."""
        if mail.method is Method.RESPOND:
            return self._respond(arguments)
        answer = self._call(mail.method, json={**_public(arguments), **_extras(mail)})
        if not isinstance(answer, dict):
            return answer
        channel, ts = answer.get("channel"), answer.get("ts")
        return Arrived(channel, ts) if isinstance(channel, str) and isinstance(ts, str) else Arrived()

    def read(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any] | Failure:
        """What Slack answers to a call that changes nothing."""
        return self._call(method, params=dict(arguments))

    def read_with_headers(self, method: str) -> tuple[dict[str, Any], Mapping[str, str]] | Failure:
        """What Slack answers, with the headers by which it tells more."""
        return self._answered(method, params={})

    def reader(self, _team: str) -> "Carrier":
        """Itself: a token is one workspace's."""
        return self

    def _call(self, method: str, **body: dict[str, Any]) -> dict[str, Any] | Failure:
        answer = self._answered(method, **body)
        return answer[0] if isinstance(answer, tuple) else answer

    def _answered(self, method: str, **body: dict[str, Any]) -> tuple[dict[str, Any], Mapping[str, str]] | Failure:
        try:
            response = self._client.api_call(method, **body)  # type: ignore[arg-type]  # `json` or `params`
        except SlackApiError as error:
            return failure(error.response.status_code, error.response.headers, refusal(error))
        except UNREACHED as error:
            return broken(error)
        if not isinstance(response.data, dict):
            return Unknown("unreadable_answer")
        return response.data, {name.lower(): value for name, value in response.headers.items()}

    def _respond(self, arguments: Mapping[str, Any]) -> Outcome:
        body = _public(arguments)
        url = str(body.pop("response_url", ""))
        if not is_response_url(url, self._base_url):
            return Refused("forbidden_url")
        request = urllib.request.Request(  # noqa: S310  # the scheme was checked
            url, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"}, method="POST"
        )
        try:
            with self._opener.open(request, timeout=self._timeout_s) as response:
                answer = response.read(10_000)
        except HTTPError as error:
            with error:
                return failure(error.code, error.headers, _word_in(error.read(10_000)))
        except UNREACHED as error:
            return broken(error)
        word = _word_in(answer)
        return Arrived() if word in {"", "ok"} else failure(200, {}, word)


def mark(mail: Outgoing) -> str:
    """By what a message is known again: opaque, for every app in the workspace can read it."""
    return hashlib.sha256(f"{mail.team}\n{mail.key}".encode()).hexdigest()[:20]


def failure(status: int, headers: Mapping[str, str] | Message, word: object) -> Failure:
    """What a refusal in Slack's words means; texts that are no such words are not passed on, they may hold anything."""
    error = word if isinstance(word, str) and _WORD.fullmatch(word) else f"http_{status}"
    if status == 429 or error in TOO_FAST:  # noqa: PLR2004  # "too many requests"
        return NotNow(_seconds(headers.get("Retry-After")))
    if status >= 500 or error in UNSURE or error == "http_200":  # noqa: PLR2004  # the server's fault
        return Unknown(error)
    if error in BAD_BLOCKS:
        return BadBlocks(error)
    return Refused(error, permanent=error not in PASSING and not error.startswith("http_"))


def broken(error: Exception) -> Refused | Unknown:
    """What it means that Slack could not be called, or did not answer."""
    if isinstance(error, URLError):
        return Refused(f"not_reached_{type(error.reason).__name__}", permanent=False)
    return Unknown(type(error).__name__)


def _public(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What Slack is told: not what is kept for the time after the call."""
    return {name: value for name, value in arguments.items() if name not in KEPT_BACK}


def _extras(mail: Outgoing) -> dict[str, Any]:
    match mail.method:
        case Method.POST:
            return {**_PLAIN, "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": mark(mail)}}}
        case Method.UPDATE | Method.POST_PRIVATELY:
            return {"parse": "none"}
        case _:
            return {}


def _seconds(retry_after: object) -> float:
    digits = str(retry_after or "").strip()
    return min(float(digits), _LONGEST_WAIT_S) if re.fullmatch(r"\d{1,9}", digits) else _WAIT_S


def _word_in(answer: bytes) -> str:
    """Slack's word for what is wrong in the answer of a response URL; empty where nothing is."""
    text = answer.decode("utf-8", "replace").strip()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(data, dict) or data.get("ok") is True:
        return ""
    return str(data.get("error", ""))


def silent_logger() -> logging.Logger:
    """A logger that says nothing: slack_sdk logs bodies and broken answers, which hold what people wrote."""
    logger = logging.Logger("bot.slack.sending")  # noqa: LOG001  # on purpose not one that others can turn on
    logger.disabled = True
    return logger


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Takes a redirect as the refusal of what was asked."""

    def redirect_request(  # noqa: PLR0913, PLR0917  # the signature is urllib's
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """None, so that urllib raises the redirect as an error."""
        del req, fp, code, msg, headers, newurl
