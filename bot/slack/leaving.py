"""A workspace leaves: from then on nothing is sent there, and after a grace period nothing is kept of it.

Until then whoever removed the app by mistake installs it again and finds all as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal, Protocol

import structlog
from pydantic import Field
from slack_bolt import BoltResponse

from bot.conversation.installation import Installation
from bot.errors import StoreError
from bot.ids import TeamId
from bot.slack.dispatching import Dispatch
from bot.slack.payloads import Envelope, Part, parsed
from bot.slack.workspaces import ALL_KNOW

# By how much our clock may be ahead of Slack's, whose events are timed to the second: a farewell comes once, so one
# counts that seems to be from just before an installation.
AHEAD = timedelta(seconds=60)

log = structlog.get_logger()


class Records(Protocol):
    """What is kept of workspaces."""

    def installations(self) -> Sequence[Installation]:
        """The app in each workspace."""
        ...

    def uninstall(self, team: TeamId, keys: Sequence[str], said_at: datetime, at: datetime) -> bool:
        """Note that the app was removed; False where that is known, or it was installed after `said_at`."""
        ...

    def erase_removed(self, team: TeamId, before: datetime) -> bool:
        """Erase everything of a workspace that removed the app before a time; False where it did not."""
        ...


class _Uninstalled(Part):
    type: Literal["app_uninstalled"]


class _Revoked(Part):
    """Tokens were revoked; ours is the bot's."""

    bot: Annotated[list[str], Field(min_length=1)]


class _TokensRevoked(Part):
    type: Literal["tokens_revoked"]
    tokens: _Revoked


class _Farewell(Envelope):
    event: _Uninstalled | _TokensRevoked
    event_time: Annotated[int, Field(ge=0, le=100_000_000_000)]


class Leaving:
    """Says goodbye to workspaces. `forget` has a workspace looked up again before it is served."""

    def __init__(
        self, records: Records, forget: Callable[[TeamId], None], grace: timedelta, clock: Callable[[], datetime]
    ) -> None:
        self._records = records
        self._forget = forget
        self._grace = grace
        self._kept_for = max(grace, ALL_KNOW)  # a replica that does not know yet keeps what is asked there
        self._clock = clock

    def leave(self, body: dict[str, Any]) -> None:
        """Serve a workspace no longer that removed the app or revoked the bot's token."""
        if farewell := parsed(_Farewell, body):
            self._leave(farewell)

    def before(self, dispatch: Dispatch) -> Dispatch:
        """Takes farewells, and hands on the rest; a farewell needs no token, and none that opens."""

        def first(body: object, headers: Mapping[str, str]) -> BoltResponse:
            farewell = parsed(_Farewell, body)
            if farewell is None:
                return dispatch(body, headers)
            try:
                self._leave(farewell)
            except StoreError as error:
                log.warning("record_not_written", error=str(error))
                return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
            return BoltResponse(status=HTTPStatus.OK)

        return first

    def _leave(self, farewell: _Farewell) -> None:
        team, key = farewell.team, f"event:{farewell.event_id}"
        said_at = datetime.fromtimestamp(farewell.event_time, UTC) + AHEAD
        if self._records.uninstall(team, (key,), said_at, self._clock()):
            self._forget(team)
            log.warning("workspace_left", team=team, because=farewell.event.type, erased_in_days=self._grace.days)

    def erase(self) -> None:
        """Erase what is kept of workspaces whose grace period is over."""
        before = self._clock() - self._kept_for
        for installation in self._records.installations():
            removed_at = installation.removed_at
            if removed_at and removed_at <= before and self._records.erase_removed(installation.team, before):
                log.warning("team_erased", team=installation.team)
