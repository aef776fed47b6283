"""What Slack refuses of a message or a view, and under which name."""

from typing import Any

from bot.fake_slack.limits import problems
from bot.fake_slack.shapes import Json
from bot.fake_slack.workspace import Workspace

NEWER = frozenset(
    "table data_table data_visualization context_actions card carousel container alert plan task_card".split()
)
MOST_BLOCKS = 50  # in a message
LONGEST_TEXT = 40_000  # characters, for a new message
LONGEST_EDIT = 4_000  # characters, for chat.update
LONGEST_TITLE = 24  # characters, for the title and the buttons of a modal
MOST_IN_VIEW = 100  # blocks


class RefusedError(Exception):
    """Slack says no: the name of the error, and what else its answer holds."""

    def __init__(self, error: str, **more: Any) -> None:  # noqa: ANN401 - any JSON
        super().__init__(error)
        self.error, self.more = error, more


def check_message(workspace: Workspace, message: Json, *, longest: int = LONGEST_TEXT) -> None:
    """Raise RefusedError where Slack would not take a message's text and blocks."""
    text, blocks = message.get("text") or "", message.get("blocks") or []
    if not text and not blocks and not message.get("attachments") and not message.get("markdown_text"):
        raise RefusedError("no_text")
    if len(text) > longest:
        raise RefusedError("msg_too_long")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise RefusedError("invalid_blocks_format")
    _refuse(_wrong_with(workspace, message, blocks))
    metadata = message.get("metadata")
    if metadata and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        raise RefusedError("invalid_metadata_format")


def _wrong_with(workspace: Workspace, message: Json, blocks: list[Json]) -> list[str]:
    if len(blocks) > MOST_BLOCKS:
        return [f"no more than {MOST_BLOCKS} items allowed [json-pointer:/blocks]"]
    newer = sorted({str(block.get("type")) for block in blocks} & NEWER)
    if blocks and workspace.refuse_all_blocks:
        return ["no blocks are taken here"]
    if newer and workspace.refuse_newer_blocks:
        return [f"unsupported type: {kind}" for kind in newer]
    return problems({**message, "text": message.get("text") or "-"}) if blocks else []


def check_view(workspace: Workspace, view: Any) -> None:  # noqa: ANN401 - whatever the app sent
    """Raise RefusedError where Slack would not take a view."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] invalid view"]})
    blocks = view.get("blocks") or []
    if workspace.refuse_newer_blocks and {str(block.get("type")) for block in blocks} & NEWER:
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] unsupported type"]})
    wrong = view_problems(view)
    if wrong:
        raise RefusedError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {one}" for one in wrong]})


def _refuse(wrong: list[str]) -> None:
    if wrong:
        messages = [f"[ERROR] {one}" for one in wrong]
        raise RefusedError("invalid_blocks", errors=wrong, response_metadata={"messages": messages})


def view_problems(view: Json) -> list[str]:
    """What is wrong with a view besides its blocks."""
    parts = {name: (view.get(name) or {}).get("text", "") for name in ("title", "submit", "close")}
    wrong = [
        f"{name} has more than {LONGEST_TITLE} characters" for name, text in parts.items() if len(text) > LONGEST_TITLE
    ]
    if view["type"] == "modal" and not parts["title"]:
        wrong.append("a modal needs a title")
    if len(view.get("blocks") or []) > MOST_IN_VIEW:
        wrong.append(f"no more than {MOST_IN_VIEW} items allowed [json-pointer:/view/blocks]")
    if any(block.get("type") == "input" for block in view.get("blocks") or []) and view["type"] == "modal":
        wrong += [] if parts["submit"] else ["a modal with inputs needs submit"]
    for name, most in (("private_metadata", 3_000), ("callback_id", 255), ("external_id", 255)):
        if len(view.get(name) or "") > most:
            wrong.append(f"{name} has more than {most} characters")
    return wrong
