"""What the knowledge is made of: entries, statements with their source, signals, rows and outside topics.

An *entry* is one row, list or answer of a source. A *signal* is something a situation can have ("real-time",
"plain CRUD"). A *row* says which signals lead to which pick, and which entry says so. An *outside topic* is what
the knowledge knows that it does not cover.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NewType

EntryId = NewType("EntryId", str)
OptionId = NewType("OptionId", str)
SignalId = NewType("SignalId", str)

BOTH = OptionId("both")
EITHER = OptionId("either")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence and the entry it comes from."""

    text: str
    entry: EntryId


@dataclass(frozen=True, slots=True)
class Source:
    """The publication an entry was taken from."""

    title: str
    author: str
    publisher: str
    date: date


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two (or more) sides of a row: printed text by option, and numbers where the text is one number.

    `unit` belongs to `values`; `better` is "higher", "lower" or "" where neither is; `margin` is printed
    behind the winner, such as "1.6x".
    """

    sides: Mapping[OptionId, str]
    values: Mapping[OptionId, float]
    unit: str = ""
    better: str = ""
    winner: OptionId | None = None
    margin: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, list or answer of a source, with the questions it answers.

    `max_age_days` is how long evidence of this kind is trusted after `as_of`; `source` and the two are None in
    a plain FAQ that names none. `content_hash` changes whenever what the entry says changes (asks apart).
    """

    id: EntryId
    title: str
    heading: str
    content_hash: str
    source: Source | None = None
    as_of: date | None = None
    max_age_days: int | None = None
    pick: OptionId | None = None
    stack: str = ""
    answer: str = ""
    points: tuple[Statement, ...] = ()
    gives_up: tuple[Statement, ...] = ()
    not_when: tuple[Statement, ...] = ()
    comparison: Comparison | None = None
    asks: tuple[str, ...] = ()
    see: tuple[EntryId, ...] = ()

    def is_stale(self, today: date) -> bool:
        """Whether it is older than evidence of its kind is trusted."""
        if self.as_of is None or self.max_age_days is None:
            return False
        return (today - self.as_of).days > self.max_age_days


@dataclass(frozen=True, slots=True)
class Signal:
    """Something a situation can have. `phrases` fire it; every ask of the entries in `taught_by` has it too."""

    id: SignalId
    title: str
    phrases: tuple[str, ...]
    taught_by: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: where all of `needs`, one of `any_of` and none of `excludes` hold, `entry` says `pick`.

    `rank` 1 is what the product does, 2 what the team or the deployment is like: a row of rank 1 decides
    before one of rank 2. `beats` names rows (by id) that this one replaces when both hold.
    """

    id: str
    entry: EntryId
    pick: OptionId
    needs: tuple[SignalId, ...] = ()
    any_of: tuple[SignalId, ...] = ()
    excludes: tuple[SignalId, ...] = ()
    beats: tuple[str, ...] = ()
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject the knowledge does not cover: proper names, sure phrases, example questions, and the reason given.

    `is_question` is False for what asks nothing of the kind, such as small talk.
    """

    id: str
    title: str
    reason: str
    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    is_question: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be picked, and the words that name it."""

    id: OptionId
    title: str
    names: tuple[str, ...]

    @property
    def known_as(self) -> tuple[str, ...]:
        """Every word that names it: its names, its id and its title, in lower case."""
        return (*self.names, self.id, self.title.lower())


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words of another language: how to recognise it, and their English meanings."""

    function_words: frozenset[str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Library:
    """All that is known, checked and immutable. `version` is a hash of the content, the same in any process.

    `notes` are the remarks of a file about all its entries, by the prefix of their ids.
    """

    version: str
    entries: Mapping[EntryId, Entry]
    options: Mapping[OptionId, Option] = field(default_factory=dict)
    signals: Mapping[SignalId, Signal] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    glossaries: Mapping[str, Glossary] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    notes: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
