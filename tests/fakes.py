"""A store in memory, with the meaning of the real one: one contract suite holds for both."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from threading import RLock

from bot.conversation.mail import FINAL, Leased, Method, Outgoing, Posted, State
from bot.conversation.records import (
    EVER,
    Asked,
    ChannelSettings,
    Exchange,
    Gap,
    Given,
    Lack,
    Listing,
    Objection,
    Vote,
    Waiting,
)
from bot.decisions.schedule import Week
from bot.decisions.weekly import ChannelDigest, WeekDone
from bot.errors import DecisionError, StoreError
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.store.tables import held
from tests.fake_decisions import Decided, MemoryDecisions, TakenError


class _RepeatedError(Exception):
    """Something is there already."""


@dataclass
class _Row:
    mail: Outgoing
    number: int
    created_at: datetime
    due_at: datetime
    state: State = State.PENDING
    fence: int = 0
    attempts: int = 0
    leased_until: datetime | None = None
    finished_at: datetime | None = None
    channel: str = ""
    ts: str = ""
    error: str = ""

    def ran_out(self, now: datetime) -> bool:
        """Whether its sender's time is over."""
        return self.state is State.SENDING and self.leased_until is not None and self.leased_until <= now


@dataclass
class _Spent:
    reserved_tokens: int = 0
    reserved_micro_usd: int = 0
    tokens: int = 0
    micro_usd: int = 0


@dataclass
class _Kept:
    """All that is kept; copied before a change that may have to be undone."""

    inbox: dict[tuple[str, str], datetime] = field(default_factory=dict)
    asked: dict[tuple[str, str], Asked] = field(default_factory=dict)
    given: dict[tuple[str, str], Given] = field(default_factory=dict)
    votes: dict[tuple[str, str, str], Vote] = field(default_factory=dict)
    gaps: dict[tuple[str, str, Lack], Gap] = field(default_factory=dict)
    settings: dict[tuple[str, str], ChannelSettings] = field(default_factory=dict)
    outbox: dict[tuple[str, str], _Row] = field(default_factory=dict)
    digests: dict[tuple[str, str], ChannelDigest] = field(default_factory=dict)
    weeks: dict[tuple[str, str, Week], WeekDone] = field(default_factory=dict)

    def copy(self) -> "_Kept":
        """The same, changed apart; rows of the outbox are replaced, never changed."""
        return _Kept(*(dict(getattr(self, name)) for name in self.__dataclass_fields__))


