"""Every store keeps workspaces apart, and their budgets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.conversation.mail import Method
from bot.conversation.records import ChannelSettings
from bot.decisions.search import Found, Search
from bot.errors import StoreError
from bot.knowledge.entries import EntryId
from tests.store.conftest import AnyStore
from tests.store.pieces import (
    CHANNEL,
    NOW,
    OTHER_TEAM,
    TEAM,
    THREAD,
    USER,
    asked,
    exchange,
    given,
    mail,
    question,
    whole,
)
from tests.store.recorded import ANN, TOPIC, decide, draft, id_of, made

DAY = date(2026, 3, 1)
CAPS = {"token_cap": 100, "micro_usd_cap": 1000}

Read = Callable[[AnyStore, str], object]
READS: dict[str, tuple[Read, object]] = {
    "answer": (lambda store, team: store.answer(team, question()), None),
    "thread_questions": (lambda store, team: store.thread_questions(team, CHANNEL, THREAD, 9), []),
    "recent": (lambda store, team: store.recent(team, USER, 9), []),
    "channel_settings": (
        lambda store, team: replace(store.channel_settings(team, CHANNEL), team=TEAM),
        ChannelSettings(TEAM, CHANNEL),
    ),
    "digest_of": (lambda store, team: store.digest_of(team, CHANNEL).is_on, False),
    "digests_on": (lambda store, team: store.digests_on(team), []),
    "listed_channels": (lambda store, team: store.listed_channels(team), {}),
    "vote": (lambda store, team: store.vote(team, question(), USER), None),
    "gaps": (lambda store, team: store.gaps(team, NOW, 9), []),
    "phrased": (lambda store, team: store.phrased(team, question(), "model", "Said."), False),
    "keys": (lambda store, team: not store.record(exchange("event-1", team=team)), False),
    "decision": (lambda store, team: store.decision(team, id_of(1)), None),
    "decision_numbered": (lambda store, team: store.decision_numbered(team, 1), None),
    "decisions_on": (lambda store, team: store.decisions_on(team, [TOPIC], CHANNEL), []),
    "decisions_found": (lambda store, team: store.decisions_found(team, Search(("python",))), Found((), 0)),
    "decisions_due": (lambda store, team: store.decisions_due(team, NOW.date() + timedelta(days=9999)), []),
    "decisions_on_entries": (lambda store, team: store.decisions_on_entries(team, [EntryId("stack.ai")]), []),
    "decision_evidence": (lambda store, team: set(store.decision_evidence(team)), set()),
    "reviews_of": (lambda store, team: store.reviews_of(team, ANN, NOW.date() + timedelta(days=9999), 9), []),
    "decision_history": (lambda store, team: store.decision_history(team, id_of(1)), []),
    "all_decisions": (lambda store, team: store.all_decisions(team), []),
    "spending": (lambda store, team: not store.reserve(team, DAY, 1, 1, **CAPS), False),
}


@pytest.mark.parametrize("name", READS)
def test_another_workspace_sees_nothing(store: AnyStore, name: str) -> None:
    """Each way to read gives something to the workspace that wrote it, and nothing to one with the same ids."""
    read, nothing = READS[name]
    store.record(whole(changes=(made(draft(1)),)))
    store.reserve(TEAM, DAY, 100, 0, **CAPS)

    assert read(store, OTHER_TEAM) == nothing
    assert read(store, TEAM) != nothing


def test_all_workspaces_are_known_of_which_anything_is_kept(store: AnyStore) -> None:
    """A delivery's key will do; one that was erased is known no more."""
    assert store.teams() == []

    decide(store, draft(1, team=OTHER_TEAM))
    store.record(exchange("k"))
    assert store.teams() == [TEAM, OTHER_TEAM]

    store.erase_team(TEAM)
    assert store.teams() == [OTHER_TEAM]


def test_workspaces_are_known_that_decided_something(store: AnyStore) -> None:
    """Not those that only asked."""
    decide(store, draft(1, team=OTHER_TEAM))
    store.record(whole())
    assert store.deciding_teams() == [OTHER_TEAM]

    store.erase_team(OTHER_TEAM)
    assert store.deciding_teams() == []


def test_workspaces_may_have_the_same_ids(store: AnyStore) -> None:
    """Each has its own question, and its own message under the same key."""
    theirs = exchange(
        "event-1",
        team=OTHER_TEAM,
        asked=asked(team=OTHER_TEAM, text="theirs"),
        given=given(team=OTHER_TEAM),
        outgoing=(mail("m1", team=OTHER_TEAM, arguments={"text": "theirs"}),),
    )

    assert store.record(whole())
    assert store.record(theirs)
    leased = store.lease(NOW, lease_for=timedelta(1), methods=[Method.POST], limit=9)
    assert [one.mail.team for one in leased] == [TEAM, OTHER_TEAM]


