"""How the bot does, as machines ask: alive, ready, and what was counted."""

import json
import socket
import sqlite3
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import SlackError
from bot.fake_slack import FakeSlack, Fault, faults
from bot.slack.health import Health
from bot.slack.http_server import HttpServer
from bot.slack.readiness import Readiness
from tests.slack.at_work import BotAtWork, Door
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Log, Start
from tests.slack.watching import PICKED, answer, asked


def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    """The status and the body."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def readiness(bot: BotAtWork) -> Readiness:
    """What looks after the bot, after a look just now."""
    health = bot.serving.health
    assert isinstance(health, Health)
    health.readiness.look()
    return health.readiness


def public_port(bot: BotAtWork) -> int:
    """Where Slack calls."""
    assert isinstance(bot.serving.door, HttpServer)
    return bot.serving.door.port


def health_port(bot: BotAtWork) -> int:
    """Where monitoring asks."""
    health = bot.serving.health
    assert isinstance(health, Health)
    assert health.port
    return health.port.port


def test_a_bot_that_serves_is_alive_and_ready(start: Start) -> None:
    """So a load balancer sends it Slack's calls."""
    bot = start(Door.HTTP)
    readiness(bot)

    assert get(public_port(bot), "/healthz") == (200, "ok\n")
    assert get(public_port(bot), "/readyz") == (200, "ok\n")
    assert get(public_port(bot), "/readyz", "HEAD") == (200, "")


def test_the_public_port_tells_no_more_than_that(start: Start, tmp_path: Path) -> None:
    """Neither what is wrong inside nor any figure, whatever is asked."""
    bot = start(Door.HTTP, health_port="0")
    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'stackbot_0001'")
    readiness(bot)

    assert get(public_port(bot), "/readyz") == (503, "not ready\n")
    assert get(public_port(bot), "/metrics") == (404, "")
    assert get(public_port(bot), "/readyz", "POST") == (404, "")


def test_a_schema_that_went_back_is_told_with_the_remedy(start: Start, tmp_path: Path) -> None:
    """On the port for it; alive it is all the same, so nobody restarts it in vain."""
    bot = start(Door.HTTP, health_port="0")
    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'stackbot_0001'")
    readiness(bot)

    status, said = get(health_port(bot), "/readyz")

    assert status == 503
    assert "stackbot db upgrade" in json.loads(said)["wrong"]["database"]
    assert get(health_port(bot), "/healthz") == (200, "ok\n")


def test_a_schema_of_the_next_release_is_served(start: Start, tmp_path: Path) -> None:
    """A migration works beside the release before it; else an upgrade would take all replicas out at once."""
    bot = start(Door.HTTP)
    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'stackbot_9999'")

    assert readiness(bot).state() == {}