class MemoryStore(MemoryDecisions):
    """The store, in dictionaries."""

    def __init__(self) -> None:
        self._kept = _Kept()
        self._decided = Decided()
        self._spent: dict[tuple[str, date], _Spent] = {}
        self._numbers = 0
        self._lock = RLock()

    def record(self, exchange: Exchange) -> bool:
        """Write an exchange whole, or nothing and False."""
        with self._lock:
            try:
                self._kept = self._with(exchange)
            except _RepeatedError:
                return False
            return True

    def known(self, team: TeamId, key: str) -> bool:
        """Whether an exchange with this key was written."""
        with self._lock:
            return (team, key) in self._kept.inbox

    def state_of(self, team: TeamId, key: str) -> State | None:
        """Where a row of the outbox stands."""
        with self._lock:
            row = self._kept.outbox.get((team, key))
            return row.state if row else None

    def question(self, team: TeamId, question: QuestionId) -> Asked | None:
        """A question, answered or not."""
        with self._lock:
            return self._kept.asked.get((team, question))

    def answer(self, team: TeamId, question: QuestionId) -> tuple[Asked, Given] | None:
        """A question and its answer."""
        given = self._kept.given.get((team, question))
        return None if given is None else (self._kept.asked[team, question], given)

    def thread_questions(self, team: TeamId, channel: ChannelId, thread_ts: str, limit: int) -> Sequence[Asked]:
        """The last questions of a thread, oldest first."""
        of_thread = [
            one for one in self._asked(team) if one.channel == channel and one.thread_ts == thread_ts and thread_ts
        ]
        return of_thread[max(0, len(of_thread) - limit) :]

    def recent(self, team: TeamId, user: UserId, limit: int) -> Sequence[tuple[Asked, Given]]:
        """A person's last questions that have an answer, newest first."""
        of_user = [one for one in reversed(self._asked(team)) if one.user == user]
        given = self._kept.given
        return [(one, given[team, one.id]) for one in of_user if (team, one.id) in given][:limit]

    def channel_settings(self, team: TeamId, channel: ChannelId) -> ChannelSettings:
        """What holds in a channel."""
        return self._kept.settings.get((team, channel), ChannelSettings(team, channel))

    def note_shared(self, team: TeamId, channel: ChannelId) -> None:
        """Note that other organisations read a channel."""
        with self._lock:
            self._kept.settings[team, channel] = replace(self.channel_settings(team, channel), shared=True)

    def listed_channels(self, team: TeamId) -> Mapping[ChannelId, Listing]:
        """The channels that are allowed or denied."""
        of_team = [one for one in self._kept.settings.values() if one.team == team]
        return {one.channel: one.listing for one in of_team if one.listing is not Listing.NONE}

    def digest_of(self, team: TeamId, channel: ChannelId) -> ChannelDigest:
        """What a channel wants of its digest."""
        kept = self._kept
        digest = kept.digests.get((team, channel), ChannelDigest(team, channel))
        weeks = [week for of_team, of_channel, week in kept.weeks if (of_team, of_channel) == (team, channel)]
        known = (team, channel) in kept.digests
        return replace(digest, last=max(weeks, default=None)) if known else digest

    def digests_on(self, team: TeamId) -> Sequence[ChannelDigest]:
        """The digests of channels that are on, by channel."""
        channels = sorted(channel for of_team, channel in self._kept.digests if of_team == team)
        return [one for channel in channels if (one := self.digest_of(team, ChannelId(channel))).is_on]

    def vote(self, team: TeamId, question: QuestionId, user: UserId) -> Vote | None:
        """What a person found of an answer."""
        return self._kept.votes.get((team, question, user))

    def gaps(self, team: TeamId, since: datetime, limit: int) -> Sequence[Gap]:
        """The gaps noticed at a time or later, newest first."""
        known = [gap for gap in self._kept.gaps.values() if gap.team == team and gap.noticed_at >= since]
        known.sort(key=lambda gap: (gap.noticed_at, gap.question, gap.lack.value), reverse=True)
        return [
            replace(gap, text=self._kept.asked[team, gap.question].text, objections=self._objections(gap))
            for gap in known[:limit]
        ]

    def make_public(self, team: TeamId, question: QuestionId) -> None:
        """Note that everybody may see a question."""
        with self._lock:
            asked = self._kept.asked.get((team, question))
            if asked is not None:
                self._kept.asked[team, question] = replace(asked, private=False)

    def phrased(self, team: TeamId, question: QuestionId, phrased_by: str, prose: str) -> bool:
        """Add a model's sentences to an answer that has none."""
        with self._lock:
            given = self._kept.given.get((team, question))
            if given is None or given.phrased_by:
                return False
            self._kept.given[team, question] = replace(given, phrased_by=phrased_by, prose=prose)
            return True

    def teams(self) -> Sequence[TeamId]:
        """The workspaces that anything is kept of."""
        with self._lock:
            held = [getattr(self._kept, name) for name in self._kept.__dataclass_fields__]
            keys = [key for kept in (*held, self._spent, self._decided.records) for key in kept]
            return sorted({TeamId(key[0]) for key in keys})

    def erase_team(self, team: TeamId) -> None:
        """Erase everything of a workspace."""
        with self._lock:
            for name in self._kept.__dataclass_fields__:
                kept = getattr(self._kept, name)
                setattr(self._kept, name, {key: value for key, value in kept.items() if key[0] != team})
            self._spent = {key: spent for key, spent in self._spent.items() if key[0] != team}
            self._decided = self._decided.without(team)

    def prune(self, inbox_before: datetime, texts_before: datetime) -> None:
        """Drop what is old."""
        with self._lock:
            kept = self._kept
            kept.inbox = {key: at for key, at in kept.inbox.items() if at >= inbox_before or key[1].startswith(EVER)}
            kept.asked = {key: asked for key, asked in kept.asked.items() if asked.asked_at >= texts_before}
            kept.outbox = {
                key: row
                for key, row in kept.outbox.items()
                if row.finished_at is None or row.finished_at >= texts_before
            }
            _cascade(kept)

    def close(self) -> None:
        """Nothing is open."""

    def lease(
        self, now: datetime, *, lease_for: timedelta, methods: Collection[Method], limit: int
    ) -> Sequence[Leased]:
        """Take the heads of lanes that are due."""
        with self._lock:
            for row in self._open():
                too_late = row.mail.expires_at is not None and row.mail.expires_at <= now
                if too_late and (row.state is not State.SENDING or row.ran_out(now)):
                    self._put(_finished(row, State.EXPIRED, now))
            return [self._take(row, now + lease_for) for row in self._due(now, methods)[:limit]]

    def sent(self, leased: Leased, at: datetime, channel: str, ts: str, then: Exchange | None = None) -> bool:
        """Note that a row arrived."""
        return self._finish(leased, State.SENT, at, then, channel=channel, ts=ts)

    def bury(self, leased: Leased, at: datetime, error: str, then: Exchange | None = None) -> bool:
        """Give a row up."""
        return self._finish(leased, State.DEAD, at, then, error=error[:500])

    def postpone(self, leased: Leased, due_at: datetime, error: str) -> bool:
        """Have a row sent later."""
        return self._change(leased, state=State.PENDING, due_at=due_at, error=error[:500], leased_until=None)

    def doubt(self, leased: Leased, due_at: datetime, error: str) -> bool:
        """Have a row settled later."""
        return self._change(leased, state=State.AMBIGUOUS, due_at=due_at, error=error[:500], leased_until=None)

    def extend(self, leased: Leased, until: datetime) -> bool:
        """Hold a row longer."""
        return self._change(leased, leased_until=until)

    def waiting(self, now: datetime | None = None) -> Waiting:
        """The outbox at a glance."""
        at = now or datetime.now(UTC)
        states: dict[str, int] = {}
        for row in self._kept.outbox.values():
            states[row.state] = states.get(row.state, 0) + 1
        oldest = min((row.created_at for row in self._open()), default=at)
        return Waiting(states, max(0.0, (at - oldest).total_seconds()))

    def letters(self, states: Collection[State], limit: int) -> Sequence[Posted]:
        """The last rows in these states, newest first."""
        rows = sorted(self._kept.outbox.values(), key=lambda row: row.number, reverse=True)
        return [_posted(row) for row in rows if row.state in states][:limit]

    def next_due(self, now: datetime, methods: Collection[Method] = tuple(Method)) -> datetime | None:
        """When something may become leasable, not before now."""
        times = []
        for row in self._heads():
            if row.state is State.SENDING:
                times += [row.leased_until] if row.mail.method in methods else []
                continue
            times += [row.due_at] if row.mail.method in methods else []
            times += [row.mail.expires_at]
        known = [time for time in times if time is not None]
        return max(now, min(known)) if known else None

    def reserve(  # as the real one
        self, team: TeamId, day: date, tokens: int, micro_usd: int, *, token_cap: int, micro_usd_cap: int
    ) -> bool:
        """Set a part of a day's budget aside, or nothing."""
        with self._lock:
            spent = self._spent.setdefault((team, day), _Spent())
            if spent.reserved_tokens + spent.tokens + tokens > token_cap:
                return False
            if spent.reserved_micro_usd + spent.micro_usd + micro_usd > micro_usd_cap:
                return False
            spent.reserved_tokens += tokens
            spent.reserved_micro_usd += micro_usd
            return True

    def settle(  # as the real one
        self,
        team: TeamId,
        day: date,
        *,
        reserved_tokens: int,
        reserved_micro_usd: int,
        tokens: int,
        micro_usd: int,
    ) -> None:
        """Put what was spent in place of what was reserved."""
        with self._lock:
            spent = self._spent.get((team, day))
            if spent is None:
                return
            after = _Spent(
                spent.reserved_tokens - reserved_tokens,
                spent.reserved_micro_usd - reserved_micro_usd,
                spent.tokens + tokens,
                spent.micro_usd + micro_usd,
            )
            if min(after.reserved_tokens, after.reserved_micro_usd, after.tokens, after.micro_usd) < 0:
                raise StoreError("More is settled than was reserved.")
            self._spent[team, day] = after

    def _objections(self, gap: Gap) -> tuple[Objection, ...]:
        """Why those who dislike an answer do, the last first."""
        votes = [one for one in self._kept.votes.values() if (one.team, one.question) == (gap.team, gap.question)]
        votes.sort(key=lambda one: (one.voted_at, one.user), reverse=True)
        disliked = gap.lack is Lack.DISLIKED
        return tuple(Objection(one.reason, one.comment) for one in votes if disliked and not one.helpful)

    def _with(self, exchange: Exchange) -> _Kept:
        """What is kept once an exchange is written."""
        _check_team(exchange)
        exchange = _as_held(exchange)
        team, kept, decided = exchange.team, self._kept.copy(), self._decided.copy()
        if any((team, key) in kept.inbox for key in exchange.keys):
            raise _RepeatedError
        kept.inbox.update({(team, key): exchange.at for key in exchange.keys})
        if exchange.forget is not None:
            _forget(kept, team, exchange.forget)
            decided.forget(team, exchange.forget)
        if exchange.asked is not None:
            _add(kept.asked, (team, exchange.asked.id), exchange.asked)
        _hang_on(kept, exchange)
        if exchange.settings is not None:
            known = kept.settings.get((team, exchange.settings.channel), exchange.settings)
            kept.settings[team, exchange.settings.channel] = replace(exchange.settings, shared=known.shared)
        if exchange.digest is not None:
            kept.digests[team, exchange.digest.channel] = replace(exchange.digest, last=None)
        for one in exchange.weeks:
            if (team, one.channel, one.week) in kept.weeks:
                raise _RepeatedError
            kept.weeks[team, one.channel, one.week] = one
        try:
            decided.write(exchange)
        except TakenError:
            raise _RepeatedError from None
        for mail in exchange.outgoing:
            self._post(kept, mail, exchange.at)
        self._decided = decided
        return kept

    def _post(self, kept: _Kept, mail: Outgoing, at: datetime) -> None:
        known = kept.outbox.get((mail.team, mail.key))
        if known is None:
            self._numbers += 1
            kept.outbox[mail.team, mail.key] = _Row(mail, self._numbers, at, mail.due_at)
        elif not mail.first_wins and (known.mail.method, known.mail.arguments) != (mail.method, mail.arguments):
            raise StoreError(f"The outbox holds something else under the key {mail.key}.")

    def _finish(self, leased: Leased, state: State, at: datetime, then: Exchange | None, **values: str) -> bool:
        with self._lock:
            row = self._held(leased)
            if then is not None:
                _check_team(then)
            if row is None:
                return False
            before = self._kept.copy()
            self._put(replace(_finished(row, state, at), **values))
            try:
                self._kept = self._kept if then is None else self._with(then)
            except _RepeatedError:
                pass
            except (StoreError, DecisionError):
                self._kept = before
                raise
            return True

    def _change(self, leased: Leased, **values: object) -> bool:
        with self._lock:
            row = self._held(leased)
            if row is not None:
                self._put(replace(row, **values))
            return row is not None

    def _held(self, leased: Leased) -> _Row | None:
        row = self._kept.outbox.get((leased.mail.team, leased.mail.key))
        fits = row is not None and (row.number, row.fence) == (leased.number, leased.fence)
        return row if row is not None and fits and row.state is State.SENDING else None

    def _take(self, row: _Row, until: datetime) -> Leased:
        followed = self._kept.outbox.get((row.mail.team, row.mail.follows))
        taken = replace(row, state=State.SENDING, fence=row.fence + 1, attempts=row.attempts + 1, leased_until=until)
        self._put(taken)
        return Leased(
            mail=replace(row.mail, due_at=row.due_at),
            number=row.number,
            fence=taken.fence,
            attempts=taken.attempts,
            leased_until=until,
            doubtful=row.state is not State.PENDING,
            follows_channel=followed.channel if followed else "",
            follows_ts=followed.ts if followed else "",
            follows_waits=followed is not None and followed.state not in FINAL,
            written_at=row.created_at,
        )

    def _due(self, now: datetime, methods: Collection[Method]) -> list[_Row]:
        return [
            row
            for row in self._heads()
            if row.mail.method in methods and (row.ran_out(now) if row.state is State.SENDING else row.due_at <= now)
        ]

    def _heads(self) -> list[_Row]:
        """Of each lane the row that is being sent, or else the first that is not finished."""
        heads: dict[tuple[str, str], _Row] = {}
        for row in self._open():
            lane = (row.mail.team, row.mail.lane)
            if lane not in heads or row.state is State.SENDING:
                heads[lane] = row
        return sorted(heads.values(), key=lambda row: row.number)

    def _open(self) -> list[_Row]:
        rows = [row for row in self._kept.outbox.values() if row.state not in FINAL]
        return sorted(rows, key=lambda row: row.number)

    def _put(self, row: _Row) -> None:
        self._kept.outbox[row.mail.team, row.mail.key] = row

    def _asked(self, team: TeamId) -> list[Asked]:
        of_team = [one for one in self._kept.asked.values() if one.team == team]
        return sorted(of_team, key=lambda one: (one.asked_at, one.id))


