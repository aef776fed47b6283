"""What Slack refuses of a message or a view, and under which name."""

import json
from typing import Any

from bot.fake_slack.limits import MOST_MARKDOWN, problems
from bot.fake_slack.shapes import Json
from bot.fake_slack.workspace import Workspace

NEWER = frozenset(
    "table data_table data_visualization context_actions card carousel container alert plan task_card".split()
)
MOST_BLOCKS = 50  # in a message
LONGEST_TEXT = 40_000  # characters, for a new message
LONGEST_EDIT = 4_000  # characters, for chat.update
LARGEST_VIEW = 250_000  # bytes


class RefusedError(Exception):
    """Slack says no: the name of the error, and what else its answer holds."""

    def __init__(self, error: str, **more: Any) -> None:  # noqa: ANN401 - any JSON
        super().__init__(error)
        self.error, self.more = error, more

    @property
    def reasons(self) -> list[str]:
        """What is wrong, in words, as far as Slack says."""
        told = self.more.get("response_metadata", {}).get("messages") or []
        return [*map(str, self.more.get("errors") or [one.removeprefix("[ERROR] ") for one in told])] or [
            f"{name}: {value}" for name, value in self.more.items()
        ]


def check_message(workspace: Workspace, message: Json, *, longest: int = LONGEST_TEXT) -> None:
    """Raise RefusedError where Slack would not take a message's text and blocks."""
    text, blocks = str(message.get("text") or ""), message.get("blocks") or []
    markdown = str(message.get("markdown_text") or "")
    if not text and not blocks and not message.get("attachments") and not markdown:
        raise RefusedError("no_text")
    if markdown and (text or blocks):
        raise RefusedError("markdown_text_conflict")
    if len(text) > longest or len(markdown) > MOST_MARKDOWN:
        raise RefusedError("msg_too_long")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise RefusedError("invalid_blocks_format")
    _refuse("invalid_blocks", _wrong_with(workspace, blocks))
    metadata = message.get("metadata")
    if metadata and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        raise RefusedError("invalid_metadata_format")


def _wrong_with(workspace: Workspace, blocks: list[Json]) -> list[str]:
    if len(blocks) > MOST_BLOCKS:
        return [f"no more than {MOST_BLOCKS} items allowed [json-pointer:/blocks]"]
    newer = _newer(blocks)
    if blocks and workspace.refuse_all_blocks:
        return ["no blocks are taken here"]
    if newer and workspace.refuse_newer_blocks:
        return newer
    return problems({"text": "-", "blocks": blocks}) if blocks else []


def check_view(workspace: Workspace, view: Any, kind: str) -> None:  # noqa: ANN401 - whatever the app sent
    """Raise RefusedError where Slack would not take a view as a "modal" or as a "home" tab."""
    if not isinstance(view, dict) or view.get("type") != kind:
        _refuse("invalid_arguments", [f"invalid view: must be an object of type {kind}"])
    blocks = view.get("blocks")
    newer = _newer(blocks) if workspace.refuse_newer_blocks and isinstance(blocks, list) else []
    _refuse("invalid_arguments", newer or problems(view))
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise RefusedError("view_too_large")


def _newer(blocks: list[Any]) -> list[str]:
    found = sorted({str(block.get("type")) for block in blocks if isinstance(block, dict)} & NEWER)
    return [f"unsupported type: {kind}" for kind in found]


def _refuse(error: str, wrong: list[str]) -> None:
    """Raise RefusedError for what is wrong, if anything is; of blocks Slack lists it once more."""
    if wrong:
        more = {"errors": wrong} if error == "invalid_blocks" else {}
        raise RefusedError(error, **more, response_metadata={"messages": [f"[ERROR] {one}" for one in wrong]})
