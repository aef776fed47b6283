"""A workspace's tokens, sealed as they are kept and opened where they are used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.conversation.installation import Installation, Sealed, refresh_token_of, token_of
from bot.errors import SealError
from bot.ids import TeamId
from bot.slack.oauth import Granted

NO_TOKEN = Sealed("")


class Seal(Protocol):
    """Seals texts, each bound to what it is for."""

    def seal(self, text: str, bound_to: str) -> str:
        """The text, sealed."""
        ...

    def opened(self, sealed: str, bound_to: str) -> str:
        """The text that was sealed; raises `SealError` where it does not open."""
        ...


@dataclass(frozen=True, slots=True)
class SealedTokens:
    """What Slack gave, sealed. The refresh token is empty where there is none, and the token then has no end."""

    token: Sealed
    refresh_token: Sealed
    expires_at: datetime | None


class Tokens:
    """Seals what Slack gave, and opens what is kept."""

    def __init__(self, seals: Seal) -> None:
        self._seals = seals

    def sealed(self, team: TeamId, given: Granted, now: datetime) -> SealedTokens:
        """What Slack gave just now, for a workspace's row."""
        token = Sealed(self._seals.seal(given.access_token, token_of(team)))
        if not (given.refresh_token and given.expires_in):
            return SealedTokens(token, NO_TOKEN, None)
        refresh_token = Sealed(self._seals.seal(given.refresh_token, refresh_token_of(team)))
        return SealedTokens(token, refresh_token, now + timedelta(seconds=given.expires_in))

    def token(self, installation: Installation) -> str:
        """The token by which the bot speaks in a workspace; raises `SealError` with the workspace and the remedy."""
        return self._opened(installation, installation.token, token_of)

    def refresh_token(self, installation: Installation) -> str:
        """What new tokens are got for; raises `SealError` with the workspace and the remedy."""
        return self._opened(installation, installation.refresh_token, refresh_token_of)

    def _opened(self, installation: Installation, sealed: Sealed, bound_to: Callable[[TeamId], str]) -> str:
        try:
            return self._seals.opened(sealed, bound_to(installation.team))
        except SealError as error:
            raise SealError(f"The token of the workspace {installation.team} cannot be opened. {error}") from error
