"""What is kept of a conversation, and the exchange: all that one delivery leaves behind, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from bot.conversation.mail import Outgoing
from bot.decisions.change import Change
from bot.decisions.weekly import ChannelDigest, WeekDone
from bot.ids import NOBODY, ChannelId, QuestionId, TeamId, UserId
from bot.knowledge.entries import EntryId, OptionId, SignalId

NEVER = datetime.min.replace(tzinfo=UTC)
EVER = "ever:"  # begins the keys of what is done once and never again: they are kept as long as the workspace is


class Place(StrEnum):
    """How a question reached us."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "direct"
    SHORTCUT = "shortcut"
    FOLLOW_UP = "follow-up"
    SUGGESTION = "suggestion"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked.

    `thread_ts` is of the thread that it is in or begins; it and `message_ts` are Slack's, and empty where there is no
    message that others see.

    `private` is whether only some may see it: a command, a direct message, a private channel, one of an unknown kind.
    """

    team: TeamId
    id: QuestionId
    place: Place
    channel: ChannelId
    user: UserId
    text: str
    asked_at: datetime
    thread_ts: str = ""
    message_ts: str = ""
    private: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """An entry that an answer rests on, as it was: the hash of its content, and how well it matched (0 to 1)."""

    entry: EntryId
    content_hash: str
    score: float


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given. `answer` is the whole of it as JSON, `explanation` what it rested on, in words.

    `phrased_by` names the model whose sentences were added, `prose` holds them; both are empty without a model.
    """

    team: TeamId
    question: QuestionId
    answered_at: datetime
    outcome: str
    confidence: str
    pick: OptionId | None
    knowledge_version: str
    signals: tuple[SignalId, ...]
    evidence: tuple[Evidence, ...]
    answer: str
    explanation: str
    phrased_by: str = ""
    prose: str = ""


class Reason(StrEnum):
    """Why somebody found an answer not helpful."""

    WRONG_PICK = "wrong pick"
    OUTDATED = "outdated"
    MISSED_CASE = "missed my case"
    UNCLEAR = "unclear"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person found of one answer; a later vote replaces an earlier one."""

    team: TeamId
    question: QuestionId
    user: UserId
    helpful: bool
    voted_at: datetime
    reason: Reason | None = None
    comment: str = ""


class Lack(StrEnum):
    """What a gap in the knowledge showed itself by."""

    UNANSWERED = "unanswered"
    AMBIGUOUS = "ambiguous"
    DISLIKED = "not helpful"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why somebody found an answer not helpful, and what they wrote; never who."""

    reason: Reason | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the knowledge did not serve. `near` is the entry nearest to it, by which gaps are grouped.

    `text` is the question's, `objections` are of those who dislike its answer, the last first, where that is the lack;
    both are read with the gap, and kept with the question and the votes.
    """

    team: TeamId
    question: QuestionId
    lack: Lack
    near: EntryId | None
    noticed_at: datetime
    text: str = ""
    objections: tuple[Objection, ...] = ()


class Mode(StrEnum):
    """When the bot speaks in a channel."""

    MENTION_ONLY = "mention-only"
    FOLLOW_UPS = "follow-ups"
    SUGGEST = "suggest"
    OFF = "off"


class Listing(StrEnum):
    """Whether an administrator allowed or denied a channel; where any is allowed, all others are denied."""

    NONE = "none"
    ALLOWED = "allowed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What holds in a channel. `shared_on` is whether an administrator turned an externally shared channel on.

    `shared` is whether other organisations were ever found to read it; it is noted by itself, and no change undoes it.
    """

    team: TeamId
    channel: ChannelId
    mode: Mode = Mode.MENTION_ONLY
    listing: Listing = Listing.NONE
    shared_on: bool = False
    changed_by: UserId = NOBODY
    changed_at: datetime = NEVER
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """All that one delivery leaves behind. It is written whole or, where any of its keys is known, not at all.

    `keys` name the delivery (a repeated delivery has at least one of them again). They are kept for some days, those
    that begin with `EVER` for good. `forget` erases what is kept of a person, before the rest is written. Where a
    record of `changes` is not what it was, nothing is written.
    `keys` name the delivery (a repeated delivery has at least one of them again). `forget` erases what is kept of a
    person, before the rest is written. Where a record of `changes` is not what it was, nothing is written. `digest` is
    what a channel wants of its digest; a week of `weeks` that was dealt with before makes the delivery a repeated one.
    """

    team: TeamId
    keys: tuple[str, ...]
    at: datetime
    asked: Asked | None = None
    given: Given | None = None
    gap: Gap | None = None
    vote: Vote | None = None
    settings: ChannelSettings | None = None
    digest: ChannelDigest | None = None
    weeks: tuple[WeekDone, ...] = ()
    changes: tuple[Change, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    forget: UserId | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The outbox at a glance: how many in each state, and the age of the oldest that is not sent, in seconds."""

    states: Mapping[str, int] = field(default_factory=dict)
    oldest_s: float = 0.0
