"""The bot's process killed while people log decisions: what was acknowledged is on record once, with one card."""

import logging
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from bot.fake_slack import FakeSlack, View, faults
from bot.fake_slack.delivery import Delivery
from bot.settings import Settings
from bot.wiring.desk import Desk
from tests.slack.bot_process import BotProcess
from tests.slack.test_deciding import cards_of, fields
from tests.slack.test_killed import let_leases_run_out

A_WHILE_S = 0.15
DONE_S = 60.0
TRIGGER_S = 3.5  # a trigger lives three seconds: who has no form by then gets none
HELD = ("views.open", "views.update", "chat.postMessage", "chat.postMessage")  # by how far people come


@dataclass
class Team:
    """People who log one decision each: who gets no answer asks for the form, or sends it, again."""

    slack: FakeSlack
    where: str
    people: list[str] = field(default_factory=list)
    asked: dict[str, Delivery] = field(default_factory=dict)
    sent: dict[str, list[Delivery]] = field(default_factory=dict)

    def comes(self, count: int) -> None:
        """So many more people want to log something."""
        for _ in range(count):
            who = self.slack.person(f"p{len(self.people)}")
            self.people.append(who)
            self.sent[who] = []
            self._asks(who)

    def acts(self) -> int:
        """Everybody does what can be done next; how many sent their form."""
        open_ = [who for who in self.people if not self.is_acknowledged(who)]
        for who in open_:
            if self.slack.modal(who) is None and time.perf_counter() - self.asked[who].sent_at > TRIGGER_S:
                self._asks(who)
        return sum(self._sends(who) for who in open_)

    def is_acknowledged(self, who: str) -> bool:
        """Whether somebody saw their form close."""
        return any(one.acked for one in self.sent[who])

    def _asks(self, who: str) -> None:
        self.asked[who] = self.slack.command(who, self.where, "decide")

    def _sends(self, who: str) -> bool:
        view = self.slack.modal(who)
        waits = any(not one.acks for one in self.sent[who])
        if not _is_filled(view) or waits:
            return False
        number = self.people.index(who)
        values = {"title": f"Use tool {number}", "choice": f"Tool {number}", "why": "It does the job."}
        self.sent[who].append(self.slack.submit(who, view, values))
        return True


@pytest.fixture
def process(slack: FakeSlack, desk: Desk, shipped_settings: Settings, tmp_path: Path) -> Iterator[BotProcess]:
    """The bot's process; `desk` has learned what it will find learned."""
    assert desk.advisor
    made = BotProcess(slack, tmp_path, shipped_settings)
    yield made
    made.kill()


@pytest.mark.parametrize("kills", [8, pytest.param(200, marks=pytest.mark.soak)])
def test_a_bot_killed_at_any_instant_keeps_each_decision_once(
    slack: FakeSlack, process: BotProcess, tmp_path: Path, kills: int
) -> None:
    """Around a form's opening, its submission and its card: 0 acknowledged lost, 0 doubled, each card posted once.

    N is 8 kills, 200 in a soak.
    """
    chance = random.Random(kills)  # noqa: S311  the instants
    team = Team(slack, slack.channel("general"))

    in_flight = 0
    for _ in range(kills):
        process.start()
        _log_until_it_dies(team, process, chance)
        in_flight += let_leases_run_out(tmp_path)
    process.start()
    _finish(team, kills)
    ended = process.end()

    assert ended == 0
    kept = titles(tmp_path)
    assert kept == Counter(f"Use tool {number}" for number in range(len(team.people)))
    assert all(team.is_acknowledged(who) for who in team.people)
    assert {len(cards_of(slack, who)) for who in team.people} == {1}
    assert in_flight
    logging.getLogger(__name__).info(
        "%s kills, %s decisions, %s in flight, 0 lost, 0 doubled", kills, len(kept), in_flight
    )


def titles(folder: Path) -> Counter[str]:
    """How often each title is on record."""
    with closing(sqlite3.connect(folder / "stackbot.db", timeout=10)) as connection:
        return Counter(title for (title,) in connection.execute("SELECT title FROM decisions"))


def _log_until_it_dies(team: Team, process: BotProcess, chance: random.Random) -> None:
    """Have people at work, and kill the process on the way; every other time while Slack holds a call."""
    slack, stage = team.slack, chance.randrange(4)
    held, released = Event(), Event()
    fault = slack.faults.plan(HELD[stage], faults.slow(released, held), times=chance.randrange(2))
    team.comes(chance.randint(1, 3))
    slack.wait_for(lambda: team.asked[team.people[-1]].acked)
    if stage:  # else somewhere around the form's opening
        slack.wait_for(lambda: team.acts() or held.is_set())
    if stage > 1:  # else somewhere around the submission
        slack.wait_for(lambda: team.acts() or held.is_set() or any(map(team.is_acknowledged, team.people[-3:])))
    Event().wait(chance.uniform(0, A_WHILE_S))
    process.kill()
    fault.stop()
    released.set()


def _finish(team: Team, kills: int) -> None:
    """Everybody goes on until they are done, in the life that nobody ends."""
    slack = team.slack

    def done() -> bool:
        team.acts()
        return all(team.is_acknowledged(who) and cards_of(slack, who) for who in team.people)

    slack.wait_for(done, DONE_S + kills)


def _is_filled(view: View | None) -> bool:
    return view is not None and "title" in fields(view)
