"""Every outbox sends each thing once, in the order of its lane, by whoever holds its lease."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.conversation.mail import TASKS, Leased, Method, State
from bot.errors import StoreError
from tests.store.conftest import AnyStore
from tests.store.pieces import (
    CHANNEL,
    MINUTE,
    NOW,
    OTHER_TEAM,
    TEAM,
    USER,
    asked,
    exchange,
    given,
    mail,
    question,
    whole,
)

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)
ALL = tuple(Method)


def lease(store: AnyStore, now: datetime = NOW, methods: Collection[Method] = ALL, limit: int = 10) -> Sequence[Leased]:
    """What is leased for half a minute."""
    return store.lease(now, lease_for=LEASE, methods=methods, limit=limit)


def keys(leased: Sequence[Leased]) -> list[str]:
    """The keys of what is leased."""
    return [one.mail.key for one in leased]


def state(store: AnyStore, key: str) -> State | None:
    """Where a row stands."""
    return next((letter.state for letter in store.letters(tuple(State), 100) if letter.key == key), None)


def test_a_lease_holds_the_message_as_it_was(store: AnyStore) -> None:
    """With a number, a fence, and the time until which it is held."""
    message = mail(expires_at=NOW + MINUTE, follows="earlier", first_wins=True, person="U1")
    store.record(exchange("k1", outgoing=(message,)))

    (leased,) = lease(store)

    assert leased == Leased(message, leased.number, 1, 1, NOW + LEASE, written_at=NOW)
    assert lease(store) in ((), [])


def test_a_message_is_sent_in_the_order_of_its_lane(store: AnyStore) -> None:
    """One of a lane at a time; lanes do not wait for each other."""
    store.record(exchange("k1", outgoing=(mail("a1"), mail("b1", lane="B"), mail("a2"), mail("b2", lane="B"))))

    first = lease(store)
    store.sent(first[0], NOW, "C1", "1.0")
    second = lease(store)

    assert keys(first) == ["a1", "b1"]
    assert keys(second) == ["a2"]


def test_it_is_known_where_a_message_stands(store: AnyStore) -> None:
    """By its key, in its workspace alone; nothing is known of one that is not there."""
    store.record(exchange("k1", outgoing=(mail("m1"), mail("m2", lane="B"))))
    before = store.state_of(TEAM, "m1")
    first, second = lease(store)

    store.sent(first, NOW, "C1", "1.0")
    store.bury(second, NOW, "is_archived")

    assert before is State.PENDING
    assert [store.state_of(TEAM, key) for key in ("m1", "m2", "m3")] == [State.SENT, State.DEAD, None]
    assert store.state_of(OTHER_TEAM, "m1") is None


def test_a_message_that_waits_holds_up_its_lane(store: AnyStore) -> None:
    """Order matters more than speed: the next is not sent while the first is not due."""
    store.record(exchange("k1", outgoing=(mail("a1", due_at=NOW + MINUTE), mail("a2"))))

    assert keys(lease(store)) == []
    assert keys(lease(store, NOW + MINUTE)) == ["a1"]


def test_only_the_methods_asked_for_are_leased(store: AnyStore) -> None:
    """A task at the head of a lane holds it up for senders too."""
    store.record(exchange("k1", outgoing=(mail("task", method=Method.ANSWER), mail("a2"), mail("b1", lane="B"))))

    assert keys(lease(store, methods=[Method.POST])) == ["b1"]
    assert keys(lease(store, methods=TASKS)) == ["task"]
    assert keys(lease(store, methods=[])) == []


def test_no_more_is_leased_than_asked_for(store: AnyStore) -> None:
    """The oldest come first."""
    store.record(exchange("k1", outgoing=tuple(mail(f"m{n}", lane=f"L{n}") for n in range(5))))

    assert keys(lease(store, limit=2)) == ["m0", "m1"]
    assert keys(lease(store, limit=9)) == ["m2", "m3", "m4"]


def test_a_sent_message_tells_the_next_where_it_went(store: AnyStore) -> None:
    """An update knows the message it changes, and whether that may still be sent."""
    store.record(exchange("k1", outgoing=(mail("m1"), mail("u1", method=Method.UPDATE, follows="m1", lane="B"))))

    first, early = lease(store)
    store.sent(first, NOW, "C9", "12.34")
    store.postpone(early, NOW, "")
    (late,) = lease(store)

    assert (early.follows_channel, early.follows_ts, early.follows_waits) == ("", "", True)
    assert (late.follows_channel, late.follows_ts, late.follows_waits) == ("C9", "12.34", False)


def test_what_follows_a_dead_message_waits_for_nothing(store: AnyStore) -> None:
    """It never went anywhere."""
    store.record(exchange("k1", outgoing=(mail("m1"), mail("u1", follows="m1"))))
    store.bury(lease(store)[0], NOW, "is_archived")

    (update,) = lease(store)

    assert (update.follows_channel, update.follows_ts, update.follows_waits) == ("", "", False)


def test_the_same_message_twice_is_one(store: AnyStore) -> None:
    """Also when the first has been sent already; its time and lane do not make it another."""
    store.record(exchange("k1", outgoing=(mail("m1"),)))
    store.record(exchange("k2", outgoing=(mail("m1", due_at=NOW + MINUTE), mail("m2"))))
    store.sent(lease(store)[0], NOW, "C1", "1.0")
    store.record(exchange("k3", outgoing=(mail("m1"),)))

    assert store.waiting(NOW).states == {"sent": 1, "pending": 1}


@pytest.mark.parametrize("change", [{"arguments": {"text": "another"}}, {"method": Method.UPDATE}])
def test_another_message_under_a_known_key_is_an_error(store: AnyStore, change: dict[str, object]) -> None:
    """Nothing of that exchange is written."""
    store.record(exchange("k1", outgoing=(mail("m1"),)))

    with pytest.raises(StoreError, match="under the key m1"):
        store.record(exchange("k2", asked=asked(), outgoing=(mail("m0"), mail("m1", **change))))

    assert store.waiting(NOW).states == {"pending": 1}
    assert store.record(exchange("k2"))


def test_where_the_first_wins_another_is_dropped(store: AnyStore) -> None:
    """Silently, and the rest of the exchange is written."""
    store.record(exchange("k1", outgoing=(mail("m1"),)))

    store.record(exchange("k2", outgoing=(mail("m1", arguments={"text": "another"}, first_wins=True), mail("m2"))))

    assert keys(lease(store)) == ["m1"]
    assert store.waiting(NOW).states == {"sending": 1, "pending": 1}


def test_an_older_fence_writes_nothing(store: AnyStore) -> None:
    """Whose lease ran out and was given to another, cannot say how it ended."""
    store.record(exchange("k1", outgoing=(mail(),)))
    (old,) = lease(store)
    (new,) = lease(store, NOW + LEASE)
    later = NOW + 2 * LEASE

    written = [
        store.sent(old, later, "C1", "1.0", exchange("then")),
        store.postpone(old, later, "e"),
        store.doubt(old, later, "e"),
        store.bury(old, later, "e", exchange("then")),
        store.extend(old, later + MINUTE),
    ]

    assert written == [False] * 5
    assert (new.fence, new.attempts, new.doubtful) == (2, 2, True)
    assert store.record(exchange("then"))
    assert store.sent(new, later, "C1", "2.0")
    assert not store.sent(new, later, "C1", "3.0")


def test_a_lease_that_ran_out_still_counts_until_it_is_given_away(store: AnyStore) -> None:
    """A slow sender that nobody replaced knows best how it ended."""
    store.record(exchange("k1", outgoing=(mail(),)))
    (leased,) = lease(store)

    assert store.sent(leased, NOW + MINUTE, "C1", "1.0")


def test_an_extended_lease_is_not_given_away(store: AnyStore) -> None:
    """It is when the longer time is over."""
    store.record(exchange("k1", outgoing=(mail(),)))
    (leased,) = lease(store)

    store.extend(leased, NOW + MINUTE)

    assert keys(lease(store, NOW + LEASE)) == []
    assert keys(lease(store, NOW + MINUTE)) == ["m1"]


def test_a_postponed_message_is_as_if_never_tried(store: AnyStore) -> None:
    """Apart from the count of attempts; it keeps its place in the lane."""
    store.record(exchange("k1", outgoing=(mail("m1"), mail("m2"))))
    (leased,) = lease(store)

    store.postpone(leased, NOW + MINUTE, "ratelimited")

    assert keys(lease(store)) == []
    (again,) = lease(store, NOW + MINUTE)
    assert (again.mail, again.fence, again.attempts, again.doubtful) == (
        replace(leased.mail, due_at=NOW + MINUTE),
        *(2, 2, False),
    )


def test_a_doubted_message_comes_back_doubtful(store: AnyStore) -> None:
    """It is to be settled before anything is sent again."""
    store.record(exchange("k1", outgoing=(mail("m1"),)))

    store.doubt(lease(store)[0], NOW + MINUTE, "connection lost")

    assert state(store, "m1") is State.AMBIGUOUS
    assert [one.doubtful for one in lease(store, NOW + MINUTE)] == [True]


def test_a_buried_message_lets_the_next_go(store: AnyStore) -> None:
    """What follows from it is written with it."""
    store.record(exchange("k1", outgoing=(mail("m1"), mail("m2"))))

    store.bury(lease(store)[0], NOW, "x" * 900, exchange(outgoing=(mail("report", lane="owner"),)))

    (dead,) = store.letters([State.DEAD], 10)
    assert (dead.key, dead.error, dead.attempts) == ("m1", "x" * 500, 1)
    assert keys(lease(store)) == ["m2", "report"]


def test_what_a_sent_message_leads_to_is_written_with_it(store: AnyStore) -> None:
    """An answered task leaves the answer and the message."""
    store.record(exchange("k1", asked=asked(), outgoing=(mail("task", method=Method.ANSWER),)))

    done = store.sent(lease(store)[0], NOW, "", "", exchange("then", given=given(), outgoing=(mail("m1"),)))

    assert done
    assert store.answer(TEAM, question()) == (asked(), given())
    assert keys(lease(store)) == ["m1"]


def test_what_was_written_before_is_left_out(store: AnyStore) -> None:
    """The message is sent all the same; nothing of what it leads to is written twice."""
    store.record(whole(1, outgoing=(mail("task", method=Method.ANSWER),)))
    known = exchange("then", "event-1", given=given(2), outgoing=(mail("m9"),))

    done = store.sent(lease(store)[0], NOW, "", "", known)

    assert done
    assert store.waiting(NOW).states == {"sent": 1}
    assert store.record(exchange("then"))


def test_a_message_that_leads_to_an_error_is_not_sent(store: AnyStore) -> None:
    """The lease goes on, as nothing was written."""
    store.record(exchange("k1", outgoing=(mail("m1"), mail("m2", lane="B"))))
    leased = lease(store)[0]

    with pytest.raises(StoreError):
        store.sent(leased, NOW, "C1", "1.0", exchange(outgoing=(mail("m2", arguments={}),)))
    with pytest.raises(StoreError):
        store.sent(leased, NOW, "C1", "1.0", exchange(team=OTHER_TEAM, outgoing=(mail("m3"),)))

    assert state(store, "m1") is State.SENDING


def test_a_message_that_is_too_late_is_not_sent(store: AnyStore) -> None:
    """It expires at its turn, and the next goes instead."""
    late = {"expires_at": NOW + SECOND}
    store.record(exchange("k1", outgoing=(mail("m1", **late), mail("m2"), mail("m3", lane="B", **late))))

    assert keys(lease(store, NOW + SECOND)) == ["m2"]
    assert [state(store, key) for key in ("m1", "m3")] == [State.EXPIRED, State.EXPIRED]


def test_a_message_in_flight_does_not_expire(store: AnyStore) -> None:
    """Only when its lease is over, too."""
    store.record(exchange("k1", outgoing=(mail("m1", expires_at=NOW + SECOND),)))
    (leased,) = lease(store)

    before = keys(lease(store, NOW + 2 * SECOND)), state(store, "m1")
    after = keys(lease(store, NOW + LEASE)), state(store, "m1")

    assert (before, after) == (([], State.SENDING), ([], State.EXPIRED))
    assert not store.sent(leased, NOW + LEASE, "C1", "1.0")


def test_the_next_due_time_is_when_something_may_be_leased(store: AnyStore) -> None:
    """The due time of a lane's head, the end of a lease, or when an expired head lets the next go."""
    times = [store.next_due(NOW)]
    store.record(exchange("k1", outgoing=(mail("m1"), mail("m2"))))
    times.append(store.next_due(NOW + SECOND))
    (leased,) = lease(store)
    times.append(store.next_due(NOW))
    store.postpone(leased, NOW + MINUTE, "")
    times.append(store.next_due(NOW))
    store.record(exchange("k2", outgoing=(mail("b1", lane="B", due_at=NOW + MINUTE, expires_at=NOW + SECOND),)))
    times.append(store.next_due(NOW))

    assert times == [None, NOW + SECOND, NOW + LEASE, NOW + MINUTE, NOW + SECOND]
    assert store.next_due(NOW, [Method.PHRASE]) == NOW + SECOND


