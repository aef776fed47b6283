"""The workspaces that one bot serves: each has its desk, which is as new as the database says."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import BoltResponse

from bot.conversation.installation import Installation, Sealed
from bot.conversation.mail import Outgoing
from bot.errors import StoreError
from bot.ids import TeamId, UserId
from bot.slack.delivery import Caller
from bot.slack.sending import Arrived, Failure, Outcome
from bot.slack.workspaces import LOOK_EVERY, Workplace, Workspaces
from tests.slack.clock import SimulatedClock

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Silent:
    """Calls nobody."""

    def carry(self, _mail: Outgoing, _arguments: Mapping[str, Any]) -> Outcome:
        """It arrived."""
        return Arrived()

    def reader(self, _team: str) -> "Silent":
        """Itself."""
        return self

    def read(self, _method: str, _arguments: Mapping[str, Any]) -> dict[str, Any] | Failure:
        """Nothing."""
        return {"ok": True}


class Register:
    """Which workspaces took the bot in, as a test has it; it can be away."""

    def __init__(self, *teams: str) -> None:
        self.known = {TeamId(team): installation(team) for team in teams}
        self.away = False
        self.looks = 0

    def installation(self, team: TeamId) -> Installation | None:
        """The app in a workspace."""
        self.looks += 1
        if self.away:
            raise StoreError("The database is away.")
        return self.known.get(team)

    def installations(self) -> list[Installation]:
        """The app in each workspace."""
        return list(self.known.values())


def installation(team: str, **values: Any) -> Installation:  # noqa: ANN401  fields
    """The app in a workspace."""
    ids = {"app": "A1", "bot_user": UserId("U1"), "owner": UserId("U2"), "scopes": ()}
    tokens = {"token": Sealed("1"), "refresh_token": Sealed(""), "expires_at": None, "installed_at": NOW}
    return Installation(**{"team": TeamId(team), "enterprise": "", "workspace": "", **ids, **tokens, **values})


def place(installed: Installation, duty: Callable[[], None] = lambda: None) -> Workplace:
    """A desk that does nothing but a duty."""
    caller: Caller = Silent()
    return Workplace(installed, lambda *_: BoltResponse(status=200), caller, {}, lambda *_: None, {"digests": duty})


@pytest.fixture
def clock() -> SimulatedClock:
    """The time."""
    return SimulatedClock(NOW)


def test_a_desk_is_made_once_and_looked_up_now_and_then(clock: SimulatedClock) -> None:
    """A payload costs no look into the database, but for one in a while."""
    register, made = Register("T1"), list[str]()
    workspaces = Workspaces(register, lambda one: made.append(one.team) or place(one), clock)  # type: ignore[func-returns-value]

    for _ in range(5):
        workspaces.of(TeamId("T1"))
    clock.pass_by(seconds=15)
    workspaces.of(TeamId("T1"))

    assert made == ["T1"]
    assert register.looks == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"generation": 6, "token": Sealed("2")},
        {"generation": 1, "token": Sealed("2"), "installed_at": NOW + timedelta(seconds=10)},
        {"generation": 1, "token": Sealed("2")},
        {"generation": 5, "token": Sealed("2"), "installed_at": NOW - timedelta(seconds=10)},
        {"owner": UserId("")},
    ],
    ids=["renewed", "erased-and-installed", "in-the-same-moment", "by-a-clock-behind", "owner-forgotten"],
)
def test_what_another_replica_did_is_known_soon(clock: SimulatedClock, changed: dict[str, Any]) -> None:
    """Whatever became of it: once a workspace is erased, neither count nor time tells its newest tokens."""
    register = Register("T1")
    before = register.known[TeamId("T1")] = installation("T1", generation=5)
    workspaces = Workspaces(register, place, clock)
    assert workspaces.of(TeamId("T1"))
    register.known[TeamId("T1")] = replace(before, **changed)

    clock.pass_by(seconds=int(LOOK_EVERY.total_seconds()))

    found = workspaces.of(TeamId("T1"))
    assert found is not None
    assert found.installation == register.known[TeamId("T1")]


def test_the_desk_of_an_erased_workspace_is_given_up(clock: SimulatedClock) -> None:
    """By the next duty, though nothing comes from there any more; another's stays as it is."""
    register = Register("T1", "T2")
    workspaces = Workspaces(register, place, clock)
    erased, kept = workspaces.of(TeamId("T1")), workspaces.of(TeamId("T2"))
    again = register.known.pop(TeamId("T1"))

    workspaces.duty("digests")()

    register.known[TeamId("T1")] = again
    assert workspaces.of(TeamId("T1")) is not erased
    assert workspaces.of(TeamId("T2")) is kept


def test_a_duty_is_done_where_the_workspace_is_still_there(clock: SimulatedClock) -> None:
    """Also where it was erased while others were looked after."""
    done: list[str] = []
    register = Register("T1", "T2")

    def duty_of(team: str) -> None:
        done.append(team)
        register.known.pop(TeamId("T2"), None)
        clock.pass_by(seconds=15)

    workspaces = Workspaces(register, lambda one: place(one, lambda: duty_of(one.team)), clock)
    assert workspaces.of(TeamId("T2"))

    workspaces.duty("digests")()

    assert done == ["T1"]


def test_while_the_database_is_away_the_desk_that_is_known_serves(clock: SimulatedClock) -> None:
    """It says better what cannot be kept. Of one that is not known nobody can tell."""
    register = Register("T1", "T2")
    workspaces = Workspaces(register, place, clock)
    known = workspaces.of(TeamId("T1"))
    register.away = True
    clock.pass_by(minutes=5)

    assert workspaces.of(TeamId("T1")) is known
    with pytest.raises(StoreError):
        workspaces.of(TeamId("T2"))
    assert workspaces.dispatch({"command": "/stack", "team_id": "T2"}, {}).status == 503


def test_a_bug_in_one_workspace_is_no_others(clock: SimulatedClock) -> None:
    """The duties of the others are done, and it is raised, so that it is logged."""
    done: list[str] = []

    def duty_of(team: str) -> None:
        if team == "T1":
            raise ZeroDivisionError
        done.append(team)

    register = Register("T1", "T2", "T3")
    workspaces = Workspaces(register, lambda one: place(one, lambda: duty_of(one.team)), clock)

    with pytest.raises(ZeroDivisionError):
        workspaces.duty("digests")()

    assert done == ["T2", "T3"]


def test_a_workspace_that_left_has_no_duties(clock: SimulatedClock) -> None:
    """While it is kept in case it comes back."""
    done: list[str] = []
    register = Register("T1", "T2")
    register.known[TeamId("T1")] = installation("T1", removed_at=NOW)
    workspaces = Workspaces(register, lambda one: place(one, lambda: done.append(one.team)), clock)

    workspaces.duty("digests")()

    assert done == ["T2"]
