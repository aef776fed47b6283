"""One row of the outbox, from its lease to what became of it.

What happened decides what follows. It arrived: the row is sent. It had no effect: the row waits, longer each time, and
dies after `TRIES`; at once where Slack says that it never will. Nobody can tell: a call that may be made twice without
harm (an update, a home tab) is made again; a message is looked for in its channel before it is sent again (see
`reading_back`); what can neither be repeated nor looked for dies as *unconfirmed*, so it was sent at most once.

How often a row failed or was missing is remembered here, in memory only. Who forgets it, by a restart or because
another replica takes over, starts to count anew: that costs time, and never sends anything twice.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.conversation.mail import TASKS, Leased, Method, Outgoing
from bot.conversation.records import Exchange
from bot.errors import StackbotError, StoreError
from bot.slack.blocks.simpler import simpler
from bot.slack.reading_back import READ_WAITS_S, READS, Missing, Reader, found, reading_method
from bot.slack.sending import Arrived, BadBlocks, NotNow, Outcome, Refused, Unknown
from bot.slack.settling import BUG, EXPIRED, UNCONFIRMED, Settling

TRIES = 8  # with the waits below, in about 10 minutes
FIRST_WAIT_S = 2.0
WAIT_GROWTH = 2.4
WAIT_SPREAD = (0.8, 1.2)  # so that rows which failed together do not come back together
SIMPLER_STEPS = 5  # more than there are
REMEMBERED = 10_000  # rows

# What these show replaces what was there. A response URL is none of them: where nothing was clicked, as by a command,
# its `replace_original` posts another message (github.com/slackapi/bolt-python/issues/1268).
HARMLESS_TWICE = frozenset({Method.UPDATE, Method.PUBLISH_HOME, Method.SUGGEST_PROMPTS})

log = structlog.get_logger()

Task = Callable[[Leased], Exchange | None]


class Caller(Reader, Protocol):
    """Calls Slack once; `sending.Carrier` does."""

    def carry(self, mail: Outgoing, arguments: Mapping[str, Any]) -> Outcome:
        """Make the call of a row."""
        ...


@dataclass(slots=True)
class _Trouble:
    """What went wrong with a row so far."""

    failures: int = 0  # of calls
    missing: int = 0  # times, since it was sent last
    unwritten: int = 0  # times that what became of it could not be written


class Delivery:
    """Carries out rows; threads may share it, as long as each row is in one thread's hands."""

    def __init__(
        self, settling: Settling, caller: Caller, tasks: Mapping[Method, Task], *, chance: random.Random
    ) -> None:
        self._settling = settling
        self._clock = settling.clock
        self._caller = caller
        self._tasks = tasks
        self._chance = chance
        self._rests: dict[tuple[str, str, str], datetime] = {}  # a team's method in a lane, until when
        self._troubles: dict[tuple[str, int], _Trouble] = {}

    def deliver(self, leased: Leased) -> None:
        """Carry out a row and settle it; raises `StoreError` where that cannot be written.

        A row is given up where that happens again and again: then it is the row, and not the database.
        """
        trouble = self._trouble(leased)
        if trouble.unwritten >= TRIES:
            self.give_up(leased)
            return
        try:
            self._carry_out(leased)
        except StoreError:
            trouble.unwritten += 1
            raise

    def give_up(self, leased: Leased) -> None:
        """Bury a row that a bug of ours keeps from being carried out."""
        self._bury(leased, BUG)

    def _carry_out(self, leased: Leased) -> None:
        mail = leased.mail
        if mail.method in TASKS:
            self._perform(leased)
        elif mail.follows and not leased.follows_ts:
            self._without_original(leased)
        elif not leased.doubtful or _is_harmless_twice(mail):
            self._send(leased)
        elif mail.method is Method.POST:
            self._look(leased)
        else:
            self._bury(leased, UNCONFIRMED)

    def _perform(self, leased: Leased) -> None:
        """Do a task of ours. It may be done again: what it leads to is recorded once, with the row."""
        try:
            then = self._tasks[leased.mail.method](leased)
        except StoreError:
            raise
        except StackbotError as error:
            self._retry(leased, type(error).__name__)
        else:
            self._sent(leased, Arrived(), then)

    def _without_original(self, leased: Leased) -> None:
        """There is nothing to update, or not yet."""
        if leased.follows_waits:
            self._retry(leased, "original_not_sent")
        else:
            self._bury(leased, EXPIRED)

    def _look(self, leased: Leased) -> None:
        """Look for a message that may have arrived; send it again once it is surely missing."""
        method, trouble = reading_method(leased), self._trouble(leased)
        if wait := self._rest_left(leased, method):
            self._settling.doubt(leased, wait, "resting")
            return
        match found(self._caller, leased):
            case Arrived() as arrived:
                self._sent(leased, arrived)
            case Missing():
                trouble.missing += 1
                self._missing(leased, trouble)
            case NotNow(retry_after_s):
                self._settling.doubt(leased, self._rest(leased, method, retry_after_s), "ratelimited")
            case Refused(error, permanent=False) | Unknown(error):
                self._look_later(leased, trouble, error)
            case Refused(error) | BadBlocks(error):
                self._bury(leased, UNCONFIRMED, error)

    def _missing(self, leased: Leased, trouble: _Trouble) -> None:
        if trouble.missing < READS:
            self._settling.doubt(leased, timedelta(seconds=READ_WAITS_S[trouble.missing]), "missing")
        elif trouble.failures >= TRIES:
            self._bury(leased, "missing")
        elif self._settling.keep(leased):
            trouble.missing = 0
            self._send(leased)

    def _look_later(self, leased: Leased, trouble: _Trouble, error: str) -> None:
        trouble.failures += 1
        if trouble.failures < TRIES:
            self._settling.doubt(leased, self._backoff(trouble), error)
        else:
            self._bury(leased, UNCONFIRMED, error)

    def _send(self, leased: Leased) -> None:
        method = leased.mail.method
        if wait := self._rest_left(leased, method):
            self._settling.postpone(leased, wait, "resting")
            return
        match self._carried(leased):
            case Arrived() as arrived:
                self._sent(leased, arrived)
            case NotNow(retry_after_s):
                self._settling.postpone(leased, self._rest(leased, method, retry_after_s), "ratelimited")
            case Refused(error, permanent=False):
                self._retry(leased, error)
            case Refused(error) | BadBlocks(error):
                self._bury(leased, error)
            case Unknown(error):
                self._unknown(leased, error)
            case None:
                pass  # somebody else has it by now

    def _carried(self, leased: Leased) -> Outcome | None:
        """What became of the call; where Slack refuses the blocks, of a call with simpler ones."""
        arguments = _addressed(leased)
        outcome = self._caller.carry(leased.mail, arguments)
        for _ in range(SIMPLER_STEPS):
            if not isinstance(outcome, BadBlocks):
                break
            less = simpler(arguments)
            if less is None:
                break
            log.warning("mail_simplified", team=leased.mail.team, number=leased.number, error=outcome.error)
            arguments = less
            if not self._settling.keep(leased):
                return None
            outcome = self._caller.carry(leased.mail, arguments)
        return outcome

    def _unknown(self, leased: Leased, error: str) -> None:
        if _is_harmless_twice(leased.mail):
            self._retry(leased, error)
        else:
            self._trouble(leased).failures += 1
            self._settling.doubt(leased, timedelta(seconds=READ_WAITS_S[0]), error)

    def _retry(self, leased: Leased, error: str) -> None:
        trouble = self._trouble(leased)
        trouble.failures += 1
        if trouble.failures < TRIES:
            self._settling.postpone(leased, self._backoff(trouble), error)
        else:
            self._bury(leased, error)

    def _sent(self, leased: Leased, arrived: Arrived, then: Exchange | None = None) -> None:
        self._settling.sent(leased, arrived.channel, arrived.ts, then)
        self._forget(leased)

    def _bury(self, leased: Leased, error: str, because: str = "") -> None:
        self._settling.bury(leased, error, because)
        self._forget(leased)

    def _backoff(self, trouble: _Trouble) -> timedelta:
        wait_s = FIRST_WAIT_S * WAIT_GROWTH ** (trouble.failures - 1)
        return timedelta(seconds=wait_s * self._chance.uniform(*WAIT_SPREAD))

    def _rest(self, leased: Leased, method: str, seconds: float) -> timedelta:
        """Let a method rest in a lane for so long: Slack counts messages by channel."""
        wait = timedelta(seconds=seconds)
        self._rests[leased.mail.team, method, leased.mail.lane] = self._clock() + wait
        return wait

    def _rest_left(self, leased: Leased, method: str) -> timedelta:
        until = self._rests.get((leased.mail.team, method, leased.mail.lane))
        return max(until - self._clock(), timedelta()) if until else timedelta()

    def _trouble(self, leased: Leased) -> _Trouble:
        if len(self._troubles) >= REMEMBERED:
            self._troubles.clear()  # rows that other replicas ended
        return self._troubles.setdefault((leased.mail.team, leased.number), _Trouble())

    def _forget(self, leased: Leased) -> None:
        self._troubles.pop((leased.mail.team, leased.number), None)


def _addressed(leased: Leased) -> Mapping[str, Any]:
    """The arguments, with where the message stands that is to be updated."""
    if not leased.mail.follows:
        return leased.mail.arguments
    return {**leased.mail.arguments, "channel": leased.follows_channel, "ts": leased.follows_ts}


def _is_harmless_twice(mail: Outgoing) -> bool:
    """Whether a call leaves the same behind, however often it is made."""
    return mail.method in HARMLESS_TWICE or (
        mail.method is Method.RESPOND and mail.arguments.get("replace_original") is True
    )
