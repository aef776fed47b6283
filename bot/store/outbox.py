"""The outbox: what is to be sent, and how it went. A write of someone whose lease was taken over changes nothing.

A row that is finished keeps a hash of what was sent, and no longer the text.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from bot.conversation.mail import FINAL, Leased, Method, Outgoing, Posted, State
from bot.conversation.records import Waiting
from bot.errors import StoreError
from bot.ids import TeamId, UserId
from bot.store.inserting import adding
from bot.store.tables import OPEN, outbox

ERROR_LIMIT = 500  # characters of an error that are kept
ERASED = "{}"

_ADD = adding(outbox)
_DIGEST = select(outbox.c.digest).where(outbox.c.team == bindparam("of_team"), outbox.c.key == bindparam("of_key"))
_STATE = select(outbox.c.state).where(outbox.c.team == bindparam("of_team"), outbox.c.key == bindparam("of_key"))
_HELD = update(outbox).where(
    outbox.c.team == bindparam("of_team"),
    outbox.c.number == bindparam("of_number"),
    outbox.c.fence == bindparam("of_fence"),
    outbox.c.state == State.SENDING.value,
)
_STATES = select(outbox.c.state, func.count(), func.min(outbox.c.created_at)).group_by(outbox.c.state)
_LETTERS = (
    select(outbox)
    .where(outbox.c.state.in_(bindparam("states", expanding=True)))
    .order_by(outbox.c.number.desc())
    .limit(bindparam("limit"))
)
_OF_PERSON = (
    text(f"outbox.{OPEN}"),  # word for word as in the index, so that SQLite uses it
    outbox.c.team == bindparam("of_team"),
    outbox.c.person == bindparam("user"),
)
_LOCK = select(outbox.c.number).where(*_OF_PERSON).with_for_update()
_FORGET = delete(outbox).where(*_OF_PERSON)
_PRUNE = delete(outbox).where(outbox.c.finished_at < bindparam("before"))
_ERASE = delete(outbox).where(outbox.c.team == bindparam("of_team"))
_UNSENT = (text(f"outbox.{OPEN}"), outbox.c.team == bindparam("of_team"))
_LOCK_UNSENT = select(outbox.c.number).where(*_UNSENT).with_for_update()
_DROP_UNSENT = delete(outbox).where(*_UNSENT)


def add(connection: Connection, mails: Sequence[Outgoing], at: datetime) -> None:
    """Put what is to be sent in the outbox, in order; what is there under its key already stays as it is.

    Raises `StoreError` where that holds something else, unless the first wins.
    """
    rows = [_row(mail, at) for mail in mails]
    if not rows or _ADD.run(connection, rows) == len(rows):
        return
    for mail, row in zip(mails, rows, strict=True):
        known = connection.scalar(_DIGEST, {"of_team": mail.team, "of_key": mail.key})
        if known != row["digest"] and not mail.first_wins:
            raise StoreError(f"The outbox holds something else under the key {mail.key}.")


def finish(connection: Connection, leased: Leased, state: State, at: datetime, **values: str) -> bool:
    """Be done with a row, its text erased."""
    return _change(connection, leased, state=state.value, finished_at=at, arguments=ERASED, leased_until=None, **values)


def put_back(connection: Connection, leased: Leased, state: State, due_at: datetime, error: str) -> bool:
    """Have a row tried again at a time."""
    return _change(connection, leased, state=state.value, due_at=due_at, leased_until=None, error=error[:ERROR_LIMIT])


def extend(connection: Connection, leased: Leased, until: datetime) -> bool:
    """Hold a row longer."""
    return _change(connection, leased, leased_until=until)


def state_of(connection: Connection, team: TeamId, key: str) -> State | None:
    """Where the row with this key stands; None where there is none, or none any more."""
    state = connection.scalar(_STATE, {"of_team": team, "of_key": key})
    return None if state is None else State(state)


def waiting(connection: Connection, now: datetime) -> Waiting:
    """How many rows there are in each state, and the age of the oldest that is not finished."""
    rows = connection.execute(_STATES).all()
    oldest = min((since for state, _, since in rows if State(state) not in FINAL), default=now)
    return Waiting({state: count for state, count, _ in rows}, max(0.0, (now - oldest).total_seconds()))


def letters(connection: Connection, states: Collection[State], limit: int) -> Sequence[Posted]:
    """The last rows in these states, newest first, as an operator may see them."""
    rows = connection.execute(_LETTERS, {"states": [state.value for state in states], "limit": limit})
    return [
        Posted(
            team=row.team,
            number=row.number,
            key=row.key,
            lane=row.lane,
            method=Method(row.method),
            state=State(row.state),
            attempts=row.attempts,
            created_at=row.created_at,
            error=row.error,
        )
        for row in rows
    ]


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Drop what is still to be sent to a person, or is being sent: what its sender writes then has no effect.

    On PostgreSQL a sender may be writing at this moment, so we wait for that, and then drop what it leads to as well.
    """
    for statement in (_LOCK, _FORGET):
        connection.execute(statement, {"of_team": team, "user": user})


def prune(connection: Connection, before: datetime) -> None:
    """Drop what was finished before a time."""
    connection.execute(_PRUNE, {"before": before})


def drop_unsent(connection: Connection, team: TeamId) -> None:
    """Drop what is still to be sent in a workspace, or is being sent; as `forget` does for a person."""
    for statement in (_LOCK_UNSENT, _DROP_UNSENT):
        connection.execute(statement, {"of_team": team})


def erase(connection: Connection, team: TeamId) -> None:
    """Drop a workspace's rows."""
    connection.execute(_ERASE, {"of_team": team})


def payload(mail: Outgoing) -> tuple[str, str]:
    """The arguments as JSON, and the hash of method and arguments."""
    arguments = json.dumps(mail.arguments, sort_keys=True, separators=(",", ":"))
    return arguments, hashlib.sha256(f"{mail.method.value}\n{arguments}".encode()).hexdigest()


def _change(connection: Connection, leased: Leased, **values: object) -> bool:
    held = {"of_team": leased.mail.team, "of_number": leased.number, "of_fence": leased.fence}
    return connection.execute(_HELD.values({name: bindparam(name) for name in values}), held | values).rowcount == 1


def _row(mail: Outgoing, at: datetime) -> Mapping[str, object]:
    arguments, digest = payload(mail)
    return {
        "team": mail.team,
        "key": mail.key,
        "lane": mail.lane,
        "method": mail.method.value,
        "arguments": arguments,
        "digest": digest,
        "follows": mail.follows,
        "person": mail.person,
        "first_wins": mail.first_wins,
        "state": State.PENDING.value,
        "created_at": at,
        "due_at": mail.due_at,
        "expires_at": mail.expires_at,
        "fence": 0,
        "attempts": 0,
        "leased_until": None,
        "finished_at": None,
        "channel": "",
        "ts": "",
        "error": "",
    }
