"""Asks one question the way the page does, to see that all of it works."""

import json
from http.client import HTTPConnection
from time import monotonic
from urllib.parse import urlsplit

from bot.errors import PlaygroundError
from bot.fake_slack.shapes import Json, texts_in
from bot.playground.opening import HOME_CHANNEL, OWNER

QUESTION = "/stack Node or Python for a chat app with an LLM?"
PATIENCE_S = 30.0


def asked(url: str) -> str:
    """The question, and its answer as people see it; raises `PlaygroundError` where none comes."""
    where = urlsplit(url).netloc
    _got(where, "GET", "/")
    told = json.loads(_got(where, "GET", "/api/changes"))
    _got(where, "POST", "/api/do", {"act": "say", "as": OWNER, "channel": HOME_CHANNEL, "text": QUESTION})
    until = monotonic() + PATIENCE_S
    while monotonic() < until:
        told = json.loads(_got(where, "GET", f"/api/changes?run={told['run']}&after={told['seq']}"))
        if answer := _answer(told["changed"]):
            return f"{QUESTION}\n\n{answer}"
    raise PlaygroundError(f"No answer came within {PATIENCE_S:.0f} s.")


def _answer(changed: Json) -> str:
    """The text of the first card, or nothing."""
    cards = [value for key, value in changed.items() if key.startswith("message/") and value and value["by_app"]]
    return "\n".join(texts_in(cards[0]["blocks"])) if cards else ""


def _got(where: str, method: str, path: str, body: Json | None = None) -> bytes:
    connection = HTTPConnection(where, timeout=PATIENCE_S)
    try:
        content = json.dumps(body) if body else None
        connection.request(method, path, content, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        read = answer.read()
    except OSError as error:
        raise PlaygroundError(f"{where} does not answer: {error}.") from error
    finally:
        connection.close()
    if answer.status != 200:  # noqa: PLR2004  HTTP's OK
        raise PlaygroundError(f"{where}{path} answered {answer.status}: {read.decode(errors='replace')}")
    return read
