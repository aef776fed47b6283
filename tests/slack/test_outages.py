"""Outages: a model that fails in every way costs no card, and a Slack that fails in every way no message."""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import quantiles

import pytest

from bot.conversation.mail import State
from bot.fake_slack import FakeSlack, Fault, faults
from bot.store.schema import open_store
from tests import fake_claude
from tests.fake_claude import GARBAGE, Behaviour, FakeClaude, Wire
from tests.slack.at_work import BotAtWork

CLEAR = "Node or Python for a chat app with an LLM?"
PLENTY = {"rate_person": "1000000", "rate_workspace": "1000000"}
POSTED_S = 2.0
MENTIONS = 8  # in each mode
PHRASED_S = 30.0


def wrong_schema(wire: Wire) -> None:
    """Stream what has the form of a message and none of its fields."""
    wire.begin()
    for kind in ("message_start", "content_block_start", "content_block_delta", "message_delta", "message_stop"):
        wire.send(fake_claude.event(kind, something={"else": [1, None]}))


def cut_at_once(wire: Wire) -> None:
    """Close the connection before the first byte of an answer."""
    wire.body.clear()


MODES: dict[str, Behaviour] = {
    "refused": cut_at_once,
    "hang": fake_claude.hangs,
    "stall": fake_claude.stalls,
    "drip": fake_claude.drips,
    "headers that drip": fake_claude.drips_headers,
    "cut": fake_claude.cuts_off,
    "less than promised": fake_claude.promises_more,
    "flood": fake_claude.floods,
    "garbage": fake_claude.garbles(GARBAGE["noise"]),
    "web page": fake_claude.garbles(GARBAGE["a web page"], "text/html"),
    "429": fake_claude.refuses(429, "rate_limit_error"),
    "500": fake_claude.refuses(500, "api_error"),
    "529": fake_claude.refuses(529, "overloaded_error"),
    "refusal": fake_claude.declines,
    "wrong schema": wrong_schema,
}


@pytest.fixture
def claude() -> Iterator[FakeClaude]:
    """A model."""
    with FakeClaude() as model:
        yield model


@pytest.mark.parametrize("mode", MODES)
def test_the_card_is_posted_whatever_the_model_does(
    start: Callable[..., BotAtWork], slack: FakeSlack, claude: FakeClaude, mode: str
) -> None:
    """Of N mentions, N get their card, and the slowest within two seconds; the model adds nothing. N is 8 a mode."""
    claude.behaviour = MODES[mode]
    start(ANTHROPIC_API_KEY="sk-ant-test", ANTHROPIC_BASE_URL=claude.url, **PLENTY)

    latencies = _mentions_answered(slack, MENTIONS)
    slack.wait_for(lambda: claude.requests or slack.calls("chat.update"), PHRASED_S)

    assert max(latencies) < POSTED_S
    assert slack.calls("chat.update") == []
    logging.getLogger(__name__).info("%s: %s mentions, slowest %.2f s", mode, len(latencies), max(latencies))


def test_a_model_that_is_not_there_costs_no_card(start: Callable[..., BotAtWork], slack: FakeSlack) -> None:
    """Where nobody listens at the model's address, cards are posted all the same, 100 of 100 and p99 below 2 s."""
    with FakeClaude() as gone:
        address = gone.url
    start(ANTHROPIC_API_KEY="sk-ant-test", ANTHROPIC_BASE_URL=address, **PLENTY)

    latencies = _mentions_answered(slack, 100)

    assert quantiles(latencies, n=100)[98] < POSTED_S
    assert slack.calls("chat.update") == []


@pytest.mark.parametrize("mentions", [60, pytest.param(1_000, marks=pytest.mark.soak)])
def test_a_slack_that_fails_in_every_way_is_answered_once(
    start: Callable[..., BotAtWork], slack: FakeSlack, tmp_path: Path, mentions: int
) -> None:
    """Posts fail with 5xx, cuts, 429 and nonsense, stored or not: of N mentions 0 unanswered, 0 answered twice.

    N is 60, 1,000 in a soak.
    """
    chance = random.Random(mentions)  # noqa: S311  which call fails, and how
    bot = start(**PLENTY)
    mixed = [chance.choice(FAULTS) for _ in range(mentions // 2)] + [faults.rate_limited(1)] * 2
    chance.shuffle(mixed)
    for fault in mixed:
        slack.faults.plan("chat.postMessage", fault)
    for fault in (faults.status(502), faults.dropped()):
        slack.faults.plan("conversations.replies", fault)

    roots = set()
    for number in range(mentions):
        who = slack.person(f"p{number}")
        channel = slack.channel(f"channel {number}", members=[who])
        roots.add((channel, slack.say(who, channel, f"{slack.mention} {CLEAR}")))
    slack.wait_for(lambda: roots <= _answers(slack).keys(), 60 + mentions / 4)
    unsure = {call.channel for call in slack.calls("chat.postMessage") if call.outcome not in {"", "ratelimited"}}
    slack.wait_for(lambda: unsure <= _read_back(slack), 60)
    bot.stop()

    answers = _answers(slack)
    assert {answers[root] for root in roots} == {1}
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as store:
        assert set(store.waiting().states) == {State.SENT}
    logging.getLogger(__name__).info("%s mentions, %s unsure sends, 0 lost, 0 doubled", mentions, len(unsure))


FAULTS: tuple[Fault, ...] = (
    faults.status(500),
    faults.status(503),
    faults.status(502, stored=True),
    faults.dropped(),
    faults.stored_then_dropped(),
    faults.malformed(),
    faults.malformed(stored=False),
    faults.error("internal_error"),
    faults.error("service_unavailable"),
)


def _mentions_answered(slack: FakeSlack, count: int) -> list[float]:
    """How long each of some mentions waited for its card, in seconds; one comes after the other, each elsewhere."""
    latencies = []
    for number in range(count):
        who = slack.person(f"p{number}")
        channel = slack.channel(f"channel {number}", members=[who])
        began = time.perf_counter()
        said = slack.say(who, channel, f"{slack.mention} {CLEAR}")
        slack.wait_for(lambda channel=channel, said=said: (channel, said) in _answers(slack))
        latencies.append(time.perf_counter() - began)
    assert set(_answers(slack).values()) == {1}
    return latencies


def _answers(slack: FakeSlack) -> Counter[tuple[str, str]]:
    return Counter((one.channel, one.thread_ts) for one in slack.all_messages if one.by_app and one.there)


def _read_back(slack: FakeSlack) -> set[str]:
    """The channels in which was looked whether a message is there."""
    return {call.channel for call in slack.calls("conversations.replies") if not call.outcome}
