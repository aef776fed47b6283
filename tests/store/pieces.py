"""Exchanges and mail for these tests, each different by its number."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.conversation.mail import Method, Outgoing
from bot.conversation.records import (
    Asked,
    ChannelSettings,
    Evidence,
    Exchange,
    Gap,
    Given,
    Lack,
    Listing,
    Mode,
    Place,
    Reason,
    Vote,
)
from bot.decisions.weekly import ChannelDigest
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.knowledge.entries import EntryId, OptionId, SignalId

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEAM, OTHER_TEAM = TeamId("T1"), TeamId("T2")
CHANNEL, USER = ChannelId("C1"), UserId("U1")
THREAD = "1772368215.000100"


def question(number: int = 1) -> QuestionId:
    """A question's id."""
    return QuestionId(f"q{number}")


def asked(number: int = 1, **values: object) -> Asked:
    """A question in a thread; a higher number is asked later."""
    plain: dict[str, Any] = {
        "team": TEAM,
        "id": question(number),
        "place": Place.MENTION,
        "channel": CHANNEL,
        "user": USER,
        "text": f"Which stack for case {number}? Für «Übung» 🙂",
        "asked_at": NOW + number * MINUTE,
        "thread_ts": THREAD,
        "message_ts": f"1772368215.{number:06}",
        "private": False,
    }
    return Asked(**(plain | values))


def given(number: int = 1, **values: object) -> Given:
    """The answer to a question."""
    plain: dict[str, Any] = {
        "team": TEAM,
        "question": question(number),
        "answered_at": NOW + number * MINUTE,
        "outcome": "answer",
        "confidence": "strong",
        "pick": OptionId("python"),
        "knowledge_version": "v1",
        "signals": (SignalId("ai"), SignalId("live")),
        "evidence": (Evidence(EntryId("stack.ai"), "abc", 0.875), Evidence(EntryId("stack.live"), "def", 1 / 3)),
        "answer": '{"pick": "python"}',
        "explanation": "Because of «it».",
    }
    return Given(**(plain | values))


def gap(number: int = 1, lack: Lack = Lack.UNANSWERED, **values: object) -> Gap:
    """A gap that a question shows."""
    plain: dict[str, Any] = {
        "team": TEAM,
        "question": question(number),
        "near": EntryId("stack.ai"),
        "noticed_at": NOW + number * MINUTE,
    }
    return Gap(lack=lack, **(plain | values))


def vote(number: int = 1, **values: object) -> Vote:
    """What a person finds of an answer."""
    plain: dict[str, Any] = {
        "team": TEAM,
        "question": question(number),
        "user": USER,
        "helpful": False,
        "voted_at": NOW,
        "reason": Reason.OUTDATED,
        "comment": "é",
    }
    return Vote(**(plain | values))


def channel(name: str = CHANNEL, **values: object) -> ChannelSettings:
    """A channel's settings, none of them the default."""
    plain: dict[str, Any] = {
        "team": TEAM,
        "channel": ChannelId(name),
        "mode": Mode.SUGGEST,
        "listing": Listing.ALLOWED,
        "shared_on": True,
        "changed_by": USER,
        "changed_at": NOW,
    }
    return ChannelSettings(**(plain | values))


def mail(key: str = "m1", **values: object) -> Outgoing:
    """A message for the channel, due at once."""
    arguments: Mapping[str, Any] = {"channel": CHANNEL, "text": f"Text of {key} 🙂", "blocks": [{"b": 1, "a": None}]}
    plain: dict[str, Any] = {
        "team": TEAM,
        "lane": CHANNEL,
        "method": Method.POST,
        "arguments": arguments,
        "due_at": NOW,
    }
    return Outgoing(key=key, **(plain | values))


def exchange(*keys: str, **values: object) -> Exchange:
    """What a delivery of these keys leaves."""
    plain: dict[str, Any] = {"team": TEAM, "at": NOW}
    return Exchange(keys=keys, **(plain | values))


def whole(number: int = 1, **values: object) -> Exchange:
    """A delivery that leaves a bit of everything."""
    plain: dict[str, Any] = {
        "asked": asked(number),
        "given": given(number),
        "gap": gap(number),
        "vote": vote(number),
        "settings": channel(),
        "digest": ChannelDigest(TEAM, CHANNEL, is_on=True, since=NOW, set_by=USER),
        "outgoing": (mail(f"m{number}"),),
    }
    return exchange(f"event-{number}", f"message-{number}", **(plain | values))
