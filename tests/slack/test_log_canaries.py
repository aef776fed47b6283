"""Canaries: secrets and texts that are looked for in everything the bot's process writes, at its most talkative."""

import http.client
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.conversation.records import Reason
from bot.fake_slack import FakeSlack, faults
from bot.fake_slack.http_mode import signature
from bot.settings import Settings
from bot.slack.blocks import actions
from bot.wiring.desk import Desk
from tests.fake_claude import FakeClaude, refuses, writes
from tests.slack.at_work import SECRET, Door
from tests.slack.bot_process import BotProcess, free_port
from tests.slack.test_deciding import log
from tests.slack.test_deliveries import question_of
from tests.slack.test_health import get

KEY = "sk-ant-api03-canarykey0000000000"
BOT_TOKEN, APP_TOKEN = "xoxb-1234-canarybottoken", "xapp-1-A0-canaryapptoken"
FORGED = "xoxb-canaryforged-token"
SECRETS = (KEY, BOT_TOKEN, APP_TOKEN, SECRET, "canarykey", "canarybottoken", "canaryapptoken", "canaryforged")
TEXT = re.compile(r"canary[a-z]*|aws lambda|/response/R\w+|trigger\d", re.IGNORECASE)
CLEAR = "Node or Python for a chat app with an LLM?"


@pytest.fixture
def claude() -> Iterator[FakeClaude]:
    """A model that says a canary."""
    with FakeClaude() as model:
        model.behaviour = writes(lambda _: "The pick is {pick}. It sings canarymodel.")
        yield model


@pytest.mark.parametrize(("door", "form"), [(Door.SOCKET, "text"), (Door.HTTP, "json")])
def test_nothing_said_or_secret_is_written(
    slack: FakeSlack,
    claude: FakeClaude,
    desk: Desk,
    shipped_settings: Settings,
    tmp_path: Path,
    door: Door,
    form: str,
) -> None:
    """A session at DEBUG with every fault: 0 canaries in the log, on the terminal, in the metrics and the outbox."""
    assert desk.advisor  # so that the process finds all learned
    slack.bot_token, slack.app_token = BOT_TOKEN, APP_TOKEN
    process = BotProcess(slack, tmp_path, shipped_settings, door)
    health = free_port()
    process.start(
        STACKBOT_HEALTH_PORT=str(health),
        ANTHROPIC_API_KEY=KEY,
        ANTHROPIC_BASE_URL=claude.url,
        STACKBOT_LOG_LEVEL="debug",
        STACKBOT_LOG_FORMAT=form,
    )

    session(slack)
    faulty_session(slack, claude)
    if door is Door.HTTP:
        forge(slack)
    told = "".join(get(health, path)[1] for path in ("/healthz", "/readyz", "/metrics"))
    slack.disconnect()
    ended = process.end()
    refused = process.said("run", SLACK_BOT_TOKEN=FORGED, STACKBOT_LOG_LEVEL="debug")
    outbox = process.said("outbox", "--all", STACKBOT_LOG_LEVEL="debug")
    broken = process.said("outbox", STACKBOT_DATABASE_URL="postgresql://canaryuser:canarypass@127.0.0.1:1/canarydb")

    written = process.log + refused + outbox + told
    assert ended == 0
    assert "mail_died" in process.log
    assert "stackbot_mails_total" in told
    assert "invalid_auth" in refused
    assert " dead" in outbox
    assert [secret for secret in (*SECRETS, "canarypass") if secret in written + broken] == []
    assert TEXT.findall(written) == []
    logging.getLogger(__name__).info("%s: %s characters written, 0 canaries", door, len(written))


