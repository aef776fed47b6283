"""What channels want of their digests, the weeks that are dealt with, and the log of decisions by time."""
# ruff: noqa: INP001  Alembic loads it by its path

import sqlalchemy as sa
from alembic import op

revision = "stackbot_0003"
down_revision = "stackbot_0002"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # sorted by code points, as SQLite does
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the two tables, and the index by which a week's events are found."""
    op.create_table(
        "digests",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("zone", WORDS, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date()),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("set_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_digests"),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_digests_weekday")),
    )
    op.create_table(
        "digest_weeks",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("fate", WORDS, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "year", "week", name="pk_digest_weeks"),
        sa.CheckConstraint("fate IN ('taken', 'skipped', 'paused')", name=op.f("ck_digest_weeks_fate")),
    )
    op.create_index("ix_decision_events_time", "decision_events", ["team", "at"])
