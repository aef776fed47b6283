"""What people look for among the decisions, as they type it."""

from dataclasses import dataclass
from datetime import date

from bot.decisions.record import EVERYWHERE, NO_ONE, Decision, Person, Status
from bot.ids import ChannelId

PAGE = 10


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
