"""Erasing a person, or a whole workspace, and how many rows that touches.

A person's questions, votes and unsent mail go, with all that hangs on them; what is the team's stays without the
person's id. An operator's word takes more than `/stack forget me`, which is a delivery itself: the keys of deliveries
and the rows of finished mail that name the person, which are there so that a repeat has no effect for some days, and
who installed the app, who is the bot's owner in the workspace until then.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, Table, delete, func, literal, or_, select

from bot.ids import TeamId, UserId
from bot.store import channel_settings, digests, feedback, inbox, installations, outbox, questions, spending, tables
from bot.store.decisions import books, forgetting
from bot.store.decisions.tables import decision_events, decision_people, decisions

Touched = Mapping[str, int]  # rows by table, none of them 0


def forget(connection: Connection, team: TeamId, user: UserId) -> None:
    """Forget a person, as somebody wishes in Slack."""
    for record in (outbox, feedback, questions, channel_settings, digests, forgetting):
        record.forget(connection, team, user)


def erase(connection: Connection, team: TeamId) -> None:
    """Erase everything of a workspace."""
    for record in (inbox, questions, channel_settings, digests, outbox, spending, books, installations):
        record.erase(connection, team)


def forget_wholly(connection: Connection, team: TeamId, user: UserId) -> Touched:
    """Forget a person and every delivery of theirs; says what that touched."""
    touched = of_person(connection, team, user)
    forget(connection, team, user)
    installations.forget(connection, team, user)
    for table in (tables.inbox, tables.outbox):
        connection.execute(delete(table).where(table.c.team == team, _names(table, user)))
    return touched


def erase_wholly(connection: Connection, team: TeamId) -> Touched:
    """Erase everything of a workspace; says what that touched."""
    touched = of_team(connection, team)
    erase(connection, team)
    return touched


def of_team(connection: Connection, team: TeamId) -> Touched:
    """How many rows each table holds of a workspace."""
    every = [table for table in tables.metadata.sorted_tables if "team" in table.c]
    return _counted(connection, {table: table.c.team == team for table in every})


def of_person(connection: Connection, team: TeamId, user: UserId) -> Touched:
    """How many rows of a workspace each table holds that are a person's or name the person."""
    asked = select(tables.questions.c.id).where(tables.questions.c.team == team, tables.questions.c.user_id == user)
    parts = select(decision_people.c.decision).where(decision_people.c.team == team, decision_people.c.person == user)
    theirs = {
        tables.questions: tables.questions.c.user_id == user,
        tables.answers: tables.answers.c.question.in_(asked),
        tables.gaps: tables.gaps.c.question.in_(asked),
        tables.feedback: or_(tables.feedback.c.user_id == user, tables.feedback.c.question.in_(asked)),
        tables.inbox: _names(tables.inbox, user),
        tables.outbox: _names(tables.outbox, user),
        tables.channel_settings: tables.channel_settings.c.changed_by == user,
        digests.digests: digests.digests.c.set_by == user,
        installations.installations: installations.installations.c.owner == user,
        decisions: decisions.c.id.in_(parts),
        decision_events: decision_events.c.decision.in_(parts),
    }
    return _counted(connection, {table: (table.c.team == team) & theirs[table] for table in theirs})


def _counted(connection: Connection, wanted: Mapping[Table, ColumnElement[bool]]) -> Touched:
    counts = {
        table.name: connection.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in wanted.items()
    }
    return {name: rows for name, rows in counts.items() if rows}


def _names(table: Table, user: UserId) -> ColumnElement[bool]:
    """Whether the person is named in a row's key or lane, whose parts are set apart by colons, or as who gets it."""
    spelled = [literal(":") + table.c[name] + ":" for name in ("key", "lane") if name in table.c]
    named = [one.contains(f":{user}:", autoescape=True) for one in spelled]
    return or_(*named, table.c.person == user) if "person" in table.c else or_(*named)
