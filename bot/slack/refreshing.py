"""The duty that gets new tokens where they expire, well before they do.

A refresh token is good once. So a replica claims a workspace before it asks, and whoever has new tokens keeps them in
memory until the database has them: what it was claimed for outlasts the call, and a write that fails is tried again in
every round.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from bot.conversation.installation import Installation
from bot.errors import SlackError, StackbotError
from bot.ids import TeamId
from bot.slack.oauth import Answer, Granted
from bot.slack.tokens import Tokens

BEFORE = timedelta(hours=2)  # a token lives for twelve hours (docs.slack.dev, using token rotation)
CLAIM = timedelta(minutes=2)

log = structlog.get_logger()


class Records(Protocol):
    """Where tokens are kept."""

    def installations(self) -> Sequence[Installation]:
        """The app in each workspace."""
        ...

    def claim_refresh(self, installation: Installation, now: datetime, claimed_for: timedelta) -> bool:
        """Be the only one to spend an installation's refresh token for a while."""
        ...

    def renew(self, spent: Installation, renewed: Installation) -> bool:
        """Keep the tokens that were got for those of an installation; False where it has others by now."""
        ...


class Exchange(Protocol):
    """Gives new tokens for a refresh token."""

    def refreshed(self, refresh_token: str) -> Answer:
        """The new tokens, or why there are none."""
        ...


class Refreshing:
    """Keeps tokens fresh. `forget` has a workspace looked up again, so that it is spoken to by its new token."""

    def __init__(
        self,
        records: Records,
        slack: Exchange,
        tokens: Tokens,
        forget: Callable[[TeamId], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._slack = slack
        self._tokens = tokens
        self._forget = forget
        self._clock = clock
        self._unwritten: dict[TeamId, tuple[Installation, Installation]] = {}

    def refresh(self) -> None:
        """Get new tokens wherever they are due; raises the last failure once all were looked after."""
        failed: StackbotError | None = None
        for work in self._work():
            try:
                work()
            except StackbotError as error:
                failed = error
        if failed:
            raise failed

    def _work(self) -> Iterator[Callable[[], None]]:
        for team in tuple(self._unwritten):
            yield partial(self._write, team)
        for installation in filter(self._is_due, self._records.installations()):
            yield partial(self._renew, installation)

    def _is_due(self, installation: Installation) -> bool:
        if installation.expires_at is None or not installation.works or installation.team in self._unwritten:
            return False
        return installation.expires_at - BEFORE <= self._clock()

    def _renew(self, spent: Installation) -> None:
        refresh_token = self._tokens.refresh_token(spent)
        if not self._records.claim_refresh(spent, self._clock(), CLAIM):
            return
        answer = self._slack.refreshed(refresh_token)
        if not isinstance(answer, Granted) or answer.team.id != spent.team:
            why = "another workspace" if isinstance(answer, Granted) else answer.error
            raise SlackError(
                f"The token of the workspace {spent.team} could not be renewed ({why}). "
                "Where that goes on, have the app installed there again."
            )
        new = self._tokens.sealed(spent.team, answer, self._clock())
        renewed = replace(spent, token=new.token, refresh_token=new.refresh_token, expires_at=new.expires_at)
        self._unwritten[spent.team] = (spent, renewed)
        self._write(spent.team)

    def _write(self, team: TeamId) -> None:
        """Have the database keep new tokens; nobody needs them where the app was removed or installed anew."""
        kept = self._records.renew(*self._unwritten[team])
        del self._unwritten[team]
        self._forget(team)
        log.info("token_renewed", team=team, kept=kept)
