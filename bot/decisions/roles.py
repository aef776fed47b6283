"""Who may do what to a record: anyone logs and proposes, those whom it concerns move it, administrators may do all."""

from collections.abc import Collection, Sequence

from bot.decisions.record import Decision, Person, Status
from bot.errors import RoleError

NAMED = 5  # people in a sentence


def movers(decision: Decision) -> tuple[Person, ...]:
    """Who may move and correct a record: who decided, who owns it, and of a draft who wrote it."""
    author = (decision.created_by,) if decision.status is Status.DRAFT else ()
    people = (*decision.decision_makers, decision.owner, decision.deputy, *author)
    return tuple(dict.fromkeys(person for person in people if person))


def may_move(decision: Decision, who: Person, administrators: Collection[Person]) -> bool:
    """Whether somebody may move a record."""
    return who in administrators or who in movers(decision)


def check_may_move(decision: Decision, who: Person, administrators: Collection[Person]) -> None:
    """Raise `RoleError`, which says who can, where somebody may not move a record."""
    if may_move(decision, who, administrators):
        return
    people, others = movers(decision)[:NAMED], tuple(administrators)[:NAMED]
    sentence = f"{decision.name} is moved by who decided it or owns it{_or_an_administrator(people, others)}"
    raise RoleError(sentence, (*people, *others))


def check_may_tie(decision: Decision, other: Decision, who: Person, administrators: Collection[Person]) -> None:
    """Raise `RoleError`, which says who can, where somebody may move neither of two records."""
    people = tuple(dict.fromkeys((*movers(decision), *movers(other))))
    if who in administrators or who in people:
        return
    both, people, others = f"{decision.name} and {other.name}", people[:NAMED], tuple(administrators)[:NAMED]
    sentence = f"{both} are tied by who decided or owns one of them{_or_an_administrator(people, others)}"
    raise RoleError(sentence, (*people, *others))


def _or_an_administrator(people: Sequence[Person], administrators: Sequence[Person]) -> str:
    """Who can, by name; of the administrators as many as are known."""
    named = " and ".join(people) or "nobody yet"
    known = f" ({' or '.join(administrators)})" if administrators else ""
    return f" ({named}), or by an administrator{known}."
