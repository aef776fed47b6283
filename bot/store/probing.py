"""Whether the database takes a commit: a row goes in and out again, and the commit has to reach the disk."""

from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import Connection, Text, column, delete, insert, select, table

from bot.store.tables import inbox

NOBODY = "-"  # no workspace: Slack's ids begin with a letter
_VERSION = select(column("version_num", Text)).select_from(table("alembic_version"))


def probe(connection: Connection) -> str:
    """The schema's version; nothing is left behind."""
    key = f"probe:{token_hex(8)}"
    connection.execute(insert(inbox).values(team=NOBODY, key=key, at=datetime.now(UTC)))
    connection.execute(delete(inbox).where(inbox.c.team == NOBODY, inbox.c.key == key))
    return str(connection.scalar(_VERSION))
