"""Who we are in Slack: checks the token once, at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import SlackError
from bot.ids import TeamId, UserId
from bot.slack.reading_back import Reader
from bot.slack.sending import BadBlocks, Failure, NotNow, Refused, Unknown


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot in its workspace, with the names that people know both by."""

    team: TeamId
    bot_user: UserId
    workspace: str
    name: str


def sign_in(slack: Reader) -> Identity:
    """The identity that our token stands for; raises `SlackError` where Slack does not know it."""
    return identified(slack.read("auth.test", {}))


def identified(answer: dict[str, Any] | Failure, remedy: str = "") -> Identity:
    """The identity in what auth.test answered; raises `SlackError` where that is a refusal, or none of Slack's.

    The remedy is what helps where the token is not that of the settings.
    """
    match answer:
        case dict():
            return _identity(answer)
        case Refused(reason, permanent=True):
            if remedy:
                raise SlackError(f"Slack refused the token ({reason}). {remedy}")
            raise SlackError(f"Slack refused SLACK_BOT_TOKEN ({reason}). Install the app and copy its bot token.")
        case Refused(why) | Unknown(why) | BadBlocks(why):
            raise SlackError(f"Slack cannot be reached ({why}). Check the network, and SLACK_API_URL.")
        case NotNow(retry_after_s):
            raise SlackError(f"Slack is asked too often. Start again in {retry_after_s:.0f} seconds.")


def _identity(answer: Mapping[str, Any]) -> Identity:
    team, bot_user = answer.get("team_id"), answer.get("user_id")
    if not (isinstance(team, str) and isinstance(bot_user, str) and team and bot_user):
        raise SlackError("What answers is not Slack. Check SLACK_API_URL.")
    return Identity(TeamId(team), UserId(bot_user), str(answer.get("team", "")), str(answer.get("user", "")))
