"""The store: what the rest of the bot keeps and reads. Several threads may use one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from bot.conversation.mail import State
from bot.conversation.records import Asked, ChannelSettings, Exchange, Gap, Given, Listing, Vote
from bot.decisions.digest import Facts
from bot.decisions.weekly import ChannelDigest
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.store import (
    answers,
    channel_settings,
    digests,
    erasing,
    feedback,
    gaps,
    inbox,
    installations,
    outbox,
    questions,
    spending,
    weeks,
)
from bot.store.database import Database
from bot.store.erasing import Touched
from bot.store.exchanges import checked, write_exchange
from bot.store.installing import Installing
from bot.store.probing import probe
from bot.store.recalling import Recalling
from bot.store.sending import Sending
from bot.store.teams import teams
from bot.store.writing import RepeatedError


class Store(Sending, Recalling, Installing):
    """Records, decisions, settings, the outbox and the budget of all workspaces.

    Each method is one transaction, on the disk when it returns, and raises `StoreError` where the database cannot be
    read or written. Times are aware; those given back are in UTC.
    """

    def __init__(self, database: Database) -> None:
        Sending.__init__(self, database)
        Recalling.__init__(self, database)
        Installing.__init__(self, database)

    def record(self, exchange: Exchange) -> bool:
        """Write an exchange whole, or nothing and False where it was written before.

        Raises `DecisionError`, and writes nothing, where a decision is not what it was to be changed from.
        """
        checked(exchange)
        try:
            self._database.write(lambda connection: write_exchange(connection, exchange))
        except RepeatedError:
            return False
        return True

    def known(self, team: TeamId, key: str) -> bool:
        """Whether an exchange with this key was written."""
        return self._database.read(lambda connection: inbox.is_known(connection, team, key))

    def state_of(self, team: TeamId, key: str) -> State | None:
        """Where the row of the outbox with this key stands; None where there is none, or none any more."""
        return self._database.read(lambda connection: outbox.state_of(connection, team, key))

    def question(self, team: TeamId, question: QuestionId) -> Asked | None:
        """A question, answered or not."""
        return self._database.read(lambda connection: questions.question(connection, team, question))

    def answer(self, team: TeamId, question: QuestionId) -> tuple[Asked, Given] | None:
        """A question and its answer."""
        return self._database.read(lambda connection: answers.answer(connection, team, question))

    def thread_questions(self, team: TeamId, channel: ChannelId, thread_ts: str, limit: int) -> Sequence[Asked]:
        """The last questions of a thread, oldest first."""
        return self._database.read(lambda connection: questions.in_thread(connection, team, channel, thread_ts, limit))

    def recent(self, team: TeamId, user: UserId, limit: int) -> Sequence[tuple[Asked, Given]]:
        """A person's last questions that have an answer, newest first."""
        return self._database.read(lambda connection: answers.recent(connection, team, user, limit))

    def channel_settings(self, team: TeamId, channel: ChannelId) -> ChannelSettings:
        """What holds in a channel; the defaults where nobody changed anything."""
        return self._database.read(lambda connection: channel_settings.of_channel(connection, team, channel))

    def note_shared(self, team: TeamId, channel: ChannelId) -> None:
        """Note that other organisations read a channel."""
        self._database.write(lambda connection: channel_settings.note_shared(connection, team, channel))

    def listed_channels(self, team: TeamId) -> Mapping[ChannelId, Listing]:
        """The channels that an administrator allowed or denied."""
        return self._database.read(lambda connection: channel_settings.listed(connection, team))

    def digest_of(self, team: TeamId, channel: ChannelId) -> ChannelDigest:
        """What a channel wants of its digest; off where nobody set anything."""
        return self._database.read(lambda connection: digests.of_channel(connection, team, channel))

    def digests_on(self, team: TeamId) -> Sequence[ChannelDigest]:
        """The digests of channels that are on, by channel."""
        return self._database.read(lambda connection: digests.on(connection, team))

    def week_facts(self, team: TeamId, channel: ChannelId, start: datetime, end: datetime) -> Facts:
        """What a channel may see of what happened from `start` to before `end`, and of what stands now."""
        memory = self._memory
        return self._database.read(lambda connection: weeks.facts(connection, memory, team, channel, start, end))

    def vote(self, team: TeamId, question: QuestionId, user: UserId) -> Vote | None:
        """What a person found of an answer."""
        return self._database.read(lambda connection: feedback.vote(connection, team, question, user))

    def gaps(self, team: TeamId, since: datetime, limit: int) -> Sequence[Gap]:
        """The gaps noticed at a time or later, newest first, with their questions' texts and objections."""
        return self._database.read(lambda connection: gaps.since(connection, team, since, limit))

    def make_public(self, team: TeamId, question: QuestionId) -> None:
        """Note that everybody may see a question."""
        self._database.write(lambda connection: questions.make_public(connection, team, question))

    def phrased(self, team: TeamId, question: QuestionId, phrased_by: str, prose: str) -> bool:
        """Add a model's sentences to an answer; False where it has some, or is not there."""
        return self._database.write(lambda connection: answers.phrase(connection, team, question, phrased_by, prose))

    def reserve(  # noqa: PLR0913  # two amounts and the cap of each
        self, team: TeamId, day: date, tokens: int, micro_usd: int, *, token_cap: int, micro_usd_cap: int
    ) -> bool:
        """Set a part of a day's budget aside, or nothing and False where that would pass a cap."""
        caps = {"token_cap": token_cap, "micro_usd_cap": micro_usd_cap}
        return self._database.write(
            lambda connection: spending.reserve(connection, team, day, tokens=tokens, micro_usd=micro_usd, **caps)
        )

    def settle(  # noqa: PLR0913  # two amounts, before and after
        self,
        team: TeamId,
        day: date,
        *,
        reserved_tokens: int,
        reserved_micro_usd: int,
        tokens: int,
        micro_usd: int,
    ) -> None:
        """Put what was spent in place of what was reserved for it."""
        reserved = {"reserved_tokens": reserved_tokens, "reserved_micro_usd": reserved_micro_usd}
        self._database.write(
            lambda connection: spending.settle(connection, team, day, tokens=tokens, micro_usd=micro_usd, **reserved)
        )

    def teams(self) -> Sequence[TeamId]:
        """The workspaces that anything is kept of."""
        return self._database.read(teams)

    def erase_team(self, team: TeamId) -> None:
        """Erase everything of a workspace."""
        self.erase(team)

    def kept_of(self, team: TeamId, user: UserId | None = None) -> Touched:
        """How many rows of each table are a workspace's, or those of them that are a person's or name the person."""
        if user is None:
            return self._database.read(lambda connection: erasing.of_team(connection, team))
        return self._database.read(lambda connection: erasing.of_person(connection, team, user))

    def erase(self, team: TeamId, user: UserId | None = None) -> Touched:
        """Erase everything of a workspace, or of a person in it; says how many rows of each table that touched."""
        if user is not None:
            return self._database.write(lambda connection: erasing.forget_wholly(connection, team, user))
        touched = self._database.write(lambda connection: erasing.erase_wholly(connection, team))
        self._memory.drop(team)
        return touched

    def erase_removed(self, team: TeamId, before: datetime) -> bool:
        """Erase everything of a workspace that removed the app before a time; False where it did not."""

        def erase(connection: Connection) -> bool:
            over = installations.erase_removed(connection, team, before)
            if over:
                erasing.erase(connection, team)
            return over

        erased = self._database.write(erase)
        if erased:
            self._memory.drop(team)
        return erased

    def prune(self, inbox_before: datetime, texts_before: datetime) -> None:
        """Drop old keys of deliveries, old questions with all that hangs on them, and what was sent long ago.

        Decisions are kept for years; nothing of them goes by itself.
        """

        def drop(connection: Connection) -> None:
            inbox.prune(connection, inbox_before)
            questions.prune(connection, texts_before)
            outbox.prune(connection, texts_before)

        self._database.write(drop)

    def probe(self) -> str:
        """The schema's version, once a commit has reached the disk that leaves nothing behind."""
        return self._database.write(probe)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()
