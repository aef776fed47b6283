"""Forgetting a person in the decisions.

Records are a team's, and kept for years: what was decided, why, and when, stays. What goes is who: the member id of a
person who asks to be forgotten is replaced by `SOMEONE` in every record and all of its log, wherever it stands as a
person. So an accepted record still has a decision maker and somebody who confirmed it, as it must, an owner who is gone
is like one who left Slack, and nothing leads from the record to the person. What others wrote about somebody in a text
is theirs and stays.

This is the one change of the log, and the database allows exactly this one. It leaves no event, as that would name the
person; each record's revision is counted all the same, so that a form that was opened before cannot bring the id back.
"""

from dataclasses import replace

from sqlalchemy import Connection, bindparam, case, delete, func, select, update

from bot.decisions.plain import decision_from_json
from bot.ids import TeamId, UserId
from bot.store.decisions import books
from bot.store.decisions.tables import decision_events, decision_people, decisions
from bot.store.decisions.writing import put

SOMEONE = "someone"  # as the trigger in the migration says

_OF_PERSON = (decision_people.c.team == bindparam("of_team"), decision_people.c.person == bindparam("of_person"))
_THEIRS = select(decision_people.c.decision).where(*_OF_PERSON)
_RECORDS = (
    select(decisions.c.record)
    .where(decisions.c.team == bindparam("of_team"), decisions.c.id.in_(_THEIRS))
    .order_by(decisions.c.number)
)
_DROP = delete(decision_people).where(*_OF_PERSON)
_REWRITE = (
    update(decision_events)
    .where(decision_events.c.team == bindparam("of_team"), decision_events.c.decision.in_(_THEIRS))
    .values(
        who=case((decision_events.c.who == bindparam("of_person"), SOMEONE), else_=decision_events.c.who),
        was=func.replace(decision_events.c.was, bindparam("quoted"), f'"{SOMEONE}"'),
        became=func.replace(decision_events.c.became, bindparam("quoted"), f'"{SOMEONE}"'),
    )
)


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Replace a person's id in the records and in their log."""
    if not books.is_open(connection, team):
        return
    of, quoted = {"of_team": team, "of_person": user}, f'"{user}"'
    for record in connection.scalars(_RECORDS, of).all():
        before, after = decision_from_json(record), decision_from_json(record.replace(quoted, f'"{SOMEONE}"'))
        put(connection, before, replace(after, revision=before.revision + 1))
    books.forgetting(connection, team, user)
    connection.execute(_REWRITE, {**of, "quoted": quoted})
    books.forgetting(connection, team, None)
    connection.execute(_DROP, of)
