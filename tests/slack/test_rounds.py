"""What comes due by the clock is looked after again and again, whatever becomes of one duty."""

from threading import Semaphore

from structlog.testing import capture_logs

from bot.errors import StoreError
from bot.slack.rounds import SAID_EVERY, Rounds

WAIT_S = 30.0


def test_every_duty_is_looked_after_again_and_again() -> None:
    """Two duties, three rounds each."""
    done = {name: Semaphore(0) for name in ("digest", "reviews")}
    rounds = Rounds({name: each.release for name, each in done.items()}, every_s=0.001)

    rounds.start()

    assert all(each.acquire(timeout=WAIT_S) for each in done.values() for _ in range(3))
    rounds.stop(WAIT_S)


def test_a_duty_that_fails_keeps_no_other_from_being_done() -> None:
    """Neither a database that is down nor a bug; the log says which it was."""
    done = Semaphore(0)

    def down() -> None:
        raise StoreError("The database cannot be reached.")

    rounds = Rounds({"digest": down, "reviews": lambda: next(iter([])), "tidying": done.release}, every_s=0.001)

    with capture_logs() as logs:
        rounds.start()
        assert all(done.acquire(timeout=WAIT_S) for _ in range(2))
        rounds.stop(WAIT_S)

    assert [(line["duty"], line["log_level"]) for line in logs[:2]] == [("digest", "warning"), ("reviews", "error")]


def test_a_failure_that_lasts_is_said_once_an_hour_and_when_it_is_over() -> None:
    """Another failure of the same duty is said at once."""
    outcomes = ["down"] * (SAID_EVERY + 1) + ["locked", "locked", "", "", "locked"]
    rounds = Rounds({"digest": lambda: failed(outcomes.pop(0))})

    with capture_logs() as logs:
        for _ in range(len(outcomes)):
            rounds.go_round()

    said = [(line["event"], line.get("error", line.get("rounds_failed"))) for line in logs]
    assert said == [
        ("duty_failed", "down"),
        ("duty_failed", "down"),
        ("duty_failed", "locked"),
        ("duty_recovered", 2),
        ("duty_failed", "locked"),
    ]


def failed(what: str) -> None:
    """Fail with these words, if any."""
    if what:
        raise StoreError(what)


def test_nothing_is_begun_once_it_is_stopped() -> None:
    """The duty at hand is finished, the next is not begun."""
    begun = Semaphore(0)
    rounds: list[Rounds] = []

    def first() -> None:
        begun.release()
        rounds[0].stop(0)

    second = Semaphore(0)
    rounds.append(Rounds({"first": first, "second": second.release}, every_s=0.001))

    rounds[0].start()

    assert begun.acquire(timeout=WAIT_S)
    rounds[0].stop(WAIT_S)
    assert not second.acquire(blocking=False)
