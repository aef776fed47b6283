"""Requests to slack.com and its answers, as they go over HTTP."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from bot.fake_slack.shapes import Json

DECODED = ("blocks", "attachments", "metadata", "view", "prompts")  # JSON within a form


class Answer(NamedTuple):
    """What goes back; nothing does where it is None instead."""

    status: int
    body: bytes
    headers: Mapping[str, str] = {}
    content_type: str = "application/json; charset=utf-8"
    whole: bool = True  # False where the body is all that goes over the wire

    @property
    def readable(self) -> Any:  # noqa: ANN401 - any JSON
        """What stands in it: JSON, or text where it is none."""
        text = self.body.decode(errors="replace")
        return _read(text, text)


def arguments(content_type: str, raw: bytes) -> Json:
    """The arguments in a body, as JSON or as a form; none where it is neither."""
    if content_type == "application/json":
        return _fields(raw.decode(errors="replace"))
    fields: Json = dict(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True))
    if "payload" in fields:
        return _fields(fields["payload"])
    return fields | {name: _read(fields[name], fields[name]) for name in DECODED if name in fields}


def _fields(text: str) -> Json:
    read = _read(text, None)
    return read if isinstance(read, dict) else {}


def _read(text: str, otherwise: Any) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text)
    except ValueError:
        return otherwise


def encoded(body: Json) -> bytes:
    """JSON as it is sent."""
    return json.dumps(body).encode()