def test_the_outbox_at_a_glance(store: AnyStore) -> None:
    """Counts by state, and the age of the oldest that is not finished."""
    assert (store.waiting(NOW).states, store.waiting(NOW).oldest_s) == ({}, 0.0)
    for number in range(4):
        at = NOW + number * SECOND
        store.record(exchange(f"k{number}", at=at, outgoing=(mail(f"m{number}", lane=f"L{number}"),)))
    first, second, *_ = lease(store)
    store.sent(first, NOW, "C1", "1.0")
    store.doubt(second, NOW, "")

    waiting = store.waiting(NOW + MINUTE)

    assert waiting.states == {"sent": 1, "ambiguous": 1, "sending": 2}
    assert waiting.oldest_s == 59.0


def test_letters_show_what_an_operator_needs(store: AnyStore) -> None:
    """The newest first, without texts."""
    store.record(exchange("k1", outgoing=tuple(mail(f"m{n}", lane=f"L{n}") for n in range(3))))
    for leased in lease(store):
        store.bury(leased, NOW, f"error {leased.mail.key}")

    letters = store.letters([State.DEAD, State.EXPIRED], 2)

    assert [(one.team, one.key, one.lane, one.method, one.created_at, one.error) for one in letters] == [
        (TEAM, "m2", "L2", Method.POST, NOW, "error m2"),
        (TEAM, "m1", "L1", Method.POST, NOW, "error m1"),
    ]
    assert store.letters([], 10) == []


