"""The exchange: all that one delivery leaves behind, in one transaction."""

from sqlalchemy import Connection

from bot.conversation.records import Exchange
from bot.errors import StoreError
from bot.store import answers, channel_settings, digests, erasing, feedback, gaps, inbox, outbox, questions
from bot.store.decisions.writing import write_changes


def write_exchange(connection: Connection, exchange: Exchange) -> None:
    """Write an exchange; raises `RepeatedError` where any of its keys, its question or its answer is known.

    An answer, a vote or a gap whose question is no longer kept is not kept either. Raises `DecisionError` where a
    record is not what it was to be changed from, and `RepeatedError` where a new one is known.
    """
    inbox.take_keys(connection, exchange.team, exchange.keys, exchange.at)
    if exchange.forget is not None:
        erasing.forget(connection, exchange.team, exchange.forget)
    if exchange.asked is not None:
        questions.add(connection, exchange.asked)
    _hang_on(connection, exchange)
    if exchange.settings is not None:
        channel_settings.put(connection, exchange.settings)
    if exchange.digest is not None:
        digests.put(connection, exchange.digest)
    digests.take_weeks(connection, exchange.weeks)
    write_changes(connection, exchange.team, exchange.changes)
    outbox.add(connection, exchange.outgoing, exchange.at)


def checked(exchange: Exchange) -> Exchange:
    """The exchange, all of it of one workspace; raises `StoreError` else."""
    settings = (exchange.settings, exchange.digest, *exchange.weeks)
    kept = (exchange.asked, exchange.given, exchange.gap, exchange.vote, *exchange.outgoing)
    records = (record for change in exchange.changes for record in (change.before, change.after))
    teams = {one.team for some in (settings, kept, records) for one in some if one is not None}
    if teams - {exchange.team}:
        raise StoreError(f"An exchange of the workspace {exchange.team} holds something of another.")
    return exchange


def _hang_on(connection: Connection, exchange: Exchange) -> None:
    """Write what belongs to a question."""
    new = None if exchange.asked is None else exchange.asked.id
    given, gap, vote = exchange.given, exchange.gap, exchange.vote
    if given is not None and (given.question == new or questions.is_kept(connection, given.team, given.question)):
        answers.add(connection, given)
    if gap is not None and (gap.question == new or questions.is_kept(connection, gap.team, gap.question)):
        gaps.add(connection, gap)
    if vote is not None and (vote.question == new or questions.is_kept(connection, vote.team, vote.question)):
        feedback.put(connection, vote)
        if vote.helpful:
            gaps.drop_disliked(connection, vote.team, vote.question)
