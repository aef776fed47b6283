"""A decision as a record: what was decided, why, what it rested on, and what would make the team think again.

The fields are those of MADR 4.0 (https://adr.github.io/madr/) and a few of ours.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from bot.ids import ChannelId, QuestionId, TeamId
from bot.knowledge.entries import EntryId, SignalId

DecisionId = NewType("DecisionId", str)  # ten characters, never shown to people; they see the number
Person = NewType("Person", str)  # a member id of Slack (U… or W…), or a name where a file had one

NO_ONE = Person("")
NO_ENTRY = EntryId("")
NO_QUESTION = QuestionId("")
EVERYWHERE = NO_CHANNEL = ChannelId("")  # a record that any channel may see; a record that came from none
ORG = "org"


class Status(StrEnum):
    """Where a decision stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"


class Reversibility(StrEnum):
    """How hard a decision is to take back."""

    TWO_WAY = "two-way"
    ONE_WAY = "one-way"
    UNKNOWN = "unknown"


class Importance(StrEnum):
    """How much a decision driver weighs."""

    MUST = "must"
    SHOULD = "should"
    NICE = "nice"


class Following(StrEnum):
    """What a team did with the bot's advice."""

    FOLLOWED = "followed"
    OVERRODE = "overrode"
    NO_ANSWER = "no answer"


class Held(StrEnum):
    """What became of a decision, as a review found."""

    HELD = "held"
    PARTLY = "partly"
    WRONG = "wrong"
    TOO_EARLY = "too early"


class Tie(StrEnum):
    """How one record relates to another; each tie is written on both, but on no public one that names a private one."""

    SUPERSEDES = "supersedes"
    SUPERSEDED_BY = "superseded by"
    RELATES_TO = "relates to"
    NO_CONFLICT = "no conflict with"


class Making(StrEnum):
    """Where the words of a record come from."""

    PERSON = "person"
    MODEL = "model"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Driver:
    """A decision driver: a signal of the knowledge, or a word of the team's."""

    signal: str
    importance: Importance = Importance.SHOULD
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConsideredOption:
    """A considered option; `rejected_because` is empty for the chosen ones."""

    title: str
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    rejected_because: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decision rests on: an entry as it was at the time, with its figure as shown; or a URL, and no more."""

    entry: EntryId = NO_ENTRY
    content_hash: str = ""
    knowledge_version: str = ""
    figure: str = ""
    stale: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the bot had advised; `reason` says why it was overridden. Without an answer, the rest is empty."""

    following: Following = Following.NO_ANSWER
    question: QuestionId = NO_QUESTION
    pick: str = ""
    confidence: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Flip:
    """A change of the situation that would change the advice, and the entry that says so."""

    text: str
    entry: EntryId
    added: tuple[SignalId, ...] = ()
    removed: tuple[SignalId, ...] = ()


@dataclass(frozen=True, slots=True)
class Dissent:
    """Who saw it otherwise, in a line."""

    who: Person
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it."""

    on: date
    held: Held
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to another record of the same workspace. `number` is that record's, as people know it."""

    tie: Tie
    to: DecisionId
    number: int


@dataclass(frozen=True, slots=True)
class Source:
    """The message or thread that a record came from; all empty for one that was typed or imported."""

    channel: ChannelId = NO_CHANNEL
    thread_ts: str = ""
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who or what wrote the words. Those of a model stand once somebody confirmed them.

    `file_hash` is of the file that a record was imported from, SHA-256 in hexadecimal.
    """

    making: Making = Making.PERSON
    confirmed_by: Person = NO_ONE
    confirmed_at: datetime | None = None
    file_hash: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One record. `number` is 0 until the store gives one; `revision` counts the writes.

    `topic` is an entry's id, or `custom:` and a slug; `scope` is `org`, `team:<name>` or `service:<name>`.
    `chosen` holds titles of `options`. `private_to` is the private channel (or direct messages) that alone may see it,
    `EVERYWHERE` for a public record. `retires` names the records that this one supersedes once it is accepted.
    """

    team: TeamId
    id: DecisionId
    title: str
    status: Status
    created_at: datetime
    created_by: Person
    topic: str
    number: int = 0
    revision: int = 0
    decided_at: datetime | None = None
    decision_makers: tuple[Person, ...] = ()
    consulted: tuple[Person, ...] = ()
    informed: tuple[Person, ...] = ()
    owner: Person = NO_ONE
    deputy: Person = NO_ONE
    scope: str = ORG
    tags: tuple[str, ...] = ()
    question: str = ""
    context: str = ""
    drivers: tuple[Driver, ...] = ()
    options: tuple[ConsideredOption, ...] = ()
    chosen: tuple[str, ...] = ()
    rationale: str = ""
    consequences: tuple[str, ...] = ()
    confirmation: tuple[str, ...] = ()
    reversibility: Reversibility = Reversibility.UNKNOWN
    grounds: tuple[Grounds, ...] = ()
    advice: Advice = field(default_factory=Advice)
    review_on: date | None = None
    flips: tuple[Flip, ...] = ()
    dissent: tuple[Dissent, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    links: tuple[Link, ...] = ()
    retires: tuple[DecisionId, ...] = ()
    source: Source = field(default_factory=Source)
    private_to: ChannelId = EVERYWHERE
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def name(self) -> str:
        """How people call it, such as ADR-0007; what has no number yet, by what it is."""
        return f"ADR-{self.number:04d}" if self.number else "The new decision"

    @property
    def in_force(self) -> bool:
        """Whether it holds now."""
        return self.status is Status.ACCEPTED

    def seen_from(self, channel: ChannelId) -> bool:
        """Whether a channel may see it: a private channel's record is seen nowhere else."""
        return self.private_to in {EVERYWHERE, channel}

    def tied(self, tie: Tie) -> tuple[Link, ...]:
        """Its ties of one kind."""
        return tuple(link for link in self.links if link.tie is tie)
