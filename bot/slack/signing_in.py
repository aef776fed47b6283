"""Who we are in Slack: checks the token once, at the start."""

from dataclasses import dataclass
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.conversation.records import TeamId, UserId
from bot.errors import SlackError


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot in its workspace, with the names that people know both by."""

    team: TeamId
    bot_user: UserId
    workspace: str
    name: str


def sign_in(client: WebClient) -> Identity:
    """The identity that the client's token stands for; raises `SlackError` where Slack does not know it."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        reason = error.response.get("error") or "no reason given"
        raise SlackError(
            f"Slack refused SLACK_BOT_TOKEN ({reason}). Install the app and copy its bot token."
        ) from error
    except (URLError, OSError, ValueError) as error:
        why = type(error).__name__
        raise SlackError(f"Slack cannot be reached ({why}). Check the network, and SLACK_API_URL.") from error
    return Identity(
        TeamId(str(answer.get("team_id", ""))),
        UserId(str(answer.get("user_id", ""))),
        str(answer.get("team", "")),
        str(answer.get("user", "")),
    )
