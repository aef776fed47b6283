"""Who may send what: rows of the outbox are leased, one of each lane at a time, in the order they came.

The head of a lane is the row that is being sent or, where none is, the first that is not finished. Only a head is
leased. A lease that ran out is given to the next who asks, as doubtful, with a higher fence: what its first holder
writes afterwards has no effect. On PostgreSQL two who ask at once skip what the other has locked; where they meet all
the same, the unique index on what is in flight refuses the second.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, text, update

from bot.conversation.mail import FINAL, Leased, Method, Outgoing, State
from bot.store.outbox import ERASED
from bot.store.tables import OPEN, outbox

_NOW = bindparam("now", type_=outbox.c.due_at.type)
_METHODS = outbox.c.method.in_(bindparam("methods", expanding=True))
_IS_OPEN = text(f"outbox.{OPEN}")  # word for word as in the index, so that SQLite uses it
_OTHER = outbox.alias("other")
_FOLLOWED = outbox.alias("followed")
_SENDING = outbox.c.state == State.SENDING.value
_RAN_OUT = and_(_SENDING, outbox.c.leased_until <= _NOW)
_GOES_BEFORE = (
    select(_OTHER.c.number)
    .where(_OTHER.c.team == outbox.c.team, _OTHER.c.lane == outbox.c.lane, text(f"other.{OPEN}"))
    .where(or_(_OTHER.c.number < outbox.c.number, _OTHER.c.state == State.SENDING.value))
    .exists()
)
_HEAD = and_(_IS_OPEN, or_(_SENDING, ~_GOES_BEFORE))
_DUE = and_(_HEAD, _METHODS, or_(_RAN_OUT, and_(~_SENDING, outbox.c.due_at <= _NOW)))
_ANY_DUE = select(outbox.c.number).where(_DUE).limit(1)
_LEASABLE = (
    select(
        outbox,
        _FOLLOWED.c.channel.label("followed_channel"),
        _FOLLOWED.c.ts.label("followed_ts"),
        _FOLLOWED.c.state.label("followed_state"),
    )
    .outerjoin(_FOLLOWED, and_(_FOLLOWED.c.team == outbox.c.team, _FOLLOWED.c.key == outbox.c.follows))
    .where(_DUE)
    .order_by(outbox.c.number + 0)  # a sum, so that SQLite goes by the index of open rows and not through all
    .limit(bindparam("limit"))
    .with_for_update(of=outbox, skip_locked=True)
)
_TOO_LATE = and_(_IS_OPEN, outbox.c.expires_at <= _NOW, or_(~_SENDING, outbox.c.leased_until <= _NOW))
_ANY_TOO_LATE = select(outbox.c.number).where(_TOO_LATE).limit(1)
_EXPIRE = (
    update(outbox)
    .where(_TOO_LATE)
    .values(state=State.EXPIRED.value, finished_at=_NOW, arguments=ERASED, leased_until=None)
)
_TAKE = (
    update(outbox)
    .where(outbox.c.number.in_(bindparam("numbers", expanding=True)))
    .values(
        state=State.SENDING.value,
        fence=outbox.c.fence + 1,
        attempts=outbox.c.attempts + 1,
        leased_until=bindparam("until", type_=outbox.c.leased_until.type),
    )
)
_NEXT = select(func.min(outbox.c.due_at)).where(_HEAD, ~_SENDING)
_NEXT_FREE = select(func.min(outbox.c.leased_until)).where(_SENDING)
_NEXT_LATE = select(func.min(outbox.c.expires_at)).where(_HEAD, ~_SENDING)  # the next of its lane is free then


def is_worth_leasing(connection: Connection, now: datetime, methods: Collection[Method]) -> bool:
    """Whether there is something to lease, or to give up; looking costs no lock."""
    of = {"now": now, "methods": [method.value for method in methods]}
    return connection.execute(_ANY_DUE, of).first() is not None or (
        connection.execute(_ANY_TOO_LATE, {"now": now}).first() is not None
    )


def lease(
    connection: Connection, now: datetime, *, lease_for: timedelta, methods: Collection[Method], limit: int
) -> Sequence[Leased]:
    """Take the heads of lanes that are due; rows that are too late are given up first."""
    until = now + lease_for
    connection.execute(_EXPIRE, {"now": now})
    of = {"now": now, "methods": [method.value for method in methods], "limit": limit}
    rows = connection.execute(_LEASABLE, of).all()
    if rows:
        connection.execute(_TAKE, {"numbers": [row.number for row in rows], "until": until})
    return [_leased(row, until) for row in rows]


def next_due(connection: Connection, now: datetime, methods: Collection[Method]) -> datetime | None:
    """When something may become leasable, at the earliest; now where something is."""
    of = {"methods": [method.value for method in methods]}
    times = (
        connection.scalar(_NEXT.where(_METHODS), of),
        connection.scalar(_NEXT_FREE.where(_METHODS), of),
        connection.scalar(_NEXT_LATE),
    )
    return max(now, min(known)) if (known := [time for time in times if time is not None]) else None


def _leased(row: Row[*tuple[object, ...]], until: datetime) -> Leased:
    return Leased(
        mail=_mail(row),
        number=row.number,
        fence=row.fence + 1,
        attempts=row.attempts + 1,
        leased_until=until,
        doubtful=State(row.state) in {State.AMBIGUOUS, State.SENDING},
        follows_channel=row.followed_channel or "",
        follows_ts=row.followed_ts or "",
        follows_waits=row.followed_state is not None and State(row.followed_state) not in FINAL,
        written_at=row.created_at,
    )


def _mail(row: Row[*tuple[object, ...]]) -> Outgoing:
    arguments: Mapping[str, object] = json.loads(row.arguments)
    return Outgoing(
        team=row.team,
        key=row.key,
        lane=row.lane,
        method=Method(row.method),
        arguments=arguments,
        due_at=row.due_at,
        expires_at=row.expires_at,
        follows=row.follows,
        first_wins=row.first_wins,
        person=row.person,
    )
