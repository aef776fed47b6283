"""A quarter in the life of a team: what it decides, takes back, looks at again, and reads about every week.

The clock is Slack's, which the test sets back to the first Monday and moves on from one event to the next. What is done
twice, or not at all, in any of the weeks makes a count differ at the end.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.conversation.mail import FINAL
from bot.decisions.record import Status
from bot.fake_slack import FakeSlack, Message, View
from bot.ids import TeamId
from bot.knowledge.entries import EntryId, Library, OptionId
from bot.knowledge.hashing import content_hash, with_version
from bot.settings import Settings
from bot.store.schema import open_store
from bot.store.store import Store
from bot.wiring.desk import Desk, learned_desk
from tests.slack.at_work import BotAtWork
from tests.slack.conftest import Start
from tests.slack.test_deciding import LOG, cards_of, fields, form
from tests.slack.watching import FIGURE, PICKED, answer, asked, headline
from tests.store.conftest import database, postgresql_url, server, sqlite_template

__all__ = ["database", "postgresql_url", "server", "sqlite_template"]

PLENTY = {"rate_person": "1000000", "rate_workspace": "1000000"}
TEAM = TeamId("T0ACME")
MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
WEEKS = 13  # clocks are turned on October 25 in Berlin, on November 1 in New York
NINE = time(9)
FEW = {**dict.fromkeys(range(7), 2), **dict.fromkeys(range(7, WEEKS), 1)}  # decisions of each week that nothing follows
ENTRY = EntryId("benchmark.cold-start")
PATIENCE_S = 60.0
A_MOMENT_S = 0.01  # between two looks at the outbox


class Team:
    """Ana in Berlin and Ben in New York, their channels, and the bot, which is always at work."""

    def __init__(self, slack: FakeSlack, start: Start, url: str, store: Store) -> None:
        self.slack = slack
        self.ana, self.ben = slack.person("ana"), slack.person("ben")
        self.berlin = slack.channel("berlin", members=[self.ana, self.ben])
        self.new_york = slack.channel("new-york", members=[self.ana, self.ben])
        self.store = store
        self._start, self._url = start, url
        self._bot: BotAtWork | None = None
        self.until(MONDAY + timedelta(hours=5))

    def begin(self, desk: Desk) -> None:
        """Start the bot, or another one in its place."""
        if self._bot:
            self._bot.stop()
        self._bot = self._start(over=desk, clock=self.now, database_url=self._url, **PLENTY)

    def now(self) -> datetime:
        """What time it is for all."""
        return datetime.fromtimestamp(self.slack.now(), UTC)

    def until(self, instant: datetime) -> None:
        """Let time pass, once all that is under way is done."""
        if self._bot:
            self.settle()
        self.slack.advance((instant - self.now()).total_seconds())

    def go_round(self) -> None:
        """Have what is due looked after, twice, and wait until all of it is done."""
        assert self._bot
        for _ in range(2):
            self._bot.serving.rounds.go_round()
            self.settle()

    def settle(self) -> None:
        """Wait until nothing is left to be sent."""
        for _ in range(int(PATIENCE_S / A_MOMENT_S)):
            if set(self.store.waiting(self.now()).states) <= FINAL:
                return
            Event().wait(A_MOMENT_S)
        raise TimeoutError(self.store.waiting(self.now()))

    def log(self, who: str, title: str, **values: object) -> Message:
        """Log a decision by command, and return its card."""
        cards = len(cards_of(self.slack, who))
        asked(self.slack, who, self.berlin, "decide")
        view = form(self.slack, who)
        if values.get("reversibility") == "one-way":
            self.slack.click(who, view, "reversibility", "one-way")
            self.slack.wait_for(lambda: "options" in fields(view))
        self.submit(who, view, title, **values)
        return self.slack.wait_for(lambda: cards_of(self.slack, who)[cards:])[0]

    def log_from(self, who: str, thread: str, title: str, choice: str, **values: object) -> View:
        """Log a decision from the answer in a thread; the form, which is open still where it contradicts another."""
        self.slack.click(who, answer(self.slack, self.berlin, thread), LOG)
        view = form(self.slack, who)
        if "scope" in values:
            self.slack.click(who, view, "reversibility", "one-way")
            self.slack.wait_for(lambda: "options" in fields(view))
        self.submit(who, view, title, choice=choice, **values)
        return view

    def submit(self, who: str, view: View, title: str, **values: object) -> None:
        """Send a form off."""
        typed = {"title": title, "choice": "Yes", "why": "It served us well.", **values}
        assert self.slack.submit(who, view, typed).ack().ok
        assert not view.errors

    def ask(self, who: str, text: str) -> str:
        """Ask in Berlin; the thread, once there is an answer."""
        thread = self.slack.say(who, self.berlin, f"{self.slack.mention} {text}")
        assert answer(self.slack, self.berlin, thread)
        return str(thread)

    def digests(self, channel: str) -> list[Message]:
        """The digests of a channel."""
        said = self.slack.messages(channel)
        return [one for one in said if "Your week" in headline(one) or "A quiet week" in one.shown]

    def told(self, channel: str, what: str) -> int:
        """How many of something all digests of a channel tell of."""
        counts = (re.search(rf"(\d+) {what}", one.shown) for one in self.digests(channel))
        return sum(int(count[1]) for count in counts if count)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What is closed at the end."""
    with ExitStack() as opened:
        yield opened