def test_what_was_finished_long_ago_is_pruned(store: AnyStore) -> None:
    """What still waits stays, however old."""
    store.record(exchange("k1", outgoing=(mail("m1"), mail("m2", lane="B"), mail("m3", lane="C"))))
    first, second, _ = lease(store)
    store.sent(first, NOW, "C1", "1.0")
    store.bury(second, NOW + MINUTE, "")

    store.prune(NOW, NOW + MINUTE)

    assert store.waiting(NOW).states == {"dead": 1, "sending": 1}


def test_forgetting_drops_what_waits_for_a_person(store: AnyStore) -> None:
    """Whatever state it waits in; what is for others, for nobody, or in another workspace, stays."""
    lanes = {"pending": "A", "sending": "B", "ambiguous": "C", "sent": "D"}
    store.record(exchange("k1", outgoing=tuple(mail(key, lane=lane, person=USER) for key, lane in lanes.items())))
    by_key = {one.mail.key: one for one in lease(store)}
    store.postpone(by_key["pending"], NOW, "busy")
    store.doubt(by_key["ambiguous"], NOW, "lost")
    store.sent(by_key["sent"], NOW, "C1", "1.0")
    store.record(exchange("k2", outgoing=(mail("other", lane="A", person="U2"), mail("nobodys", lane="E"))))
    store.record(exchange("k3", team=OTHER_TEAM, outgoing=(mail("far", team=OTHER_TEAM, person=USER),)))

    store.record(exchange("k4", forget=USER, outgoing=(mail("later", lane="F", person=USER),)))

    assert sorted(keys(lease(store, NOW + LEASE))) == ["far", "later", "nobodys", "other"]
    assert state(store, "sent") is State.SENT


