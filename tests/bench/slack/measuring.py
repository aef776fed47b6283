"""What is measured of the bot in Slack, and of a bare Bolt app beside it."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np

from bot.fake_slack import FakeSlack
from tests.bench.slack.loads import Acked, Crowd, at_once, at_rate, mentions
from tests.bench.slack.processes import BARE, BOT, Running, running
from tests.fake_claude import FakeClaude, Wire, drips

STEADY = 50  # commands a second
STEADY_NUMBER = 1_000
FAST = 110
FAST_NUMBER = 2_000
BURST = 500
MENTIONS = 200
MENTION_RATE = 20
GROWN = 10_000
MODEL_S = 8.0


@dataclass(frozen=True, slots=True)
class Side:
    """One process under load; the burst of the bot is with a model that takes 8 seconds."""

    ready_s: float
    steady: Acked
    fast: Acked
    burst: Acked


@dataclass(frozen=True, slots=True)
class Measured:
    """Both sides, and what only the bot does: seconds from a mention to its card, and its memory as it goes on."""

    ours: Side
    bare: Side
    mention_s: Sequence[float]
    memory_mb: Mapping[int, float]


def measured(cache_dir: Path) -> Measured:
    """All of it, in a few minutes."""
    settings = {"STACKBOT_CACHE_DIR": str(cache_dir), "STACKBOT_LOG_LEVEL": "warning"}
    with _serving(BARE, {}) as (slack, bare):
        other = _loaded(slack, bare)
    with _serving(BOT, settings) as (slack, bot):
        crowd = Crowd(slack)
        at_rate(crowd, STEADY, 100)
        mention_s = mentions(slack, crowd, MENTION_RATE, MENTIONS)  # before answers to a rush wait to go first
        steady, fast = _warm_rates(crowd)
        ready_s = bot.ready_s
    with _serving(BOT, settings) as (slack, bot):
        memory = _growing(Crowd(slack), bot)
    with FakeClaude() as claude, _serving(BOT, settings | _with_model(claude)) as (slack, _):
        claude.behaviour = _slow
        crowd = Crowd(slack)
        at_rate(crowd, STEADY, 50)
        burst = at_once(crowd, BURST)
    return Measured(Side(ready_s, steady, fast, burst), other, mention_s, memory)


def _with_model(claude: FakeClaude) -> dict[str, str]:
    return {"ANTHROPIC_API_KEY": "sk-ant-none", "ANTHROPIC_BASE_URL": claude.url}


def _slow(wire: Wire) -> None:
    """Answer after so long that the deadline has passed."""
    Event().wait(MODEL_S)
    drips(wire)


def percentile_ms(seconds: Sequence[float], percentile: float) -> float:
    """A percentile, in milliseconds."""
    return float(np.percentile(seconds, percentile)) * 1e3


def _loaded(slack: FakeSlack, process: Running) -> Side:
    crowd = Crowd(slack)
    steady, fast = _warm_rates(crowd)
    return Side(process.ready_s, steady, fast, at_once(crowd, BURST))


def _warm_rates(crowd: Crowd) -> tuple[Acked, Acked]:
    at_rate(crowd, STEADY, 100)
    return at_rate(crowd, STEADY, STEADY_NUMBER), at_rate(crowd, FAST, FAST_NUMBER)


def _growing(crowd: Crowd, bot: Running) -> dict[int, float]:
    """Memory of a process that was just started, after the first thousand questions and after all."""
    at_rate(crowd, FAST, 1_000)
    early = bot.memory_mb()
    at_rate(crowd, FAST, GROWN - 1_000)
    return {1_000: early, GROWN: bot.memory_mb()}


@contextmanager
def _serving(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[tuple[FakeSlack, Running]]:
    with tempfile.TemporaryDirectory() as folder, FakeSlack() as slack:
        slack.echoes = slack.shows_acks = False  # the crowd's machine is ours too
        database = {"STACKBOT_DATABASE_URL": f"sqlite:///{folder}/stackbot.db"}
        limits = {"STACKBOT_RATE_PERSON": "100000", "STACKBOT_RATE_WORKSPACE": "100000"}
        with running(slack, command, {**database, **limits, **environment}) as process:
            yield slack, process
