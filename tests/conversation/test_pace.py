"""How often one may ask."""

from datetime import UTC, datetime, timedelta

from bot.conversation.pace import REMEMBERED, Pace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_as_many_questions_as_allowed_are_answered() -> None:
    """The limit itself is still allowed."""
    pace = Pace(person_rate=3, workspace_rate=100)

    waits = [pace.wait_s("T1", "U1", f"q{number}", NOON) for number in range(4)]

    assert waits == [0, 0, 0, 60]


def test_the_wait_ends_when_the_first_question_is_a_minute_old() -> None:
    """The window slides: after a minute one more is allowed, not all at once."""
    pace = Pace(person_rate=2, workspace_rate=100)
    pace.wait_s("T1", "U1", "q1", NOON)
    pace.wait_s("T1", "U1", "q2", NOON + 30 * SECOND)

    waits = [pace.wait_s("T1", "U1", f"q{seconds}", NOON + seconds * SECOND) for seconds in (40, 59.5, 60, 61)]

    assert waits == [20, 1, 0, 29]


def test_a_refused_question_does_not_count() -> None:
    """Who keeps asking while told to wait does not wait longer for it."""
    pace = Pace(person_rate=1, workspace_rate=100)
    pace.wait_s("T1", "U1", "q0", NOON)
    for second in range(1, 60):
        pace.wait_s("T1", "U1", f"q{second}", NOON + second * SECOND)

    wait = pace.wait_s("T1", "U1", "q60", NOON + 60 * SECOND)

    assert wait == 0


def test_people_and_workspaces_are_counted_apart() -> None:
    """One person's questions stop nobody else's, but all together fill the workspace's minute."""
    pace = Pace(person_rate=2, workspace_rate=3)

    asking = (("T1", "U1"), ("T1", "U1"), ("T1", "U2"), ("T1", "U3"))
    waits = [pace.wait_s(team, user, f"q{number}", NOON) for number, (team, user) in enumerate(asking)]

    assert waits == [0, 0, 0, 60]
    assert pace.wait_s("T2", "U1", "q9", NOON) == 0


def test_a_question_that_slack_tells_of_again_is_counted_once() -> None:
    """A mention is two events, and each may be delivered again."""
    pace = Pace(person_rate=2, workspace_rate=2)

    waits = [pace.wait_s("T1", "U1", question, NOON) for question in ("q1", "q1", "q2", "q1", "q2", "q3")]

    assert waits == [0, 0, 0, 0, 0, 60]


def test_only_so_many_people_are_remembered() -> None:
    """Those longest silent are forgotten, so that memory does not grow with a workspace."""
    pace = Pace(person_rate=1, workspace_rate=10 * REMEMBERED)
    pace.wait_s("T1", "first", "q", NOON)
    for number in range(REMEMBERED):
        pace.wait_s("T1", f"U{number}", "q", NOON)

    assert pace.wait_s("T1", "first", "other", NOON) == 0
    assert pace.wait_s("T1", f"U{REMEMBERED - 1}", "other", NOON) == 60
