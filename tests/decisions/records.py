"""Records for tests: one by one with `record`, and any sound one at all with `records()`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.decisions.change import Act
from bot.decisions.record import (
    Advice,
    ConsideredOption,
    Decision,
    DecisionId,
    Dissent,
    Driver,
    Flip,
    Following,
    Grounds,
    Held,
    Importance,
    Link,
    Making,
    Outcome,
    Person,
    Provenance,
    Reversibility,
    Source,
    Status,
    Tie,
)
from bot.decisions.soundness import DECIDED
from bot.ids import ChannelId, QuestionId, TeamId, lasting_id
from bot.knowledge.entries import EntryId, SignalId

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEAM = TeamId("T1")
ANN, BEN, CLEO = Person("U1"), Person("U2"), Person("U3")
PRIVATE, OTHER_PRIVATE, PUBLIC = ChannelId("G1"), ChannelId("G2"), ChannelId("C1")
PYTHON, NODE, GO = (ConsideredOption(title) for title in ("Python", "Node.js", "Go"))


def act(by: Person = ANN, at: datetime = NOW, why: str = "") -> Act:
    """What somebody does."""
    return Act(by, at, why)


def record_id(number: int) -> DecisionId:
    """The id of the record of a number."""
    return DecisionId(lasting_id(str(number)))


def record(number: int = 1, **changes: object) -> Decision:
    """A record that Ann accepted, or what else is asked for; it is sound unless a change makes it otherwise."""
    plain: dict[str, Any] = {
        "team": TEAM,
        "id": record_id(number),
        "number": number,
        "revision": 1,
        "title": f"Use Python for case {number}",
        "status": Status.ACCEPTED,
        "created_at": NOW + timedelta(minutes=number),
        "created_by": ANN,
        "topic": "stack.ai",
        "owner": ANN,
        "decision_makers": (ANN,),
        "options": (PYTHON, NODE),
        "chosen": (PYTHON.title,),
        "rationale": "The team knows it.",
    }
    plain |= changes
    if plain["status"] is not Status.DRAFT:
        plain.setdefault("provenance", Provenance(confirmed_by=ANN, confirmed_at=NOW))
    if plain["status"] in DECIDED:
        plain.setdefault("decided_at", NOW + timedelta(minutes=number))
        plain.setdefault("review_on", date(2026, 9, 2))
    if plain["status"] is Status.SUPERSEDED:
        plain.setdefault("links", (Link(Tie.SUPERSEDED_BY, record_id(number + 1), number + 1),))
    return Decision(**plain)


def draft(number: int = 1, **changes: object) -> Decision:
    """A record that nobody has written down yet."""
    return replace(record(number, **({"status": Status.DRAFT} | changes)), number=0, revision=0)


def superseded(number: int, by: int, **changes: object) -> Decision:
    """A record whose place another one has taken."""
    link = Link(Tie.SUPERSEDED_BY, record_id(by), by)
    return record(number, **({"status": Status.SUPERSEDED, "links": (link,)} | changes))


def several(values: st.SearchStrategy[Any], most: int = 2, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few of them."""
    return st.lists(values, min_size=least, max_size=most).map(tuple)


TEXTS = st.text(max_size=30)
LINES = st.text(min_size=1, max_size=20)
SAID = LINES.filter(str.strip)
SLUGS = st.text("abcz019", min_size=1, max_size=8)
PEOPLE = st.one_of(SLUGS.map("U{}".format), LINES).map(Person)
PERHAPS = st.one_of(st.just(Person("")), PEOPLE)
NUMBERS = st.integers(1, 999)
MOMENTS = st.integers(0, 10**9).map(lambda s: datetime(1995, 1, 1, tzinfo=UTC) + timedelta(seconds=s, microseconds=s))
DAYS = st.dates(date(1995, 1, 1), date(2040, 12, 31))
ENTRIES = st.builds("{}.{}".format, SLUGS, SLUGS).map(EntryId)
CHANNELS = st.sampled_from([PUBLIC, PRIVATE, OTHER_PRIVATE])
TITLES = st.text(min_size=3, max_size=120).filter(lambda text: len(text.strip()) >= 3)
SCOPES = st.one_of(st.just("org"), SLUGS.map("team:{}".format), SLUGS.map("service:{}".format))
TOPICS = st.one_of(ENTRIES, SLUGS.map("custom:{}".format))
OPTIONS = st.lists(
    st.builds(ConsideredOption, SAID, several(LINES), several(LINES), TEXTS),
    min_size=1,
    max_size=3,
    unique_by=lambda option: option.title.casefold(),
).map(tuple)
GROUNDS = st.one_of(
    st.builds(Grounds, ENTRIES, SLUGS, SLUGS, TEXTS, st.booleans()),
    st.builds(Grounds, url=LINES),
)
ADVICE = st.builds(Advice, st.sampled_from(Following), SLUGS.map(QuestionId), TEXTS, TEXTS, TEXTS)
SIGNALS = several(SLUGS.map(SignalId))
TIES = st.builds(
    Link, st.sampled_from([Tie.SUPERSEDES, Tie.RELATES_TO, Tie.NO_CONFLICT]), NUMBERS.map(record_id), NUMBERS
)
SUCCESSOR = Link(Tie.SUPERSEDED_BY, record_id(10_000), 10_000)

