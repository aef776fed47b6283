"""Slack's side of an installation: where somebody allows it, and what Slack gives for their word.

https://docs.slack.dev/authentication/installing-with-oauth and …/using-token-rotation. A code and a refresh token are
good once, so no call is made again here. slack_sdk's `TokenRotator` goes by the clock of the system and throws away why
it failed, so its one call is made here.
"""

from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.slack.payloads import Name, Part, Team, User, parsed
from bot.slack.sending import BadBlocks, Failure, NotNow, Refused, Unknown, broken, failure, silent_logger
from bot.slack.web_api import UNREACHED, refusal

TIMEOUT_S = 10

_Secret = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,2000}$")]


class _Organisation(Part):
    id: Annotated[str, StringConstraints(pattern=r"^E[A-Z0-9]{1,63}$")]


class _Workspace(Part):
    id: Team
    name: Name = ""


class _Person(Part):
    id: User


class Granted(Part):
    """What Slack gives. `expires_in` is in seconds, and comes with a refresh token; 0 stands for no end."""

    access_token: _Secret
    token_type: Literal["bot"]
    scope: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.:,]{0,2000}$")] = ""
    bot_user_id: User
    app_id: Annotated[str, StringConstraints(pattern=r"^A[A-Z0-9]{1,63}$")]
    team: _Workspace
    enterprise: _Organisation | None = None
    authed_user: _Person | None = None
    refresh_token: _Secret | None = None
    expires_in: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class _ForAnOrganisation(Part):
    is_enterprise_install: Literal[True]


class ForOrganisation(Refused):
    """An organisation allowed it for all its workspaces at once, which is not supported."""


Answer = Granted | Refused | Unknown


class OAuth:
    """Speaks to Slack for the app itself, by its client secret. Threads may share it."""

    def __init__(self, client_id: str, client_secret: str, base_url: str) -> None:
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._base_url = base_url

    def consent_url(self, state: str, scopes: Sequence[str]) -> str:
        """Where somebody allows the app these scopes; they come back with the state."""
        slack = urlsplit(self._base_url)
        address = f"{slack.scheme}://{slack.netloc}/oauth/v2/authorize"
        made = AuthorizeUrlGenerator(client_id=self._app["client_id"], scopes=scopes, authorization_url=address)
        return made.generate(state)

    def granted(self, code: str) -> Answer:
        """What Slack gives for the code with which somebody came back."""
        return self._asked(code=code)

    def refreshed(self, refresh_token: str) -> Answer:
        """New tokens for a refresh token, which is worth nothing from then on."""
        return self._asked(grant_type="refresh_token", refresh_token=refresh_token)

    def _asked(self, **what: str) -> Answer:
        client = WebClient(None, self._base_url, TIMEOUT_S, retry_handlers=[], logger=silent_logger())
        try:
            answer = client.oauth_v2_access(**self._app, **what).data
        except SlackApiError as error:
            return _refused(failure(error.response.status_code, error.response.headers, refusal(error)))
        except UNREACHED as error:
            return broken(error)
        if parsed(_ForAnOrganisation, answer):
            return ForOrganisation("for_an_organisation")
        return parsed(Granted, answer) or Unknown("unreadable_answer")


def _refused(why: Failure) -> Refused | Unknown:
    """A refusal in a word; nothing waits here for Slack to have more time."""
    match why:
        case NotNow():
            return Refused("ratelimited", permanent=False)
        case BadBlocks(error):
            return Refused(error)
        case _:
            return why
