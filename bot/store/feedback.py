"""The feedback: one vote a person for each answer."""

from sqlalchemy import Connection, bindparam, delete, select

from bot.conversation.records import QuestionId, Reason, TeamId, UserId, Vote
from bot.store.inserting import putting
from bot.store.tables import feedback

_PUT = putting(feedback)
_OF_USER = (feedback.c.team == bindparam("of_team"), feedback.c.user_id == bindparam("user"))
_ONE = select(feedback).where(*_OF_USER, feedback.c.question == bindparam("of_question"))
_FORGET = delete(feedback).where(*_OF_USER)


def put(connection: Connection, vote: Vote) -> None:
    """Keep a vote in place of an earlier one."""
    row = {
        "team": vote.team,
        "question": vote.question,
        "user_id": vote.user,
        "helpful": vote.helpful,
        "voted_at": vote.voted_at,
        "reason": None if vote.reason is None else vote.reason.value,
        "comment": vote.comment,
    }
    _PUT.run(connection, row)


def vote(connection: Connection, team: TeamId, question: QuestionId, user: UserId) -> Vote | None:
    """What a person found of an answer."""
    row = connection.execute(_ONE, {"of_team": team, "of_question": question, "user": user}).first()
    if row is None:
        return None
    reason = None if row.reason is None else Reason(row.reason)
    return Vote(team, question, user, row.helpful, row.voted_at, reason, row.comment)


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Drop a person's votes."""
    connection.execute(_FORGET, {"of_team": team, "user": user})
