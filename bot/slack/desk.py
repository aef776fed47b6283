"""What every listener works with: the advisor, the records, the pace, the clock, and what the operator chose."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import structlog

from bot.advice.advisor import Advisor
from bot.conversation.mail import Method, State
from bot.conversation.pace import Pace
from bot.conversation.records import Asked, ChannelSettings, Exchange, Gap, Given, Listing
from bot.decisions.book import DecisionBook, Shelf
from bot.decisions.digest import Facts
from bot.decisions.record import Decision, Person
from bot.decisions.weekly import ChannelDigest
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.knowledge.entries import EntryId
from bot.slack.outsiders import Outsiders
from bot.slack.threads import ThreadReader

log = structlog.get_logger()


class Records(Shelf, Protocol):
    """What listeners and tasks read and write, decisions among it."""

    def record(self, exchange: Exchange) -> bool:
        """Write the exchange; False, and nothing written, where the delivery is a repeated one."""
        ...

    def known(self, team: TeamId, key: str) -> bool:
        """Whether an exchange with this key was recorded."""
        ...

    def state_of(self, team: TeamId, key: str) -> State | None:
        """Where the row of the outbox with this key stands; None where there is none, or none any more."""
        ...

    def question(self, team: TeamId, question: QuestionId) -> Asked | None:
        """A question, answered or not, while it is kept."""
        ...

    def answer(self, team: TeamId, question: QuestionId) -> tuple[Asked, Given] | None:
        """A question and its answer, while they are kept."""
        ...

    def thread_questions(self, team: TeamId, channel: ChannelId, thread_ts: str, limit: int) -> Sequence[Asked]:
        """The last questions of a thread, oldest first."""
        ...

    def recent(self, team: TeamId, user: UserId, limit: int) -> Sequence[tuple[Asked, Given]]:
        """A person's last questions, newest first."""
        ...

    def channel_settings(self, team: TeamId, channel: ChannelId) -> ChannelSettings:
        """What holds in a channel."""
        ...

    def note_shared(self, team: TeamId, channel: ChannelId) -> None:
        """Note that other organisations read a channel."""
        ...

    def listed_channels(self, team: TeamId) -> Mapping[ChannelId, Listing]:
        """The channels that an administrator allowed or denied."""
        ...

    def digest_of(self, team: TeamId, channel: ChannelId) -> ChannelDigest:
        """What a channel wants of its digest."""
        ...

    def digests_on(self, team: TeamId) -> Sequence[ChannelDigest]:
        """The digests of channels that are on."""
        ...

    def week_facts(self, team: TeamId, channel: ChannelId, start: datetime, end: datetime) -> Facts:
        """What a channel may see of a week."""

    def reviews_of(self, team: TeamId, owner: Person, until: date, limit: int) -> Sequence[Decision]:
        """The public records in force that somebody owns and is to review by that day, longest due first."""
        ...

    def open_decisions_of(self, team: TeamId, person: Person, limit: int) -> Sequence[Decision]:
        """The public drafts and proposals that somebody wrote, owns or is to decide, newest number first."""
        ...

    def decision_evidence(self, team: TeamId) -> Collection[tuple[EntryId, str]]:
        """What the records in force rest on: each entry with each content hash that it has there."""
        ...

    def gaps(self, team: TeamId, since: datetime, limit: int) -> Sequence[Gap]:
        """What the knowledge did not serve, newest first."""
        ...

    def make_public(self, team: TeamId, question: QuestionId) -> None:
        """Note that everybody may see a question."""
        ...

    def phrased(self, team: TeamId, question: QuestionId, phrased_by: str, prose: str) -> bool:
        """Keep the sentences that a model added, once."""
        ...

    def deciding_teams(self) -> Sequence[TeamId]:
        """The workspaces that have logged a decision."""
        ...

    def erase_team(self, team: TeamId) -> None:
        """Erase all that is kept of a workspace."""
        ...


@dataclass(frozen=True, slots=True)
class Choices:
    """What the operator chose. `model` is empty where none phrases.

    `owners` see gaps, administer channels and hear of lasting trouble. `help_channel` and `help_group` are whom *Ask a
    human* reaches; without them, or where that fails, it reaches the first owner. `grace_days` pass before the records
    of a workspace that removed the app are erased.
    """

    bot_user: UserId
    command: str = "/stack"
    owners: tuple[UserId, ...] = ()
    help_channel: str = ""
    help_group: str = ""
    retention_days: int = 365
    model: str = ""
    grace_days: int = 0

    @property
    def helpers(self) -> tuple[str, ...]:
        """The channel and the person that *Ask a human* reaches: the second where the first does not get it."""
        return tuple(filter(None, (self.help_channel, *self.owners[:1])))


@dataclass(frozen=True, slots=True)
class SlackDesk:
    """The desk in Slack. `wake` tells the courier that there is something to do, by these methods."""

    advisor: Advisor
    records: Records
    book: DecisionBook
    choices: Choices
    pace: Pace
    threads: ThreadReader
    outsiders: Outsiders
    clock: Callable[[], datetime]
    wake: Callable[[Collection[Method]], None]

    def record(self, exchange: Exchange) -> bool:
        """Write the exchange and, where it is new and sends something, wake the courier."""
        new, now = self.records.record(exchange), self.clock()
        if due := {mail.method for mail in exchange.outgoing if new and mail.due_at <= now}:
            self.wake(due)
        if new:
            note_answer(exchange)
        return new


def note_answer(exchange: Exchange) -> None:
    """Say in the log that a question was answered, where the exchange, just written, holds an answer."""
    if given := exchange.given:
        log.info("question_answered", team=given.team, question=given.question, outcome=given.outcome)
