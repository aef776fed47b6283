"""Turns the library into plain JSON data, for other programs and for showing one entry."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from bot.knowledge.entries import Comparison, Entry, Library, Source, Statement


class ExportedStatement(TypedDict):
    """A sentence and the id of the entry it comes from."""

    text: str
    entry: str


class ExportedSource(TypedDict):
    """A publication; the date is ISO 8601."""

    title: str
    author: str
    publisher: str
    date: str


class ExportedComparison(TypedDict):
    """The sides of a row, by option id."""

    sides: dict[str, str]
    values: dict[str, float]
    unit: str
    better: str
    winner: str | None
    margin: str


class ExportedEntry(TypedDict):
    """All of an entry; `notes` are the remarks of its file about all entries in it. Dates are ISO 8601."""

    id: str
    title: str
    heading: str
    content_hash: str
    source: ExportedSource | None
    as_of: str | None
    max_age_days: int | None
    pick: str | None
    stack: str
    answer: str
    points: list[ExportedStatement]
    gives_up: list[ExportedStatement]
    not_when: list[ExportedStatement]
    comparison: ExportedComparison | None
    asks: list[str]
    see: list[str]
    notes: list[ExportedStatement]


class Exported(TypedDict):
    """The entries of a library, sorted by id, and its version."""

    version: str
    entries: list[ExportedEntry]


def exported(library: Library) -> Exported:
    """Return all entries as plain JSON data."""
    entries = [exported_entry(library.entries[name], library) for name in sorted(library.entries)]
    return {"version": library.version, "entries": entries}


def exported_entry(entry: Entry, library: Library) -> ExportedEntry:
    """Return one entry of the library as plain JSON data."""
    return {
        "id": entry.id,
        "title": entry.title,
        "heading": entry.heading,
        "content_hash": entry.content_hash,
        "source": _source(entry.source),
        "as_of": _iso(entry.as_of),
        "max_age_days": entry.max_age_days,
        "pick": entry.pick,
        "stack": entry.stack,
        "answer": entry.answer,
        "points": _statements(entry.points),
        "gives_up": _statements(entry.gives_up),
        "not_when": _statements(entry.not_when),
        "comparison": _comparison(entry.comparison),
        "asks": list(entry.asks),
        "see": list(entry.see),
        "notes": _statements(library.notes.get(entry.id.partition(".")[0], ())),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _source(source: Source | None) -> ExportedSource | None:
    if source is None:
        return None
    return {
        "title": source.title,
        "author": source.author,
        "publisher": source.publisher,
        "date": source.date.isoformat(),
    }


def _statements(statements: Iterable[Statement]) -> list[ExportedStatement]:
    return [{"text": statement.text, "entry": statement.entry} for statement in statements]


def _comparison(comparison: Comparison | None) -> ExportedComparison | None:
    if comparison is None:
        return None
    return {
        "sides": {str(option): text for option, text in comparison.sides.items()},
        "values": {str(option): number for option, number in comparison.values.items()},
        "unit": comparison.unit,
        "better": comparison.better,
        "winner": comparison.winner,
        "margin": comparison.margin,
    }