# What any record may have, whatever its status.
_COMMON: dict[str, st.SearchStrategy[Any]] = {
    "team": st.just(TEAM),
    "id": st.integers(1_000, 9_999).map(record_id),
    "number": st.integers(1_000, 9_999),
    "revision": st.integers(1, 50),
    "title": TITLES,
    "created_at": MOMENTS,
    "created_by": PEOPLE,
    "topic": TOPICS,
    "consulted": several(PEOPLE),
    "informed": several(PEOPLE),
    "owner": PERHAPS,
    "deputy": PERHAPS,
    "scope": SCOPES,
    "tags": several(SLUGS),
    "question": TEXTS,
    "context": TEXTS,
    "drivers": several(st.builds(Driver, LINES, st.sampled_from(Importance), TEXTS)),
    "options": OPTIONS,
    "consequences": several(LINES),
    "confirmation": several(LINES),
    "reversibility": st.sampled_from(Reversibility),
    "grounds": several(GROUNDS),
    "advice": ADVICE,
    "review_on": st.none() | DAYS,
    "flips": several(st.builds(Flip, LINES, ENTRIES, SIGNALS, SIGNALS)),
    "dissent": several(st.builds(Dissent, PEOPLE, LINES)),
    "outcomes": several(st.builds(Outcome, DAYS, st.sampled_from(Held), TEXTS)),
    "links": several(TIES),
    "source": st.builds(Source, CHANNELS, TEXTS, TEXTS),
    "private_to": st.one_of(st.just(ChannelId("")), CHANNELS),
}
_UNDECIDED = _COMMON | {
    "decision_makers": several(PEOPLE),
    "rationale": TEXTS,
    "retires": several(NUMBERS.map(record_id)),
}
_DECIDED = _COMMON | {"decision_makers": several(PEOPLE, least=1), "rationale": SAID, "decided_at": MOMENTS}
_CONFIRMED = st.builds(Provenance, st.sampled_from(Making), PEOPLE, MOMENTS, SLUGS)
_KINDS = {
    Status.DRAFT: _UNDECIDED | {"provenance": st.builds(Provenance, st.sampled_from(Making))},
    Status.PROPOSED: _UNDECIDED | {"provenance": _CONFIRMED},
    Status.REJECTED: _UNDECIDED | {"provenance": _CONFIRMED},
    Status.ACCEPTED: _DECIDED | {"provenance": _CONFIRMED},
    Status.DEPRECATED: _DECIDED | {"provenance": _CONFIRMED},
    Status.SUPERSEDED: _DECIDED
    | {"provenance": _CONFIRMED, "links": several(TIES).map(lambda ties: (*ties, SUCCESSOR))},
}


def _chosen(decision: Decision) -> st.SearchStrategy[Decision]:
    """The record with one or more of its options chosen."""
    titles = [option.title for option in decision.options]
    chosen = st.integers(1, len(titles)).map(lambda count: tuple(titles[:count]))
    return chosen.map(lambda some: replace(decision, chosen=some))


_RECORDS = {
    status: st.builds(Decision, status=st.just(status), **kind).flatmap(_chosen) for status, kind in _KINDS.items()
}


def records(statuses: Sequence[Status] = tuple(Status)) -> st.SearchStrategy[Decision]:
    """Any sound record in one of these states, with any text wherever people may type one."""
    return st.one_of([_RECORDS[status] for status in statuses])
