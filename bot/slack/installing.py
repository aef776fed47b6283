"""Installing the bot in a workspace: somebody goes to Slack, allows it, and comes back with a code.

They have to come back in the browser that we sent there, once, and within ten minutes: a link with somebody else's
state or code installs nothing (RFC 6749, section 10.12). Of the state and of the browser's cookie only hashes are kept.
"""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from hashlib import sha256
from secrets import token_urlsafe
from threading import BoundedSemaphore
from typing import Protocol

import structlog

from bot.conversation.installation import Installation
from bot.conversation.pace import Pace
from bot.errors import StoreError
from bot.ids import TeamId, UserId
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from bot.slack.oauth import Answer, ForOrganisation, Granted
from bot.slack.sending import Refused
from bot.slack.tokens import Tokens

GOOD_FOR = timedelta(minutes=10)
A_MINUTE = 120  # people sent to Slack: what anybody can ask for must not fill the database
AT_ONCE = 4  # calls of Slack, so that they never take all threads of the door

log = structlog.get_logger()


class Hindrance(Enum):
    """Why somebody's installation went no further."""

    DENIED = auto()  # they said no
    STALE = auto()  # the state is unknown, used, too old or another browser's
    REFUSED = auto()  # Slack does not know the code
    ORGANISATION = auto()  # it was for all workspaces of an organisation
    AWAY = auto()  # Slack or the database cannot be reached
    BUSY = auto()  # too many at once


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a browser goes, and what it brings back as its cookie."""

    url: str
    cookie: str


class Records(Protocol):
    """What is kept of installations."""

    def expect_browser(self, state: str, browser: str, expires_at: datetime, now: datetime) -> None:
        """Note that a browser was sent to Slack."""
        ...

    def take_state(self, state: str) -> tuple[str, datetime] | None:
        """The browser that was sent with this state, and until when; a second time None."""
        ...

    def install(self, installation: Installation) -> None:
        """Keep an installation."""
        ...


class Slack(Protocol):
    """Slack, as the app itself speaks to it."""

    def consent_url(self, state: str, scopes: Sequence[str]) -> str:
        """Where somebody allows the app these scopes."""
        ...

    def granted(self, code: str) -> Answer:
        """What Slack gives for a code."""
        ...


class Installing:
    """Sends people to Slack, and takes in the workspaces they come back with. Threads may share it."""

    def __init__(
        self,
        records: Records,
        slack: Slack,
        tokens: Tokens,
        forget: Callable[[TeamId], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._slack = slack
        self._tokens = tokens
        self._forget = forget
        self._clock = clock
        self._pace = Pace(A_MINUTE, A_MINUTE)
        self._calls = BoundedSemaphore(AT_ONCE)

    def begin(self) -> Sent | Hindrance:
        """Where to send a browser that wants to install the bot."""
        state, cookie, now = token_urlsafe(32), token_urlsafe(32), self._clock()
        if self._pace.wait_s("", "anybody", state, now):
            return Hindrance.BUSY
        try:
            self._records.expect_browser(_hash(state), _hash(cookie), now + GOOD_FOR, now)
        except StoreError as error:
            return _away(error)
        return Sent(self._slack.consent_url(state, (*SCOPES, *OPTIONAL_SCOPES)), cookie)

    def finish(self, state: str, code: str, cookie: str) -> Installation | Hindrance:
        """Take in the workspace for which a browser comes back with a code."""
        try:
            if not self._is_expected(state, cookie):
                return Hindrance.STALE
            answer = self._granted(code)
            return self._taken_in(answer) if isinstance(answer, Granted) else answer
        except StoreError as error:
            return _away(error)

    def _is_expected(self, state: str, cookie: str) -> bool:
        expected = self._records.take_state(_hash(state))
        if expected is None:
            return False
        browser, expires_at = expected
        return hmac.compare_digest(browser, _hash(cookie)) and self._clock() < expires_at

    def _granted(self, code: str) -> Granted | Hindrance:
        if not self._calls.acquire(blocking=False):
            return Hindrance.BUSY
        try:
            answer = self._slack.granted(code)
        finally:
            self._calls.release()
        if isinstance(answer, Granted):
            return answer
        log.warning("installation_refused", error=answer.error)
        if isinstance(answer, ForOrganisation):
            return Hindrance.ORGANISATION
        return Hindrance.REFUSED if isinstance(answer, Refused) and answer.permanent else Hindrance.AWAY

    def _taken_in(self, given: Granted) -> Installation:
        now, team = self._clock(), given.team.id
        tokens = self._tokens.sealed(team, given, now)
        installation = Installation(
            team=team,
            enterprise=given.enterprise.id if given.enterprise else "",
            workspace=given.team.name,
            app=given.app_id,
            bot_user=given.bot_user_id,
            owner=given.authed_user.id if given.authed_user else UserId(""),
            scopes=tuple(filter(None, given.scope.split(","))),
            token=tokens.token,
            refresh_token=tokens.refresh_token,
            expires_at=tokens.expires_at,
            installed_at=now,
        )
        self._records.install(installation)
        self._forget(team)
        log.info("workspace_installed", team=team, scopes=len(installation.scopes))
        return installation


def _away(error: StoreError) -> Hindrance:
    log.warning("record_not_written", error=str(error))
    return Hindrance.AWAY


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