def test_a_quarter_in_the_life_of_a_team(
    slack: FakeSlack,
    start: Start,
    desk: Desk,
    shipped: Library,
    shipped_settings: Settings,
    database: str,
    tmp_path: Path,
    stack: ExitStack,
) -> None:
    """Thirty decisions, four superseded, three conflicts, a change of evidence, late reviews and two times 13 digests.

    What is exported then and imported elsewhere is the same when it is exported there.
    """
    store = stack.enter_context(closing(open_store(database)))
    team = Team(slack, start, database, store)
    story = Story(team, shipped, shipped_settings)

    live_through(team, desk, story)

    check_counts(team, story)
    assert exported(database, tmp_path / "here") == exported_elsewhere(tmp_path / "here", tmp_path)


def live_through(team: Team, desk: Desk, story: "Story") -> None:
    """All weeks, each with its digests."""
    team.begin(desk)
    asked(team.slack, team.ana, team.berlin, "digest mon 09:00 Europe/Berlin")
    asked(team.slack, team.ben, team.new_york, "digest mon 09:00 America/New_York")

    for week in range(WEEKS):
        monday = MONDAY + timedelta(weeks=week)
        for channel, zone in ((team.berlin, "Europe/Berlin"), (team.new_york, "America/New_York")):
            slot = datetime.combine(monday, NINE, ZoneInfo(zone)).astimezone(UTC)
            team.until(slot - timedelta(minutes=1))
            team.go_round()
            assert len(team.digests(channel)) == week
            team.until(slot)
            team.go_round()
            assert len(team.digests(channel)) == week + 1
        team.until(monday + timedelta(days=1, hours=15))
        story.tell(week)
        team.go_round()


def check_counts(team: Team, story: "Story") -> None:
    """What is there at the end, each once."""
    found = {record.number: record for record in team.store.all_decisions(TEAM)}
    assert sorted(found) == list(range(1, 31))
    assert sum(record.status is Status.SUPERSEDED for record in found.values()) == 4
    assert story.asked_about(team.ana) == ["ADR-0005", "ADR-0006", "ADR-0007"]
    assert story.asked_about(team.ben) == [story.rests]
    for channel in (team.berlin, team.new_york):
        assert team.told(channel, "decided") == 30 - FEW[WEEKS - 1]  # those of the last week come in the next one's
        assert team.told(channel, "superseded") == 4
        assert "ADR-0007" in team.digests(channel)[-1].shown


