"""How Alembic runs the migrations: on the connection that the bot hands over, or on a database named to `alembic`.

For developers: `alembic -x url=sqlite:///dev.db revision --autogenerate --rev-id stackbot_0002 -m "Keep decisions"`.
"""
# ruff: noqa: INP001  Alembic loads it by its path

from alembic import context
from sqlalchemy import Connection

from bot.store import digests as _digests  # noqa: F401  # so that Alembic knows of its tables
from bot.store.decisions import tables as _tables  # noqa: F401  # as above
from bot.store.engine import database_url, make_engine, writing
from bot.store.tables import Instant, Words, metadata


def run(connection: Connection) -> None:
    """Migrate in the connection's transaction. SQLite cannot alter most things, so its tables are copied."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_type,
        compare_type=True,
    )
    context.run_migrations()


def plain_type(kind: str, item: object, _context: object) -> str | bool:
    """Our own column types by what they are in the database, as a migration imports nothing from `bot`."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Words):
        return 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")'
    return False


if context.is_offline_mode():
    message = "The migrations need a database: alembic -x url=… upgrade head"
    raise SystemExit(message)
if "connection" in context.config.attributes:
    run(context.config.attributes["connection"])
else:
    address = database_url(context.get_x_argument(as_dictionary=True).get("url", "sqlite:///stackbot.db"))
    with writing(make_engine(address, foreign_keys=False)).begin() as own:
        run(own)