def _as_held(exchange: Exchange) -> Exchange:
    """The exchange with texts as databases can hold them."""
    parts = {
        name: replace(
            part, **{f.name: held(value) for f in fields(part) if type(value := getattr(part, f.name)) is str}
        )
        for name in ("asked", "given", "gap", "vote", "settings")
        if (part := getattr(exchange, name)) is not None
    }
    return replace(exchange, keys=tuple(held(key) for key in exchange.keys), **parts)


def _add(rows: dict[tuple[str, str], Asked] | dict[tuple[str, str], Given], key: tuple[str, str], row: object) -> None:
    if key in rows:
        raise _RepeatedError
    rows[key] = row  # type: ignore[assignment]  # the row is of the dictionary's kind


def _hang_on(kept: _Kept, exchange: Exchange) -> None:
    """Write what belongs to a question that is kept."""
    given, gap, vote = exchange.given, exchange.gap, exchange.vote
    if given is not None and (given.team, given.question) in kept.asked:
        _add(kept.given, (given.team, given.question), given)
    if gap is not None and (gap.team, gap.question) in kept.asked:
        kept.gaps.setdefault((gap.team, gap.question, gap.lack), gap)
    if vote is not None and (vote.team, vote.question) in kept.asked:
        kept.votes[vote.team, vote.question, vote.user] = vote
        of_answer = [one for one in kept.votes.values() if (one.team, one.question) == (vote.team, vote.question)]
        if all(one.helpful for one in of_answer):
            kept.gaps.pop((vote.team, vote.question, Lack.DISLIKED), None)


