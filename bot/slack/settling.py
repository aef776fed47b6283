"""Writing down what became of a row, and saying so in the log: ids and Slack's words, never texts or addresses."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.conversation.mail import Leased, Method
from bot.conversation.records import Exchange
from bot.ids import TeamId
from bot.slack.afterwards import IF_LOST, IF_SENT, afterwards
from bot.slack.desk import note_answer
from bot.slack.destination import OTHERWISE

BUG = "bug"
EXPIRED = "expired"
UNCONFIRMED = "unconfirmed"

# What the owner of the bot can mend, so it is reported (docs.slack.dev/reference/methods/chat.postMessage, "Errors").
MENDABLE = frozenset(
    "account_inactive channel_not_found ekm_access_denied invalid_auth is_archived missing_scope no_permission "
    "not_allowed_token_type not_authed not_in_channel restricted_action restricted_action_read_only_channel "
    "restricted_action_thread_locked team_access_not_granted token_expired token_revoked".split()
)

log = structlog.get_logger()

Report = Callable[[Leased, str], Exchange | None]


class Ledger(Protocol):
    """How a leased row ends, or waits. Each is False, and writes nothing, where the row has another fence by now."""

    def sent(self, leased: Leased, at: datetime, channel: str, ts: str, then: Exchange | None = None) -> bool:
        """It was carried out; `then` is recorded with that, at once."""
        ...

    def postpone(self, leased: Leased, due_at: datetime, error: str) -> bool:
        """It had no effect, and is due later."""
        ...

    def doubt(self, leased: Leased, due_at: datetime, error: str) -> bool:
        """It may have had an effect, and is looked at later."""
        ...

    def bury(self, leased: Leased, at: datetime, error: str, then: Exchange | None = None) -> bool:
        """It is given up; `then` is recorded with that, at once."""
        ...

    def extend(self, leased: Leased, until: datetime) -> bool:
        """The row stays in our hands until then."""
        ...


@dataclass(frozen=True, slots=True)
class Settling:
    """Settles rows. `report` makes of a row and an error what is to be said about it, if anything.

    It is asked about `BUG`, about what the owner can mend, and about every message that Slack will not take.
    """

    ledger: Ledger
    clock: Callable[[], datetime]
    report: Report
    lease_for: timedelta

    def sent(self, leased: Leased, channel: str, ts: str, then: Exchange | None = None) -> None:
        """It was carried out."""
        if self.ledger.sent(leased, self.clock(), channel, ts, self._followed(leased, IF_SENT, then)):
            log.info("mail_sent", **_ids(leased), found=leased.doubtful)
            if then is not None:
                note_answer(then)

    def postpone(self, leased: Leased, wait: timedelta, error: str) -> None:
        """It had no effect, and is tried again after a wait."""
        if self.ledger.postpone(leased, self.clock() + wait, error):
            log.info("mail_postponed", **_ids(leased), error=error, wait_s=_seconds(wait))

    def doubt(self, leased: Leased, wait: timedelta, error: str) -> None:
        """It may have had an effect, which is to be found out after a wait."""
        if self.ledger.doubt(leased, self.clock() + wait, error):
            log.warning("mail_doubtful", **_ids(leased), error=error, wait_s=_seconds(wait))

    def bury(self, leased: Leased, error: str, because: str = "") -> None:
        """It is given up; `because` is Slack's word where `error` is ours."""
        then = self.report(leased, error) if _is_reported(leased, error) else None
        if self.ledger.bury(leased, self.clock(), error, self._followed(leased, IF_LOST, then)):
            log.warning("mail_died", **_ids(leased), error=error, because=because)

    def keep(self, leased: Leased) -> bool:
        """Hold the row for another call; False where somebody else has it by now."""
        return self.ledger.extend(leased, self.clock() + self.lease_for)

    def _followed(self, leased: Leased, name: str, then: Exchange | None) -> Exchange | None:
        """What is to be recorded with the end of the row, together with what waits for that end."""
        mail, now = leased.mail, self.clock()
        waiting = afterwards(mail, name, now)
        if not waiting:
            return then
        then = then or Exchange(TeamId(mail.team), (f"{name}:{mail.key}",), now)
        return replace(then, outgoing=(*then.outgoing, *waiting))


def _is_reported(leased: Leased, error: str) -> bool:
    if error in {UNCONFIRMED, EXPIRED}:
        return False
    return (
        error in MENDABLE
        or error == BUG
        or OTHERWISE in leased.mail.arguments
        or leased.mail.method in {Method.POST, Method.ANSWER, Method.SHARE}
    )


def _ids(leased: Leased) -> dict[str, str | int]:
    mail = leased.mail
    return {
        "team": mail.team,
        "number": leased.number,
        "method": mail.method.value,
        "attempts": leased.attempts,
    }


def _seconds(wait: timedelta) -> float:
    return round(wait.total_seconds(), 1)
