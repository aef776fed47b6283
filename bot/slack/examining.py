"""Looking at an installation: whose the tokens are, which scopes were granted, and how far the clocks are apart.

Slack tells a token's scopes in the header `X-OAuth-Scopes` of every answer
(https://docs.slack.dev/authentication/installing-with-oauth), and its time in `Date`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.errors import SlackError
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from bot.slack.sending import BadBlocks, Carrier, NotNow, Refused, Unknown
from bot.slack.signing_in import Identity, identified


@dataclass(frozen=True, slots=True)
class Installation:
    """What a bot token stands for. Scopes are None where Slack did not tell them, as is how far our clock is ahead."""

    identity: Identity
    scopes: frozenset[str] | None
    clock_ahead_s: float | None


@dataclass(frozen=True, slots=True)
class ScopeDifference:
    """How granted scopes differ from the manifest's, each sorted."""

    required: tuple[str, ...]  # and missing
    optional: tuple[str, ...]  # and missing
    needless: tuple[str, ...]


def installation(carrier: Carrier, clock: Callable[[], datetime], remedy: str = "") -> Installation:
    """What Slack says of a bot token; raises `SlackError` where it does not know it, with the remedy."""
    answer = carrier.read_with_headers("auth.test")
    now = clock()
    if not isinstance(answer, tuple):
        return Installation(identified(answer, remedy), None, None)
    data, headers = answer
    return Installation(identified(data), _scopes(headers), _ahead(headers, now))


def scope_difference(granted: frozenset[str]) -> ScopeDifference:
    """How granted scopes differ from the manifest's."""
    required, optional = set(SCOPES), set(OPTIONAL_SCOPES)
    missing, needless = (required | optional) - granted, granted - required - optional
    return ScopeDifference(*(tuple(sorted(some)) for some in (missing & required, missing - required, needless)))


def check_app_token(carrier: Carrier) -> None:
    """Have Slack say that the app-level token may open connections, opening none; raises `SlackError` otherwise."""
    match carrier.read("apps.connections.open", {}):
        case Refused(reason, permanent=True):
            raise SlackError(
                f"Slack refused SLACK_APP_TOKEN ({reason}). Make an app-level token with the scope connections:write."
            )
        case Refused(why) | Unknown(why) | BadBlocks(why):
            raise SlackError(f"Slack cannot be reached ({why}). Check the network, and SLACK_API_URL.")
        case NotNow(retry_after_s):
            raise SlackError(f"Slack is asked too often. Try again in {retry_after_s:.0f} seconds.")


def _scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    told = headers.get("x-oauth-scopes")
    return None if told is None else frozenset(filter(None, map(str.strip, told.split(","))))


def _ahead(headers: Mapping[str, str], now: datetime) -> float | None:
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
    return (now - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds()
