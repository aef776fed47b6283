"""Which workspaces the store holds something of."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, union

from bot.ids import TeamId
from bot.store.tables import metadata


def teams(connection: Connection) -> Sequence[TeamId]:
    """Their ids, sorted."""
    columns = [table.c.team for table in metadata.sorted_tables if "team" in table.c]
    return sorted(map(TeamId, connection.scalars(union(*map(select, columns)))))
