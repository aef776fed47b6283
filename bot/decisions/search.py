"""What people look for among the decisions, as they type it, and the words by which a record is found.

Words are made the same way of what is typed and of what a record says, so that every store finds the same: letters and
digits, in one normal form and in small letters. A record is found where each word that is typed is one of its words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.decisions.record import EVERYWHERE, NO_ONE, Decision, Person, Status
from bot.errors import DecisionError
from bot.ids import ChannelId

PAGE = 10
PAGES = 100_000  # more than anybody turns
WORD_LENGTH = 40  # characters of a word that count
WORDS_LIMIT = 20  # of what is looked for

FILTERS = ("status", "topic", "by", "in", "since", "page")
SEARCHABLE = tuple(status for status in Status if status is not Status.DRAFT)

_FILTER = re.compile(r"([A-Za-z]+):(?!//|:)(.*)", re.DOTALL)
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_PAGE = re.compile(r"0*([1-9][0-9]{0,5})")
_CHANNEL = re.compile(r"<#([CDG][A-Z0-9]+)(?:\|[^<>]*)?>|([CDG][A-Z0-9]{2,})")


@dataclass(frozen=True, slots=True)
class Search:
    """Words that all stand in a record, and what else must hold; empty means any.

    `seen_from` is the channel in which the result is shown: a private channel's records are found only there.
    `within` is the channel that a record came from. `by` decided it or logged it. `since` is the day, in UTC, from
    which it was decided, or logged where nothing is decided yet. `topic` is the whole of a topic.
    """

    words: tuple[str, ...] = ()
    status: Status | None = None
    topic: str = ""
    by: Person = NO_ONE
    within: ChannelId = EVERYWHERE
    since: date | None = None
    seen_from: ChannelId = EVERYWHERE
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, newest first, and how many there are in all."""

    decisions: tuple[Decision, ...]
    total: int


def read_search(text: str, *, by: str, seen_from: ChannelId) -> Search:
    """What somebody, `by`, looks for, such as "queue status:accepted by:me since:2026-01-31 page:2".

    Raises `DecisionError`, whose sentence says what a filter takes.
    """
    words, filters = _taken_apart(text)
    return Search(
        words=words_in(" ".join(words))[:WORDS_LIMIT],
        status=_status(filters.get("status")),
        topic=filters.get("topic", ""),
        by=_person(filters.get("by"), by),
        within=_channel(filters.get("in")),
        since=_day(filters.get("since")),
        seen_from=seen_from,
        page=_page(filters.get("page")),
    )


def _taken_apart(text: str) -> tuple[list[str], dict[str, str]]:
    """The words and the filters of what was typed; a filter that stands there twice would hide what the other found."""
    words: list[str] = []
    filters: dict[str, str] = {}
    parts = iter(text.split())
    for part in parts:
        match = _FILTER.fullmatch(part)
        if match is None:
            words.append(part)
            continue
        name = match[1].casefold()
        if name not in FILTERS:
            known = ", ".join(f"{known}:" for known in FILTERS)
            raise DecisionError(f"There is no filter {match[1]}:. The filters are {known}.")
        if name in filters:
            raise DecisionError(f"{name}: stands there twice; a search takes it once.")
        filters[name] = match[2] or next(parts, "")
    return words, filters


def words_of(decision: Decision) -> tuple[str, ...]:
    """The words by which a record is found, each once."""
    return words_in("\n".join(_texts(decision)))


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, each once, in their order; of a long word the beginning counts."""
    kept = "".join(_kept(character) for character in _folded(text))
    return tuple(dict.fromkeys(word[:WORD_LENGTH] for word in kept.split()))


def _texts(decision: Decision) -> Iterator[str]:
    yield from (decision.title, decision.question, decision.context, decision.rationale, decision.topic)
    yield from decision.consequences
    yield from decision.tags
    for option in decision.options:
        yield from (option.title, *option.pros, *option.cons, option.rejected_because)


def _folded(text: str) -> str:
    """The text in small letters and in normal form KC; folding may undo the normal form, so that comes last."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.casefold()).casefold())


def _kept(character: str) -> str:
    """A letter, its marks or a digit as it is; an invisible character as nothing; anything else as a gap."""
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    return character if kind[0] in "LMN" else " "


def _status(text: str | None) -> Status | None:
    if text is None:
        return None
    if text.casefold() not in SEARCHABLE:
        raise DecisionError(f"status: takes {_or(SEARCHABLE)}.")
    return Status(text.casefold())


def _person(text: str | None, me: str) -> Person:
    if text is None:
        return NO_ONE
    if text.casefold() == "me":
        return Person(me)
    match = _PERSON.fullmatch(text)
    if match is None and (not text or text[0] in "@<"):
        raise DecisionError("by: takes a person whom you pick from the list that @ opens, or me.")
    return Person(match[1] if match else text)


def _channel(text: str | None) -> ChannelId:
    if text is None:
        return EVERYWHERE
    match = _CHANNEL.fullmatch(text)
    if match is None:
        raise DecisionError("in: takes a channel that you pick from the list that # opens.")
    return ChannelId(match[1] or match[2])


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DecisionError("since: takes a day such as 2026-01-31.") from None


def _page(text: str | None) -> int:
    if text is None:
        return 1
    match = _PAGE.fullmatch(text)
    if match is None or int(match[1]) > PAGES:
        raise DecisionError("page: takes a number from 1.")
    return int(match[1])


def _or(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
