"""The answers as they were given, with what they rested on."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.conversation.records import Asked, Evidence, Given
from bot.ids import QuestionId, TeamId, UserId
from bot.knowledge.entries import EntryId, OptionId, SignalId
from bot.store.inserting import adding
from bot.store.questions import read_asked
from bot.store.tables import answers, questions
from bot.store.writing import RepeatedError

_ADD = adding(answers)
_BOTH = (
    select(questions, *(column for column in answers.c if column.name != "team"))
    .join(answers, (answers.c.team == questions.c.team) & (answers.c.question == questions.c.id))
    .where(questions.c.team == bindparam("of_team"))
)
_ONE = _BOTH.where(questions.c.id == bindparam("of_question"))
_OF_USER = (
    _BOTH.where(questions.c.user_id == bindparam("user"))
    .order_by(questions.c.asked_at.desc(), questions.c.id.desc())
    .limit(bindparam("limit"))
)
_PHRASE = (
    update(answers)
    .where(answers.c.team == bindparam("of_team"), answers.c.question == bindparam("of_question"))
    .where(answers.c.phrased_by == "")
    .values(phrased_by=bindparam("by"), prose=bindparam("said"))
)


def add(connection: Connection, given: Given) -> None:
    """Keep an answer; raises `RepeatedError` where its question has one."""
    row = {
        "team": given.team,
        "question": given.question,
        "answered_at": given.answered_at,
        "outcome": given.outcome,
        "confidence": given.confidence,
        "pick": given.pick,
        "knowledge_version": given.knowledge_version,
        "signals": json.dumps(given.signals),
        "evidence": json.dumps([[one.entry, one.content_hash, one.score] for one in given.evidence]),
        "answer": given.answer,
        "explanation": given.explanation,
        "phrased_by": given.phrased_by,
        "prose": given.prose,
    }
    if not _ADD.run(connection, row):
        raise RepeatedError


def answer(connection: Connection, team: TeamId, question: QuestionId) -> tuple[Asked, Given] | None:
    """A question and its answer."""
    row = connection.execute(_ONE, {"of_team": team, "of_question": question}).first()
    return None if row is None else (read_asked(row), _given(row))


def recent(connection: Connection, team: TeamId, user: UserId, limit: int) -> Sequence[tuple[Asked, Given]]:
    """A person's last questions that have an answer, newest first."""
    rows = connection.execute(_OF_USER, {"of_team": team, "user": user, "limit": limit})
    return [(read_asked(row), _given(row)) for row in rows]


def phrase(connection: Connection, team: TeamId, question: QuestionId, phrased_by: str, prose: str) -> bool:
    """Add a model's sentences to an answer that has none."""
    of = {"of_team": team, "of_question": question, "by": phrased_by, "said": prose}
    return connection.execute(_PHRASE, of).rowcount == 1


def _given(row: Row[*tuple[object, ...]]) -> Given:
    return Given(
        team=TeamId(row.team),
        question=QuestionId(row.question),
        answered_at=row.answered_at,
        outcome=row.outcome,
        confidence=row.confidence,
        pick=None if row.pick is None else OptionId(row.pick),
        knowledge_version=row.knowledge_version,
        signals=tuple(SignalId(one) for one in json.loads(row.signals)),
        evidence=tuple(Evidence(EntryId(entry), hashed, score) for entry, hashed, score in json.loads(row.evidence)),
        answer=row.answer,
        explanation=row.explanation,
        phrased_by=row.phrased_by,
        prose=row.prose,
    )
