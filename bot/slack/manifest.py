"""The app's manifest: what Slack is told of the bot when the app is made. Pure.

Optional scopes stand in `bot` and again in `bot_optional`, as Slack wants it, and whoever installs the app may decline
them: https://docs.slack.dev/changelog/2026/03/16/optional-scopes. The `message.channels`, `message.groups` and
`message.mpim` events hang on them: where a scope was declined Slack sends nothing, and the bot answers mentions, but
knows neither the thread so far nor follow-ups. By `channels:read` and `groups:read` it asks whether other organisations
read a channel in which it heard no message yet; by `users:read` whether the owner of a decision is still there, and who
administers decisions, by `usergroups:read` the same where a group is set for it. No event stands here whose scope does
not stand in `bot`.
"""

from typing import Any

from bot.slack.blocks.actions import ASK_SHORTCUT, DECIDE_SHORTCUT

NAME = "Stack Advisor"
PROMPTS = (  # title, message
    ("Choose for an API", "Node or Python for a CRUD API?"),
    ("Agents and live updates", "Node or Python for a multiplayer game with LLM characters?"),
    ("Compare a figure", "How long is a cold start on AWS Lambda?"),
    ("Check a plan", "We know Django and need live cursors. What should we build on?"),
)
SCOPES = ("app_mentions:read", "assistant:write", "chat:write", "commands", "im:history")
OPTIONAL_SCOPES = (
    *("channels:history", "channels:read", "groups:history", "groups:read", "mpim:history"),
    *("usergroups:read", "users:read"),
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
)
EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


def manifest(command: str, address: str = "") -> dict[str, Any]:
    """The manifest with this slash command, as data that is JSON.

    With the `address` at which Slack reaches us, it is for HTTP; without one, for Socket Mode. Format and limits:
    https://docs.slack.dev/reference/app-manifest.
    """
    url = address.rstrip("/") + EVENTS_PATH if address else ""
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": NAME,
            "description": "Node or Python for the backend? A pick with its reasons, its price and its sources",
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f2937",
        },
        "features": _features(command, url),
        "oauth_config": {
            **_redirects(address),
            "scopes": {"bot": sorted(SCOPES + OPTIONAL_SCOPES), "bot_optional": list(OPTIONAL_SCOPES)},
        },
        "settings": _settings(url),
    }


_LONG_DESCRIPTION = """\
Ask which backend stack to build on, and get a pick with its reasons, what you give up, what would change the pick, \
and where each figure comes from. When the knowledge does not have the answer, the bot says so.

The picks and figures come from a knowledge base that people write, not from a language model. Where a model is \
configured, it only phrases what the knowledge says and, on request, points at words of a thread for the draft of a \
decision; it can make mistakes in doing so. The advice does not replace your own judgement."""


def _features(command: str, url: str) -> dict[str, Any]:
    return {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "agent_view": {
            "agent_description": "Advises on backend stacks, Node or Python, with reasons and sources.",
            "suggested_prompts": [{"title": title, "message": message} for title, message in PROMPTS],
        },
        "bot_user": {"display_name": NAME, "always_online": False},
        "shortcuts": [
            _shortcut(ASK_SHORTCUT, "Ask about this", "Get advice on what this message asks"),
            _shortcut(DECIDE_SHORTCUT, "Log decision", "Record what this message decides"),
        ],
        "slash_commands": [
            {
                "command": command,
                **_at("url", url),
                "description": "Ask which backend stack to build on",
                "usage_hint": "[question] | help | why | settings | privacy | forget me",
                "should_escape": True,
            }
        ],
    }


def _settings(url: str) -> dict[str, Any]:
    return {
        "event_subscriptions": {**_at("request_url", url), "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **_at("request_url", url)},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        "token_rotation_enabled": False,
    }


def _shortcut(callback_id: str, name: str, description: str) -> dict[str, str]:
    return {"name": name, "type": "message", "callback_id": callback_id, "description": description}


def _redirects(address: str) -> dict[str, list[str]]:
    """Where Slack sends those who installed the bot in a workspace of theirs; one address, which is so the default."""
    return {"redirect_urls": [address.rstrip("/") + REDIRECT_PATH]} if address else {}


def _at(field: str, url: str) -> dict[str, str]:
    """The field with an address; nothing where Socket Mode needs none."""
    return {field: url} if url else {}
