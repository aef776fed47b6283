"""Names a content by a hash that is the same in any process, whatever file, order or layout it was written in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date

from bot.knowledge.entries import Entry, Library

CONTENT_HASH_LENGTH = 16  # hexadecimal digits
VERSION_LENGTH = 12  # hexadecimal digits

_NOT_CONTENT = {"id", "content_hash", "asks", "see"}


def content_hash(entry: Entry) -> str:
    """Return the hash of what an entry says: everything but its id, its asks and where it points."""
    said = {name: value for name, value in _fields(entry).items() if name not in _NOT_CONTENT}
    return _digest(said)[:CONTENT_HASH_LENGTH]


def with_version(library: Library) -> Library:
    """Return the library with the hash of all it holds as its version; the options count in their order."""
    held = _fields(library) | {"version": "", "options": list(library.options.values())}
    return replace(library, version=_digest(held)[:VERSION_LENGTH])


def _digest(content: Mapping[str, object]) -> str:
    canonical = json.dumps(content, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return _fields(value)


def _fields(value: object) -> dict[str, object]:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no canonical form")
    return {field.name: getattr(value, field.name) for field in fields(value)}
