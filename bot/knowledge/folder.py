"""Reads one knowledge folder: which files there are, what they say item by item, and what is wrong with them.

Nothing is raised here. Problems are collected, and what could not be read is remembered in `Doubts`, so that a
reference to it is not reported as unknown on top of the real problem.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from bot.errors import KnowledgeError
from bot.knowledge.schema import (
    MAX_ENTRIES,
    EntryFileHead,
    WrittenAliases,
    WrittenEntry,
    WrittenGlossary,
    WrittenOption,
    WrittenRow,
    WrittenSignal,
    WrittenTopic,
)
from bot.knowledge.validation import validated
from bot.knowledge.yaml_reader import MAX_BYTES, Document, Place, Plain, read_yaml

_STEM = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_SUFFIXES = {".yaml", ".yml"}
_KNOWN_KEYS = {
    "signals": {"signals", "rows"},
    "outside": {"topics"},
    "options": {"options"},
    "glossary": {"languages"},
}


class Kind(StrEnum):
    """What has an id of its own."""

    ENTRY = "entry"
    SIGNAL = "signal"
    ROW = "row"
    TOPIC = "topic"
    OPTION = "option"


_KEYS = {
    Kind.ENTRY: "entries",
    Kind.SIGNAL: "signals",
    Kind.ROW: "rows",
    Kind.TOPIC: "topics",
    Kind.OPTION: "options",
}
_KINDS = {"signals": (Kind.SIGNAL, Kind.ROW), "outside": (Kind.TOPIC,), "options": (Kind.OPTION,)}


class Item(Protocol):
    """What the items of all kinds have."""

    @property
    def id(self) -> str:
        """The name others refer to."""

    @property
    def replace(self) -> bool:
        """Whether it takes the place of the one with this id in a folder before."""


T_co = TypeVar("T_co", covariant=True)
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Placed(Generic[T_co]):
    """Something written, and where it stands."""

    item: T_co
    document: Document
    place: Place

    @property
    def line(self) -> int:
        """The line it begins on."""
        return self.document.line(self.place)

    def problem(self, inner: Place, what: str) -> str:
        """Return a problem with the part at `inner`."""
        return self.document.problem((*self.place, *inner), what)


@dataclass(slots=True)
class Doubts:
    """What may exist although it could not be read: single items, whole files of entries, whole kinds."""

    items: set[tuple[Kind, str]] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)
    kinds: set[Kind] = field(default_factory=set)

    def may_exist(self, kind: Kind, name: str) -> bool:
        """Say whether a file with problems may have held the item."""
        if kind in self.kinds or (kind, name) in self.items:
            return True
        return kind in {Kind.ENTRY, Kind.ROW} and name.partition(".")[0] in self.prefixes


@dataclass(slots=True)
class Layer:
    """What one folder says. `heads` are by the printed name of their file."""

    problems: list[str] = field(default_factory=list)
    doubts: Doubts = field(default_factory=Doubts)
    heads: dict[str, Placed[EntryFileHead]] = field(default_factory=dict)
    entries: list[Placed[WrittenEntry]] = field(default_factory=list)
    signals: list[Placed[WrittenSignal]] = field(default_factory=list)
    rows: list[Placed[WrittenRow]] = field(default_factory=list)
    topics: list[Placed[WrittenTopic]] = field(default_factory=list)
    options: list[Placed[WrittenOption]] = field(default_factory=list)
    aliases: Placed[WrittenAliases] | None = None
    glossaries: dict[str, Placed[WrittenGlossary]] = field(default_factory=dict)


def read_folder(folder: Path) -> Layer:
    """Return what the YAML files of a folder say; subfolders, hidden files and other files are left alone."""
    layer = Layer()
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.name[0] != ".")
    except OSError as error:
        layer.problems.append(f"{folder}: cannot be read as a folder ({error.strerror}); mend the path")
        layer.doubts.kinds.update(Kind)
        return layer
    if not files:
        layer.problems.append(f"{folder}: holds no YAML file; add one with entries, such as faq.yaml")
        layer.doubts.kinds.update(Kind)
    for path in files:
        _read_file(path, layer)
    return layer


def _read_file(path: Path, layer: Layer) -> None:
    try:
        document = _document(path)
    except KnowledgeError as error:
        layer.problems.extend(error.problems)
        layer.doubts.prefixes.add(path.stem)
        layer.doubts.kinds.update(_KINDS.get(path.stem, ()))
        return
    match path.stem:
        case "signals":
            layer.signals += _items(document, Kind.SIGNAL, WrittenSignal, layer)
            layer.rows += _items(document, Kind.ROW, WrittenRow, layer)
        case "outside":
            layer.topics += _items(document, Kind.TOPIC, WrittenTopic, layer)
        case "options":
            layer.options += _items(document, Kind.OPTION, WrittenOption, layer)
        case "aliases":
            if aliases := validated(WrittenAliases, document.data, document, (), layer.problems):
                layer.aliases = Placed(aliases, document, ())
        case "glossary":
            _read_glossary(document, layer)
        case _:
            _read_entries(path.stem, document, layer)
    if path.stem in _KNOWN_KEYS:
        _refuse_unknown_keys(document, layer)


def _document(path: Path) -> Document:
    if path.suffix != ".yaml" or not _STEM.fullmatch(path.stem):
        what = "has a name that is not used here; rename it to lower-case letters, digits and hyphens with .yaml behind"
        raise KnowledgeError([f"{path}: {what}"])
    if not path.is_file():
        raise KnowledgeError([f"{path}: is not a file; move it away"])
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise KnowledgeError([f"{path}: cannot be read ({error.strerror}); mend its permissions"]) from error
    document = read_yaml(content, str(path))
    if not isinstance(document.data, dict):
        raise KnowledgeError([document.problem((), "is no knowledge file; begin it with `entries:`, say")])
    return document


def _read_entries(stem: str, document: Document, layer: Layer) -> None:
    written = {name: value for name, value in _content(document).items() if name != "entries"}
    head = validated(EntryFileHead, written, document, (), layer.problems)
    layer.heads[document.file] = Placed(head or EntryFileHead(), document, ())
    for placed in _items(document, Kind.ENTRY, WrittenEntry, layer):
        if not placed.item.id.startswith(f"{stem}."):
            layer.problems.append(placed.problem(("id",), f"must begin with `{stem}.`, the name of its file"))
        layer.entries.append(placed)


def _read_glossary(document: Document, layer: Layer) -> None:
    languages = _content(document).get("languages", {})
    if not isinstance(languages, dict):
        layer.problems.append(document.problem(("languages",), "must be a mapping from a language code to its words"))
        return
    for code, written in languages.items():
        place = ("languages", code)
        if glossary := validated(WrittenGlossary, written, document, place, layer.problems):
            layer.glossaries[code] = Placed(glossary, document, place)


def _items(document: Document, kind: Kind, model: type[M], layer: Layer) -> Iterator[Placed[M]]:
    key = _KEYS[kind]
    written = _content(document).get(key, [])
    if not isinstance(written, list):
        layer.problems.append(document.problem((key,), "must be a list, one `- item` a line"))
        layer.doubts.kinds.add(kind)
        return
    if kind is Kind.ENTRY and not 0 < len(written) <= MAX_ENTRIES:
        what = f"must hold 1 to {MAX_ENTRIES:,} entries, not {len(written):,}; add some or split the file"
        layer.problems.append(document.problem((key,), what))
    for number, data in enumerate(written):
        if item := validated(model, data, document, (key, number), layer.problems):
            yield Placed(item, document, (key, number))
        else:
            layer.doubts.items.update((kind, name) for name in _names_in(data))


def _names_in(data: Plain) -> list[str]:
    if not isinstance(data, dict):
        return []
    return [name for name in (data.get("id"), data.get("entry")) if isinstance(name, str)]


def _refuse_unknown_keys(document: Document, layer: Layer) -> None:
    known = _KNOWN_KEYS[Path(document.file).stem]
    for key in _content(document):
        if key not in known:
            what = f"is not known here; this file holds {' and '.join(sorted(known))}"
            layer.problems.append(document.problem((key,), what))


def _content(document: Document) -> dict[str, Plain]:
    return document.data if isinstance(document.data, dict) else {}
