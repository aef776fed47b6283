"""The tables. Their constraints carry the guarantees: what must be there once, cannot be there twice."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

OPEN = "state IN ('pending', 'sending', 'ambiguous')"  # in SQL: what the outbox has not finished with

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware time, in UTC whichever database gives it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The time in UTC; SQLite keeps it without saying so, in a form that sorts."""
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise TypeError(value)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The time, saying that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of any origin. What a database cannot hold (NUL, halves of surrogate pairs) is replaced by U+FFFD."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """Both databases sort it by code points."""
        return Text(collation="C" if dialect.name == "postgresql" else None)

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """The text as both databases can hold it."""
        return None if value is None else held(value)


def held(value: str) -> str:
    """The text as both databases can hold it."""
    whole = value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _optional(name: str) -> Column[str]:
    return Column(name, Words)


def _time(name: str) -> Column[datetime]:
    return Column(name, Instant, nullable=False)


inbox = Table("inbox", metadata, _words("team"), _words("key"), _time("at"), PrimaryKeyConstraint("team", "key"))

questions = Table(
    "questions",
    metadata,
    _words("team"),
    _words("id"),
    _words("place"),
    _words("channel"),
    _words("user_id"),
    _words("text"),
    _time("asked_at"),
    _words("thread_ts"),
    _words("message_ts"),
    Column("private", Boolean, nullable=False),
    PrimaryKeyConstraint("team", "id"),
    Index("ix_questions_user", "team", "user_id", "asked_at"),
    Index("ix_questions_time", "team", "asked_at"),
    Index(
        "ix_questions_thread",
        *("team", "channel", "thread_ts", "asked_at"),
        sqlite_where=text("thread_ts <> ''"),
        postgresql_where=text("thread_ts <> ''"),
    ),
)

answers = Table(
    "answers",
    metadata,
    _words("team"),
    _words("question"),
    _time("answered_at"),
    _words("outcome"),
    _words("confidence"),
    _optional("pick"),
    _words("knowledge_version"),
    _words("signals"),
    _words("evidence"),
    _words("answer"),
    _words("explanation"),
    _words("phrased_by"),
    _words("prose"),
    PrimaryKeyConstraint("team", "question"),
    ForeignKeyConstraint(["team", "question"], ["questions.team", "questions.id"], ondelete="CASCADE"),
)

feedback = Table(
    "feedback",
    metadata,
    _words("team"),
    _words("question"),
    _words("user_id"),
    Column("helpful", Boolean, nullable=False),
    _time("voted_at"),
    _optional("reason"),
    _words("comment"),
    PrimaryKeyConstraint("team", "question", "user_id"),
    ForeignKeyConstraint(["team", "question"], ["questions.team", "questions.id"], ondelete="CASCADE"),
)

gaps = Table(
    "gaps",
    metadata,
    _words("team"),
    _words("question"),
    _words("lack"),
    _optional("near"),
    _time("noticed_at"),
    PrimaryKeyConstraint("team", "question", "lack"),
    ForeignKeyConstraint(["team", "question"], ["questions.team", "questions.id"], ondelete="CASCADE"),
    Index("ix_gaps_time", "team", "noticed_at"),
)

channel_settings = Table(
    "channel_settings",
    metadata,
    _words("team"),
    _words("channel"),
    _words("mode"),
    _words("listing"),
    Column("shared_on", Boolean, nullable=False),
    Column("shared", Boolean, nullable=False),
    _words("changed_by"),
    _time("changed_at"),
    PrimaryKeyConstraint("team", "channel"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), autoincrement=True, nullable=False),
    _words("team"),
    _words("key"),
    _words("lane"),
    _words("method"),
    _words("arguments"),
    _words("digest"),
    _words("follows"),
    _words("person"),
    Column("first_wins", Boolean, nullable=False),
    _words("state"),
    _time("created_at"),
    _time("due_at"),
    Column("expires_at", Instant),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Instant),
    Column("finished_at", Instant),
    _words("channel"),
    _words("ts"),
    _words("error"),
    PrimaryKeyConstraint("number"),
    UniqueConstraint("team", "key"),
    CheckConstraint("state IN ('pending', 'sending', 'ambiguous', 'sent', 'dead', 'expired')", "state"),
    Index(
        "ux_outbox_one_in_flight",
        *("team", "lane"),
        unique=True,
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index("ix_outbox_open", "team", "lane", "number", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    sqlite_autoincrement=True,  # a number is never given twice, so that no old lease fits a new row
)

spending = Table(
    "spending",
    metadata,
    _words("team"),
    Column("day", Date, nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in ("reserved_tokens", "reserved_micro_usd")),
    *(Column(name, BigInteger, nullable=False) for name in ("tokens", "micro_usd")),
    PrimaryKeyConstraint("team", "day"),
    CheckConstraint("reserved_tokens >= 0", "reserved_tokens"),
    CheckConstraint("reserved_micro_usd >= 0", "reserved_micro_usd"),
    CheckConstraint("tokens >= 0", "tokens"),
    CheckConstraint("micro_usd >= 0", "micro_usd"),
)
