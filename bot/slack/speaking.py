"""Calling Slack by the token of the workspace that a row is for.

Tokens end, are renewed and revoked, and a replica learns that a little later. So where Slack refuses a token the
workspace is looked up again, and another token that is found there is tried at once. Where there is none yet, but one
can be had for the refresh token, the row waits rather than dies.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard, TypeVar

import structlog

from bot.conversation.mail import Outgoing
from bot.errors import SealError
from bot.ids import TeamId
from bot.slack.delivery import Caller
from bot.slack.reading_back import Reader
from bot.slack.sending import Failure, Outcome, Refused
from bot.slack.workspaces import Workplace, Workspaces

GONE = Refused("account_inactive")  # as Slack says of a workspace that removed the app
SEALED = Refused("token_sealed", permanent=False)

# Slack's words for a token that it does not take (docs.slack.dev/reference/methods/chat.postMessage, "Errors").
OF_TOKENS = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})

T = TypeVar("T")

log = structlog.get_logger()


class EveryCarrier:
    """Calls Slack in every workspace. Threads may share it."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    def carry(self, mail: Outgoing, arguments: Mapping[str, Any]) -> Outcome:
        """Make the call of a row."""
        return self._spoken(TeamId(mail.team), lambda caller: caller.carry(mail, arguments))

    def reader(self, team: str) -> Reader:
        """Who reads in a workspace."""
        return _Reader(lambda read: self._spoken(TeamId(team), lambda caller: read(caller.reader(team))))

    def _spoken(self, team: TeamId, call: Callable[[Caller], T]) -> T | Refused:
        """What a call came to; where Slack refused its token, which has no effect, made again by a newer one."""
        place = self._place(team)
        if isinstance(place, Refused):
            return place
        said = call(place.carrier)
        if not _is_of_the_token(said):
            return said
        self._workspaces.forget(team)
        newer = self._place(team)
        if isinstance(newer, Refused):
            return newer
        if newer.installation.token != place.installation.token:
            said = call(newer.carrier)
        renewable = bool(newer.installation.refresh_token)
        return replace(said, permanent=False) if renewable and _is_of_the_token(said) else said

    def _place(self, team: TeamId) -> Workplace | Refused:
        try:
            return self._workspaces.of(team) or GONE
        except SealError as error:
            log.warning("workspace_unreadable", team=team, error=str(error))
            return SEALED


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads by whichever token it is given at each call."""

    spoken: Callable[[Callable[[Reader], dict[str, Any] | Failure]], dict[str, Any] | Failure]

    def read(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any] | Failure:
        return self.spoken(lambda reader: reader.read(method, arguments))


def _is_of_the_token(said: object) -> TypeGuard[Refused]:
    return isinstance(said, Refused) and said.error in OF_TOKENS
