"""A batch of questions: one JSON object a line in, one a line out, in the same order, whatever a line holds."""

import json
from datetime import date
from typing import Any, BinaryIO

from bot.advice.advisor import Advisor
from bot.advice.plain import answer_line
from bot.advice.question import read_thread
from bot.errors import QuestionError

LINE_LIMIT = 1_000_000  # bytes
_EXPECTED = 'expected {"id": …, "text": "…"} or {"id": …, "thread": ["…", …]}'


class _BadLine(Exception):  # noqa: N818  never leaves this file
    """The line is not an object of the expected form; the message says why."""


def answer_lines(advisor: Advisor, today: date, source: BinaryIO, sink: BinaryIO) -> None:
    """Answer every line of the source into the sink; a line that cannot be read gets an error and the run goes on."""
    while line := source.readline(LINE_LIMIT + 1):
        if len(line) > LINE_LIMIT:
            while line and not line.endswith(b"\n"):
                line = source.readline(LINE_LIMIT)
            written: dict[str, Any] = {"id": None, "error": f"a line is at most {LINE_LIMIT:,} bytes long"}
        else:
            written = _answered(advisor, today, line)
        sink.write(json.dumps(written).encode() + b"\n")
        sink.flush()


def _answered(advisor: Advisor, today: date, line: bytes) -> dict[str, Any]:
    try:
        id_, messages = _parsed(line)
    except _BadLine as error:
        return {"id": None, "error": str(error)}
    try:
        question = read_thread(messages)
    except QuestionError as error:
        return {"id": id_, "error": str(error)}
    return {"id": id_, **answer_line(advisor.ask(question, today))}


def _parsed(line: bytes) -> tuple[str | int, list[str]]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BadLine(f"not a line of JSON; {_EXPECTED}") from error
    if not isinstance(data, dict) or isinstance(data.get("id"), bool) or not isinstance(data.get("id"), str | int):
        raise _BadLine(_EXPECTED)
    text, thread = data.get("text"), data.get("thread")
    if isinstance(text, str) and thread is None:
        return data["id"], [text]
    if isinstance(thread, list) and thread and text is None and all(isinstance(message, str) for message in thread):
        return data["id"], thread
    raise _BadLine(_EXPECTED)