def _forget(kept: _Kept, team: TeamId, user: UserId) -> None:
    kept.asked = {key: asked for key, asked in kept.asked.items() if (asked.team, asked.user) != (team, user)}
    kept.votes = {key: vote for key, vote in kept.votes.items() if (vote.team, vote.user) != (team, user)}
    kept.settings = {
        key: replace(one, changed_by=UserId("")) if (one.team, one.changed_by) == (team, user) else one
        for key, one in kept.settings.items()
    }
    kept.digests = {
        key: replace(one, set_by=UserId("")) if (one.team, one.set_by) == (team, user) else one
        for key, one in kept.digests.items()
    }
    kept.outbox = {
        key: row
        for key, row in kept.outbox.items()
        if row.state in FINAL or (row.mail.team, row.mail.person) != (team, user)
    }
    _cascade(kept)


def _cascade(kept: _Kept) -> None:
    """Drop what belongs to questions that are gone."""
    kept.given = {key: given for key, given in kept.given.items() if key in kept.asked}
    kept.votes = {key: vote for key, vote in kept.votes.items() if key[:2] in kept.asked}
    kept.gaps = {key: gap for key, gap in kept.gaps.items() if key[:2] in kept.asked}


def _check_team(exchange: Exchange) -> None:
    parts = (exchange.asked, exchange.given, exchange.gap, exchange.vote, exchange.settings, exchange.digest)
    records = (record for change in exchange.changes for record in (change.before, change.after))
    if any(
        part is not None and part.team != exchange.team
        for part in (*parts, *exchange.weeks, *exchange.outgoing, *records)
    ):
        raise StoreError(f"An exchange of the workspace {exchange.team} holds something of another.")


def _finished(row: _Row, state: State, at: datetime) -> _Row:
    return replace(row, state=state, finished_at=at, leased_until=None)


def _posted(row: _Row) -> Posted:
    return Posted(
        row.mail.team,
        row.number,
        row.mail.key,
        row.mail.lane,
        row.mail.method,
        row.state,
        row.attempts,
        row.created_at,
        row.error,
    )