def test_a_database_that_takes_no_commit_is_told(start: Start, tmp_path: Path, log: Log) -> None:
    """Reading would still work; and once it takes them again, the bot is ready again."""
    bot = start(Door.HTTP)
    assert readiness(bot).state() == {}
    with closing(sqlite3.connect(tmp_path / "stackbot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        wrong = readiness(bot).state()
        other.execute("ROLLBACK")

    assert list(wrong) == ["database"]
    assert readiness(bot).state() == {}
    assert [line["event"] for line in log if line["event"] in {"not_ready", "ready"}] == ["not_ready", "ready"]


def test_the_look_leaves_nothing_behind(start: Start, tmp_path: Path) -> None:
    """However often it is done."""
    bot = start(Door.HTTP)

    for _ in range(3):
        readiness(bot)

    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as database:
        assert database.execute("SELECT count(*) FROM inbox").fetchone() == (0,)


@pytest.mark.parametrize(
    "fault", [faults.status(503), faults.dropped(), faults.malformed(), faults.no_http(), faults.cut_off()]
)
def test_a_slack_that_does_not_answer_is_told_after_a_while(slack: FakeSlack, start: Start, fault: Fault) -> None:
    """A hiccup must not take every replica out at once; an outage means that answers could not be sent."""
    clock = SimulatedClock()
    slack.faults.plan("api.test", fault, times=None)
    bot = start(Door.HTTP, clock=clock)

    clock.pass_by(seconds=80)
    hiccup = readiness(bot).state()
    clock.pass_by(seconds=10)

    assert hiccup == {}
    assert "Slack does not answer" in readiness(bot).state()["slack"]


def test_a_slack_that_answers_is_not_asked_at_each_look(slack: FakeSlack, start: Start) -> None:
    """It limits how often one may ask."""
    clock = SimulatedClock()
    bot = start(Door.HTTP, clock=clock)
    clock.pass_by(seconds=60)

    for _ in range(5):
        readiness(bot)

    assert len(slack.calls("api.test")) == 1


def test_socket_mode_is_ready_while_a_connection_stands(slack: FakeSlack, start: Start) -> None:
    """And not once Slack has cut all of them, and lets none be opened."""
    bot = start(Door.SOCKET, health_port="0")
    assert readiness(bot).state() == {}
    slack.faults.plan("apps.connections.open", faults.error("internal_error"), times=None)

    slack.cut()

    slack.wait_for(lambda: "slack" in readiness(bot).state())
    assert get(health_port(bot), "/readyz")[0] == 503


def test_in_socket_mode_no_port_is_open_unless_it_is_asked_for(start: Start) -> None:
    """Nor does anything write to the database in vain."""
    bot = start(Door.SOCKET)

    assert not isinstance(bot.serving.health, Health)


def figures(bot: BotAtWork) -> dict[tuple[str, ...], float]:
    """What `/metrics` shows, by name and labels."""
    status, said = get(health_port(bot), "/metrics")
    assert status == 200
    families = text_string_to_metric_families(said)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_metrics_tell_of_a_question(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """What waits in the outbox and what does not, and whether the bot is ready."""
    bot = start(Door.HTTP, health_port="0")
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))

    slack.wait_for(lambda: readiness(bot) and figures(bot).get(("stackbot_outbox_rows", "sent")) == 1)

    found = figures(bot)
    assert found["stackbot_outbox_oldest_seconds", "all"] == 0
    assert found["stackbot_ready", "database"] == found["stackbot_ready", "slack"] == 1


def test_where_the_health_port_is_taken_the_bot_does_not_start(start: Start) -> None:
    """With what to mend, and the name of the setting."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SlackError, match="STACKBOT_HEALTH_PORT"):
        start(Door.HTTP, health_port=str(taken.getsockname()[1]))


def test_each_delivery_ends_in_a_line_with_its_id(
    slack: FakeSlack, start: Start, ana: str, door: Door, log: Log
) -> None:
    """The kind, the result and the milliseconds, so that a slow or failed one is found."""
    start(door)

    asked(slack, ana, slack.dm(ana), "help")

    [line] = [one for one in log if one["event"] == "request_handled"]
    assert (line["kind"], line["result"]) == ("command", "acked")
    assert 0 < line["ms"] < 60_000


def test_a_check_that_hangs_is_told_from_one_that_is_well() -> None:
    """Whoever asks hears so at once."""
    held = Event()
    looking = Readiness({"database": lambda: str(held.wait(30) or "")}, every_s=0.01, stale_s=0.05)
    looking.start()

    began = monotonic()
    while "checks" not in looking.state() or looking.state()["checks"] != "does not answer":
        assert monotonic() - began < 30

    looking.stop()
    assert looking.state() == {"bot": "is ending"}
    held.set()


def test_an_end_is_told_and_waits_for_no_look(start: Start) -> None:
    """The port goes on telling until all else has ended."""
    bot = start(Door.HTTP, health_port="0")
    readiness(bot)

    bot.serving.health.leave()

    assert get(health_port(bot), "/readyz")[0] == 503
    assert get(public_port(bot), "/readyz") == (503, "not ready\n")


def test_metrics_wait_for_no_database(start: Start, tmp_path: Path) -> None:
    """What they show is what was found last; a database that is held by another holds up nobody who asks."""
    bot = start(Door.HTTP, health_port="0")
    readiness(bot)
    with closing(sqlite3.connect(tmp_path / "stackbot.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        found = figures(bot)
        other.execute("ROLLBACK")

    assert found["stackbot_outbox_oldest_seconds", "all"] == 0


def test_where_the_looking_hangs_no_check_is_known_to_be_well(start: Start) -> None:
    """An alert on any of them fires."""
    bot = start(Door.HTTP, health_port="0")
    readiness(bot)

    bot.serving.health.leave()

    assert {value for (name, *_), value in figures(bot).items() if name == "stackbot_ready"} == {0}


def test_before_the_first_look_it_is_not_ready() -> None:
    """Nobody knows yet."""
    assert Readiness({}).state() == {"checks": "not looked at yet"}