def test_a_lease_of_one_workspace_does_not_fit_another(store: AnyStore) -> None:
    """The same number and fence under another workspace's name have no effect."""
    store.record(whole())
    (leased,) = store.lease(NOW, lease_for=timedelta(1), methods=[Method.POST], limit=9)

    assert not store.sent(replace(leased, mail=replace(leased.mail, team=OTHER_TEAM)), NOW, CHANNEL, "1.0")


def test_forgetting_in_one_workspace_leaves_the_other(store: AnyStore) -> None:
    """The same member id in another workspace is another person."""
    store.record(whole())

    store.record(exchange("k2", team=OTHER_TEAM, forget=USER))

    assert store.answer(TEAM, question()) == (asked(), given())
    assert store.vote(TEAM, question(), USER) is not None
    assert store.channel_settings(TEAM, CHANNEL).changed_by == USER


@pytest.mark.parametrize("name", READS)
def test_an_erased_workspace_leaves_nothing(store: AnyStore, name: str) -> None:
    """Each way to read gives what it gives to a new workspace."""
    read, nothing = READS[name]
    store.record(whole(changes=(made(draft(1)),)))
    store.reserve(TEAM, DAY, 100, 0, **CAPS)

    read(store, TEAM)  # so that whatever remembers has something to forget

    store.erase_team(TEAM)

    assert read(store, TEAM) == nothing
    assert store.waiting(NOW).states == {}


def test_an_erased_workspace_begins_anew(store: AnyStore) -> None:
    """With the first number, and with other records under the same ids; nobody is shown those of before."""
    decide(store, draft(1))
    store.decisions_on(TEAM, [TOPIC], CHANNEL)

    store.erase_team(TEAM)
    store.record(exchange("anew", changes=(made(draft(1, title="Use Go")),)))

    assert [(one.number, one.title) for one in store.decisions_on(TEAM, [TOPIC], CHANNEL)] == [(1, "Use Go")]
    assert store.decisions_found(TEAM, Search(("case",))).total == 0


def test_erasing_one_workspace_leaves_the_others(store: AnyStore) -> None:
    """What they asked and what is to be sent to them stays."""
    store.record(whole())
    store.reserve(TEAM, DAY, 100, 0, **CAPS)

    store.erase_team(OTHER_TEAM)

    assert store.answer(TEAM, question()) == (asked(), given())
    assert store.waiting(NOW).states == {"pending": 1}
    assert not store.reserve(TEAM, DAY, 1, 0, **CAPS)


def test_a_budget_is_reserved_up_to_its_caps(store: AnyStore) -> None:
    """Exactly up to them, each day and workspace for itself."""
    done = [
        store.reserve(TEAM, DAY, 60, 10, **CAPS),
        store.reserve(TEAM, DAY, 41, 10, **CAPS),
        store.reserve(TEAM, DAY, 40, 991, **CAPS),
        store.reserve(TEAM, DAY, 40, 990, **CAPS),
        store.reserve(TEAM, DAY, 1, 0, **CAPS),
        store.reserve(TEAM, DAY + timedelta(1), 100, 1000, **CAPS),
    ]

    assert done == [True, False, False, True, False, True]


def test_what_was_not_spent_can_be_reserved_again(store: AnyStore) -> None:
    """What was spent counts as what is reserved does."""
    store.reserve(TEAM, DAY, 100, 1000, **CAPS)

    store.settle(TEAM, DAY, reserved_tokens=100, reserved_micro_usd=1000, tokens=30, micro_usd=300)

    assert not store.reserve(TEAM, DAY, 71, 0, **CAPS)
    assert not store.reserve(TEAM, DAY, 0, 701, **CAPS)
    assert store.reserve(TEAM, DAY, 70, 700, **CAPS)


def test_no_more_is_settled_than_was_reserved(store: AnyStore) -> None:
    """It would let more be spent than the cap; of an erased workspace there is nothing to settle."""
    store.reserve(TEAM, DAY, 100, 1000, **CAPS)

    with pytest.raises(StoreError):
        store.settle(TEAM, DAY, reserved_tokens=101, reserved_micro_usd=0, tokens=0, micro_usd=0)

    store.settle(OTHER_TEAM, DAY, reserved_tokens=1, reserved_micro_usd=1, tokens=0, micro_usd=0)
    assert not store.reserve(TEAM, DAY, 1, 0, **CAPS)
