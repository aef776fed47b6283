"""The life of a record: which moves there are, and what each leaves behind.

    draft ──▶ proposed ──▶ accepted ──▶ deprecated
      │           │            │
      │           ▼            ▼
      │        rejected    superseded, by a record that is accepted in the same move
      └────────────────▶ accepted

Nothing leaves rejected, deprecated or superseded: a new record is written instead. What an accepted record decided is
not edited; small corrections keep their reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from bot.decisions.change import Act, Change, Deed
from bot.decisions.record import Decision, Link, Status, Tie
from bot.decisions.reviews import first_review
from bot.decisions.soundness import faults
from bot.errors import DecisionError

NO_REASON = "Say why; the reason is kept with the record."

MOVES: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.PROPOSED, Status.ACCEPTED}),
    Status.PROPOSED: frozenset({Status.ACCEPTED, Status.REJECTED}),
    Status.ACCEPTED: frozenset({Status.DEPRECATED, Status.SUPERSEDED}),
    Status.REJECTED: frozenset(),
    Status.DEPRECATED: frozenset(),
    Status.SUPERSEDED: frozenset(),
}
OPEN = frozenset({Status.DRAFT, Status.PROPOSED})  # what is not decided yet, and may be edited as one likes

# What may still be put right in a record that was decided. The rest is its substance, or moves by itself.
CORRECTABLE = frozenset(
    "title question context tags consulted informed owner deputy consequences confirmation dissent review_on".split()
)
_NEVER_EDITED = frozenset(
    "team id number revision created_at created_by status links retires source private_to provenance".split()
)


def logged(decision: Decision) -> Change:
    """A new draft; raises `DecisionError` where it is not sound."""
    if decision.status is not Status.DRAFT or decision.number:
        raise DecisionError("A new record begins as a draft without a number.")
    return _change(None, decision, Deed.LOGGED, Act(decision.created_by, decision.created_at))


def proposed(decision: Decision, act: Act) -> Change:
    """The draft, put to the team."""
    return _change(decision, _moved(decision, Status.PROPOSED, act), Deed.PROPOSED, act)


def accepted(decision: Decision, act: Act, retired: Sequence[Decision] = ()) -> tuple[Change, ...]:
    """The decision, made; and the records that it supersedes, which are those that `retires` names.

    Raises `DecisionError` where one of those is not in force any more.
    """
    if {one.id for one in retired} != set(decision.retires):
        raise DecisionError("The records that are superseded are those that the new one names.")
    after = _moved(decision, Status.ACCEPTED, act)
    decided_at = after.decided_at or act.at
    after = replace(after, decided_at=decided_at, review_on=after.review_on or first_review(after, decided_at))
    links = tuple(Link(Tie.SUPERSEDES, one.id, one.number) for one in retired)
    after = replace(after, links=(*after.links, *links), retires=())
    return (
        _change(decision, after, Deed.ACCEPTED, act),
        *(_superseded(one, after, act) for one in retired),
    )


def rejected(decision: Decision, act: Act) -> Change:
    """The proposal, turned down for a reason."""
    return _change(decision, _moved(decision, Status.REJECTED, act), Deed.REJECTED, _reasoned(act))


def deprecated(decision: Decision, act: Act) -> Change:
    """The decision, out of force without a successor, for a reason."""
    return _change(decision, _moved(decision, Status.DEPRECATED, act), Deed.DEPRECATED, _reasoned(act))


def corrected(decision: Decision, act: Act, values: Mapping[str, Any]) -> Change:
    """The record with other values in some fields. What was decided stays: that takes a new record."""
    if refused := sorted(values.keys() - editable(decision)):
        raise DecisionError(
            f"{decision.name} is {decision.status}: its {refused[0].replace('_', ' ')} stays as it is. "
            "Log a new decision that supersedes it."
        )
    because = act if decision.status in OPEN else _reasoned(act)
    return _change(decision, replace(decision, **values), Deed.CORRECTED, because)


def editable(decision: Decision) -> frozenset[str]:
    """The fields of a record that may be corrected, by the record's names of them."""
    if decision.status in OPEN:
        return frozenset(field.name for field in fields(Decision)) - _NEVER_EDITED
    return CORRECTABLE


def linked(decision: Decision, other: Decision, tie: Tie, act: Act) -> tuple[Change, Change]:
    """Both records with the tie; for those that bind no status: relates to, no conflict with."""
    if tie in {Tie.SUPERSEDES, Tie.SUPERSEDED_BY}:
        raise DecisionError("A decision supersedes another one by being accepted.")
    pairs = ((decision, other), (other, decision))
    first, second = (_change(one, _tied(one, Link(tie, to.id, to.number)), Deed.LINKED, act) for one, to in pairs)
    return first, second


def possible_moves(decision: Decision) -> str:
    """A sentence that says what can become of a record."""
    moves = sorted(MOVES[decision.status])
    if not moves:
        return f"{decision.name} is {decision.status}, which is final. Log a new decision instead."
    return f"{decision.name} is {decision.status}; it can be {' or '.join(moves)}."


def _moved(decision: Decision, status: Status, act: Act) -> Decision:
    """The record in another status. Who moves a draft confirms what it says."""
    if status not in MOVES[decision.status]:
        raise DecisionError(possible_moves(decision))
    provenance = decision.provenance
    if decision.status in OPEN and (status is Status.ACCEPTED or not provenance.confirmed_by):
        provenance = replace(provenance, confirmed_by=act.by, confirmed_at=act.at)
    return replace(decision, status=status, provenance=provenance)


def _superseded(decision: Decision, successor: Decision, act: Act) -> Change:
    link = Link(Tie.SUPERSEDED_BY, successor.id, successor.number)
    return _change(decision, _tied(_moved(decision, Status.SUPERSEDED, act), link), Deed.SUPERSEDED, act)


def _tied(decision: Decision, link: Link) -> Decision:
    return replace(decision, links=(*(one for one in decision.links if one != link), link))


def _reasoned(act: Act) -> Act:
    if not act.why.strip():
        raise DecisionError(NO_REASON)
    return act


def _change(before: Decision | None, after: Decision, deed: Deed, act: Act) -> Change:
    if found := faults(after):
        raise DecisionError(" ".join(sentence for _, sentence in found))
    return Change(before, after, deed, act)
