"""Administrators of the workspace, or of a group of it, may move every decision; Slack is asked who they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.decisions.record import Person
from bot.fake_slack import FakeSlack, faults
from bot.ids import TeamId
from bot.slack.administrators import KEPT_FOR, Administrators
from bot.slack.sending import Carrier
from tests.slack.conftest import Start
from tests.slack.test_deciding import log
from tests.slack.watching import odd_answers, told

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER = Person("U0OWNER")


class Clock:
    """A clock that is set by hand."""

    now = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.now


class Slow(Clock):
    """A clock on which some seconds pass between two looks at it."""

    def __call__(self) -> datetime:
        """The time."""
        self.now += timedelta(seconds=6)
        return self.now


@pytest.fixture
def clock() -> Clock:
    """It stands at noon."""
    return Clock()


def directory(slack: FakeSlack, clock: Clock, group: str = "") -> Administrators:
    """Who administers, not asked yet."""
    reader = Carrier(slack.bot_token, base_url=slack.api_url, timeout_s=5)
    return Administrators(reader, TeamId(slack.team), (OWNER,), group, clock)


def test_an_administrator_of_the_workspace_moves_every_record(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Who is none is told who can, and no form opens."""
    boss = slack.person("boss", admin=True)
    start()
    card = log(slack, ana, general)
    slack.wait_for(lambda: slack.calls("users.list"))

    slack.click(ben, card, "decision_move_deprecate")
    refused = told(slack, ben, "is moved by who decided it").shown
    slack.click(boss, card, "decision_move_deprecate")

    slack.wait_for(lambda: slack.modal(boss))
    assert f"<@{ana}>" in refused
    assert f"<@{boss}>" in refused
    assert slack.modal(ben) is None


def test_the_people_of_a_group_administer_in_their_place(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Where a group is set, the workspace's administrators are nobody special, and its people are not listed."""
    boss, group = slack.person("boss", admin=True), slack.group("architects", [ben])
    start(admin_group=group)
    card = log(slack, ana, general)
    slack.wait_for(lambda: slack.calls("usergroups.users.list"))

    slack.click(boss, card, "decision_move_deprecate")
    refused = told(slack, boss, "is moved by who decided it").shown
    slack.click(ben, card, "decision_move_deprecate")

    slack.wait_for(lambda: slack.modal(ben))
    assert f"<@{ben}>" in refused
    assert not slack.calls("users.list")


def test_a_declined_scope_leaves_the_bots_owners(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Nobody else administers, and the refusal does not make anybody up."""
    slack.scopes.discard("users:read")
    boss = slack.person("boss", admin=True)
    start(owners=ben)
    card = log(slack, ana, general)
    slack.wait_for(lambda: slack.calls("users.list"))

    slack.click(boss, card, "decision_move_deprecate")
    refused = told(slack, boss, "is moved by who decided it").shown
    slack.click(ben, card, "decision_move_deprecate")

    slack.wait_for(lambda: slack.modal(ben))
    assert f"<@{ben}>" in refused
    assert f"<@{boss}>" not in refused


def test_strangers_bots_and_those_who_left_are_no_administrators(slack: FakeSlack, clock: Clock) -> None:
    """An administrator of a connected workspace is none here; of many people every page is read."""
    boss, chief = slack.person("boss", admin=True), slack.person("chief", owner=True)
    slack.person("stranger", team="T0OTHER", admin=True)
    left = slack.person("left", admin=True)
    slack.people[left] = replace(slack.people[left], deleted=True)
    slack.people[slack.bot_user] = replace(slack.people[slack.bot_user], admin=True)
    for number in range(450):
        slack.person(f"many{number}")
    administrators = directory(slack, clock)

    administrators.refresh()

    assert [*administrators] == [OWNER, boss, chief]
    assert len(administrators) == 3
    assert len(slack.calls("users.list")) == 3


def test_more_people_than_a_round_reads_are_read_in_several(slack: FakeSlack, clock: Clock) -> None:
    """Until the last page was read, what was known before holds."""
    boss = slack.person("zboss", admin=True)
    for number in range(2_000):
        slack.person(f"many{number}")
    administrators = directory(slack, clock)

    administrators.refresh()
    meanwhile = [*administrators]
    administrators.refresh()

    assert meanwhile == [OWNER]
    assert [*administrators] == [OWNER, boss]


def test_a_slow_slack_is_not_asked_for_long_in_one_round(slack: FakeSlack) -> None:
    """So that the bot can end meanwhile; the next round goes on where this one stopped."""
    boss = slack.person("zboss", admin=True)
    for number in range(500):
        slack.person(f"many{number}")
    administrators = directory(slack, Slow())

    administrators.refresh()
    asked = len(slack.calls("users.list"))
    administrators.refresh()

    assert asked == 2
    assert [*administrators] == [OWNER, boss]


def test_it_is_asked_once_an_hour(slack: FakeSlack, clock: Clock) -> None:
    """Who is an administrator no longer, is none an hour later at the latest."""
    boss = slack.person("boss", admin=True)
    administrators = directory(slack, clock)
    administrators.refresh()
    slack.people[boss] = replace(slack.people[boss], admin=False)

    clock.now += KEPT_FOR - timedelta(seconds=1)
    administrators.refresh()
    before = [*administrators]
    clock.now += timedelta(seconds=1)
    administrators.refresh()

    assert before == [OWNER, boss]
    assert [*administrators] == [OWNER]


@pytest.mark.parametrize("group", [False, True])
def test_whatever_slack_answers_the_last_known_holds(slack: FakeSlack, clock: Clock, group: bool) -> None:
    """Nobody becomes an administrator by an outage or an odd answer, and nobody stops being one by an outage."""
    boss = slack.person("boss", admin=True)
    name = slack.group("architects", [boss]) if group else ""
    method = "usergroups.users.list" if group else "users.list"
    administrators = directory(slack, clock, name)
    administrators.refresh()

    for fault in (faults.status(500), faults.rate_limited(30), faults.error("internal_error"), faults.dropped()):
        slack.faults.plan(method, fault)
        clock.now += KEPT_FOR
        administrators.refresh()
        assert [*administrators] == [OWNER, boss]
    for fault in odd_answers():
        slack.faults.plan(method, fault)
        clock.now += KEPT_FOR
        administrators.refresh()
        assert {*administrators} <= {OWNER, boss}
    clock.now += KEPT_FOR
    administrators.refresh()
    assert [*administrators] == [OWNER, boss]
