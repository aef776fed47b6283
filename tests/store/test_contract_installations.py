"""Both databases keep installations, let one replica renew tokens, and erase who left in time."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from bot.conversation.installation import Installation, Sealed
from bot.conversation.mail import Method, State
from bot.ids import UserId
from bot.store.schema import open_store
from bot.store.store import Store
from tests.store.pieces import NOW, OTHER_TEAM, TEAM, exchange, mail

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
APP = Installation(
    team=TEAM,
    enterprise="E1",
    workspace="Acme",
    app="A1",
    bot_user=UserId("U0BOT"),
    owner=UserId("U1"),
    scopes=("commands", "chat:write"),
    token=Sealed("1.a.token"),
    refresh_token=Sealed("1.a.refresh"),
    expires_at=NOW + 12 * MINUTE,
    installed_at=NOW,
)
NEW = replace(APP, token=Sealed("1.a.new"), refresh_token=Sealed("1.a.newer"), expires_at=NOW + DAY)


@pytest.fixture
def records(database: str) -> Iterator[Store]:
    """An empty store in a database."""
    with closing(open_store(database)) as opened:
        yield opened


def test_an_installation_is_kept_as_it_is(records: Store) -> None:
    """By its workspace; none is there of another."""
    records.install(APP)

    assert records.installation(TEAM) == APP
    assert records.installation(OTHER_TEAM) is None
    assert records.installations() == [APP]


def test_installing_again_is_another_generation(records: Store) -> None:
    """So that who holds the tokens from before knows."""
    records.install(APP)
    records.install(NEW)

    assert records.installation(TEAM) == replace(NEW, generation=2)


def test_what_one_workspace_does_to_its_own_touches_no_other(records: Store) -> None:
    """Leaving, renewing, sealing and erasing all name their workspace."""
    theirs = replace(APP, team=OTHER_TEAM)
    for one in (APP, theirs):
        records.install(one)
    records.record(exchange("k1", team=OTHER_TEAM, outgoing=(mail("m1", team=OTHER_TEAM),)))

    assert records.reseal(APP, replace(APP, token=Sealed("2")))
    assert records.renew(APP, NEW)
    assert records.uninstall(TEAM, ("event:1",), NOW, NOW)
    assert records.erase_removed(TEAM, NOW)

    assert records.installations() == [theirs]
    assert records.state_of(OTHER_TEAM, "m1") is State.PENDING


def test_who_leaves_is_sent_nothing_more(records: Store) -> None:
    """Neither what waits nor what is being sent, of which nothing follows; and the token is gone at once."""
    records.install(APP)
    records.record(exchange("k1", outgoing=(mail("m1"), mail("m2", lane="other"))))
    (leased, _) = records.lease(NOW, lease_for=MINUTE, methods=tuple(Method), limit=2)

    assert records.uninstall(TEAM, ("event:1",), NOW, NOW + MINUTE)

    left = records.installation(TEAM)
    assert left is not None
    assert (left.works, left.removed_at, left.token, left.refresh_token) == (False, NOW + MINUTE, "", "")
    assert not records.lease(NOW + DAY, lease_for=MINUTE, methods=tuple(Method), limit=9)
    assert not records.sent(leased, NOW, "C1", "1.0")


def test_a_repeated_farewell_does_nothing(records: Store) -> None:
    """Nor one that was said before the app was installed again, however late it comes."""
    records.install(APP)
    assert records.uninstall(TEAM, ("event:1",), NOW, NOW)
    records.install(replace(NEW, installed_at=NOW + MINUTE))

    assert not records.uninstall(TEAM, ("event:1",), NOW + DAY, NOW + DAY)
    assert not records.uninstall(TEAM, ("event:2",), NOW, NOW + DAY)

    kept = records.installation(TEAM)
    assert kept is not None
    assert kept.works


def test_what_is_kept_of_who_left_goes_after_a_while(records: Store) -> None:
    """All of it, once; not before, and not where the app was installed again."""
    records.install(APP)
    records.record(exchange("k1"))
    records.uninstall(TEAM, ("event:1",), NOW, NOW)

    early = records.erase_removed(TEAM, NOW - MINUTE)
    assert (early, records.known(TEAM, "k1")) == (False, True)
    records.install(APP)
    again = records.erase_removed(TEAM, NOW + DAY)
    assert (again, records.known(TEAM, "k1")) == (False, True)
    records.uninstall(TEAM, ("event:2",), NOW + DAY, NOW + DAY)
    late = [records.erase_removed(TEAM, NOW + DAY) for _ in range(2)]
    assert (late, records.teams()) == ([True, False], [])


def test_of_many_replicas_one_gets_to_renew(database: str) -> None:
    """A refresh token is good once."""
    stores = [open_store(database) for _ in range(4)]
    stores[0].install(APP)
    won, barrier = [], Barrier(len(stores))

    def claim(store: Store) -> None:
        barrier.wait()
        if store.claim_refresh(APP, NOW, MINUTE):
            won.append(store)

    threads = [Thread(target=claim, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    for store in stores:
        store.close()


def test_a_claim_ends(records: Store) -> None:
    """Where who held it died, another gets to; and once there are new tokens nobody does for the old."""
    records.install(APP)

    claims = [records.claim_refresh(APP, at, MINUTE) for at in (NOW, NOW + MINUTE / 2, NOW + MINUTE)]

    assert claims == [True, False, True]
    assert records.renew(APP, NEW)
    assert not records.claim_refresh(APP, NOW + DAY, MINUTE)
    assert not records.renew(APP, replace(NEW, token=Sealed("late")))
    assert records.installation(TEAM) == replace(NEW, generation=2)
    assert records.claim_refresh(replace(NEW, generation=2), NOW, MINUTE)


def test_new_tokens_of_a_workspace_that_left_are_dropped(records: Store) -> None:
    """They came too late."""
    records.install(APP)
    records.uninstall(TEAM, ("event:1",), NOW, NOW)

    assert not records.renew(APP, NEW)
    assert not records.claim_refresh(APP, NOW, MINUTE)


def test_sealing_again_loses_no_token(records: Store) -> None:
    """Where it was renewed meanwhile, what was sealed of the old one is not written."""
    records.install(APP)
    records.renew(APP, NEW)

    assert not records.reseal(APP, replace(APP, token=Sealed("2"), refresh_token=Sealed("2")))
    assert records.installation(TEAM) == replace(NEW, generation=2)


def test_a_state_is_taken_once(records: Store) -> None:
    """By whoever comes first."""
    records.expect_browser("state", "browser", NOW + MINUTE, NOW)

    assert [records.take_state(state) for state in ("other", "state", "state")] == [
        None,
        ("browser", NOW + MINUTE),
        None,
    ]


def test_states_of_those_who_never_came_back_go(records: Store) -> None:
    """With the next who begins."""
    records.expect_browser("old", "browser", NOW + MINUTE, NOW)
    records.expect_browser("new", "browser", NOW + 2 * MINUTE, NOW + MINUTE)

    assert records.take_state("old") is None
    assert records.take_state("new") == ("browser", NOW + 2 * MINUTE)


def test_erasing_a_workspace_takes_its_token_along(records: Store) -> None:
    """An operator who erases a workspace leaves nothing of it."""
    records.install(APP)

    records.erase_team(TEAM)

    assert records.installation(TEAM) is None
    assert records.teams() == []
