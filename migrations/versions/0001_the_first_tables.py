"""The first tables."""
# ruff: noqa: INP001  Alembic loads it by its path

import sqlalchemy as sa
from alembic import op

revision = "stackbot_0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # sorted by code points, as SQLite does
INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of questions and answers, and of what is to be sent."""
    _make_inbox()
    _make_questions()
    _make_answers()
    _make_feedback()
    _make_gaps()
    _make_channel_settings()
    _make_outbox()
    _make_spending()


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team", "key", name="pk_inbox"),
    )


def _make_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("id", WORDS, nullable=False),
        sa.Column("place", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("user_id", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("thread_ts", WORDS, nullable=False),
        sa.Column("message_ts", WORDS, nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team", "id", name="pk_questions"),
    )
    op.create_index("ix_questions_user", "questions", ["team", "user_id", "asked_at"])
    op.create_index("ix_questions_time", "questions", ["team", "asked_at"])
    in_a_thread = sa.text("thread_ts <> ''")
    op.create_index(
        "ix_questions_thread",
        "questions",
        ["team", "channel", "thread_ts", "asked_at"],
        sqlite_where=in_a_thread,
        postgresql_where=in_a_thread,
    )


def _make_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("question", WORDS, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("outcome", WORDS, nullable=False),
        sa.Column("confidence", WORDS, nullable=False),
        sa.Column("pick", WORDS),
        sa.Column("knowledge_version", WORDS, nullable=False),
        sa.Column("signals", WORDS, nullable=False),
        sa.Column("evidence", WORDS, nullable=False),
        sa.Column("answer", WORDS, nullable=False),
        sa.Column("explanation", WORDS, nullable=False),
        sa.Column("phrased_by", WORDS, nullable=False),
        sa.Column("prose", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("team", "question", name="pk_answers"),
        _of_question("answers"),
    )


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("question", WORDS, nullable=False),
        sa.Column("user_id", WORDS, nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("voted_at", INSTANT, nullable=False),
        sa.Column("reason", WORDS),
        sa.Column("comment", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("team", "question", "user_id", name="pk_feedback"),
        _of_question("feedback"),
    )


def _make_gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("question", WORDS, nullable=False),
        sa.Column("lack", WORDS, nullable=False),
        sa.Column("near", WORDS),
        sa.Column("noticed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team", "question", "lack", name="pk_gaps"),
        _of_question("gaps"),
    )
    op.create_index("ix_gaps_time", "gaps", ["team", "noticed_at"])


def _make_channel_settings() -> None:
    op.create_table(
        "channel_settings",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("mode", WORDS, nullable=False),
        sa.Column("listing", WORDS, nullable=False),
        sa.Column("shared_on", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("changed_by", WORDS, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_channel_settings"),
    )


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("lane", WORDS, nullable=False),
        sa.Column("method", WORDS, nullable=False),
        sa.Column("arguments", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("follows", WORDS, nullable=False),
        sa.Column("person", WORDS, nullable=False),
        sa.Column("first_wins", sa.Boolean(), nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("ts", WORDS, nullable=False),
        sa.Column("error", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint("team", "key", name="uq_outbox"),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'ambiguous', 'sent', 'dead', 'expired')", name=op.f("ck_outbox_state")
        ),
        sqlite_autoincrement=True,
    )
    sending = sa.text("state = 'sending'")
    op.create_index(
        "ux_outbox_one_in_flight",
        "outbox",
        ["team", "lane"],
        unique=True,
        sqlite_where=sending,
        postgresql_where=sending,
    )
    unfinished = sa.text("state IN ('pending', 'sending', 'ambiguous')")
    op.create_index(
        "ix_outbox_open", "outbox", ["team", "lane", "number"], sqlite_where=unfinished, postgresql_where=unfinished
    )


def _make_spending() -> None:
    amounts = ("reserved_tokens", "reserved_micro_usd", "tokens", "micro_usd")
    op.create_table(
        "spending",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in amounts),
        sa.PrimaryKeyConstraint("team", "day", name="pk_spending"),
        *(sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_spending_{name}")) for name in amounts),
    )


def _of_question(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team", "question"], ["questions.team", "questions.id"], name=f"fk_{table}_questions", ondelete="CASCADE"
    )
