"""Workspaces install the bot by themselves, each in the browser that began it, once."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.fake_slack import FakeSlack, faults
from bot.fake_slack.oauth import allowed
from bot.slack.installing import A_MINUTE
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Log, StartMany
from tests.slack.test_privacy import kept
from tests.slack.watching import PICKED, answer, asked, headline

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_workspace_installs_the_bot_and_is_answered(
    slack: FakeSlack, start_many: StartMany, ana: str, general: str
) -> None:
    """At once, by a command and in a thread, with the token that it just gave."""
    bot = start_many()
    bot.speaks_to(slack)

    page = bot.browser().install(slack, ana)

    assert page.status == 200
    assert "Installed" in page.text
    assert f"app={slack.app_id}&amp;team={slack.team}" in page.text
    assert headline(asked(slack, ana, general, PICKED))
    assert headline(answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}")))
    assert {call.token for call in slack.calls("chat.postMessage")} == {slack.bot_token}


def test_two_workspaces_are_answered_by_their_own_tokens(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, ana: str, general: str
) -> None:
    """Side by side, though people and channels have the same ids in both."""
    bot = start_many()
    bot.speaks_to(slack, other)
    for workspace in (slack, other):
        assert bot.browser().install(workspace, ana).status == 200

    for workspace in (slack, other):
        answer(workspace, general, workspace.say(ana, general, f"{workspace.mention} {PICKED}"))

    assert slack.bot_token != other.bot_token
    for workspace in (slack, other):
        calls = workspace.calls("chat.postMessage")
        assert [call.token for call in calls] == [workspace.bot_token]
        assert len([message for message in workspace.messages(general) if message.user == workspace.bot_user]) == 1


def test_a_workspace_that_did_not_install_it_is_not_served(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, ana: str, general: str, log: Log
) -> None:
    """What comes from there is acked, so that Slack does not deliver it again, and nothing else happens."""
    bot = start_many()
    bot.speaks_to(slack, other)
    bot.browser().install(slack, ana)

    acks = [other.command(ana, general, PICKED).ack(), *(one.ack() for one in other.say(ana, general, "hi").deliveries)]

    assert all(ack.ok and not ack.payload for ack in acks)
    assert other.calls() == []
    assert {"event": "workspace_unknown", "log_level": "info", "team": other.team} in log


def test_people_are_asked_for_the_scopes_of_the_manifest(slack: FakeSlack, start_many: StartMany) -> None:
    """All of them; the optional ones may be declined on Slack's page."""
    url = urlsplit(start_many().browser().begin())

    asked_for = parse_qs(url.query)

    assert f"{url.scheme}://{url.netloc}/api/" == slack.api_url
    assert set(asked_for["scope"][0].split(",")) == {*SCOPES, *OPTIONAL_SCOPES}
    assert asked_for["client_id"] == [slack.app_secret[0]]


