"""What goes out: messages for Slack and tasks of our own, each done once, in the order of its lane."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Method(StrEnum):
    """What is done with a row of the outbox: a call of Slack, or one of our tasks."""

    POST = "chat.postMessage"
    POST_PRIVATELY = "chat.postEphemeral"
    UPDATE = "chat.update"
    RESPOND = "response_url"
    OPEN_VIEW = "views.open"
    UPDATE_VIEW = "views.update"
    PUBLISH_HOME = "views.publish"
    SUGGEST_PROMPTS = "assistant.threads.setSuggestedPrompts"
    ANSWER = "task.answer"
    SHARE = "task.share"
    PHRASE = "task.phrase"
    FILL_FORM = "task.form"
    DRAFT_THREAD = "task.draft"
    SHOW_DECISION = "task.decision"
    ASK_OWNER = "task.review"
    DIGEST = "task.digest"


# What may be slow, so it has threads of its own.
TASKS = frozenset(method for method in Method if method.value.startswith("task."))


class State(StrEnum):
    """Where a row of the outbox stands.

    `pending` waits for its turn; `sending` is leased; `ambiguous` may have arrived and is to be settled before anything
    is sent again; `sent`, `dead` and `expired` are final.
    """

    PENDING = "pending"
    SENDING = "sending"
    AMBIGUOUS = "ambiguous"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"


FINAL = frozenset({State.SENT, State.DEAD, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to do. `key` names it: a team has each key once, and the same key with other arguments is an error.

    Where `first_wins`, later ones of the same key are dropped silently, whatever they hold. In a lane (a channel, a
    person's views, a task) rows go out in order, one at a time. `follows` is the key of the message that this one
    updates or, where this one is posted, in whose thread it stands: its channel and ts are known once that is sent.
    After `expires_at` it is not worth sending. `person` is for whose sake it goes out, empty where it is for nobody's:
    when they are forgotten, it is dropped unless it is sent.
    """

    team: str
    key: str
    lane: str
    method: Method
    arguments: Mapping[str, Any]
    due_at: datetime
    expires_at: datetime | None = None
    follows: str = ""
    first_wins: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True)
class Leased:
    """A row in the hands of one sender until `leased_until`; a write with an older `fence` has no effect.

    `doubtful` is whether an earlier attempt may have arrived. `follows_channel` and `follows_ts` are where the message
    that `mail.follows` names went; both are empty while or because that was not sent. `follows_waits` is whether
    it may still be sent. No attempt is older than `written_at`, when the row was written.
    """

    mail: Outgoing
    number: int
    fence: int
    attempts: int
    leased_until: datetime
    doubtful: bool = False
    follows_channel: str = ""
    follows_ts: str = ""
    follows_waits: bool = False
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A row of the outbox as an operator sees it; never its text."""

    team: str
    number: int
    key: str
    lane: str
    method: Method
    state: State
    attempts: int
    created_at: datetime
    error: str = ""
