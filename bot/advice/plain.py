"""The answer as plain data, for JSON: the whole of it, there and back, or one line of a batch."""

from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from bot.advice.answer import Answer
from bot.advice.markdown import answer_markdown

ENTRIES_LIMIT = 5


def answer_data(answer: Answer) -> dict[str, Any]:
    """Everything the answer holds; dates are left as dates, for the encoder to write as ISO 8601."""
    return {**asdict(answer), "text": answer_markdown(answer)}


def answer_line(answer: Answer) -> dict[str, Any]:
    """What a batch prints of an answer, without its id."""
    return {
        "outcome": answer.outcome.value,
        "confidence": answer.confidence.value,
        "entries": [{"id": match.entry, "score": match.score} for match in answer.matches[:ENTRIES_LIMIT]],
        "pick": answer.pick,
        "signals": list(answer.signals or ()),
        "flips": [
            {"add": list(flip.added), "remove": list(flip.removed), "pick": flip.pick, "entry": flip.statement.entry}
            for flip in answer.flips
        ],
        "text": answer_markdown(answer),
    }


def answer_json(answer: Answer) -> str:
    """The answer as JSON that `answer_from_json` reads back to an equal answer."""
    return _adapter().dump_json(answer).decode()


def answer_from_json(text: str) -> Answer:
    """The answer that `answer_json` wrote; raises `pydantic.ValidationError` for anything else."""
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)
