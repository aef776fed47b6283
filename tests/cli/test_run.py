"""`stackbot run` through its door: without Slack, and with half of what Slack needs."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version

import pytest

from tests.cli.doors import RunApart, RunHere

PATIENCE_S = 60
MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "c11e27",
    "SLACK_SIGNING_SECRET": "5ec2e7",
    "STACKBOT_SEALING_KEYS": "A" * 43 + "=",
}


def test_without_slack_and_a_terminal_it_asks_one_question_in_the_playground(stackbot_apart: RunApart) -> None:
    """It says how Slack is connected, prints the answer and ends with 0."""
    done = stackbot_apart("run")

    assert done.code == 0
    assert "Slack is not connected: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set" in done.complaint
    assert '"Connect Slack" in README.md' in done.complaint
    assert "I don't know that" in done.out.decode()  # as the tests' small knowledge says


def test_it_does_so_without_standard_input(surroundings: Mapping[str, str]) -> None:
    """A container or a job runner may give none at all."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" -m bot run <&-', sys.executable],
        check=False,
        capture_output=True,
        env={**os.environ, **surroundings},
        timeout=PATIENCE_S,
    )

    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("env", "complaint"),
    [
        (
            {"SLACK_BOT_TOKEN": "xoxb-1"},
            "SLACK_BOT_TOKEN is set alone; set SLACK_APP_TOKEN too for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.",
        ),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_APP_TOKEN is set, but SLACK_BOT_TOKEN is not; set it too."),
        ({"SLACK_SIGNING_SECRET": "5ec2e7"}, "SLACK_SIGNING_SECRET is set, but SLACK_BOT_TOKEN is not; set it too."),
    ],
)
def test_half_of_the_tokens_are_not_enough(env: Mapping[str, str], complaint: str, stackbot_apart: RunApart) -> None:
    """Whoever sets one wants Slack, so the desk does not open in its place."""
    process = stackbot_apart("run", env=env)

    assert (process.code, process.out) == (2, b"")
    assert process.complaint == f"{complaint}\n"


@pytest.mark.parametrize(
    ("env", "complaint"),
    [
        (
            {"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "5ec2e7"},
            "For several workspaces SLACK_CLIENT_SECRET and STACKBOT_SEALING_KEYS must be set too;",
        ),
        (
            {**MANY, "SLACK_APP_TOKEN": "xapp-1"},
            "Several workspaces are served over HTTP: unset SLACK_APP_TOKEN, or set SLACK_BOT_TOKEN.",
        ),
    ],
)
def test_several_workspaces_take_all_they_need(
    env: Mapping[str, str], complaint: str, stackbot_apart: RunApart
) -> None:
    """What is missing is named, and so is what belongs to another way of being served."""
    done = stackbot_apart("run", env=env)

    assert done.code == 2
    assert done.complaint.startswith(complaint)


def test_it_says_which_release_it_is(stackbot: RunHere) -> None:
    """As whoever reports a fault is asked; without a look at any setting."""
    said = stackbot("--version", knowledge="nowhere")

    assert said.exit_code == 0
    assert said.output.strip() == f"stackbot {version('stack-advisor')}"
