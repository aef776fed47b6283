"""What a channel may see of a week: public records and its own, public questions and those asked there; never drafts.

All of it is read in one transaction, so that every count is of one state.
"""

import json
from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, Row, and_, bindparam, false, func, or_, select

from bot.advice.answer import Outcome
from bot.decisions.change import Act, Deed
from bot.decisions.digest import TURNS, Facts, Turn
from bot.decisions.plain import decision_from_json
from bot.decisions.record import EVERYWHERE, DecisionId, Person, Status
from bot.ids import ChannelId, TeamId
from bot.knowledge.entries import EntryId
from bot.store.decisions.remembering import Memory
from bot.store.decisions.tables import decision_events, decisions
from bot.store.tables import answers, feedback, gaps, questions

_STANDING = (Status.ACCEPTED, Status.PROPOSED)
_START, _END = (bindparam(name, type_=questions.c.asked_at.type) for name in ("start", "end"))
_SEEN = and_(
    decisions.c.team == bindparam("of_team"),
    decisions.c.private_to.in_([EVERYWHERE, bindparam("of_channel")]),
    decisions.c.status != Status.DRAFT.value,
)
_HEARD = and_(
    questions.c.team == bindparam("of_team"),
    or_(questions.c.private == false(), questions.c.channel == bindparam("of_channel")),
)
_EVENTS = decision_events.join(
    decisions, and_(decisions.c.team == decision_events.c.team, decisions.c.id == decision_events.c.decision)
)
_TOPICS = (
    select(decisions.c.topic).distinct().where(_SEEN, decisions.c.status.in_([status.value for status in _STANDING]))
)
_TURNS = (
    select(decision_events.c.deed, decision_events.c.who, decision_events.c.at, decision_events.c.why)
    .add_columns(decisions.c.record)
    .select_from(_EVENTS)
    .where(_SEEN, decision_events.c.team == bindparam("of_team"))
    .where(decision_events.c.at >= _START, decision_events.c.at < _END)
    .where(decision_events.c.deed.in_([deed.value for deed in TURNS]))
    .order_by(decision_events.c.at, decisions.c.number)
)
_PROPOSED = (
    select(decisions.c.id, func.max(decision_events.c.at).label("at"))
    .select_from(_EVENTS)
    .where(_SEEN, decisions.c.status == Status.PROPOSED.value)
    .where(decision_events.c.deed.in_([Deed.PROPOSED.value, Deed.IMPORTED.value]))
    .group_by(decisions.c.id)
)
_ASKED = (
    select(answers.c.outcome, answers.c.evidence)
    .select_from(
        questions.outerjoin(answers, and_(answers.c.team == questions.c.team, answers.c.question == questions.c.id))
    )
    .where(_HEARD, questions.c.asked_at >= _START, questions.c.asked_at < _END)
)
_GAPS = (
    select(gaps.c.near, func.count().label("count"))
    .join(questions, and_(questions.c.team == gaps.c.team, questions.c.id == gaps.c.question))
    .where(_HEARD, gaps.c.team == bindparam("of_team"))
    .where(gaps.c.noticed_at >= _START, gaps.c.noticed_at < _END)
    .group_by(gaps.c.near)
)
_VOTES = (
    select(feedback.c.helpful, func.count().label("count"))
    .join(questions, and_(questions.c.team == feedback.c.team, questions.c.id == feedback.c.question))
    .where(_HEARD, feedback.c.voted_at >= _START, feedback.c.voted_at < _END)
    .group_by(feedback.c.helpful)
)


def facts(  # noqa: PLR0913, PLR0917  whose, of when, and where from
    connection: Connection, memory: Memory, team: TeamId, channel: ChannelId, start: datetime, end: datetime
) -> Facts:
    """What happened from `start` to before `end`, and what stands now; of that, what is remembered is not read."""
    of = {"of_team": team, "of_channel": channel}
    during = {**of, "start": start, "end": end}
    known = memory.on_topics(connection, team, connection.scalars(_TOPICS, of).all(), channel)
    asked = connection.execute(_ASKED, during).all()
    votes = {row["helpful"]: row["count"] for row in connection.execute(_VOTES, during).mappings()}
    return Facts(
        standing=tuple(one for one in reversed(known) if one.status in _STANDING),
        turns=tuple(map(_turn, connection.execute(_TURNS, during))),
        proposed_at={DecisionId(row.id): row.at for row in connection.execute(_PROPOSED, of)},
        outcomes=Counter(row.outcome or "" for row in asked),
        topics=Counter(entry for row in asked if row.outcome == Outcome.ANSWER.value for entry in _first(row)),
        gaps={row["near"]: row["count"] for row in connection.execute(_GAPS, during).mappings()},
        votes=sum(votes.values()),
        helpful=votes.get(True, 0),
    )


def _turn(row: Row[*tuple[object, ...]]) -> Turn:
    return Turn(decision_from_json(row.record), Deed(row.deed), Act(Person(row.who), row.at, row.why))


def _first(row: Row[*tuple[object, ...]]) -> list[EntryId]:
    """The entry that an answer cites first, if any."""
    return [EntryId(entry) for entry, *_ in json.loads(row.evidence)[:1]]
