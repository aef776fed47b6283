"""`stackbot manifest` through its door."""

import json

from tests.cli.doors import RunApart, RunHere


def test_it_prints_the_manifest(stackbot: RunHere) -> None:
    """As JSON that Slack takes, for Socket Mode, with the command as it is by default."""
    result = stackbot("manifest")

    printed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert printed["features"]["slash_commands"][0]["command"] == "/stack"
    assert printed["settings"]["socket_mode_enabled"] is True


def test_the_commands_name_is_a_setting(stackbot_apart: RunApart) -> None:
    """Where another app has /stack."""
    process = stackbot_apart("manifest", env={"STACKBOT_COMMAND": "/ask-stack"})

    assert json.loads(process.out)["features"]["slash_commands"][0]["command"] == "/ask-stack"


def test_with_an_address_it_is_for_http(stackbot: RunHere) -> None:
    """Slack is told where to call."""
    printed = json.loads(stackbot("manifest", "--url", "https://bot.example.com").stdout)

    assert printed["settings"]["socket_mode_enabled"] is False
    assert printed["settings"]["interactivity"]["request_url"] == "https://bot.example.com/slack/events"


def test_slack_calls_no_plain_http(stackbot_apart: RunApart) -> None:
    """It would refuse the manifest, so we do."""
    process = stackbot_apart("manifest", "--url", "http://bot.example.com")

    assert (process.code, process.out) == (2, b"")
    assert process.complaint == "Slack calls https:// addresses only; give --url one.\n"
