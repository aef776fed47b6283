"""What a private channel decided shows on nobody's home tab, and is asked of nobody but whom it concerns."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from bot.advice.advisor import Advisor
from bot.conversation.mail import TASKS, Leased, Method, Outgoing
from bot.conversation.pace import Pace
from bot.conversation.records import Exchange
from bot.decisions.asks import askable
from bot.decisions.book import DecisionBook
from bot.decisions.change import Change, Deed
from bot.decisions.record import Decision, Grounds, Person, Status
from bot.decisions.reviews import is_due
from bot.ids import UserId
from bot.knowledge.entries import EntryId
from bot.slack.asking import Asking
from bot.slack.desk import Choices, SlackDesk
from bot.slack.due import Due
from bot.slack.home import Home
from bot.slack.outsiders import Outsiders
from bot.slack.sending import Failure, Refused
from bot.slack.threads import ThreadReader
from tests.decisions.records import OTHER_PRIVATE, PRIVATE, PUBLIC, TEAM, act, record
from tests.fakes import MemoryStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVERYBODY = tuple(Person(f"U0PERSON{number}") for number in range(4))
PERSON = st.sampled_from(EVERYBODY)
OLD = (Grounds(EntryId("stack.ai"), "as it was"),)
KINDS = st.fixed_dictionaries(
    {
        "status": st.sampled_from([Status.DRAFT, Status.PROPOSED, Status.ACCEPTED, Status.REJECTED]),
        "private_to": st.sampled_from(["", PRIVATE, OTHER_PRIVATE, PUBLIC]),
        "created_by": PERSON,
        "owner": st.one_of(st.just(Person("")), PERSON),
        "deputy": st.one_of(st.just(Person("")), PERSON),
        "decision_makers": st.lists(PERSON, min_size=1, max_size=2).map(tuple),
        "review_on": st.integers(-3, 20).map(lambda days: NOON.date() + timedelta(days=days)),
        "grounds": st.sampled_from([(), OLD]),
    }
)


class Directory:
    """Slack's, in which some people have left."""

    def __init__(self, gone: set[Person]) -> None:
        self._gone = gone

    def read(self, method: str, arguments: Any) -> dict[str, Any] | Failure:  # noqa: ANN401  # any JSON
        """Who somebody is."""
        if method != "users.info":
            return Refused("unknown_method", permanent=True)
        return {"user": {"deleted": arguments["user"] in self._gone}}


@given(st.lists(KINDS, min_size=1, max_size=6), st.sets(PERSON))
def test_a_private_record_is_shown_to_nobody_else(
    stacks: Advisor, kinds: list[dict[str, Any]], gone: set[Person]
) -> None:
    """Whatever is on record, due or moved, and whoever is there: not on the tab of its own people either."""
    decisions = [record(number, title=f"Canary {number}.", **kind) for number, kind in enumerate(kinds, start=1)]
    desk = desk_with(stacks, decisions)

    for number, person in enumerate(EVERYBODY):
        Home(desk).opened(opened(person, number))
    due = Due(desk)
    due.reviews()
    due.evidence()
    sent = [*carried_out(desk, Asking(desk, Directory(gone)))]

    assert len([mail for mail in sent if mail.method is Method.PUBLISH_HOME]) == len(EVERYBODY)
    for decision in decisions:
        shown = [mail for mail in sent if decision.title in json.dumps(mail.arguments)]
        posted = {mail.arguments["channel"] for mail in shown if mail.method is Method.POST}
        assert posted == (set(whom(decision, gone)) if is_asked_about(decision) else set())
        assert {mail.method for mail in shown} <= {Method.POST, Method.PUBLISH_HOME}
        if decision.private_to:
            assert {mail.method for mail in shown} <= {Method.POST}
        elif decision.status is not Status.DRAFT and len(decisions) - decision.number < 5:
            assert sum(mail.method is Method.PUBLISH_HOME for mail in shown) == len(EVERYBODY)


def is_asked_about(decision: Decision) -> bool:
    """Whether its day has come or its evidence moved."""
    return decision.in_force and (is_due(decision, NOON.date()) or decision.grounds == OLD)


def whom(decision: Decision, gone: set[Person]) -> list[Person]:
    """The first who are there, of owner, deputy and who decided."""
    there = ([person for person in group if person not in gone] for group in askable(decision))
    return next(filter(None, there), [])


def desk_with(advisor: Advisor, decisions: list[Decision]) -> SlackDesk:
    """A desk with these records."""
    store = MemoryStore()
    changes = tuple(Change(None, one, Deed.IMPORTED, act()) for one in decisions)
    store.record(Exchange(TEAM, ("import",), NOON, changes=changes))
    ticks = count()
    return SlackDesk(
        advisor=advisor,
        records=store,
        book=DecisionBook(store),
        choices=Choices(UserId("U9BOT")),
        pace=Pace(10, 600),
        threads=cast("ThreadReader", None),  # nothing is read here
        outsiders=cast("Outsiders", None),
        clock=lambda: NOON + timedelta(microseconds=next(ticks)),
        wake=lambda _due: None,
    )


def opened(person: Person, number: int) -> dict[str, Any]:
    """Somebody opens their home tab."""
    event = {"type": "app_home_opened", "user": person, "channel": f"D{person}", "tab": "home", "event_ts": "1.0"}
    return {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{number}", "event": event}


def carried_out(desk: SlackDesk, asking: Asking) -> list[Outgoing]:
    """All that goes out, tasks done on the way."""
    store, out = cast("MemoryStore", desk.records), []
    while leased := store.lease(desk.clock(), lease_for=timedelta(hours=1), methods=tuple(Method), limit=100):
        for one in leased:
            assert store.sent(one, desk.clock(), "", "", _then(asking, one))
            out += [] if one.mail.method in TASKS else [one.mail]
    return out


def _then(asking: Asking, leased: Leased) -> Exchange | None:
    if leased.mail.method is not Method.ASK_OWNER:
        return None
    done = asking.carry_out(leased)
    assert done is None or isinstance(done, Exchange)
    return done
