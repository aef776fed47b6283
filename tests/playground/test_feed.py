"""What changed since a page last asked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Condition

import pytest

from bot.errors import PlaygroundError
from bot.playground.feed import Feed, Value

Values = dict[str, Value]


@pytest.fixture
def values() -> Values:
    """What there is to be seen."""
    return {"a": {"n": 1}, "b": {"n": 2}}


@pytest.fixture
def changed() -> Condition:
    """Tells of changes."""
    return Condition()


@pytest.fixture
def feed(values: Values, changed: Condition) -> Feed:
    """The feed of these values."""
    return Feed(lambda: dict(values), changed)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Somebody who waits."""
    with ThreadPoolExecutor(1) as threads:
        yield threads


def test_who_knows_nothing_gets_everything(feed: Feed) -> None:
    """And is told to forget what they know of another run."""
    told = feed.since("another run", 7, wait_s=0)

    assert told["whole"]
    assert told["run"] == feed.run
    assert told["changed"] == {"a": {"n": 1}, "b": {"n": 2}}


def test_only_what_changed_is_told(feed: Feed, values: Values) -> None:
    """What is gone is told as null, once."""
    before = feed.since("", 0, wait_s=0)["seq"]
    values["a"] = {"n": 3}
    del values["b"]

    told = feed.since(feed.run, before, wait_s=0)

    assert (told["whole"], told["changed"]) == (False, {"a": {"n": 3}, "b": None})
    assert feed.since(feed.run, told["seq"], wait_s=0)["changed"] == {}
    assert feed.since("", 0, wait_s=0)["changed"] == {"a": {"n": 3}}


def test_who_waits_is_told_at_once(feed: Feed, values: Values, changed: Condition, pool: ThreadPoolExecutor) -> None:
    """Long before the time to wait is over."""
    before = feed.since("", 0, wait_s=0)["seq"]
    waiting = pool.submit(feed.since, feed.run, before, wait_s=60)

    with changed:
        values["c"] = {"n": 4}
        changed.notify_all()

    assert waiting.result(10)["changed"] == {"c": {"n": 4}}


def test_a_number_from_the_future_gets_everything(feed: Feed) -> None:
    """As from another run of the same name."""
    assert feed.since(feed.run, 99, wait_s=60)["whole"]


def test_who_waits_hears_that_it_ended(feed: Feed, pool: ThreadPoolExecutor) -> None:
    """And so does whoever asks later."""
    before = feed.since("", 0, wait_s=0)["seq"]
    waiting = pool.submit(feed.since, feed.run, before, wait_s=60)

    feed.end()

    with pytest.raises(PlaygroundError, match="has ended"):
        waiting.result(10)
    with pytest.raises(PlaygroundError, match="has ended"):
        feed.since("", 0, wait_s=0)
