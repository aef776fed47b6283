"""The answer: what is said, each statement with the entry it comes from, and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.knowledge.entries import Comparison, EntryId, OptionId, SignalId, Statement


class Outcome(StrEnum):
    """How a question ends: answered, asked back, declined with what comes closest, or declined."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    CLOSEST = "closest"
    NONE = "none"


class Confidence(StrEnum):
    """How sure the match is."""

    STRONG = "strong"
    PARTIAL = "partial"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how well it fits, 0 to 1."""

    entry: EntryId
    score: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of two or more sides, as printed."""

    entry: EntryId
    title: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class StatedFlip:
    """A change of the situation that changes the pick, and the row's entry that says so."""

    added: tuple[SignalId, ...]
    removed: tuple[SignalId, ...]
    pick: OptionId
    statement: Statement


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an entry comes from and how old that is. `age_days` counts from `as_of` to the day of asking."""

    entry: EntryId
    title: str
    heading: str
    publication: str
    as_of: date | None
    age_days: int | None
    stale: bool
    unsourced: bool


@dataclass(frozen=True, slots=True)
class Clarification:
    """One question back, and the choices that would settle it (label, signal or entry id)."""

    question: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `why` holds at most three statements, `gives_up` two, `figures` three, `flips` three. `signals` are those found,
    with their titles. `reason` says why there is no answer, `nearest` what the knowledge has near it.
    """

    question: str
    outcome: Outcome
    confidence: Confidence
    matches: tuple[Match, ...]
    knowledge_version: str
    option_titles: Mapping[OptionId, str] = field(default_factory=dict)
    pick: OptionId | None = None
    pick_title: str = ""
    stack: str = ""
    why: tuple[Statement, ...] = ()
    gives_up: tuple[Statement, ...] = ()
    not_when: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    flips: tuple[StatedFlip, ...] = ()
    sources: tuple[Citation, ...] = ()
    signals: Mapping[SignalId, str] | None = None
    clarification: Clarification | None = None
    reason: str = ""
    nearest: tuple[tuple[EntryId, str], ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()

    def settled(self, number: int) -> str | None:
        """The question that the choice of this number (from 1) makes; None where there is no such choice.

        An entry's title stands for itself; a situation is added to what was asked.
        """
        choices = self.clarification.choices if self.clarification else ()
        if not 1 <= number <= len(choices):
            return None
        label, id_ = choices[number - 1]
        return label if id_ in {match.entry for match in self.matches} else f"{self.question} {label}"
