"""The duty that finds the decisions which are to be looked at again, and has their owners asked about each once.

A decision's review date comes, or what it rests on moves. Which of the replicas is first to record that somebody is to
be asked does not matter; the key of the ask is kept for good, so it is asked once, whatever restarts. Whom to ask needs
a look into Slack, so that is left to a task.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.conversation.mail import Method, Outgoing
from bot.conversation.records import EVER, Exchange
from bot.decisions.asks import Ask, review_ask
from bot.decisions.grounds import moved, movements, outrun
from bot.decisions.record import Decision
from bot.ids import TeamId
from bot.slack.desk import SlackDesk


class Due:
    """Finds what is due, in all workspaces that decided something or in these.

    Evidence is looked at once a day, and after each change of the knowledge.
    """

    def __init__(self, desk: SlackDesk, teams: Callable[[], Sequence[TeamId]] | None = None) -> None:
        self._desk = desk
        self._teams = teams or desk.records.deciding_teams
        self._looked: dict[TeamId, tuple[str, date]] = {}  # the knowledge and the day when evidence was looked at last

    def reviews(self) -> None:
        """Have owners asked about the decisions whose review date has come."""
        today = self._desk.clock().date()
        for team in self._teams():
            for decision in self._desk.records.decisions_due(team, today):
                self._ask(decision, review_ask(decision), {})

    def evidence(self) -> None:
        """Have owners asked about the decisions whose evidence moved."""
        state = self._desk.advisor.library.version, self._desk.clock().date()
        for team in self._teams():
            if self._looked.get(team) != state:
                self._look(team, state[1])
                self._looked[team] = state

    def _look(self, team: TeamId, today: date) -> None:
        records, library = self._desk.records, self._desk.advisor.library
        entries = outrun(records.decision_evidence(team), library, today)
        for found in moved(records.decisions_on_entries(team, entries), library, today):
            told = [asdict(one) for one in movements(found, library)]
            self._ask(found.decision, Ask(found.decision.id, found.decision.revision, found.key), {"movements": told})

    def _ask(self, decision: Decision, ask: Ask, about: Mapping[str, Any]) -> None:
        """Record that it is to be asked, unless it was before."""
        once, team, now = f"{EVER}{ask.key}", decision.team, self._desk.clock()
        if self._desk.records.known(team, once):
            return
        key = f"ask:{ask.key}"
        task = Outgoing(team, key, key, Method.ASK_OWNER, {"ask": ask.data(), **about}, now)
        self._desk.record(Exchange(team, (once,), now, outgoing=(task,)))
