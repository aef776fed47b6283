"""An installation: that a workspace took the bot in, and the sealed token by which the bot speaks there."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.ids import TeamId, UserId

Sealed = NewType("Sealed", str)  # only who seals makes one, so mypy reports a token that is not


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in a workspace. `generation` is raised whenever its tokens become others.

    `owner` is who installed it. `refresh_token` is empty, and `expires_at` is None, where the token is good until it is
    revoked. `removed_at` says since when the app is removed: the workspace's records go once the grace period is over.
    """

    team: TeamId
    enterprise: str
    workspace: str
    app: str
    bot_user: UserId
    owner: UserId
    scopes: tuple[str, ...]
    token: Sealed
    refresh_token: Sealed
    expires_at: datetime | None
    installed_at: datetime
    removed_at: datetime | None = None
    generation: int = 1

    @property
    def works(self) -> bool:
        """Whether the app is still there."""
        return self.removed_at is None


def token_of(team: TeamId) -> str:
    """What a workspace's token is bound to when it is sealed."""
    return f"{team}\ntoken"


def refresh_token_of(team: TeamId) -> str:
    """What a workspace's refresh token is bound to when it is sealed."""
    return f"{team}\nrefresh token"
