"""Evidence that moved: which decisions rest on what the knowledge says otherwise now, no longer says, or says of old.

The hash of an entry's content is the whole test. Whoever finds that a decision still holds puts it on today's
content, so that nobody is asked about the same again; an entry that is gone has no content and so an empty hash.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.decisions.change import Act, Change
from bot.decisions.record import Decision, Grounds, Held
from bot.decisions.reviews import reviewed
from bot.ids import lasting_id
from bot.knowledge.entries import Comparison, EntryId, Library, OptionId

GONE = ""  # the hash of an entry that the knowledge does not have


class Shift(StrEnum):
    """What became of an entry since a decision was put on it."""

    CHANGED = "changed"
    REMOVED = "removed"
    STALE = "gone stale"


@dataclass(frozen=True, slots=True)
class Moved:
    """A decision in force, and what it rests on that moved, each with what became of it.

    `key` is the same for the same decision and the same state of the entries: its owner is asked once under it.
    """

    decision: Decision
    grounds: tuple[tuple[Grounds, Shift], ...]
    key: str


@dataclass(frozen=True, slots=True)
class Movement:
    """What became of an entry, in words: its title, the figure as it was shown and as it is, the day of what is stale.

    What is not known is empty.
    """

    entry: EntryId
    title: str
    shift: Shift
    was: str = ""
    now: str = ""
    as_of: str = ""


def moved(records: Iterable[Decision], library: Library, today: date) -> tuple[Moved, ...]:
    """The decisions in force whose evidence moved, in the order of the records."""
    found = ((decision, tuple(_shifts(decision, library, today))) for decision in records if decision.in_force)
    return tuple(Moved(decision, grounds, _key(decision, grounds, library)) for decision, grounds in found if grounds)


def movements(found: Moved, library: Library) -> tuple[Movement, ...]:
    """What became of the evidence of a decision, each entry in words."""
    return tuple(_movement(grounds, shift, library) for grounds, shift in found.grounds)


def outrun(resting: Iterable[tuple[EntryId, str]], library: Library, today: date) -> frozenset[EntryId]:
    """The entries that may have moved for who rests on them, of all that records rest on: each with its hash there."""
    pairs = (Grounds(entry, content_hash) for entry, content_hash in resting)
    return frozenset(one.entry for one in pairs if _shift(one, library, today))


def rebased(decision: Decision, library: Library, today: date) -> tuple[Grounds, ...]:
    """What a decision rests on, as the knowledge has it today."""
    return tuple(_rebased(one, library, today) if one.entry else one for one in decision.grounds)


def still_holds(decision: Decision, act: Act, library: Library) -> Change:
    """The record, found to hold with the evidence as it is now."""
    change = reviewed(decision, act, Held.HELD)
    return replace(change, after=replace(change.after, grounds=rebased(decision, library, act.at.date())))


def printed(comparison: Comparison, titles: Mapping[OptionId, str]) -> str:
    """A figure as shown, such as "Python $40, Node.js $25 (1.6x)"."""
    sides = ", ".join(f"{titles.get(option, option)} {text}" for option, text in comparison.sides.items())
    return f"{sides} ({comparison.margin})" if comparison.margin else sides


def _shifts(decision: Decision, library: Library, today: date) -> Iterator[tuple[Grounds, Shift]]:
    for one in decision.grounds:
        if shift := _shift(one, library, today):
            yield one, shift


def _shift(grounds: Grounds, library: Library, today: date) -> Shift | None:
    if not grounds.entry:
        return None
    entry = library.entries.get(grounds.entry)
    if entry is None:
        return None if grounds.content_hash == GONE else Shift.REMOVED
    if entry.content_hash != grounds.content_hash:
        return Shift.CHANGED
    return Shift.STALE if entry.is_stale(today) and not grounds.stale else None


def _movement(grounds: Grounds, shift: Shift, library: Library) -> Movement:
    entry = library.entries.get(grounds.entry)
    if entry is None:
        return Movement(grounds.entry, grounds.entry, shift, grounds.figure)
    now = printed(entry.comparison, _titles(library)) if entry.comparison else ""
    as_of = f"{entry.as_of:%Y-%m-%d}" if entry.as_of else ""
    return Movement(grounds.entry, entry.title, shift, grounds.figure, now, as_of)


def _titles(library: Library) -> Mapping[OptionId, str]:
    return {option.id: option.title for option in library.options.values()}


def _key(decision: Decision, grounds: Iterable[tuple[Grounds, Shift]], library: Library) -> str:
    states = sorted(f"{one.entry} {shift} {_hash(one, library)}" for one, shift in grounds)
    return f"evidence:{decision.id}:{lasting_id(chr(10).join(states))}"


def _hash(grounds: Grounds, library: Library) -> str:
    entry = library.entries.get(grounds.entry)
    return entry.content_hash if entry else GONE


def _rebased(grounds: Grounds, library: Library, today: date) -> Grounds:
    entry = library.entries.get(grounds.entry)
    if entry is None:
        return replace(grounds, content_hash=GONE, knowledge_version=library.version)
    titles = _titles(library)
    return replace(
        grounds,
        content_hash=entry.content_hash,
        knowledge_version=library.version,
        figure=printed(entry.comparison, titles) if entry.comparison and grounds.figure else grounds.figure,
        stale=entry.is_stale(today),
    )
