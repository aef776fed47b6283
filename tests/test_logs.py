"""The log: what is written, in which form, and that no secret and no text of a message ever is."""

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.logs import REDACTED, configure_logs

TOKEN = "xoxb-1-canary-token"  # noqa: S105
SIGNING_SECRET = "5ca1ab1e5ca1ab1e"  # noqa: S105
TEXT = "canary-text we lost a customer"
PASSWORD = 'ca"na\\ry é/pw'  # noqa: S105
SECRETS = (TOKEN, SIGNING_SECRET, PASSWORD)

pytestmark = pytest.mark.usefixtures("logs_as_before")


class Refusing(BaseHTTPRequestHandler):
    """Slack's Web API on a bad day: it sends back what it got, and refuses it."""

    def do_POST(self) -> None:
        """Answer any method."""
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        body = json.dumps({"ok": False, "error": "not_in_channel", "sent": sent}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def slack() -> Iterator[str]:
    """The address of such a Slack."""
    server = HTTPServer(("127.0.0.1", 0), Refusing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def leaked(shown: str) -> list[str]:
    """Which of the canaries stand in an output."""
    return [canary for canary in ("canary", SIGNING_SECRET, "5ca1ab1e", "lost a customer") if canary in shown]


@pytest.mark.parametrize("form", ["json", "text"])
def test_libraries_at_debug_show_neither_tokens_nor_texts(
    form: str, slack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Calls that fail, a response address, a bad signature, a payload nobody handles, and a listener that breaks."""
    configure_logs("debug", form, SECRETS)  # type: ignore[arg-type]
    client = WebClient(TOKEN, base_url=slack)
    app = App(
        client=client,
        signing_secret=SIGNING_SECRET,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN),
        process_before_response=True,
    )

    @app.command("/breaks")
    def breaks(client: WebClient) -> None:
        client.chat_postMessage(channel="C1", text=TEXT)

    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C1", text=TEXT, blocks=[{"type": "markdown", "text": TEXT}])
    WebhookClient(f"{slack}hooks.slack.com/canary/1", logger=logging.getLogger("slack_sdk.webhook")).send(text=TEXT)
    unsigned = app.dispatch(BoltRequest(body=f"command=%2Fstack&text={TEXT}"))
    statuses = [
        app.dispatch(BoltRequest(body={"command": name, "text": TEXT, "token": TOKEN}, mode="socket_mode")).status
        for name in ("/nobody", "/breaks")
    ]

    shown = "".join(capsys.readouterr())
    assert (unsigned.status, statuses) == (401, [404, 500])
    assert "Unhandled request" in shown
    assert "not_in_channel" in shown
    assert leaked(shown) == []


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize(
    "line",
    [
        "token xoxb-9-canary and xoxe.xoxp-1-canary",
        "app token xapp-1-A-canary",
        "key sk-ant-api03-canary_canary",
        "posted to https://hooks.slack.com/commands/T1/canary",
        "posted to https://hooks.slack-gov.com/actions/canary",
        "Authorization: Bearer canary.canary=",
        "connecting to wss://wss-primary.slack.com/link/?ticket=canary&app_id=1",
        "postgresql+psycopg://bot:canary@db/stackbot is down",
        f"known values: {TOKEN} {SIGNING_SECRET} {PASSWORD}",
        f"in a list: {[PASSWORD]}",
    ],
)
def test_secrets_are_taken_out(line: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """From our own events, from their values, and from what a library says or raises."""
    configure_logs("info", form, SECRETS)  # type: ignore[arg-type]

    structlog.get_logger().info("tried", seen=line, deep={"in": [line]}, really=ValueError(line))
    structlog.get_logger().info(line)
    logging.getLogger("waitress").error("stopped: %s", line)
    logging.getLogger("slack_sdk.web").error("failed", exc_info=OSError(line))

    shown = capsys.readouterr().err
    assert REDACTED in shown
    assert "OSError" in shown
    assert leaked(shown) == []
    assert "ry é/pw" not in shown
    assert "ry \\u00e9/pw" not in shown


@given(secret=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=8), around=st.text())
def test_a_known_secret_is_in_no_line(secret: str, around: str) -> None:
    """Whatever it is made of and stands in, the line is JSON that tells the rest and not the secret."""
    configure_logs("info", "json", [secret])
    handler = logging.getLogger().handlers[-1]
    record = logging.makeLogRecord(
        {"name": "x", "levelno": 40, "levelname": "ERROR", "msg": f"{around} and {secret}, {around}"}
    )

    line = handler.format(record)

    assert secret not in json.loads(line)["event"]


def test_an_event_is_a_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With its level, its logger, its time in UTC, its values, and what was bound to the context."""
    configure_logs("info", "json", ())

    with structlog.contextvars.bound_contextvars(team="T1"):
        structlog.get_logger("bot.slack").info("question_answered", entries=["faq.deploy"])

    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "event": "question_answered",
        "entries": ["faq.deploy"],
        "level": "info",
        "logger": "bot.slack",
        "team": "T1",
    }


def test_text_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """A line with the same in it, and a traceback below it without the values of variables."""
    configure_logs("info", "text", ())
    kept_in_a_variable = "canary"

    try:
        len(kept_in_a_variable) / 0
    except ZeroDivisionError:
        structlog.get_logger("bot.slack").exception("answer_failed", bug="b1")

    shown = capsys.readouterr().err
    assert "answer_failed" in shown
    assert "ZeroDivisionError" in shown
    assert "canary" not in shown.replace('= "canary"', "")


def test_without_a_form_it_is_json_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody reads it there but machines."""
    configure_logs("info", None, ())

    structlog.get_logger().info("started")

    assert json.loads(capsys.readouterr().err)["event"] == "started"


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("debug", ["a", "b", "c", "dropped"]),
        ("info", ["b", "c", "dropped"]),
        ("warning", ["c", "dropped"]),
        ("error", []),
    ],
)
def test_the_level_is_the_least_that_is_written(
    level: str, written: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of ours; of a library nothing below a warning, not even the steps of a migration."""
    configure_logs(level, "json", ())

    structlog.get_logger().debug("a")
    structlog.get_logger().info("b")
    structlog.get_logger().warning("c")
    logging.getLogger("alembic.runtime.migration").info("upgraded")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT")
    logging.getLogger("sqlalchemy.pool").warning("dropped")

    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == written


def test_configured_twice_it_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The last configuration holds."""
    configure_logs("debug", "text", ())
    configure_logs("info", "json", ())

    structlog.get_logger().info("started")

    assert json.loads(capsys.readouterr().err)["event"] == "started"


def test_a_line_that_cannot_be_written_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A library's mistake in its own log call must not end us, nor show what it wanted to say."""
    configure_logs("info", "json", ())

    wrong = {"name": "waitress", "levelno": 40, "levelname": "ERROR", "msg": "%d of canary", "args": ("canary",)}
    logging.getLogger().handlers[-1].handle(logging.makeLogRecord(wrong))

    assert capsys.readouterr().err == "A log line of waitress could not be written.\n"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("(psycopg.errors.X) broken\nDETAIL: Key (text)=(canary)", "DETAIL: …"),
        ("broken\n[SQL: INSERT]\n[parameters: ('canary', 1)]", "[parameters: …"),
        ("1 error\n  wrong [type=x, input_value='canary', input_type=str]", "input_value=…"),
        ("refused\nThe server responded with: {'error': 'fatal_error', 'sent': 'canary'}", "with: … fatal_error"),
    ],
)
def test_what_errors_show_of_data_is_cut(said: str, kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Databases, pydantic and slack_sdk put values into their messages; the rest of the traceback stays."""
    configure_logs("info", "json", ())

    structlog.get_logger().error("failed", bug="b1", exc_info=RuntimeError(said))

    shown = json.loads(capsys.readouterr().err)["exception"]
    assert shown.startswith("RuntimeError: ")
    assert kept in shown
    assert "canary" not in shown
