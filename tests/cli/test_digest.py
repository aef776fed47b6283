"""`stackbot digest` through its door: what a digest says, and a week that is posted once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.mail import Method
from bot.decisions.change import Act, Change, Deed
from bot.decisions.record import Decision
from bot.decisions.schedule import Weekly, local_week
from bot.decisions.weekly import ChannelDigest, due_now
from bot.errors import DecisionError
from bot.slack.digesting import due_exchange, name_of, week_key
from bot.store.schema import open_store
from bot.store.store import Store
from tests.cli.doors import RunHere
from tests.decisions.records import ANN, record
from tests.store.pieces import CHANNEL, TEAM, exchange

NOW = datetime.now(UTC)
TODAY = Weekly(NOW.isoweekday(), time(0), ZoneInfo("UTC"))  # so that this week's slot has passed
WEEK = local_week(TODAY, NOW)


@pytest.fixture
def surroundings(surroundings: Mapping[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of these tests, with a database of their own."""
    return {**surroundings, "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'stackbot.db'}"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store of a workspace in which something was decided an hour ago, in a channel with a digest."""
    opened = open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")
    change = Change(None, accepted(), Deed.ACCEPTED, Act(ANN, NOW - timedelta(hours=1)))
    digest = ChannelDigest(TEAM, CHANNEL, TODAY, is_on=True, since=NOW - timedelta(days=1))
    opened.record(exchange("set", digest=digest, changes=(change,)))
    yield opened
    opened.close()


def accepted() -> Decision:
    """A record that Ann accepted."""
    return replace(record(title="Use Python & <nothing> else"), number=0, revision=0)


@pytest.mark.usefixtures("store")
def test_a_preview_is_printed_and_nothing_is_posted(stackbot: RunHere, store: Store) -> None:
    """The seven days up to now, in plain words."""
    out = stackbot("digest", "preview", "--channel", CHANNEL).stdout

    assert "1 decided · 0 superseded" in out
    assert "Use Python & <nothing> else" in out
    assert "Details of the week" in out
    assert store.next_due(NOW) is None


@pytest.mark.usefixtures("store")
def test_a_preview_of_another_week_tells_of_that(stackbot: RunHere) -> None:
    """Here of one in which nothing happened but what is so now."""
    out = stackbot("digest", "preview", "--channel", CHANNEL, "--week", "2020-W53").stdout

    assert "0 decided" in out or "A quiet week" in out
    assert "week 53 of 2020" in out


def test_a_week_is_posted_once(stackbot: RunHere, store: Store) -> None:
    """By the command or by the clock, whichever comes first; it is the bot that posts."""
    first = stackbot("digest", "post", "--channel", CHANNEL).stdout
    second = stackbot("digest", "post", "--channel", CHANNEL, "--week", name_of(WEEK)).stdout

    assert first == f"{CHANNEL} {name_of(WEEK)}: will be posted by the bot\n"
    assert second == f"{CHANNEL} {name_of(WEEK)}: was dealt with before; nothing is posted\n"
    (task,) = store.lease(datetime.now(UTC), lease_for=timedelta(minutes=1), methods=tuple(Method), limit=9)
    assert (task.mail.method, task.mail.key) == (Method.DIGEST, week_key(CHANNEL, WEEK))
    assert due_now(store.digest_of(TEAM, CHANNEL), datetime.now(UTC)).slot is None


def test_what_the_clock_took_is_not_posted_again(stackbot: RunHere, store: Store) -> None:
    """Under one key."""
    exchange_ = due_exchange(store.digest_of(TEAM, CHANNEL), datetime.now(UTC))
    assert exchange_
    assert store.record(exchange_)

    assert "dealt with before" in stackbot("digest", "post", "--channel", CHANNEL).stdout


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("week", ["2026-W54", "W48", "soon", "2026-48", "0000-W01", "0001-W01"])
def test_a_week_that_is_none_is_refused(stackbot: RunHere, week: str) -> None:
    """With the way to write one."""
    with pytest.raises(DecisionError, match=r"is no week; write one as 2026-W48\.$"):
        stackbot("digest", "post", "--channel", CHANNEL, "--week", week)


@pytest.mark.usefixtures("store")
def test_a_week_to_come_is_not_posted(stackbot: RunHere) -> None:
    """It is said when it is due."""
    with pytest.raises(DecisionError, match="is due on"):
        stackbot("digest", "post", "--channel", CHANNEL, "--week", name_of(WEEK.after(2)))


@pytest.mark.parametrize("command", ["preview", "post"])
@pytest.mark.parametrize("channel", ["#general", "general", "", "D0ANA", "C1; drop"])
def test_a_channel_is_named_by_its_id(stackbot: RunHere, store: Store, command: str, channel: str) -> None:
    """Anything else is refused, and nothing is left to be posted."""
    with pytest.raises(DecisionError, match="is no channel's id"):
        stackbot("digest", command, "--channel", channel)

    assert store.next_due(datetime.now(UTC)) is None
