"""When a model that fails is left alone."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from bot.conversation.breaker import Breaker

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
REST = timedelta(minutes=1)


def broken() -> Breaker:
    """A breaker after three failures in a row at noon, which is its limit."""
    breaker = Breaker(failures=3, rest=REST)
    for _ in range(3):
        breaker.failed(NOON)
    return breaker


def test_a_few_failures_stop_nothing() -> None:
    """Only as many in a row as the limit do; a success between them begins the count anew."""
    breaker = Breaker(failures=3, rest=REST)
    for _ in range(2):
        breaker.failed(NOON)
    breaker.succeeded()
    for _ in range(2):
        breaker.failed(NOON)

    assert breaker.allows(NOON)


def test_after_the_limit_nothing_is_tried_until_it_has_rested() -> None:
    """The rest counts from the last failure."""
    breaker = broken()

    assert not breaker.allows(NOON)
    assert not breaker.allows(NOON + REST - timedelta(seconds=1))
    assert breaker.allows(NOON + REST)


def test_after_the_rest_there_is_one_trial_at_a_time() -> None:
    """Of eight threads that ask at once, one may try; if it never reports, the next may after another rest."""
    breaker, meeting, allowed = broken(), Barrier(8), []

    def ask() -> None:
        meeting.wait(5)
        allowed.append(breaker.allows(NOON + REST))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)

    assert sorted(allowed) == [False] * 7 + [True]
    assert not breaker.allows(NOON + 1.5 * REST)
    assert breaker.allows(NOON + 2 * REST)


def test_a_trial_that_succeeds_opens_the_way_for_all() -> None:
    """And the count of failures begins anew."""
    breaker = broken()
    breaker.allows(NOON + REST)

    breaker.succeeded()
    breaker.failed(NOON + REST)

    assert breaker.allows(NOON + REST)


def test_a_trial_that_fails_means_another_rest() -> None:
    """One failure is enough then."""
    breaker = broken()
    later = NOON + 2 * REST
    breaker.allows(later)

    breaker.failed(later)

    assert not breaker.allows(later + REST / 2)
    assert breaker.allows(later + REST)
