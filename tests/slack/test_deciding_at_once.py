"""Two people at one decision in the same moment, each at another replica, on both databases."""

from collections.abc import Iterator

import pytest

from bot.decisions.record import Status, Tie
from bot.decisions.search import Search
from bot.wiring.desk import Desk
from tests.decisions.records import ANN, BEN
from tests.slack.replicas import TEAM, TITLE, WHY, Replicas, click, draft, form, reasoned, replicas
from tests.store.conftest import database, postgresql_url, server, sqlite_template

__all__ = ["database", "postgresql_url", "server", "sqlite_template"]

VALUES = {"title": TITLE, "choice": "Python", "why": WHY}


@pytest.fixture
def two(database: str, desk: Desk) -> Iterator[Replicas]:
    """Two replicas on one database."""
    with replicas(database, desk.advisor, "http://127.0.0.1:9/api/") as pair:
        yield pair


def test_two_who_accept_at_once_accept_once(two: Replicas) -> None:
    """One is told that it was changed meanwhile; the card is shown again once."""
    proposed = two.log(draft(decision_makers=(ANN, BEN)), Status.PROPOSED)

    two.acks([click(proposed.id, who, "accept") for who in (ANN, BEN)])

    assert two.kept(proposed.id).status is Status.ACCEPTED
    assert len(two.store.decision_history(TEAM, proposed.id)) == 2
    assert two.sent() == [f"show:{proposed.id}:2", "told"]


def test_of_two_who_accept_and_reject_at_once_one_is_told(two: Replicas) -> None:
    """The other's word stands, and only that; the form of the one who was late says so."""
    proposed = two.log(draft(decision_makers=(ANN, BEN)), Status.PROPOSED)

    _, said = two.acks([click(proposed.id, ANN, "accept"), reasoned(proposed.id, BEN, "reject", "No.")])

    status, sent = two.kept(proposed.id).status, two.sent()
    rejected_too_late = "errors" in said
    assert status is (Status.ACCEPTED if rejected_too_late else Status.REJECTED)
    assert sent == [f"show:{proposed.id}:2"] + ["told"] * (not rejected_too_late)
    assert len(two.store.decision_history(TEAM, proposed.id)) == 2


def test_two_who_supersede_one_record_at_once_do_it_once(two: Replicas) -> None:
    """The other's form stays open and says so, and nothing of theirs is on record."""
    old = two.log(draft(), Status.ACCEPTED)
    values = {"title": "Use Node after all", "choice": "Node", "why": "Python was slow."}

    acks = two.acks([form(id_, ANN, values, retires=old.id) for id_ in ("one", "two")])

    assert sorted(map(bool, acks)) == [False, True]
    assert "changed meanwhile" in str(acks)
    assert len(two.kept(old.id).tied(Tie.SUPERSEDED_BY)) == 1
    assert two.store.decisions_found(TEAM, Search()).total == 2


def test_a_form_submitted_twice_at_once_is_one_record(two: Replicas) -> None:
    """Also where the two differ: what is written first stands, and both forms close."""
    other = {**VALUES, "title": "Use Python, all of us"}

    acks = two.acks([form("one", ANN, VALUES), form("one", ANN, other)])

    assert acks == [{}, {}]
    assert two.store.decisions_found(TEAM, Search()).total == 1
    assert two.sent() == ["show:one:1"]


def test_of_two_forms_that_contradict_each_other_the_later_is_asked(two: Replicas) -> None:
    """Neither sees the other when it looks; one is written, and the other's form asks what that means for it."""
    topic = "custom:language"
    choices = ("Python", "Node")
    forms = [form(one, ANN, {**VALUES, "choice": one, "topic": topic}) for one in choices]

    acks = two.acks(forms)

    asked = [ack for ack in acks if ack]
    assert len(asked) == 1
    assert "contradicts" in str(asked)
    assert two.store.decisions_found(TEAM, Search(status=Status.ACCEPTED)).total == 1


def test_of_two_proposals_that_contradict_each_other_one_is_accepted(two: Replicas) -> None:
    """Accepted at the same moment by people who saw neither in force."""
    proposed = [
        two.log(draft(number, topic="custom:language", chosen=(chosen,)), Status.PROPOSED)
        for number, chosen in enumerate(("Python", "Node.js"), start=1)
    ]

    two.acks([click(one.id, ANN, "accept") for one in proposed])

    kept = [two.kept(one.id) for one in proposed]
    assert sorted(one.status for one in kept) == [Status.ACCEPTED, Status.PROPOSED]
    assert "told" in two.sent()
