"""Checks what a file says against a model of the schema and tells what is wrong in plain words."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.knowledge.schema import NAME
from bot.knowledge.yaml_reader import Document, Place

M = TypeVar("M", bound=BaseModel)

_MAPPING = "must be a mapping, one `name: value` a line"
_BOOLEAN = "must be true or false"
_WHOLE_NUMBER = "must be a whole number"
_NUMBER = "must be a plain number such as 35000"
_ID = "must be lower-case letters, digits and hyphens, in parts joined by dots"

# By pydantic's type of the error: https://docs.pydantic.dev/latest/errors/validation_errors/
_PLAIN_WORDS = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a field of this format; mend its name or remove it",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "string_too_short": "is empty; write a text or remove it",
    "too_long": "has more than {max_length} items; split it",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "list_type": "must be a list, one `- item` a line",
    "string_type": "must be a text",
    "bool_parsing": _BOOLEAN,
    "bool_type": _BOOLEAN,
    "int_parsing": _WHOLE_NUMBER,
    "int_type": _WHOLE_NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}


def validated(model: type[M], data: object, document: Document, place: Place, problems: list[str]) -> M | None:
    """Return the data as the model, or None after adding what is wrong with it to `problems`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            # pydantic marks a bad key of a mapping, which is named already, with a last part of its own
            inner = tuple(part for part in found["loc"] if part != "[key]")
            what = _plain_words(found["type"], found["msg"], found["input"], found.get("ctx", {}))
            problems.append(document.problem((*place, *inner), what))
        return None


def _plain_words(kind: str, message: str, written: object, context: Mapping[str, Any]) -> str:
    if written is None:
        return "is empty; write a value or remove the line"
    if kind == "string_pattern_mismatch":
        return f"{_ID}, such as {'python' if context['pattern'] == NAME else 'faq.refund'}"
    return _PLAIN_WORDS.get(kind, message).format_map(context)
