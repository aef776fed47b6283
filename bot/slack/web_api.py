"""What Slack's Web API answers, whatever that is, and how a call of it can fail without an answer."""

from collections.abc import Mapping, Sequence
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError

# What a call raises beside SlackApiError, where there is no answer, or one that slack_sdk or json trips over: JSON that
# is no object ends in an AttributeError.
UNREACHED = (OSError, HTTPException, ValueError, AttributeError, RecursionError)


def refusal(error: SlackApiError) -> object:
    """What stands where Slack's word for a refusal should; None where it answered something else."""
    answer = error.response.data
    return answer.get("error") if isinstance(answer, dict) else None


def messages_in(answer: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """The messages of a page; what is none is left out."""
    found = answer.get("messages")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def next_cursor(answer: Mapping[str, Any]) -> str:
    """Where the next page begins; empty after the last."""
    about = answer.get("response_metadata")
    cursor = about.get("next_cursor") if isinstance(about, dict) else None
    return cursor if isinstance(cursor, str) else ""
