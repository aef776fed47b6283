"""What a workspace spends on the model in a day: reserved before a call, settled after it, never above the caps."""

from datetime import date

from sqlalchemy import BigInteger, Connection, bindparam, delete, update

from bot.ids import TeamId
from bot.store.inserting import adding
from bot.store.tables import spending

_OPEN = adding(spending)
_THAT_DAY = update(spending).where(spending.c.team == bindparam("of_team"), spending.c.day == bindparam("of_day"))
_TOKENS = bindparam("tokens_more", type_=BigInteger())
_MICRO_USD = bindparam("micro_usd_more", type_=BigInteger())
_RESERVE = _THAT_DAY.where(
    spending.c.reserved_tokens + spending.c.tokens + _TOKENS <= bindparam("token_cap", type_=BigInteger()),
    spending.c.reserved_micro_usd + spending.c.micro_usd + _MICRO_USD <= bindparam("micro_usd_cap", type_=BigInteger()),
).values(
    reserved_tokens=spending.c.reserved_tokens + _TOKENS,
    reserved_micro_usd=spending.c.reserved_micro_usd + _MICRO_USD,
)
_SETTLE = _THAT_DAY.values(
    reserved_tokens=spending.c.reserved_tokens - bindparam("tokens_freed", type_=BigInteger()),
    reserved_micro_usd=spending.c.reserved_micro_usd - bindparam("micro_usd_freed", type_=BigInteger()),
    tokens=spending.c.tokens + _TOKENS,
    micro_usd=spending.c.micro_usd + _MICRO_USD,
)
_ERASE = delete(spending).where(spending.c.team == bindparam("of_team"))


def reserve(  # noqa: PLR0913  # two amounts and the cap of each
    connection: Connection, team: TeamId, day: date, *, tokens: int, micro_usd: int, token_cap: int, micro_usd_cap: int
) -> bool:
    """Set an amount aside, or nothing where that would pass a cap. What is settled counts as much as what is not."""
    none_yet = {"reserved_tokens": 0, "reserved_micro_usd": 0, "tokens": 0, "micro_usd": 0}
    _OPEN.run(connection, {"team": team, "day": day, **none_yet})
    amounts = {"tokens_more": tokens, "micro_usd_more": micro_usd}
    caps = {"token_cap": token_cap, "micro_usd_cap": micro_usd_cap}
    return connection.execute(_RESERVE, {"of_team": team, "of_day": day, **amounts, **caps}).rowcount == 1


def settle(  # noqa: PLR0913  # two amounts, before and after
    connection: Connection,
    team: TeamId,
    day: date,
    *,
    reserved_tokens: int,
    reserved_micro_usd: int,
    tokens: int,
    micro_usd: int,
) -> None:
    """Put what was spent in place of what was reserved for it."""
    freed = {"tokens_freed": reserved_tokens, "micro_usd_freed": reserved_micro_usd}
    spent = {"tokens_more": tokens, "micro_usd_more": micro_usd}
    connection.execute(_SETTLE, {"of_team": team, "of_day": day, **freed, **spent})


def erase(connection: Connection, team: TeamId) -> None:
    """Drop what is known of a workspace's spending."""
    connection.execute(_ERASE, {"of_team": team})
