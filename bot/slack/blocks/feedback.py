"""The modal that asks why an answer did not help."""

from typing import Any

from bot.conversation.records import Reason
from bot.ids import QuestionId
from bot.slack.blocks.actions import COMMENT_INPUT, REASON_INPUT, REASON_VIEW
from bot.slack.blocks.card import Block
from bot.slack.blocks.limits import LABEL_LIMIT
from bot.slack.blocks.mrkdwn import plain

COMMENT_LIMIT = 3000  # characters; the most that Slack lets anybody type into an input
TITLE_LIMIT = 24  # of a modal and its buttons


def reason_view(question: QuestionId) -> dict[str, Any]:
    """The modal for one answer; it comes back with the question's id as its `private_metadata`."""
    return {
        "type": "modal",
        "callback_id": REASON_VIEW,
        "private_metadata": question,
        "title": plain("What was wrong?", TITLE_LIMIT),
        "submit": plain("Send", TITLE_LIMIT),
        "close": plain("Cancel", TITLE_LIMIT),
        "blocks": [_reasons(), _comment()],
    }


def _reasons() -> Block:
    options = [{"text": plain(reason.value.capitalize(), LABEL_LIMIT), "value": reason.value} for reason in Reason]
    return {
        "type": "input",
        "block_id": REASON_INPUT,
        "label": plain("Why did the answer not help?", LABEL_LIMIT),
        "element": {"type": "radio_buttons", "action_id": REASON_INPUT, "options": options},
    }


def _comment() -> Block:
    return {
        "type": "input",
        "block_id": COMMENT_INPUT,
        "optional": True,
        "label": plain("What should it have said?", LABEL_LIMIT),
        "hint": plain("The bot's owners may read this; nobody else sees your vote.", LABEL_LIMIT),
        "element": {
            "type": "plain_text_input",
            "action_id": COMMENT_INPUT,
            "multiline": True,
            "max_length": COMMENT_LIMIT,
        },
    }
