"""What people see of the app's acks."""

from bot.fake_slack.checks import RefusedError, check_message, check_view
from bot.fake_slack.delivery import COMMAND, EVENT, Ack, Delivery
from bot.fake_slack.shapes import SLACKBOT, Json, View
from bot.fake_slack.workspace import Workspace


def take(workspace: Workspace, delivery: Delivery, ack: Ack) -> None:
    """Keep an ack, and show what it shows: of all acks for one trigger id only the first."""
    with workspace.changed:
        delivery.acks.append(ack)
        if workspace.shows_acks and delivery.kind != EVENT and delivery.trigger_id not in workspace.answered_triggers:
            workspace.answered_triggers.add(delivery.trigger_id)
            _show(workspace, delivery, ack)
        workspace.changed.notify_all()


def _show(workspace: Workspace, delivery: Delivery, ack: Ack) -> None:
    if delivery.kind == COMMAND:
        _show_command(workspace, delivery, ack)
    elif delivery.payload.get("type") == "view_submission" and ack.ok:
        _show_submission(workspace, delivery, ack.payload if isinstance(ack.payload, dict) else {})


def _show_command(workspace: Workspace, delivery: Delivery, ack: Ack) -> None:
    said: Json = ack.payload if isinstance(ack.payload, dict) else {"text": ack.payload or ""}
    refused = _refusal(workspace, ack, said)
    if refused is not None:
        return _fail(workspace, delivery, refused)
    if not said.get("text") and not said.get("blocks"):
        return None
    public = said.get("response_type") == "in_channel"
    delivery.shown = workspace.post(
        delivery.payload["channel_id"],
        workspace.bot_user,
        said.get("text") or "",
        blocks=said.get("blocks"),
        only_for="" if public else delivery.payload["user_id"],
        arguments=said,
    )
    return None


def _refusal(workspace: Workspace, ack: Ack, said: Json) -> RefusedError | None:
    """Why Slack can do nothing with the ack of a command; None where it can, or has nothing to show."""
    if not ack.ok:
        return RefusedError("dispatch_failed", status=ack.status)
    if ack.latency_s > workspace.patience_s:
        return RefusedError("operation_timeout", errors=[f"acked after {ack.latency_s:.3f} s"])
    if not said.get("text") and not said.get("blocks"):
        return None
    try:
        check_message(workspace, said)
    except RefusedError as refused:
        return refused
    return None


def _fail(workspace: Workspace, delivery: Delivery, refused: RefusedError) -> None:
    """Show what Slack shows where a command came to nothing."""
    delivery.error, delivery.reasons = refused.error, refused.reasons
    payload = delivery.payload
    text = f'{payload.get("command", "")} failed with the error "{refused.error}"'
    channel, user = str(payload.get("channel_id", "")), str(payload.get("user_id", ""))
    delivery.shown = workspace.post(channel, SLACKBOT, text, only_for=user)


def _show_submission(workspace: Workspace, delivery: Delivery, answer: Json) -> None:
    view = next((view for view in workspace.views if view.id == delivery.payload["view"]["id"]), None)
    if view is None:
        return
    delivery.view = view
    match answer.get("response_action"):
        case "errors":
            _show_errors(delivery, view, answer.get("errors"))
        case "update" | "push" as how:
            _show_next(workspace, delivery, view, answer.get("view") or {}, how)
        case "clear":
            for one in workspace.views:
                one.open = one.open and one.user != view.user
        case _:
            workspace.close_view(view)


def _show_errors(delivery: Delivery, view: View, errors: object) -> None:
    """Show errors under the inputs they name; Slack can do nothing with those that name none."""
    inputs = {block.get("block_id") for block in view.blocks if block.get("type") == "input"}
    view.errors = errors if isinstance(errors, dict) else {}
    stray = sorted(view.errors.keys() - inputs)
    if stray or not view.errors:
        delivery.error = "invalid_errors"
        delivery.reasons = [f"errors: no input has the block_id {name!r}" for name in stray] or ["errors: none"]
        view.errors = {"": delivery.error}


def _show_next(workspace: Workspace, delivery: Delivery, view: View, body: Json, how: str) -> None:
    try:
        check_view(workspace, body, "modal")
    except RefusedError as refused:
        delivery.error, delivery.reasons = refused.error, refused.reasons
        view.errors = {"": refused.error}
        return
    if how == "update":
        workspace.replace(view, body)
    else:
        delivery.view = workspace.show(view.user, body, previous=view)