class Story:
    """What happens in each week."""

    def __init__(self, team: Team, knowledge: Library, settings: Settings) -> None:
        self.team = team
        self.rests = ""  # the decision that rests on what changes
        self._knowledge = knowledge
        self._settings = settings
        self._thread = ""
        self._rules: list[Message] = []  # of Ana's, as their cards show them

    def tell(self, week: int) -> None:
        """All of a week."""
        for number in range(FEW[week]):
            who = (self.team.ana, self.team.ben)[number % 2]
            card = self.team.log(who, f"Keep to rule {number} of week {week}")
            if who == self.team.ana:
                self._rules.append(card)
        happens: Mapping[int, Callable[[], None]] = {
            1: self._review_dates_are_set,
            2: self._search_takes_python,
            3: self._chat_takes_node,
            4: self._both_are_taken_too,
            5: self._cold_starts_decide,
            6: self._node_takes_all,
            7: self._reviews_are_answered,
            8: self._evidence_moves,
            9: self._a_rule_is_superseded,
            10: self._a_rule_is_superseded,
        }
        happens.get(week, lambda: None)()

    def asked_about(self, who: str) -> list[str]:
        """The decisions that somebody was asked about, in order: each once."""
        slack = self.team.slack
        words = ("does it still hold", "still holds", "put it off")
        asks = [one for one in slack.messages(slack.dm(who)) if any(word in one.shown.casefold() for word in words)]
        return sorted(re.findall(r"ADR-\d{4}", one.shown)[0] for one in asks)

    def _review_dates_are_set(self) -> None:
        """Three that are hard to take back, to be looked at before the quarter ends."""
        for day in (20, 21, 22):
            self.team.log(
                self.team.ana,
                f"Look at it again on the {day}th",
                reversibility="one-way",
                options="No: too early",
                makers=[self.team.ana],
                review_on=f"2026-10-{day}",
            )

    def _search_takes_python(self) -> None:
        self._thread = self.team.ask(self.team.ana, PICKED)
        self._log_one_way("Use Python in search", "Python", "service:search")

    def _chat_takes_node(self) -> None:
        """Another choice contradicts it, until it is said that it holds for others."""
        view = self._contradicting("Use Node in chat", "Node")
        self.team.submit(
            self.team.ana, view, "Use Node in chat", choice="Node", way="other scope", scope="service:chat"
        )
        assert not view.open

    def _both_are_taken_too(self) -> None:
        """It contradicts both, which is said to be none."""
        view = self._contradicting("Use both where both fit", "Go")
        self.team.submit(self.team.ana, view, "Use both where both fit", choice="Go", way="no conflict")
        assert not view.open

    def _node_takes_all(self) -> None:
        """It contradicts the first and the third, and takes their place."""
        view = self._contradicting("Use Node everywhere", "Node")
        self.team.submit(self.team.ana, view, "Use Node everywhere", choice="Node", way="supersedes")
        assert not view.open

    def _cold_starts_decide(self) -> None:
        thread = self.team.ask(self.team.ben, FIGURE)
        self.team.log_from(self.team.ben, thread, "Use Node where a cold start is felt", "Node")
        card = answer(self.team.slack, self.team.berlin, thread, 2)
        self.rests = headline(card)[:8]

    def _reviews_are_answered(self) -> None:
        """One holds, one is put off, one is left."""
        slack, ana = self.team.slack, self.team.ana
        asks = [self._ask_about(f"Look at it again on the {day}th") for day in (20, 21, 22)]
        slack.click(ana, asks[0], "decision_review_holds")
        slack.wait_for(lambda: "still holds" in asks[0].shown)
        slack.click(ana, asks[1], "decision_review_waive")
        view = slack.wait_for(lambda: (view := slack.modal(ana)) and "until" in fields(view) and view)
        assert slack.submit(ana, view, {"until": "2027-01-10", "why": "The year ends."}).ack().ok
        slack.wait_for(lambda: "put it off" in asks[1].shown)

    def _ask_about(self, title: str) -> Message:
        slack = self.team.slack
        asks = slack.messages(slack.dm(self.team.ana))
        return next(one for one in asks if title in one.shown and "Does it still hold" in one.shown)

    def _evidence_moves(self) -> None:
        """The figure is measured anew; whose decision rests on it says that it still holds."""
        slack, ben = self.team.slack, self.team.ben
        self.team.settle()
        self.team.begin(learned_desk(measured_anew(self._knowledge), self._settings))
        self.team.go_round()
        ask = slack.wait_for(
            lambda: [one for one in slack.messages(slack.dm(ben)) if "says something else" in one.shown]
        )
        slack.click(ben, ask[0], "decision_review_holds")
        slack.wait_for(lambda: "still holds" in ask[0].shown)

    def _a_rule_is_superseded(self) -> None:
        """By the button on its card."""
        slack, ana = self.team.slack, self.team.ana
        old = self._rules.pop(0)
        slack.click(ana, old, "decision_move_supersede")
        self.team.submit(ana, form(slack, ana), f"Instead of {headline(old)[:8]}", choice="No")
        slack.wait_for(lambda: "Superseded" in old.shown)

    def _log_one_way(self, title: str, choice: str, scope: str) -> None:
        ana = self.team.ana
        view = self.team.log_from(
            ana, self._thread, title, choice, scope=scope, options="Go: nobody knows it", makers=[ana]
        )
        assert not view.open

    def _contradicting(self, title: str, choice: str) -> View:
        view = self.team.log_from(self.team.ana, self._thread, title, choice)
        self.team.slack.wait_for(lambda: "contradicts" in view.shown)
        return view


def measured_anew(library: Library) -> Library:
    """The knowledge, in which a cold start of Node takes longer by now."""
    entry = library.entries[ENTRY]
    assert entry.comparison
    sides = {**entry.comparison.sides, OptionId("node"): "300ms"}
    changed = replace(entry, comparison=replace(entry.comparison, sides=sides))
    changed = replace(changed, content_hash=content_hash(changed))
    return with_version(replace(library, entries={**library.entries, ENTRY: changed}))


def exported(url: str, folder: Path) -> dict[str, bytes]:
    """The files of all decisions in a database, by name."""
    stackbot(url, "decisions", "export", str(folder), "--private")
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def exported_elsewhere(folder: Path, place: Path) -> dict[str, bytes]:
    """The files of a database that took them in from a folder."""
    url = f"sqlite:///{place / 'elsewhere.db'}"
    stackbot(url, "db", "upgrade")
    stackbot(url, "decisions", "import", str(folder), "--team", TEAM)
    return exported(url, place / "there")


def stackbot(url: str, *arguments: str) -> None:
    """Run `stackbot` on a database."""
    surroundings = {"STACKBOT_DATABASE_URL": url}
    done = CliRunner().invoke(app, arguments, env=surroundings, catch_exceptions=False)
    assert done.exit_code == 0, done.output
