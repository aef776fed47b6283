"""The questions as they were asked. What hangs on one (answer, votes, gaps) goes when it goes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, delete, select, text, update

from bot.conversation.records import Asked, Place
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.store.inserting import adding
from bot.store.tables import questions
from bot.store.writing import RepeatedError

_ADD = adding(questions)
_OF_TEAM = questions.c.team == bindparam("of_team")
_OF_USER = questions.c.user_id == bindparam("user")
_EXISTS = select(questions.c.id).where(_OF_TEAM, questions.c.id == bindparam("question"))
_ONE = select(questions).where(_OF_TEAM, questions.c.id == bindparam("question"))
_IN_THREAD = (
    select(questions)
    .where(_OF_TEAM, questions.c.channel == bindparam("channel"), questions.c.thread_ts == bindparam("thread_ts"))
    .where(text("questions.thread_ts <> ''"))  # word for word as in the index, so that SQLite uses it
    .order_by(questions.c.asked_at.desc(), questions.c.id.desc())
    .limit(bindparam("limit"))
)
_MAKE_PUBLIC = update(questions).where(_OF_TEAM, questions.c.id == bindparam("question")).values(private=False)
_FORGET = delete(questions).where(_OF_TEAM, _OF_USER)
_PRUNE = delete(questions).where(questions.c.asked_at < bindparam("before"))
_ERASE = delete(questions).where(_OF_TEAM)


def add(connection: Connection, asked: Asked) -> None:
    """Keep a question; raises `RepeatedError` where its id is taken."""
    row = {
        "team": asked.team,
        "id": asked.id,
        "place": asked.place.value,
        "channel": asked.channel,
        "user_id": asked.user,
        "text": asked.text,
        "asked_at": asked.asked_at,
        "thread_ts": asked.thread_ts,
        "message_ts": asked.message_ts,
        "private": asked.private,
    }
    if not _ADD.run(connection, row):
        raise RepeatedError


def question(connection: Connection, team: TeamId, id_: QuestionId) -> Asked | None:
    """A question, answered or not."""
    row = connection.execute(_ONE, {"of_team": team, "question": id_}).first()
    return None if row is None else read_asked(row)


def is_kept(connection: Connection, team: TeamId, question: QuestionId) -> bool:
    """Whether a question is still there, to hang something on."""
    return connection.execute(_EXISTS, {"of_team": team, "question": question}).first() is not None


def in_thread(connection: Connection, team: TeamId, channel: ChannelId, thread_ts: str, limit: int) -> Sequence[Asked]:
    """The last questions of a thread, oldest first."""
    of = {"of_team": team, "channel": channel, "thread_ts": thread_ts, "limit": limit}
    return [read_asked(row) for row in reversed(connection.execute(_IN_THREAD, of).all())]


def make_public(connection: Connection, team: TeamId, question: QuestionId) -> None:
    """Note that everybody may see a question."""
    connection.execute(_MAKE_PUBLIC, {"of_team": team, "question": question})


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Drop a person's questions."""
    connection.execute(_FORGET, {"of_team": team, "user": user})


def prune(connection: Connection, before: datetime) -> None:
    """Drop the questions asked before a time."""
    connection.execute(_PRUNE, {"before": before})


def erase(connection: Connection, team: TeamId) -> None:
    """Drop all questions of a workspace."""
    connection.execute(_ERASE, {"of_team": team})


def read_asked(row: Row[*tuple[object, ...]]) -> Asked:
    """The question in a row."""
    return Asked(
        team=TeamId(row.team),
        id=QuestionId(row.id),
        place=Place(row.place),
        channel=ChannelId(row.channel),
        user=UserId(row.user_id),
        text=row.text,
        asked_at=row.asked_at,
        thread_ts=row.thread_ts,
        message_ts=row.message_ts,
        private=row.private,
    )