def test_what_is_being_sent_to_a_forgotten_person_leads_to_nothing(store: AnyStore) -> None:
    """It may arrive, but it is not sent again, nor is anything that would have followed."""
    for number in range(5):
        store.record(exchange(f"k{number}", outgoing=(mail(f"m{number}", lane=f"L{number}", person=USER),)))
    sent, buried, postponed, doubted, extended = lease(store)
    then = exchange("then", outgoing=(mail("after", person=USER),))

    store.record(exchange("k9", forget=USER))

    assert [
        store.sent(sent, NOW, "C1", "1.0", then),
        store.bury(buried, NOW, "gone", then),
        store.postpone(postponed, NOW, "busy"),
        store.doubt(doubted, NOW, "lost"),
        store.extend(extended, NOW + MINUTE),
    ] == [False] * 5
    assert store.waiting(NOW).states == {}


def test_a_number_is_never_given_twice(store: AnyStore) -> None:
    """So a sender whose row is gone cannot finish another's."""
    store.record(exchange("k1", outgoing=(mail("m1"),)))
    (gone,) = lease(store)
    store.erase_team(TEAM)
    store.record(exchange("k1", outgoing=(mail("m1"),)))
    (new,) = lease(store)

    assert new.number != gone.number
    assert not store.sent(gone, NOW, CHANNEL, "1.0")
