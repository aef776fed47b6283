"""A workspace leaves: nothing is sent there any more, and after a while nothing is kept of it."""

import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.fake_slack import Ack, FakeSlack, faults
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Log, StartMany
from tests.slack.test_privacy import CANARY, kept, on_disk
from tests.slack.test_refreshing import go_round
from tests.slack.watching import PICKED, UNANSWERED, answer, asked, headline


@pytest.fixture
def clock() -> SimulatedClock:
    """The time, which begins as the fake Slack has it: events carry that."""
    return SimulatedClock(datetime.now(UTC))


def farewell(slack: FakeSlack, kind: str) -> None:
    """The app is removed, or its token revoked; only one of the two events comes."""
    slack.events -= {"app_uninstalled", "tokens_revoked"} - {kind}
    slack.uninstall()
    slack.wait_for(lambda: [one for one in slack.deliveries if one.payload.get("event", {}).get("type") == kind])
    (told,) = [one for one in slack.deliveries if one.payload.get("event", {}).get("type") == kind]
    assert told.ack().ok


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
def test_a_workspace_that_leaves_is_not_served_and_then_erased(  # all of a farewell
    slack: FakeSlack,
    start_many: StartMany,
    clock: SimulatedClock,
    tmp_path: Path,
    ana: str,
    general: str,
    kind: str,
) -> None:
    """Its token goes at once, what is kept of it when the grace period is over, and not before."""
    bot = start_many(clock, grace_days="3")
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    asked(slack, ana, general, f"{UNANSWERED} {CANARY}")
    clock.pass_by(minutes=5)

    farewell(slack, kind)

    assert slack.command(ana, general, PICKED).ack().payload in {None, ""}
    clock.pass_by(hours=71)
    go_round(bot)
    assert CANARY in kept(tmp_path / "stackbot.db")
    clock.pass_by(hours=2)
    go_round(bot)
    bot.stop()
    assert slack.team not in kept(tmp_path / "stackbot.db")
    assert CANARY.encode() not in on_disk(tmp_path)


def test_people_are_told_when_it_is_erased(slack: FakeSlack, start_many: StartMany, ana: str, general: str) -> None:
    """Where one workspace is served that is at once, and here it is not."""
    bot = start_many(grace_days="3")
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)

    card = asked(slack, ana, general, "privacy")

    assert "Removing the app erases all of the workspace's 3 days later, unless it is installed again." in card.shown


def test_who_comes_back_in_time_finds_all_as_it_was(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, tmp_path: Path, ana: str, general: str
) -> None:
    """An app removed by mistake costs a new installation, and nothing else."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    asked(slack, ana, general, f"{UNANSWERED} {CANARY}")
    clock.pass_by(minutes=5)
    farewell(slack, "app_uninstalled")
    clock.pass_by(days=6)

    bot.browser().install(slack, ana)

    clock.pass_by(days=8)
    go_round(bot)
    assert CANARY in asked(slack, ana, general, "gaps").shown
    assert CANARY in kept(tmp_path / "stackbot.db")


def test_what_waits_for_a_workspace_that_left_is_dropped(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, tmp_path: Path, ana: str, general: str
) -> None:
    """Also where it comes back; what is on its way at that moment may arrive, and nothing follows it."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    clock.pass_by(minutes=5)
    released, held = Event(), Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held))
    slack.say(ana, general, f"{slack.mention} {PICKED}")
    assert held.wait(10)
    waiting = slack.say(ana, general, f"{slack.mention} {PICKED}")
    assert all(one.ack().ok for one in waiting.deliveries)

    farewell(slack, "app_uninstalled")

    released.set()
    assert 'INSERT INTO "installations"' in kept(tmp_path / "stackbot.db")
    bot.browser().install(slack, ana)
    later = slack.say(ana, general, f"{slack.mention} {PICKED}")
    answer(slack, general, later)
    assert [one for one in slack.messages(general, waiting) if one.by_app] == []


def test_a_farewell_from_before_the_installation_is_none(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str
) -> None:
    """Slack may deliver it late, after somebody installed the app again."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    clock.pass_by(hours=1)
    bot.browser().install(slack, ana)

    told = slack.event({"type": "app_uninstalled"})

    assert told.ack().ok
    assert asked(slack, ana, general, PICKED).blocks


def test_a_farewell_counts_where_our_clock_is_ahead_of_slacks(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str
) -> None:
    """By less than a minute: what was said just after an installation looks as if it came before, and comes once."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    clock.pass_by(seconds=50)
    bot.browser().install(slack, ana)

    farewell(slack, "app_uninstalled")

    assert slack.command(ana, general, PICKED).ack().payload in {None, ""}


