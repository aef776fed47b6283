"""What people look for among the decisions, as they type it."""

import re
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from bot.decisions.record import EVERYWHERE, NO_ONE, Decision, Person, Status
from bot.ids import ChannelId

PAGE = 10
WORD_LENGTH = 40  # characters; what is longer is cut

_WORD = re.compile(r"[^\W_]+")


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


def words_of(decision: Decision) -> tuple[str, ...]:
    """The words by which a record is found, each once, in the order in which they stand there first."""
    texts = (
        *(decision.title, decision.topic, *decision.tags, decision.question, decision.context, decision.rationale),
        *(text for one in decision.options for text in (one.title, *one.pros, *one.cons, one.rejected_because)),
        *(text for one in decision.drivers for text in (one.signal, one.note)),
        *(*decision.consequences, *decision.confirmation),
        *(one.text for one in decision.dissent),
        *(one.note for one in decision.outcomes),
    )
    return tuple(dict.fromkeys(word for text in texts for word in words_in(text)))


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, as both what is kept and what is looked for are compared."""
    return tuple(word[:WORD_LENGTH] for word in _WORD.findall(normalize("NFKC", text).casefold()))
