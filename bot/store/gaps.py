"""The gaps: questions that the knowledge did not serve, each lack of each question once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.conversation.records import Gap, Lack
from bot.ids import QuestionId, TeamId
from bot.knowledge.entries import EntryId
from bot.store.feedback import objections
from bot.store.inserting import adding
from bot.store.tables import feedback, gaps, questions

_ADD = adding(gaps)
_DISLIKED = select(feedback.c.user_id).where(
    feedback.c.team == bindparam("of_team"),
    feedback.c.question == bindparam("of_question"),
    feedback.c.helpful.is_(False),
)
_DROP = delete(gaps).where(
    gaps.c.team == bindparam("of_team"),
    gaps.c.question == bindparam("of_question"),
    gaps.c.lack == bindparam("lack"),
    ~_DISLIKED.exists(),
)
_SINCE = (
    select(gaps, questions.c.text)
    .join(questions, (questions.c.team == gaps.c.team) & (questions.c.id == gaps.c.question))
    .where(gaps.c.team == bindparam("of_team"), gaps.c.noticed_at >= bindparam("since"))
    .order_by(gaps.c.noticed_at.desc(), gaps.c.question.desc(), gaps.c.lack.desc())
    .limit(bindparam("limit"))
)


def add(connection: Connection, gap: Gap) -> None:
    """Keep a gap; one that is known stays as it was."""
    row = {
        "team": gap.team,
        "question": gap.question,
        "lack": gap.lack.value,
        "near": gap.near,
        "noticed_at": gap.noticed_at,
    }
    _ADD.run(connection, row)


def drop_disliked(connection: Connection, team: TeamId, question: QuestionId) -> None:
    """Drop that an answer was disliked, where nobody dislikes it any more."""
    connection.execute(_DROP, {"of_team": team, "of_question": question, "lack": Lack.DISLIKED.value})


def since(connection: Connection, team: TeamId, at: datetime, limit: int) -> Sequence[Gap]:
    """The gaps noticed at a time or later, newest first, with their questions' texts and objections."""
    rows = connection.execute(_SINCE, {"of_team": team, "since": at, "limit": limit}).all()
    disliked = [row.question for row in rows if Lack(row.lack) is Lack.DISLIKED]
    why = objections(connection, team, disliked) if disliked else {}
    return [
        Gap(
            team=TeamId(row.team),
            question=QuestionId(row.question),
            lack=Lack(row.lack),
            near=None if row.near is None else EntryId(row.near),
            noticed_at=row.noticed_at,
            text=row.text,
            objections=why.get(row.question, ()) if Lack(row.lack) is Lack.DISLIKED else (),
        )
        for row in rows
    ]
