"""A courier that is killed again and again: nothing is lost, nothing is said twice."""

import logging
import random
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from bot.conversation.mail import State
from bot.fake_slack import FakeSlack
from tests.slack.outbox_desk import OutboxDesk, marks, new_store, store_url, texts

ROOT = Path(__file__).parents[2]
IN_EACH_CHANNEL = 4


@pytest.mark.parametrize("kills", [20, pytest.param(500, marks=pytest.mark.soak)])
def test_a_courier_killed_at_any_point_loses_and_doubles_nothing(tmp_path: Path, kills: int) -> None:
    """After `kill -9` of a real process at random points, every message is there once, in order."""
    chance = random.Random(kills)  # noqa: S311  picks instants
    with FakeSlack() as slack:
        store = new_store(tmp_path)
        desk = OutboxDesk(slack, store)
        channels = [slack.channel(f"channel {number}") for number in range(2 * kills)]
        desk.put(*(desk.post(channel, f"{channel}:{n}") for n in range(IN_EACH_CHANNEL) for channel in channels))
        epoch = time.time()

        in_flight = sum(_killed(slack, tmp_path, epoch, chance) for _ in range(kills))
        with _courier(slack, tmp_path, epoch) as last:
            expected = len(channels) * IN_EACH_CHANNEL
            slack.wait_for(lambda: len(slack.all_messages) >= expected, timeout=60 + kills)
            _, errors = last.communicate(timeout=30)

        assert not errors
        desk.slack.advance((time.time() - epoch) * 10 + 60)
        desk.carry_all()
        for channel in channels:
            assert texts(slack.messages(channel)) == [f"{channel}:{n}" for n in range(IN_EACH_CHANNEL)]
            assert len(set(marks(slack.messages(channel)))) == IN_EACH_CHANNEL
        assert {row.state for row in desk.rows()} == {State.SENT}
        doubtful = sum(row.attempts > 1 for row in desk.rows())
        logging.getLogger(__name__).info("%s kills, %s rows taken over, 0 lost, 0 doubled", kills, doubtful)
        assert in_flight == kills
        assert doubtful
        store.close()


def _killed(slack: FakeSlack, folder: Path, epoch: float, chance: random.Random) -> bool:
    """Start a courier and kill it, some time after it made its first calls; whether it was at work."""
    with _courier(slack, folder, epoch) as process:
        until = len(slack.calls()) + chance.randint(1, 8)
        _until_it_called(slack, process, until)
        Event().wait(chance.uniform(0, 0.02))  # anywhere between two calls
        at_work = process.poll() is None
        process.kill()
        process.wait(timeout=10)
    return at_work


def _until_it_called(slack: FakeSlack, process: subprocess.Popen[str], count: int) -> None:
    try:
        slack.wait_for(lambda: len(slack.calls()) >= count, timeout=30)
    except TimeoutError:
        process.kill()
        raise AssertionError(f"It does nothing: {process.communicate(timeout=10)[1]}") from None


def _courier(slack: FakeSlack, folder: Path, epoch: float) -> subprocess.Popen[str]:
    arguments = (store_url(folder), slack.api_url, slack.bot_token, str(epoch))
    command = [sys.executable, "-m", "tests.slack.courier_process", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe, text=True)