def test_a_farewell_that_is_told_again_after_a_new_installation_is_none(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str
) -> None:
    """Slack may deliver again what it was answered, and within the minute that our clocks may differ."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    told = slack.event({"type": "app_uninstalled"})
    assert told.ack().ok
    bot.browser().install(slack, ana)

    (again,) = slack.deliver_again(told)

    assert again.ack().ok
    assert asked(slack, ana, general, PICKED).blocks


def test_a_revoked_token_of_a_person_is_no_farewell(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str
) -> None:
    """The bot speaks by its own."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    clock.pass_by(minutes=5)

    told = slack.event({"type": "tokens_revoked", "tokens": {"oauth": [ana], "bot": []}})

    assert told.ack().ok
    assert asked(slack, ana, general, PICKED).blocks


def test_replicas_learn_of_a_farewell_within_a_minute(  # two of them, and two workspaces
    slack: FakeSlack,
    other: FakeSlack,
    start_many: StartMany,
    clock: SimulatedClock,
    ana: str,
    general: str,
    log: Log,
) -> None:
    """And of an installation at once, as what is not known is looked for."""
    first, second = start_many(clock), start_many(clock)
    first.browser().install(slack, ana)
    second.browser().install(other, ana)
    second.speaks_to(slack)
    first.speaks_to(other)
    for workspace in (slack, other):
        assert asked(workspace, ana, general, PICKED).blocks
    clock.pass_by(seconds=5)
    first.speaks_to(slack)
    farewell(slack, "app_uninstalled")
    second.speaks_to(slack)

    clock.pass_by(seconds=16)

    assert slack.command(ana, general, PICKED).ack().payload in {None, ""}
    assert asked(other, ana, general, PICKED).blocks
    assert [line["team"] for line in log if line["event"] == "workspace_unknown"] == [slack.team]


def test_without_a_grace_period_nothing_is_kept_anew(  # two replicas
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, tmp_path: Path, ana: str, general: str
) -> None:
    """A replica that has not heard of the farewell goes on for some seconds; it is erased once none does."""
    first, second = start_many(clock, grace_days="0"), start_many(clock, grace_days="0")
    first.speaks_to(slack)
    first.browser().install(slack, ana)
    second.speaks_to(slack)
    asked(slack, ana, general, PICKED)
    first.speaks_to(slack)
    farewell(slack, "app_uninstalled")
    second.speaks_to(slack)

    go_round(first)
    slack.command(ana, general, f"{UNANSWERED} {CANARY}").ack()
    clock.pass_by(seconds=60)
    go_round(first)

    first.stop()
    second.stop()
    assert slack.team not in kept(tmp_path / "stackbot.db")
    assert CANARY not in kept(tmp_path / "stackbot.db")


def test_one_workspaces_farewell_leaves_the_others_alone(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str
) -> None:
    """What is kept of them stays, and they are served."""
    bot = start_many(clock, grace_days="0")
    bot.speaks_to(slack, other)
    for workspace in (slack, other):
        bot.browser().install(workspace, ana)
        asked(workspace, ana, general, f"{UNANSWERED} {CANARY}")
    clock.pass_by(minutes=5)

    farewell(slack, "app_uninstalled")
    go_round(bot)

    assert CANARY in asked(other, ana, general, "gaps").shown


def test_a_workspace_that_an_operator_erases_is_served_no_longer(  # a replica and two workspaces
    slack: FakeSlack,
    other: FakeSlack,
    start_many: StartMany,
    clock: SimulatedClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    ana: str,
    general: str,
) -> None:
    """The command waits until every replica looked again, so that none keeps anything of it afterwards."""
    first, second = start_many(clock), start_many(clock)
    for workspace in (slack, other):
        first.speaks_to(workspace)
        first.browser().install(workspace, ana)
        asked(workspace, ana, general, f"{UNANSWERED} {CANARY}")
        second.speaks_to(workspace)
        asked(workspace, ana, general, PICKED)

    def wait(seconds: float) -> None:
        if seconds < 1:  # a store that tries again
            really_wait(seconds)
            return
        clock.pass_by(seconds=int(seconds))
        meanwhile.append(slack.command(ana, general, UNANSWERED).ack())

    meanwhile, really_wait = list[Ack](), time.sleep
    monkeypatch.setattr(time, "sleep", wait)
    settings = {"STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'stackbot.db'}"}
    erased = CliRunner().invoke(app, ["erase", "--team", slack.team, "--yes"], env=settings, catch_exceptions=False)

    assert f"{slack.team} is served no longer; all is erased in 16 seconds" in erased.output
    assert [ack.payload in (None, "") for ack in meanwhile] == [True]
    for bot in (first, second):
        bot.speaks_to(slack, other)
        assert slack.command(ana, general, UNANSWERED).ack().payload in (None, "")
        go_round(bot)
        assert headline(asked(other, ana, general, PICKED))
        bot.stop()
    assert slack.team not in kept(tmp_path / "stackbot.db")
    assert CANARY in kept(tmp_path / "stackbot.db")
