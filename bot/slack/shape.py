"""The shape of a payload that Bolt can read: it looks into many parts without asking of what kind they are."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bot.slack.payloads import Part, parsed

DEPTH_LIMIT = 40  # levels; the deepest blocks of a message have about 20

Ref = str | dict[str, Any] | None  # an id, or an object that has one


class _Inner(Part):
    """What Bolt looks at in a payload, and again in the parts that it looks into."""

    type: str | None = None
    subtype: str | None = None
    command: str | None = None
    callback_id: str | None = None
    action_id: str | None = None
    app_installed_team_id: str | None = None
    enterprise_id: str | None = None
    team_id: str | None = None
    user_id: str | None = None
    user_team: str | None = None
    channel_id: str | None = None
    thread_ts: str | None = None
    bot_id: str | None = None
    response_url: str | None = None
    function_execution_id: str | None = None
    bot_access_token: str | None = None
    enterprise: Ref = None
    team: Ref = None
    user: Ref = None
    channel: Ref = None
    function_data: dict[str, Any] | None = None
    authorizations: list["_Inner"] | None = None
    event: "_Inner | None" = None
    item: "_Inner | None" = None
    message: "_Inner | None" = None
    previous_message: "_Inner | None" = None
    assistant_thread: "_Inner | None" = None
    view: "_Inner | None" = None


class _Body(_Inner):
    """A payload; Bolt takes it that an event which is there is not null."""

    event: _Inner = _Inner()
    actions: list[_Inner] = Field(default_factory=list)
    response_urls: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def chosen_by(self) -> str | None:
        """What Bolt chooses a listener by; None where it would find none."""
        match self.type:
            case None:
                return self.command
            case "event_callback":
                return self.event.type
            case "block_actions":
                return self.actions[0].action_id if self.actions else None
            case "view_submission" | "view_closed":
                return self.view.callback_id if self.view and self.view.type else None
        return {
            "block_suggestion": self.action_id,
            "shortcut": self.callback_id,
            "message_action": self.callback_id,
        }.get(self.type)


def is_wellformed(body: object) -> bool:
    """Whether Bolt can read the payload and has a listener for its kind."""
    if not isinstance(body, dict) or not is_shallow(body):
        return False
    payload = parsed(_Body, body)
    return payload is not None and payload.chosen_by is not None


def is_shallow(body: object) -> bool:
    """Whether nothing lies deeper than the limit; found level by level, for a deep one would exhaust the stack."""
    level: list[object] = [body]
    for _ in range(DEPTH_LIMIT):
        level = [part for whole in level for part in _parts(whole)]
        if not level:
            return True
    return False


def _parts(whole: object) -> Iterator[object]:
    if isinstance(whole, dict):
        yield from whole.values()
    elif isinstance(whole, list):
        yield from whole
