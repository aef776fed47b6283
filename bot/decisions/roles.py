"""Who may do what to a record: anyone logs and proposes, those whom it concerns move it, administrators may do all."""

from collections.abc import Collection

from bot.decisions.record import Decision, Person, Status
from bot.errors import DecisionError


def movers(decision: Decision) -> tuple[Person, ...]:
    """Who may move and correct a record: who decided, who owns it, and of a draft who wrote it."""
    author = (decision.created_by,) if decision.status is Status.DRAFT else ()
    people = (*decision.decision_makers, decision.owner, decision.deputy, *author)
    return tuple(dict.fromkeys(person for person in people if person))


def check_may_move(decision: Decision, who: Person, administrators: Collection[Person]) -> None:
    """Raise `DecisionError`, which says who can, where somebody may not move a record."""
    if who in administrators or who in movers(decision):
        return
    named = " and ".join(f"<@{person}>" for person in movers(decision)[:5]) or "nobody yet"
    raise DecisionError(
        f"{decision.name} is moved by who decided it or owns it ({named}), or by an administrator of the bot."
    )
