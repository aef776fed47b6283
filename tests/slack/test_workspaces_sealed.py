"""Tokens that cannot be opened, and secrets that are never written, where a bot serves many workspaces."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import SealError
from bot.fake_slack import FakeSlack, faults
from bot.fake_slack.oauth import allowed
from bot.settings import Settings
from bot.wiring.desk import Desk
from bot.wiring.workspaces import open_workspaces
from tests.slack.at_work import SECRET, Door
from tests.slack.bot_process import BotProcess
from tests.slack.conftest import Log, StartMany
from tests.slack.many import KEY, NEXT_KEY, Browser, many_settings
from tests.slack.test_privacy import kept
from tests.slack.watching import PICKED, answer, asked

LIFE_S = 43_200


def test_a_bot_without_the_key_does_not_start(
    slack: FakeSlack, start_many: StartMany, desk: Desk, tmp_path: Path, ana: str
) -> None:
    """It names the workspace and the remedy, rather than fail at every payload."""
    bot = start_many()
    bot.browser().install(slack, ana)
    bot.stop()

    with pytest.raises(SealError, match=rf"{slack.team} cannot be opened\. .* Put that key back, after the first"):
        open_workspaces(many_settings(slack, tmp_path / "stackbot.db", sealing_keys=NEXT_KEY), desk)


def test_a_token_moved_to_another_workspace_speaks_nowhere(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, tmp_path: Path, ana: str, general: str, log: Log
) -> None:
    """Who can write to the database has no workspace's token used in another; others are served."""
    bot = start_many()
    for workspace in (slack, other):
        bot.browser().install(workspace, ana)
    bot.speaks_to(slack, other)
    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as connection, connection:
        moved = "UPDATE installations SET token = (SELECT token FROM installations WHERE team = ?) WHERE team = ?"
        connection.execute(moved, (slack.team, other.team))

    refused = other.command(ana, general, PICKED).ack()

    assert refused.status == 503
    assert other.calls("chat.postMessage") == []
    assert asked(slack, ana, general, PICKED).blocks
    (line,) = [line for line in log if line["event"] == "workspace_not_found"]
    assert "another workspace's" in line["error"]


def test_one_token_that_does_not_open_keeps_no_other_workspace_from_being_served(  # two workspaces, and a restart
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, tmp_path: Path, ana: str, general: str, log: Log
) -> None:
    """It is named in the log, and its farewell is taken, for which no token is needed."""
    bot = start_many()
    for workspace in (slack, other):
        bot.browser().install(workspace, ana)
    bot.stop()
    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as connection, connection:
        connection.execute("UPDATE installations SET token = 'broken' WHERE team = ?", (other.team,))

    start_many().speaks_to(slack, other)

    assert asked(slack, ana, general, PICKED).blocks
    unreadable = [line for line in log if line["event"] == "workspace_unreadable"]
    assert {line["team"] for line in unreadable} == {other.team}
    assert other.command(ana, general, PICKED).ack().status == 503
    assert other.event({"type": "app_uninstalled"}).ack().status == 200
    assert other.command(ana, general, PICKED).ack().status == 200
    assert [line["team"] for line in log if line["event"] == "workspace_unknown"] == [other.team]
    ended = [(line["kind"], line["result"]) for line in log if line["event"] == "request_handled"]
    refused, farewell, unknown = ("command", "not_acked"), ("event", "acked"), ("command", "acked")
    assert ended == [("command", "acked"), refused, farewell, unknown]


def test_no_secret_of_an_installation_is_written(
    slack: FakeSlack, desk: Desk, shipped_settings: Settings, tmp_path: Path
) -> None:
    """At DEBUG, with all that can go wrong: no token, key, code, state or cookie in the log or in the database."""
    assert desk.advisor  # so that the process finds all learned
    slack.token_lifetime_s = LIFE_S
    ana = slack.person("ana")
    general = slack.channel("general", members=[ana])
    process = BotProcess(slack, tmp_path, shipped_settings, Door.HTTP)
    client_id, client_secret = slack.app_secret
    process.start(
        SLACK_BOT_TOKEN="",
        SLACK_CLIENT_ID=client_id,
        SLACK_CLIENT_SECRET=client_secret,
        STACKBOT_SEALING_KEYS=f"{KEY},{NEXT_KEY}",
        STACKBOT_LOG_LEVEL="debug",
    )
    secrets: set[str] = {client_secret, KEY, NEXT_KEY, SECRET}
    browser = Browser(slack.link.port)  # type: ignore[attr-defined]  # in HTTP mode
    for fault in (None, *FAULTS):
        if fault:
            slack.faults.plan("oauth.v2.access", fault)
        query = allowed(slack, browser.begin(), ana)
        secrets |= {*re.findall(r"=([^&]+)", query), *browser.cookies.values()}
        browser.get(f"/slack/oauth_redirect?{query}")
        secrets |= {slack.bot_token, *slack.refresh_tokens, *browser.cookies.values()} - {""}
    browser.get("/slack/oauth_redirect?error=canaryerror&state=canarystate&code=canarycode")
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
    assert process.end() == 0

    written = process.log + process.said("outbox", "--all") + kept(tmp_path / "stackbot.db")

    assert "workspace_installed" in written
    assert written.count("installation_refused") == len(FAULTS)
    assert len(secrets) >= 12
    assert [secret for secret in secrets if secret in written] == []
    assert "canary" not in written


FAULTS = (
    faults.error("invalid_code"),
    faults.error("canary error in words"),
    faults.status(500),
    faults.malformed(stored=False),
    faults.Fault(body=b'{"ok":true,"access_token":"xoxb-canary","team":7}'),
    faults.dropped(),
)
