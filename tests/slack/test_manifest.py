"""The manifest: within Slack's limits, true to the code, and the file at the top level is what the code makes."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks import actions
from bot.slack.manifest import EVENTS, manifest

REPOSITORY = Path(__file__).parents[2]
COMMAND = "/stack"
NEEDS = {  # https://docs.slack.dev/reference/events
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "tokens_revoked": None,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}


@pytest.fixture(params=["", "https://bot.example.com/"], ids=["socket mode", "http"])
def made(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The manifest, for each way to be reached."""
    return manifest(COMMAND, request.param)


def test_the_file_is_what_the_code_makes() -> None:
    """`stackbot manifest > manifest.json` brings it in line."""
    file = (REPOSITORY / "manifest.json").read_text(encoding="utf-8")

    assert file == json.dumps(manifest(COMMAND), indent=2, ensure_ascii=False) + "\n"


def test_texts_are_within_slacks_limits(made: dict[str, Any]) -> None:
    """https://docs.slack.dev/reference/app-manifest, in characters."""
    shown, features = made["display_information"], made["features"]

    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["agent_view"]["agent_description"].split()) <= 25
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert all(len(shortcut["description"]) <= 150 for shortcut in features["shortcuts"])
    assert all(len(shortcut["callback_id"]) <= 255 for shortcut in features["shortcuts"])
    assert all(len(command["command"]) <= 32 for command in features["slash_commands"])
    assert all(len(command["usage_hint"]) <= 1000 for command in features["slash_commands"])
    assert all(len(command["description"]) <= 2000 for command in features["slash_commands"])


def test_lists_are_within_slacks_limits(made: dict[str, Any]) -> None:
    """And none of them is empty or says a thing twice."""
    features, settings = made["features"], made["settings"]
    lists = [
        (features["agent_view"]["suggested_prompts"], 4),
        (features["shortcuts"], 10),
        (features["slash_commands"], 50),
        (settings["event_subscriptions"]["bot_events"], 100),
        (made["oauth_config"]["scopes"]["bot"], 255),
        (made["oauth_config"]["scopes"]["bot_optional"], 255),
    ]

    assert all(0 < len(items) <= limit for items, limit in lists)
    assert all(len({json.dumps(item) for item in items}) == len(items) for items, _ in lists)


def test_it_is_an_agent_with_a_home_and_messages(made: dict[str, Any]) -> None:
    """New apps can have the agent's view only; people can write to it."""
    features = made["features"]

    assert "assistant_view" not in features
    assert all(prompt.keys() == {"title", "message"} for prompt in features["agent_view"]["suggested_prompts"])
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_shortcuts_come_back_by_the_names_we_listen_for(made: dict[str, Any]) -> None:
    """Both are on messages, and their names begin with a verb."""
    shortcuts = made["features"]["shortcuts"]

    assert {(shortcut["type"], shortcut["callback_id"]) for shortcut in shortcuts} == {
        ("message", actions.ASK_SHORTCUT),
        ("message", actions.DECIDE_SHORTCUT),
    }
    assert [shortcut["name"] for shortcut in shortcuts] == ["Ask about this", "Log decision"]


def test_the_command_has_the_name_that_is_asked_for() -> None:
    """So that a clash with another app's is mended by one setting; names in its text arrive as ids."""
    (command,) = manifest("/ask-stack")["features"]["slash_commands"]

    assert command["command"] == "/ask-stack"
    assert command["should_escape"] is True


def test_scopes_are_the_least(made: dict[str, Any]) -> None:
    """What reads channels or people may be declined, and is listed in both places, as Slack wants it."""
    scopes = made["oauth_config"]["scopes"]

    optional = {"channels:history", "channels:read", "groups:history", "groups:read", "mpim:history"}
    optional |= {"usergroups:read", "users:read"}
    needed = {"app_mentions:read", "assistant:write", "chat:write", "commands", "im:history"}
    assert set(scopes["bot"]) == needed | optional
    assert set(scopes["bot_optional"]) == optional
    assert scopes.keys() == {"bot", "bot_optional"}


def test_every_event_has_its_scope(made: dict[str, Any]) -> None:
    """Slack refuses a subscription without it."""
    scopes = made["oauth_config"]["scopes"]["bot"]

    assert set(EVENTS) == NEEDS.keys()
    assert {NEEDS[event] for event in EVENTS} - {None} <= set(scopes)


def test_socket_mode_needs_no_address() -> None:
    """Nothing of ours is open to the internet."""
    settings = manifest(COMMAND)["settings"]

    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert "http" not in json.dumps(manifest(COMMAND))


def test_http_has_one_address_for_all() -> None:
    """Commands, events and interactions come in at the same door."""
    made = manifest(COMMAND, "https://bot.example.com")
    settings, (command,) = made["settings"], made["features"]["slash_commands"]

    urls = {command["url"], settings["interactivity"]["request_url"], settings["event_subscriptions"]["request_url"]}
    assert urls == {"https://bot.example.com/slack/events"}
    assert settings["socket_mode_enabled"] is False


def test_it_is_one_workspaces_app(made: dict[str, Any]) -> None:
    """Its token does not expire, and it has no workflow steps."""
    settings = made["settings"]

    assert settings["token_rotation_enabled"] is False
    assert settings["org_deploy_enabled"] is False
    assert "function_runtime" not in settings


def test_the_slack_cli_runs_our_command() -> None:
    """From the environment that make prepares; it keeps its own list of apps to itself."""
    hooks = json.loads((REPOSITORY / ".slack" / "hooks.json").read_text(encoding="utf-8"))
    config = json.loads((REPOSITORY / ".slack" / "config.json").read_text(encoding="utf-8"))

    assert hooks["hooks"]["start"] == ".venv/bin/stackbot run"
    assert hooks["hooks"]["get-manifest"] == ".venv/bin/stackbot manifest"
    assert hooks["config"]["sdk-managed-connection-enabled"] is True
    assert config["manifest"]["source"] == "local"


def test_with_an_address_the_app_can_be_installed_from_there() -> None:
    """Slack sends people back to one address, so it is the one for which nobody asked."""
    redirects = [
        manifest(COMMAND, address)["oauth_config"].get("redirect_urls") for address in ("", "https://b.example/")
    ]

    assert redirects == [None, ["https://b.example/slack/oauth_redirect"]]
