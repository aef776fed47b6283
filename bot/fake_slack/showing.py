"""The methods that show something beside messages: views, suggested prompts, a status."""

from collections.abc import Iterator
from typing import Any

from bot.fake_slack.checks import RefusedError, check_view
from bot.fake_slack.reading import view_json
from bot.fake_slack.shapes import Json, View
from bot.fake_slack.workspace import Workspace

TRIGGER_S = 3.0
MOST_PROMPTS = 4
MOST_STACKED = 3  # modals, one on top of the other


def open_view(workspace: Workspace, args: Json) -> Json:
    """A modal, by a trigger id that is fresh and not used yet."""
    user = _user_of_trigger(workspace, str(args.get("trigger_id") or ""))
    _check_new(workspace, args.get("view"))
    workspace.used_triggers.add(str(args["trigger_id"]))
    return {"view": view_json(workspace, workspace.show(user, args["view"]))}


def push_view(workspace: Workspace, args: Json) -> Json:
    """A modal on top of the one that is open."""
    user = _user_of_trigger(workspace, str(args.get("trigger_id") or ""))
    _check_new(workspace, args.get("view"))
    below = workspace.modal(user)
    if below is None:
        raise RefusedError("not_found")
    if sum(1 for _ in _stack(below)) >= MOST_STACKED:
        raise RefusedError("push_limit_reached")
    workspace.used_triggers.add(str(args["trigger_id"]))
    return {"view": view_json(workspace, workspace.show(user, args["view"], previous=below))}


def update_view(workspace: Workspace, args: Json) -> Json:
    """Another content for a modal, named by its id or the app's own name for it."""
    view = _view_to_update(workspace, args)
    if args.get("hash") not in {None, "", view.hash}:
        raise RefusedError("hash_conflict")
    check_view(workspace, args.get("view"), "modal")
    workspace.replace(view, args["view"])
    return {"view": view_json(workspace, view)}


def publish_view(workspace: Workspace, args: Json) -> Json:
    """Somebody's home tab."""
    user, body = str(args.get("user_id") or ""), args.get("view") or {}
    if user not in workspace.people:
        raise RefusedError("user_not_found")
    check_view(workspace, body, "home")
    old = workspace.homes.get(user)
    if old is not None and args.get("hash") not in {None, "", old.hash}:
        raise RefusedError("hash_conflict")
    if old is not None:
        workspace.replace(old, body)
    else:
        workspace.homes[user] = workspace.show(user, body, home=True)
    return {"view": view_json(workspace, workspace.homes[user])}


def _check_new(workspace: Workspace, body: Any) -> None:  # noqa: ANN401 - whatever the app sent
    check_view(workspace, body, "modal")
    name = body.get("external_id")
    if name and any(view.open and view.body.get("external_id") == name for view in workspace.views):
        raise RefusedError("duplicate_external_id")


def _stack(view: View | None) -> Iterator[View]:
    """A modal and those below it."""
    while view is not None:
        yield view
        view = view.previous


def _user_of_trigger(workspace: Workspace, trigger: str) -> str:
    if trigger not in workspace.triggers:
        raise RefusedError("invalid_trigger_id")
    at, user = workspace.triggers[trigger]
    if trigger in workspace.used_triggers:
        raise RefusedError("exchanged_trigger_id")
    if workspace.now() - at > TRIGGER_S:
        raise RefusedError("expired_trigger_id")
    return user


def _view_to_update(workspace: Workspace, args: Json) -> View:
    wanted = {args.get("view_id"), args.get("external_id")} - {None, ""}
    for view in workspace.views:
        if view.open and wanted & {view.id, view.body.get("external_id")}:
            return view
    raise RefusedError("not_found")


def suggest_prompts(workspace: Workspace, args: Json) -> Json:
    """At most four prompts above a direct message; with a thread_ts nothing shows, and nobody says so."""
    prompts = args.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MOST_PROMPTS or not all(map(_is_prompt, prompts)):
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] prompts"]})
    if args.get("channel_id") not in workspace.channels:
        raise RefusedError("channel_not_found")
    if not args.get("thread_ts"):
        workspace.prompts[args["channel_id"]] = {"title": args.get("title") or "", "prompts": prompts}
        workspace.changed.notify_all()
    return {}


def _is_prompt(prompt: object) -> bool:
    """Whether it has the two texts of a suggestion: what it is called, and what is sent when it is clicked."""
    return isinstance(prompt, dict) and all(prompt.get(name) for name in ("title", "message"))


def set_status(workspace: Workspace, args: Json) -> Json:
    """What the app is seen to be doing in a thread."""
    if args.get("channel_id") not in workspace.channels:
        raise RefusedError("channel_not_found")
    workspace.statuses.append(dict(args))
    workspace.changed.notify_all()
    return {}
