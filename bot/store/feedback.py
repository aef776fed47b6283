"""The feedback: one vote a person for each answer."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, delete, select

from bot.conversation.records import Objection, Reason, Vote
from bot.ids import QuestionId, TeamId, UserId
from bot.store.inserting import putting
from bot.store.tables import feedback

_PUT = putting(feedback)
_OF_USER = (feedback.c.team == bindparam("of_team"), feedback.c.user_id == bindparam("user"))
_ONE = select(feedback).where(*_OF_USER, feedback.c.question == bindparam("of_question"))
_OBJECTIONS = (
    select(feedback.c.question, feedback.c.reason, feedback.c.comment)
    .where(feedback.c.team == bindparam("of_team"), feedback.c.question.in_(bindparam("questions", expanding=True)))
    .where(feedback.c.helpful.is_(False))
    .order_by(feedback.c.voted_at.desc(), feedback.c.user_id.desc())
)
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
    return Vote(team, question, user, row.helpful, row.voted_at, _reason(row.reason), row.comment)


def objections(
    connection: Connection, team: TeamId, questions: Collection[QuestionId]
) -> Mapping[QuestionId, tuple[Objection, ...]]:
    """Why people dislike the answers to these questions, the last first."""
    found: dict[QuestionId, list[Objection]] = defaultdict(list)
    for row in connection.execute(_OBJECTIONS, {"of_team": team, "questions": list(questions)}):
        found[QuestionId(row.question)].append(Objection(_reason(row.reason), row.comment))
    return {question: tuple(why) for question, why in found.items()}


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Drop a person's votes."""
    connection.execute(_FORGET, {"of_team": team, "user": user})


def _reason(value: str | None) -> Reason | None:
    return None if value is None else Reason(value)
