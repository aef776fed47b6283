"""Unknown outcomes by the hundred: in the end every message is there once."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.conversation.mail import State
from bot.fake_slack import FakeSlack, Fault, faults
from tests.slack.outbox_desk import OutboxDesk, marks, new_store, texts

CHANNELS = 20
LATEST_S = 10.0  # after which what is stored late shows

UNKNOWN: tuple[Callable[[], Fault], ...] = (
    faults.stored_then_dropped,
    faults.stored_late,
    faults.dropped,
    lambda: faults.status(503, stored=True),
    lambda: faults.status(500),
    lambda: faults.malformed(stored=True),
    lambda: faults.malformed(stored=False),
)


@pytest.mark.parametrize("outcomes", [500, pytest.param(20_000, marks=pytest.mark.soak)])
def test_unknown_outcomes_end_in_one_message_each(tmp_path: Path, outcomes: int) -> None:
    """Of 500 calls that were stored and dropped, stored late, lost, or answered by an error, none is posted twice."""
    chance = random.Random(outcomes)  # noqa: S311  picks faults
    with FakeSlack() as slack:
        store = new_store(tmp_path)
        desk = OutboxDesk(slack, store, step=lambda: _show_late(slack))
        channels = [slack.channel(f"channel {number}") for number in range(CHANNELS)]
        planned = [_plan(slack, channel, outcomes // CHANNELS, chance) for channel in channels]
        each = outcomes // CHANNELS
        desk.put(*(desk.post(channel, f"{channel}:{n}") for n in range(each) for channel in channels))

        desk.carry_all()

        assert sum(fault.hits for faults_there in planned for fault in faults_there) == outcomes
        for channel in channels:
            assert texts(slack.messages(channel)) == [f"{channel}:{n}" for n in range(each)]
            assert len(set(marks(slack.messages(channel)))) == each
        assert {row.state for row in desk.rows()} == {State.SENT}
        store.close()


def _plan(slack: FakeSlack, channel: str, count: int, chance: random.Random) -> list:
    """The faults of a channel's first calls; no more than four in a row that Slack does not store."""
    planned, lost = [], 0
    for _ in range(count):
        fault = chance.choice(UNKNOWN)()
        if lost == 4 and not fault.stored:
            fault = faults.stored_then_dropped()
        lost = 0 if fault.stored else lost + 1
        planned.append(slack.faults.plan("chat.postMessage", fault, channel=channel))
    return planned


def _show_late(slack: FakeSlack) -> None:
    """Let messages that were stored late show, after a while."""
    late = [float(message.ts) for message in slack.all_messages if message.late]
    if late and slack.now() - min(late) >= LATEST_S:
        slack.release_late()