def session(slack: FakeSlack) -> None:
    """A bit of everything, with a canary in each text."""
    ana = slack.person("canaryperson")
    general = slack.channel("general", members=[ana])
    asked = slack.command(ana, general, f"{CLEAR} canarycommand")
    assert asked.ack().ok
    assert asked.shown
    for pressed in (actions.SHARE, actions.FEEDBACK):
        value = f"{actions.NOT_HELPFUL}:{question_of(asked.shown)}" if pressed == actions.FEEDBACK else None
        slack.click(ana, asked.shown, pressed, value).ack()
    view = slack.wait_for(lambda: slack.modal(ana))
    slack.submit(ana, view, {actions.REASON_INPUT: Reason.OTHER.value, actions.COMMENT_INPUT: "canarycomment"}).ack()
    slack.command(ana, general, f"why {question_of(asked.shown)}").ack()
    slack.command(ana, general, "best pizza in canarytown?").ack()
    slack.command(ana, general, "gaps canarygap").ack()
    log(slack, ana, general, title="Use canarytitle", why="We know canarywhy.")
    slack.command(ana, general, "decisions canarysearch").ack()
    slack.command(ana, general, "digest preview").ack()
    said = slack.say(ana, general, f"{slack.mention} {CLEAR} canarymention")
    slack.say(ana, general, "We mean canarythread", said)
    slack.say(ana, general, f"{slack.mention} what now, canaryreply?", said)
    direct = slack.say(ana, slack.dm(ana), f"{CLEAR} canarydirect")
    slack.shortcut(ana, slack.by_ts[general, said], actions.ASK_SHORTCUT).ack()
    slack.open_home(ana).ack()
    slack.event({"type": "canary_event", "text": "canaryevent", "event_ts": slack.next_ts()}).ack()
    slack.wait_for(lambda: len([one for one in slack.messages(general, said) if one.by_app]) >= 3)
    slack.wait_for(lambda: slack.messages(slack.dm(ana), direct)[1:])
    slack.wait_for(lambda: slack.calls("chat.update"))


def faulty_session(slack: FakeSlack, claude: FakeClaude) -> None:
    """The same with a Slack and a model that fail; each error says a canary too, where it can."""
    for number, fault in enumerate(FAULTS):
        who = slack.person(f"p{number}")
        channel = slack.channel(f"place {number}", members=[who])
        slack.faults.plan("chat.postMessage", fault, channel=channel, times=1)
        claude.behaviour = (refuses(529, "overloaded_error"), refuses(400, "canaryerror"))[number % 2]
        slack.say(who, channel, f"{slack.mention} {CLEAR} canaryfault")
        slack.wait_for(lambda channel=channel: slack.calls("chat.postMessage", channel))
        slack.faults.plan("response_url", faults.error("canary in a sentence"))
        asked = slack.command(who, channel, f"{CLEAR} canaryfault")
        asked.ack()
        assert asked.shown
        slack.click(who, asked.shown, actions.SHARE).ack()
    slack.deliver("events_api", {"type": "event_callback", "event": {"text": "canarybroken", "user": 7}}).ack()
    slack.deliver("interactive", {"type": "block_actions", "actions": "canarybroken", "user": {}}).ack()
    slack.wait_for(lambda: len([call for call in slack.calls("response_url") if call.outcome]) >= len(FAULTS))


def forge(slack: FakeSlack) -> None:
    """Send what nobody signed, or somebody else did."""
    body = b"command=%2Fstack&text=canaryforged&token=canaryforged"
    bad = ({}, signature("canaryforged", body), signature(SECRET, body, 1_000_000_000))
    where = urlsplit(f"//{slack.link.host}:{slack.link.port}")  # type: ignore[attr-defined]  # in HTTP mode
    for headers in bad:
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        connection.request("POST", "/slack/events", body, form)
        assert connection.getresponse().status == 401
        connection.close()


FAULTS = (
    faults.error("is_archived"),
    faults.error("missing_scope"),
    faults.error("invalid_blocks"),
    faults.error("canary_error with canarytext"),
    faults.status(500),
    faults.malformed(),
    faults.rate_limited(1),
    faults.stored_then_dropped(),
)
