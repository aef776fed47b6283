"""One row of the outbox, from its lease to what became of it.

What happened decides what follows. It arrived: the row is sent. It had no effect: the row waits, longer each time, and
dies after `TRIES` or, where it says until when it is worth sending, then; at once where Slack says that it never will.
Nobody can tell: a call that may be made twice without harm (an update, a home tab) is made again; a message is looked
for in its channel before it is sent again (see `reading_back`); what can neither be repeated nor looked for dies as
*unconfirmed*, so it was sent at most once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.conversation.mail import TASKS, Leased, Method, Outgoing
from bot.conversation.records import Exchange
from bot.errors import StackbotError, StoreError
from bot.slack.backoff import TRIES, Backoff, Trouble, is_given_up
from bot.slack.blocks.simpler import simpler
from bot.slack.destination import addressed
from bot.slack.reading_back import READ_WAITS_S, READS, Missing, Reader, found, reading_method
from bot.slack.sending import Arrived, BadBlocks, NotNow, Outcome, Refused, Unknown
from bot.slack.settling import BUG, EXPIRED, UNCONFIRMED, Settling

SIMPLER_STEPS = 5  # more than there are

# What these show replaces what was there. A response URL is none of them: where nothing was clicked, as by a command,
# its `replace_original` posts another message (github.com/slackapi/bolt-python/issues/1268).
HARMLESS_TWICE = frozenset({Method.UPDATE, Method.UPDATE_VIEW, Method.PUBLISH_HOME, Method.SUGGEST_PROMPTS})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Later:
    """A task that is to be done after a wait, for what it needs is not to be had; Slack's word says why."""

    wait_s: float
    error: str


Task = Callable[[Leased], Exchange | Later | None]


class Caller(Protocol):
    """Calls Slack once; `sending.Carrier` does."""

    def carry(self, mail: Outgoing, arguments: Mapping[str, Any]) -> Outcome:
        """Make the call of a row."""
        ...

    def reader(self, team: str) -> Reader:
        """Who reads in a workspace."""
        ...


class Delivery:
    """Carries out rows; threads may share it, as long as each row is in one thread's hands."""

    def __init__(self, settling: Settling, caller: Caller, tasks: Mapping[Method, Task], backoff: Backoff) -> None:
        self._settling = settling
        self._caller = caller
        self._tasks = tasks
        self._backoff = backoff

    def deliver(self, leased: Leased) -> None:
        """Carry out a row and settle it; raises `StoreError` where that cannot be written.

        A row is given up where that happens again and again: then it is the row, and not the database.
        """
        trouble = self._backoff.trouble_of(leased)
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
            done = self._tasks[leased.mail.method](leased)
        except StoreError:
            raise
        except StackbotError as error:
            self._retry(leased, type(error).__name__)
        else:
            if isinstance(done, Later):
                self._settling.postpone(leased, timedelta(seconds=done.wait_s), done.error)
            else:
                self._sent(leased, Arrived(), done)

    def _without_original(self, leased: Leased) -> None:
        """There is nothing to update or to go on with, or not yet."""
        if leased.follows_waits:
            self._retry(leased, "original_not_sent")
        else:
            self._bury(leased, EXPIRED)

    def _look(self, leased: Leased) -> None:
        """Look for a message that may have arrived; send it again once it is surely missing."""
        method, trouble = reading_method(leased), self._backoff.trouble_of(leased)
        if wait := self._backoff.rest_left(leased, method):
            self._settling.doubt(leased, wait, "resting")
            return
        match found(self._caller.reader(leased.mail.team), leased):
            case Arrived() as arrived:
                self._sent(leased, arrived)
            case Missing():
                trouble.missing += 1
                self._missing(leased, trouble)
            case NotNow(retry_after_s):
                self._settling.doubt(leased, self._backoff.rest(leased, method, retry_after_s), "ratelimited")
            case Refused(error, permanent=False) | Unknown(error):
                self._look_later(leased, trouble, error)
            case Refused(error) | BadBlocks(error):
                self._bury(leased, UNCONFIRMED, error)

    def _missing(self, leased: Leased, trouble: Trouble) -> None:
        if trouble.missing < READS:
            self._settling.doubt(leased, timedelta(seconds=READ_WAITS_S[trouble.missing]), "missing")
        elif is_given_up(leased, trouble):
            self._bury(leased, "missing")
        elif trouble.failures >= TRIES:
            trouble.missing = 0
            self._settling.postpone(leased, self._backoff.wait_after(trouble), "missing")
        elif self._settling.keep(leased):
            trouble.missing = 0
            self._send(leased)

    def _look_later(self, leased: Leased, trouble: Trouble, error: str) -> None:
        trouble.failures += 1
        if is_given_up(leased, trouble):
            self._bury(leased, UNCONFIRMED, error)
        else:
            self._settling.doubt(leased, self._backoff.wait_after(trouble), error)

    def _send(self, leased: Leased) -> None:
        method = leased.mail.method
        if wait := self._backoff.rest_left(leased, method):
            self._settling.postpone(leased, wait, "resting")
            return
        match self._carried(leased):
            case Arrived() as arrived:
                self._sent(leased, arrived)
            case NotNow(retry_after_s):
                self._settling.postpone(leased, self._backoff.rest(leased, method, retry_after_s), "ratelimited")
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
        arguments = addressed(leased)
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
            self._backoff.trouble_of(leased).failures += 1
            self._settling.doubt(leased, timedelta(seconds=READ_WAITS_S[0]), error)

    def _retry(self, leased: Leased, error: str) -> None:
        trouble = self._backoff.trouble_of(leased)
        trouble.failures += 1
        if is_given_up(leased, trouble):
            self._bury(leased, error)
        else:
            self._settling.postpone(leased, self._backoff.wait_after(trouble), error)

    def _sent(self, leased: Leased, arrived: Arrived, then: Exchange | None = None) -> None:
        self._settling.sent(leased, arrived.channel, arrived.ts, then)
        self._backoff.forget(leased)

    def _bury(self, leased: Leased, error: str, because: str = "") -> None:
        self._settling.bury(leased, error, because)
        self._backoff.forget(leased)


def _is_harmless_twice(mail: Outgoing) -> bool:
    """Whether a call leaves the same behind, however often it is made."""
    return mail.method in HARMLESS_TWICE or (
        mail.method is Method.RESPOND and mail.arguments.get("replace_original") is True
    )
