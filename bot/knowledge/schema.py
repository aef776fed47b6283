"""The formats of the knowledge files, as pydantic models of what is written in them.

An entry file holds what its entries have in common (`EntryFileHead`) and a list of `WrittenEntry`; a plain FAQ entry
is no more than `{id, title, answer, asks}`. The items of a file are checked one by one, so that one bad item does
not hide the problems of the next. `replace: true` says that an item takes the place of the one with its id in a
folder before.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

MAX_ENTRIES = 20_000  # in one file
MAX_ASKS = 2_000  # of one entry or topic
MAX_PHRASES = 2_000

NAME = r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$"
_ENTRY_ID = r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$"
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _as_date(value: object) -> object:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value.strip()):
        message = "must be a date such as 2026-05-26"
        raise ValueError(message)
    return date.fromisoformat(value.strip())


def _as_statement(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Ask = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
OutsideAsk = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=NAME)]
EntryName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=_ENTRY_ID)]
IsoDate = Annotated[date, BeforeValidator(_as_date)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenStatement(_Written):
    """A sentence, and the entry it comes from where that is another one."""

    text: Text
    source_entry: EntryName | None = Field(default=None, alias="from")


Statements = Annotated[list[Annotated[WrittenStatement, BeforeValidator(_as_statement)]], Field(max_length=50)]


class WrittenSource(_Written):
    """The publication all entries of a file were taken from."""

    title: Title
    author: Title
    publisher: Title
    date: IsoDate


class EntryFileHead(_Written):
    """What an entry file says about all its entries."""

    source: WrittenSource | None = None
    heading: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    as_of: IsoDate | None = None
    max_age_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    notes: Statements = []


class WrittenEntry(_Written):
    """One entry of an entry file."""

    id: EntryName
    title: Title
    replace: bool = False
    pick: Name | None = None
    stack: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    answer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    points: Statements = []
    gives_up: Statements = []
    not_when: Statements = []
    sides: dict[Name, Text] = {}
    values: dict[Name, Number] = {}
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    better: Literal["higher", "lower", ""] = ""
    winner: Name | None = None
    margin: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    asks: Annotated[list[Ask], Field(max_length=MAX_ASKS)] = []
    see: Annotated[list[EntryName], Field(max_length=100)] = []

    @model_validator(mode="after")
    def _comparison_has_sides(self) -> "WrittenEntry":
        if not self.sides and (self.values or self.unit or self.better or self.winner or self.margin):
            message = (
                "has values, unit, better, winner or margin without sides; add `sides` with a text for each option"
            )
            raise ValueError(message)
        return self


class WrittenSignal(_Written):
    """One signal of `signals.yaml`."""

    id: Name
    title: Title
    phrases: Annotated[list[Phrase], Field(max_length=MAX_PHRASES)] = []
    taught_by: Annotated[list[EntryName], Field(max_length=1_000)] = []
    replace: bool = False


Names = Annotated[list[Name], Field(max_length=100)]


class WrittenRow(_Written):
    """One row of `signals.yaml`; its id is that of its entry unless it says otherwise."""

    id: Name
    entry: EntryName
    pick: Name | None = None
    needs: Names = []
    any_of: Names = []
    excludes: Names = []
    beats: Names = []
    rank: Annotated[int, Field(ge=1, le=2)] = 1
    replace: bool = False

    @model_validator(mode="before")
    @classmethod
    def _named_after_its_entry(cls, written: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever was written
        if isinstance(written, dict) and "entry" in written:
            return {"id": written["entry"], **written}
        return written


class WrittenTopic(_Written):
    """One topic of `outside.yaml`."""

    id: Name
    title: Title
    reason: Text
    names: Annotated[list[Phrase], Field(max_length=MAX_PHRASES)] = []
    phrases: Annotated[list[Phrase], Field(max_length=MAX_PHRASES)] = []
    asks: Annotated[list[OutsideAsk], Field(max_length=MAX_ASKS)] = []
    is_question: bool = True
    replace: bool = False


def _is_free(name: str) -> str:
    if name in {"both", "either"}:
        message = "is taken: `both` and `either` are picks of their own; choose another id"
        raise ValueError(message)
    return name


class WrittenOption(_Written):
    """One option of `options.yaml`."""

    id: Annotated[Name, AfterValidator(_is_free)]
    title: Title
    names: Annotated[list[Phrase], Field(max_length=MAX_PHRASES)]
    replace: bool = False


class WrittenAliases(_Written):
    """`aliases.yaml`; `replace` names the short forms of a folder before that get another meaning here."""

    aliases: Annotated[dict[Phrase, Phrase], Field(max_length=20_000)]
    replace: Annotated[list[Phrase], Field(max_length=20_000)] = []


class WrittenGlossary(_Written):
    """The words of one language in `glossary.yaml`."""

    function_words: Annotated[list[Phrase], Field(max_length=20_000)] = []
    words: Annotated[dict[Phrase, Phrase], Field(max_length=100_000)] = {}
