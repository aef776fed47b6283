"""Every store keeps what channels want of their digests, and deals with each week of a channel once."""

from contextlib import closing
from dataclasses import replace
from datetime import date, time, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

from sqlalchemy import update
from structlog.testing import capture_logs

from bot.conversation.mail import State
from bot.decisions.schedule import Week, Weekly
from bot.decisions.weekly import ChannelDigest, Fate, WeekDone
from bot.ids import NOBODY, ChannelId, UserId
from bot.store.digests import digests
from bot.store.engine import database_url, make_engine, writing
from bot.store.schema import open_store
from tests.store.conftest import AnyStore
from tests.store.pieces import CHANNEL, NOW, OTHER_TEAM, TEAM, USER, exchange, mail

SET = ChannelDigest(
    TEAM,
    CHANNEL,
    Weekly(5, time(16, 30), ZoneInfo("Europe/Berlin")),
    is_on=True,
    quiet=False,
    paused_until=date(2026, 12, 24),
    since=NOW,
    set_by=USER,
)
WEEK = Week(2026, 53)


def done(week: Week = WEEK, channel: ChannelId = CHANNEL) -> WeekDone:
    """A week whose digest was given to be posted."""
    return WeekDone(TEAM, channel, week, Fate.TAKEN, NOW)


def test_what_a_channel_wants_is_kept_until_it_wants_something_else(store: AnyStore) -> None:
    """All of it; a channel that set nothing has a digest that is off."""
    store.record(exchange("set", digest=SET))
    first = store.digest_of(TEAM, CHANNEL)
    store.record(exchange("off", digest=replace(SET, is_on=False, paused_until=None)))

    assert first == SET
    assert store.digest_of(TEAM, CHANNEL) == replace(SET, is_on=False, paused_until=None)
    assert store.digest_of(TEAM, ChannelId("C2")) == ChannelDigest(TEAM, ChannelId("C2"))


def test_only_digests_that_are_on_are_looked_after(store: AnyStore) -> None:
    """Of this workspace, by channel."""
    names = [ChannelId(name) for name in ("C3", "C1", "C2")]
    for name in names:
        store.record(exchange(name, digest=replace(SET, channel=name, is_on=name != "C1")))
    store.record(exchange("other", team=OTHER_TEAM, digest=replace(SET, team=OTHER_TEAM)))

    assert [one.channel for one in store.digests_on(TEAM)] == ["C2", "C3"]


def test_a_week_is_dealt_with_once(store: AnyStore) -> None:
    """Whatever the key of the exchange; what comes second leaves nothing, not even a message."""
    store.record(exchange("set", digest=SET))

    first = store.record(exchange("a", weeks=(done(),), outgoing=(mail("a"),)))
    second = store.record(exchange("b", weeks=(done(Week(2026, 52)), done()), outgoing=(mail("b"),)))

    assert (first, second) == (True, False)
    assert store.state_of(TEAM, "a") is State.PENDING
    assert store.state_of(TEAM, "b") is None
    assert store.digest_of(TEAM, CHANNEL).last == WEEK


def test_the_last_week_is_the_latest_of_that_channel(store: AnyStore) -> None:
    """Over the turn of a year, and whatever was written in between."""
    store.record(exchange("set", digest=SET))
    store.record(exchange("a", weeks=(done(Week(2027, 1)), done(WEEK), done(Week(2027, 9), ChannelId("C2")))))
    store.record(exchange("again", digest=replace(SET, quiet=True)))

    assert store.digest_of(TEAM, CHANNEL).last == Week(2027, 1)
    assert store.digests_on(TEAM)[0].last == Week(2027, 1)


def test_who_set_it_is_forgotten_with_them(store: AnyStore) -> None:
    """The digest stays."""
    store.record(exchange("set", digest=SET))
    store.record(exchange("forget", forget=USER))

    assert store.digest_of(TEAM, CHANNEL) == replace(SET, set_by=NOBODY)


def test_a_workspace_that_leaves_takes_its_digests_along(store: AnyStore) -> None:
    """Its weeks too: should it come back, it begins anew."""
    store.record(exchange("set", digest=SET, weeks=(done(),)))
    store.erase_team(TEAM)

    assert store.digests_on(TEAM) == []
    assert store.record(exchange("set", digest=SET, weeks=(done(),)))


def test_what_was_set_outlives_what_is_pruned(store: AnyStore) -> None:
    """So that a digest is not posted again once the keys of its delivery are gone."""
    store.record(exchange("set", digest=SET, weeks=(done(),)))
    store.prune(NOW + timedelta(days=1), NOW + timedelta(days=1))

    assert not store.record(exchange("again", weeks=(done(),)))
    assert store.digest_of(TEAM, CHANNEL).set_by == UserId(USER)


def test_of_several_replicas_one_takes_a_week(database: str) -> None:
    """All at the same time, each with a connection of its own."""
    stores = [open_store(database) for _ in range(4)]
    begin, taken = Barrier(len(stores)), []

    def take(number: int) -> None:
        begin.wait()
        if stores[number].record(exchange(f"replica-{number}", weeks=(done(),))):
            taken.append(number)

    threads = [Thread(target=take, args=(number,)) for number in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == 1
    for store in stores:
        store.close()


def test_a_zone_that_is_not_known_here_keeps_no_other_digest_back(database: str) -> None:
    """Another replica may know it; the log says which channel goes without."""
    with closing(open_store(database)) as store, capture_logs() as logs:
        for name in ("C1", "C2"):
            store.record(exchange(name, digest=replace(SET, channel=ChannelId(name))))
        engine = make_engine(database_url(database))
        with writing(engine).begin() as connection:
            connection.execute(update(digests).where(digests.c.channel == "C1").values(zone="Mars/Base"))
        engine.dispose()

        found = store.digests_on(TEAM)

    assert [one.channel for one in found] == ["C2"]
    assert [(one["event"], one["channel"]) for one in logs] == [("digest_unreadable", "C1")]