def test_the_cookie_is_kept_from_scripts_other_sites_and_other_hosts(start_many: StartMany) -> None:
    """It binds an installation to the browser that began it."""
    begun = start_many().browser().get("/slack/install")

    name, *marks = begun.headers["set-cookie"].split("; ")

    assert name.startswith("__Host-stackbot=")
    assert set(marks) == {"Path=/", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax"}


def test_a_state_serves_once(slack: FakeSlack, start_many: StartMany, ana: str) -> None:
    """Whoever sees the address in a history or a log installs nothing with it."""
    bot = start_many()
    browser = bot.browser()
    query = allowed(slack, browser.begin(), ana)
    cookies = dict(browser.cookies)
    assert browser.get(f"/slack/oauth_redirect?{query}").status == 200
    token = slack.bot_token
    slack.codes.add(parse_qs(query)["code"][0])

    browser.cookies = cookies
    again = browser.get(f"/slack/oauth_redirect?{query}")

    assert again.status == 400
    assert "has been used, or is too old" in again.text
    assert slack.bot_token == token


@pytest.mark.parametrize("cookie", ["", "x" * 43])
def test_another_browser_cannot_finish_what_one_began(
    slack: FakeSlack, start_many: StartMany, tmp_path: Path, ana: str, cookie: str
) -> None:
    """Nor can who was sent a link with somebody else's code; and the state is worth nothing afterwards."""
    bot = start_many()
    query = allowed(slack, bot.browser().begin(), ana)
    foreign = bot.browser()
    foreign.cookies = {"__Host-stackbot": cookie} if cookie else {}

    page = foreign.get(f"/slack/oauth_redirect?{query}")

    assert page.status == 400
    assert slack.calls("oauth.v2.access") == []
    assert 'INSERT INTO "installations"' not in kept(tmp_path / "stackbot.db")


def test_a_state_is_good_for_ten_minutes(slack: FakeSlack, start_many: StartMany, ana: str) -> None:
    """Afterwards one begins again."""
    clock = SimulatedClock(NOW)
    bot = start_many(clock)
    browser = bot.browser()
    query = allowed(slack, browser.begin(), ana)
    clock.pass_by(minutes=10)

    page = browser.get(f"/slack/oauth_redirect?{query}")

    assert page.status == 400
    assert slack.calls("oauth.v2.access") == []


def test_of_a_state_and_a_cookie_only_hashes_are_kept_and_not_for_long(start_many: StartMany, tmp_path: Path) -> None:
    """Who reads the database finishes nobody's installation, and nobody fills it for good."""
    clock = SimulatedClock(NOW)
    bot = start_many(clock)
    browser = bot.browser()
    state = parse_qs(urlsplit(browser.begin()).query)["state"][0]
    rows = re.findall(r'INSERT INTO "oauth_states".*', kept(tmp_path / "stackbot.db"))
    clock.pass_by(minutes=11)
    bot.browser().begin()

    left = re.findall(r'INSERT INTO "oauth_states".*', kept(tmp_path / "stackbot.db"))

    assert len(rows) == 1
    assert state not in rows[0]
    assert browser.cookies["__Host-stackbot"] not in rows[0]
    assert len(left) == 1
    assert left != rows


def test_who_says_no_is_told_how_to_say_yes(slack: FakeSlack, start_many: StartMany) -> None:
    """Nothing of what came back is shown."""
    browser = start_many().browser()
    browser.begin()

    page = browser.get("/slack/oauth_redirect?error=access_denied&state=%3Cscript%3E")

    assert page.status == 200
    assert "You did not allow it" in page.text
    assert 'href="/slack/install"' in page.text
    assert "script" not in page.text
    assert {call.method for call in slack.calls()} <= {"api.test"}  # which only asks whether Slack is there


@pytest.mark.parametrize(
    "query",
    [
        "",
        "error=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        "state=%3Cscript%3Ealert(1)%3C/script%3E&code=1",
        "state=a&state=b&code=c",
        "code=" + "9" * 5000,
        "%ff=%ff&state=%00",
        "&".join(f"a{number}=1" for number in range(50)),
    ],
)
def test_whatever_comes_back_ends_in_a_page_that_helps(start_many: StartMany, query: str) -> None:
    """A small one, that runs and loads nothing and shows nothing of the request."""
    page = start_many().browser().get(f"/slack/oauth_redirect?{query}")

    assert page.status == 400
    assert "Begin again" in page.text
    assert not re.search(r"<script|<img|alert|onerror", page.text)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-type"] == "text/html; charset=utf-8"


def test_a_workspaces_name_is_text_on_the_page(slack: FakeSlack, start_many: StartMany, ana: str) -> None:
    """Whoever names a workspace writes no markup of ours."""
    slack.team_domain = "<script>alert(1)</script>"

    page = start_many().browser().install(slack, ana)

    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text


def test_so_many_a_minute_may_begin_and_no_more(start_many: StartMany) -> None:
    """What anybody can ask for does not fill the database; a minute later it goes on."""
    clock = SimulatedClock(NOW)
    browser = start_many(clock).browser()

    answers = [browser.get("/slack/install").status for _ in range(A_MINUTE + 1)]

    assert answers == [302] * A_MINUTE + [429]
    clock.pass_by(minutes=1)
    assert browser.get("/slack/install").status == 302


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (faults.error("invalid_code"), 400, "Slack did not confirm it"),
        (faults.error("bad_client_secret"), 400, "Slack did not confirm it"),
        (faults.error("ratelimited"), 503, "cannot be reached just now"),
        (faults.error("internal_error"), 503, "cannot be reached just now"),
        (faults.status(429), 503, "cannot be reached just now"),
        (faults.status(503), 503, "cannot be reached just now"),
        (faults.dropped(), 503, "cannot be reached just now"),
        (faults.malformed(), 503, "cannot be reached just now"),
    ],
)
def test_what_slack_does_not_give_is_said(  # what goes wrong, and what is said of it
    slack: FakeSlack, start_many: StartMany, ana: str, fault: faults.Fault, status: int, words: str
) -> None:
    """With what to do; nothing is installed."""
    slack.faults.plan("oauth.v2.access", fault)

    page = start_many().browser().install(slack, ana)

    assert page.status == status
    assert words in page.text


def test_an_organisation_is_told_to_choose_a_workspace(slack: FakeSlack, start_many: StartMany, ana: str) -> None:
    """What Slack gives for an organisation names no workspace."""
    body = b'{"ok":true,"access_token":"xoxb-1","token_type":"bot","team":null,"is_enterprise_install":true}'
    slack.faults.plan("oauth.v2.access", faults.Fault(body=body))

    page = start_many().browser().install(slack, ana)

    assert page.status == 400
    assert "Choose a workspace" in page.text


def test_installing_again_replaces_the_token(slack: FakeSlack, start_many: StartMany, ana: str, general: str) -> None:
    """What is said next goes out by the new one; the old one is worth nothing."""
    bot = start_many()
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    first = slack.bot_token
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))

    bot.browser().install(slack, ana)

    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
    assert [call.token for call in slack.calls("chat.postMessage")] == [first, slack.bot_token]
    assert first != slack.bot_token


def test_a_preview_of_the_link_begins_nothing(start_many: StartMany, tmp_path: Path) -> None:
    """Programs that look at links ask with HEAD."""
    page = start_many().browser().get("/slack/install", method="HEAD")

    assert page.status == 405
    assert page.headers["allow"] == "GET"
    assert 'INSERT INTO "oauth_states"' not in kept(tmp_path / "stackbot.db")


def test_who_installs_it_owns_it_there(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, ana: str, ben: str, general: str
) -> None:
    """Owners in the settings are members of one workspace, and nobody in the others."""
    bot = start_many(owners=ben)
    bot.speaks_to(slack, other)
    for workspace in (slack, other):
        bot.browser().install(workspace, ana)

    shown = [asked(workspace, user, general, "gaps").shown for workspace in (slack, other) for user in (ana, ben)]

    assert shown[0] == shown[2]
    assert shown[0].startswith("Every question since")
    assert shown[1] == shown[3] != shown[0]
