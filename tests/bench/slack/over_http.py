"""Over HTTP: commands as fast as clients can ask, of a bare Bolt app, of the bot, and of three of it on PostgreSQL.

Each client asks, waits for the answer and asks again. Every command is a question of its own by another person.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from bot.fake_slack import FakeSlack
from bot.fake_slack.http_mode import FORM, signature
from tests.bench.processes import ROOT
from tests.bench.slack.loads import Acked, question
from tests.bench.slack.processes import BOT
from tests.bench.table import rows_of
from tests.slack.at_work import SECRET
from tests.slack.bot_process import free_port
from tests.store.servers import postgresql

BARE = (sys.executable, "-m", "tests.bench.slack.bare_http")
FEW, MANY = 1, 16  # clients
REQUESTS = 1_500
WARM_UP = 200
REPLICAS = 3
START_S = 60.0

INTRO = """## Over HTTP

{requests:,} commands by {few} client, then by {many} that ask again as soon as they are answered, on {cores} cores that
the clients and the fake Slack use too; every request is signed. *Bare Bolt* acks and does nothing else, under the same
server.
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One way of serving, under both loads."""

    name: str
    alone: Acked
    crowded: Acked


def over_http(cache_dir: Path) -> Sequence[Side]:
    """All sides, in about two minutes."""
    settings = {"STACKBOT_CACHE_DIR": str(cache_dir)}
    sides = [_measured("bare Bolt", BARE, {}, 1)]
    with tempfile.TemporaryDirectory() as folder:
        sides.append(_measured("ours, SQLite", BOT, settings | _database(f"sqlite:///{folder}/stackbot.db"), 1))
    with postgresql() as server:
        for replicas in (1, REPLICAS):
            database = _database(server.url(server.make()))
            sides.append(_measured(f"ours, PostgreSQL, {replicas} at work", BOT, settings | database, replicas))
    return sides


def http_part(sides: Sequence[Side]) -> str:
    """The sides beside each other."""
    rows = [
        (
            side.name,
            f"{side.alone.rate:.0f}",
            f"{side.alone.ms(50):.1f} ms",
            f"{side.crowded.rate:.0f}",
            f"{side.crowded.ms(50):.1f} ms",
            f"{side.crowded.ms(99):.1f} ms",
            f"{side.crowded.rate / sides[0].crowded.rate:.2f}",
        )
        for side in sides
    ]
    head = ("", f"acks/s, {FEW}", "p50", f"acks/s, {MANY}", "p50", "p99", "acks/s, bare = 1")
    intro = INTRO.format(requests=REQUESTS, few=FEW, many=MANY, cores=os.cpu_count())
    return "\n".join((intro, rows_of(head, rows)))


def _database(url: str) -> Mapping[str, str]:
    return {"STACKBOT_DATABASE_URL": url}


def _measured(name: str, command: Sequence[str], environment: Mapping[str, str], replicas: int) -> Side:
    with FakeSlack() as slack, ExitStack() as stack:
        slack.echoes = slack.shows_acks = False
        ports = [stack.enter_context(_serving(slack, command, environment)) for _ in range(replicas)]
        numbers = count()
        _asked(ports, numbers, MANY, WARM_UP)
        return Side(name, _asked(ports, numbers, FEW, REQUESTS), _asked(ports, numbers, MANY, REQUESTS))


def _asked(ports: Sequence[int], numbers: Iterator[int], clients: int, requests: int) -> Acked:
    """The clients share the requests, and the ports in turn."""
    seconds: list[float] = []
    each = requests // clients
    threads = [
        Thread(target=_client, args=(ports[place % len(ports)], [next(numbers) for _ in range(each)], seconds))
        for place in range(clients)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Acked(seconds, time.perf_counter() - start)


def _client(port: int, numbers: Sequence[int], seconds: list[float]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for number in numbers:
        body = _command(number)
        headers = {"content-type": FORM, **signature(SECRET, body)}
        began = time.perf_counter()
        connection.request("POST", "/slack/events", body, headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            message = f"A command got {response.status}."
            raise RuntimeError(message)
        seconds.append(time.perf_counter() - began)
    connection.close()


def _command(number: int) -> bytes:
    return urlencode(
        {
            "team_id": "T0ACME",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": f"U{number:08}",
            "command": "/stack",
            "text": question(number),
            "response_url": "https://hooks.slack.com/commands/T0ACME/1/abc",
            "trigger_id": f"{number}.1.abc",
        }
    ).encode()


@contextmanager
def _serving(slack: FakeSlack, command: Sequence[str], environment: Mapping[str, str]) -> Iterator[int]:
    """A process that serves HTTP on the port given, until the block ends."""
    port = free_port()
    ours = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_SIGNING_SECRET": SECRET,
        "PORT": str(port),
        "STACKBOT_LOG_LEVEL": "warning",
        "STACKBOT_RATE_PERSON": "100000",
        "STACKBOT_RATE_WORKSPACE": "1000000",
    }
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **ours, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = "The process does not serve."
    raise RuntimeError(message)


if __name__ == "__main__":
    from bot.settings import read_settings

    print(http_part(over_http(read_settings().cache_dir / "bench" / "slack")))
