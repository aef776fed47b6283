"""Which workspaces took the bot in, and who is about to install it."""
# ruff: noqa: INP001  Alembic loads it by its path

import sqlalchemy as sa
from alembic import op

revision = "stackbot_0004"
down_revision = "stackbot_0003"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # sorted by code points, as SQLite does
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "installations",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("enterprise", WORDS, nullable=False),
        sa.Column("workspace", WORDS, nullable=False),
        sa.Column("app", WORDS, nullable=False),
        sa.Column("bot_user", WORDS, nullable=False),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("scopes", WORDS, nullable=False),
        sa.Column("token", WORDS, nullable=False),
        sa.Column("refresh_token", WORDS, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("installed_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("refreshing_until", INSTANT),
        sa.PrimaryKeyConstraint("team", name="pk_installations"),
    )
    op.create_table(
        "oauth_states",
        sa.Column("state", WORDS, nullable=False),
        sa.Column("browser", WORDS, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_oauth_states"),
    )
