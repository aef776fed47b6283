"""The decision book: what Slack and the command line call to read records and to change them.

Nothing is written here: each act gives the changes that an exchange then carries to the store, or a `DecisionError`
whose sentence says what is possible or who can. Before a record is proposed or accepted, what it contradicts is looked
up; where nothing was said about that, there are conflicts to settle and no changes.

A public record and a private channel's have at most a tie that the private one names: the public one shows nothing
that only some may know.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from bot.advice.answer import Answer
from bot.decisions import lifecycle, reviews
from bot.decisions.change import Act, Change, Deed, Event
from bot.decisions.conflicts import conflicting
from bot.decisions.grounds import still_holds
from bot.decisions.precedents import Recalled, missing_successors, neighbours_of, precedents, revisits, topics_of
from bot.decisions.record import EVERYWHERE, Decision, DecisionId, Held, Person, Status, Tie
from bot.decisions.roles import check_may_move, check_may_tie, may_move
from bot.decisions.search import Found, Search
from bot.errors import DecisionError
from bot.ids import ChannelId, TeamId
from bot.knowledge.entries import EntryId, Library

NO_TIES: Mapping[DecisionId, Tie] = {}

_NAME = re.compile(r"(?:adr[ -]*|#)?0*([1-9][0-9]{0,8})", re.IGNORECASE)


class Shelf(Protocol):
    """Where the records stand. Reads only: changes are written with the exchange that they belong to."""

    def decision(self, team: TeamId, decision: DecisionId) -> Decision | None:
        """A record by its id."""
        ...

    def decision_numbered(self, team: TeamId, number: int) -> Decision | None:
        """A record by its number."""
        ...

    def decisions_on(self, team: TeamId, topics: Collection[str], seen_from: ChannelId) -> Sequence[Decision]:
        """The records on these topics that a channel may see, drafts apart, newest number first."""
        ...

    def decisions_found(self, team: TeamId, search: Search) -> Found:
        """What is looked for, drafts apart."""
        ...

    def decisions_due(self, team: TeamId, until: date) -> Sequence[Decision]:
        """The records in force whose review date has come by that day, longest due first."""
        ...

    def decisions_on_entries(self, team: TeamId, entries: Collection[EntryId]) -> Sequence[Decision]:
        """The records in force that rest on any of these entries, by number."""
        ...

    def decision_history(self, team: TeamId, decision: DecisionId) -> Sequence[Event]:
        """All that was done to a record, oldest first."""
        ...

    def all_decisions(self, team: TeamId) -> Sequence[Decision]:
        """Every record but the drafts, by number, private ones too: for exports that an operator makes."""
        ...


@dataclass(frozen=True, slots=True)
class Writing:
    """What an act writes; where there are conflicts to settle first, that is nothing."""

    changes: tuple[Change, ...] = ()
    conflicts: tuple[Decision, ...] = ()


class DecisionBook:
    """Reads from the shelf, and says what an act writes.

    A conflict is settled by `ties`: to the other record's id, whether it is superseded, holds for others (relates to),
    or is no conflict. What is settled once is not asked again.
    """

    def __init__(self, shelf: Shelf, administrators: Collection[Person] = ()) -> None:
        self._shelf = shelf
        self._administrators = administrators

    def named(self, team: TeamId, name: str, seen_from: ChannelId) -> Decision | None:
        """The record that people call so (ADR-0007, adr 7, 7), where it may be seen there."""
        match = _NAME.fullmatch(name.strip())
        decision = self._shelf.decision_numbered(team, int(match[1])) if match else None
        return decision if decision and decision.seen_from(seen_from) else None

    def recalled(self, team: TeamId, answer: Answer, seen_from: ChannelId) -> Recalled:
        """What an answer shows of earlier decisions, where it is given."""
        near = list(self._shelf.decisions_on(team, neighbours_of(answer), seen_from))
        while missing := [found for id_ in missing_successors(near) if (found := self._shelf.decision(team, id_))]:
            near += missing
        return Recalled(
            precedents(near, topics_of(answer), seen_from),
            revisits(near, tuple(answer.signals or ()), seen_from),
        )

    def log(self, draft: Decision, status: Status, ties: Mapping[DecisionId, Tie] = NO_TIES) -> Writing:
        """A new record by its author: as a draft, proposed or accepted; all that is done with it is one change."""
        act = lifecycle.logged(draft).act
        match status:
            case Status.DRAFT:
                decision, others = self._tied(draft, ties, act)
                writing = Writing((lifecycle.logged(decision), *others))
            case Status.PROPOSED:
                writing = self.propose(draft, act, ties)
            case Status.ACCEPTED:
                writing = self.accept(draft, act, ties)
            case _:
                raise DecisionError("A new record is logged as a draft, as a proposal or as accepted.")
        return replace(writing, changes=_as_new(writing.changes))

    def propose(self, decision: Decision, act: Act, ties: Mapping[DecisionId, Tie] = NO_TIES) -> Writing:
        """A draft, put to the team."""
        check_may_move(decision, act.by, self._administrators)
        tied, others = self._tied(decision, ties, act)
        if found := self._conflicts(tied):
            return Writing(conflicts=found)
        return Writing((replace(lifecycle.proposed(tied, act), before=decision), *others))

    def accept(self, decision: Decision, act: Act, ties: Mapping[DecisionId, Tie] = NO_TIES) -> Writing:
        """The decision, made, and what it supersedes, which goes out of force in the same write.

        What it was to supersede and is out of force already is left as it is.
        """
        check_may_move(decision, act.by, self._administrators)
        tied, others = self._tied(decision, ties, act)
        if found := self._conflicts(tied):
            return Writing(conflicts=found)
        retired = self._retired(tied, act)
        tied = replace(tied, retires=tuple(one.id for one in retired))
        first, *rest = lifecycle.accepted(tied, act, retired)
        return Writing((replace(first, before=decision), *rest, *others))

    def check_may_move(self, decision: Decision, who: Person) -> None:
        """Raise `RoleError`, which says who can, where somebody may not move a record."""
        check_may_move(decision, who, self._administrators)

    def may_move(self, decision: Decision, who: Person) -> bool:
        """Whether somebody may move a record."""
        return may_move(decision, who, self._administrators)

    def reject(self, decision: Decision, act: Act) -> Change:
        """A proposal, turned down for a reason."""
        check_may_move(decision, act.by, self._administrators)
        return lifecycle.rejected(decision, act)

    def deprecate(self, decision: Decision, act: Act) -> Change:
        """A decision, out of force for a reason and without a successor."""
        check_may_move(decision, act.by, self._administrators)
        return lifecycle.deprecated(decision, act)

    def correct(self, decision: Decision, act: Act, values: Mapping[str, Any]) -> Change:
        """A record with other values in some fields, by the record's names of them."""
        check_may_move(decision, act.by, self._administrators)
        return lifecycle.corrected(decision, act, values)

    def correct_and_relate(
        self, decision: Decision, act: Act, values: Mapping[str, Any], others: Sequence[Decision]
    ) -> tuple[Change, ...]:
        """The same, and in the same write ties to others that it relates to, which may be all there is to it."""
        check_may_move(decision, act.by, self._administrators)
        first = self.correct(decision, act, values) if values else Change(decision, decision, Deed.LINKED, act)
        tied, theirs = self._tied(first.after, {other.id: Tie.RELATES_TO for other in others}, act)
        return (replace(first, after=tied), *theirs)

    def link(self, decision: Decision, other: Decision, tie: Tie, act: Act) -> tuple[Change, ...]:
        """Two records that relate to each other, or that are no conflict, which is not asked again."""
        check_may_tie(decision, other, act.by, self._administrators)
        changes = lifecycle.linked(decision, other, tie, act)
        ends = zip(changes, (other, decision), strict=True)
        return tuple(change for change, to in ends if _may_name(change.after, to))

    def review(self, decision: Decision, act: Act, held: Held, library: Library) -> Change:
        """A decision in force, with what a review found; one that holds is put on today's evidence."""
        check_may_move(decision, act.by, self._administrators)
        return still_holds(decision, act, library) if held is Held.HELD else reviews.reviewed(decision, act, held)

    def waive(self, decision: Decision, act: Act, until: date) -> Change:
        """A decision in force, left alone until a date, for a reason."""
        check_may_move(decision, act.by, self._administrators)
        return reviews.waived(decision, act, until)

    def _conflicts(self, decision: Decision) -> tuple[Decision, ...]:
        others = self._shelf.decisions_on(decision.team, (decision.topic,), decision.private_to)
        return conflicting(decision, others)

    def _tied(
        self, decision: Decision, ties: Mapping[DecisionId, Tie], act: Act
    ) -> tuple[Decision, tuple[Change, ...]]:
        """The record with its ties, and the other ends of those that both records name; what is said last counts."""
        others = []
        for id_, tie in ties.items():
            other = self._other(decision, id_)
            if tie is Tie.SUPERSEDES:
                _check_in_force(other)
                decision = replace(decision, retires=tuple(dict.fromkeys((*decision.retires, id_))))
                continue
            decision = replace(decision, retires=tuple(one for one in decision.retires if one != id_))
            mine, theirs = lifecycle.linked(decision, other, tie, act)
            decision = mine.after
            others += [theirs] if _may_name(other, decision) else []
        return decision, tuple(others)

    def _retired(self, decision: Decision, act: Act) -> tuple[Decision, ...]:
        """Those of the records to supersede that are in force."""
        found = (self._shelf.decision(decision.team, id_) for id_ in decision.retires)
        retired = tuple(one for one in found if one and one.in_force)
        for one in retired:
            if one.private_to != decision.private_to:
                raise DecisionError(
                    f"{one.name} is not for the same people: a decision that they can't see can't take its place."
                )
            check_may_move(one, act.by, self._administrators)
        return retired

    def _other(self, decision: Decision, id_: DecisionId) -> Decision:
        """The other end of a tie, where those who see the record may see it too."""
        other = self._shelf.decision(decision.team, id_)
        if other is None or not other.seen_from(decision.private_to):
            raise DecisionError("There is no such record for those who see this one.")
        return other


def _may_name(decision: Decision, other: Decision) -> bool:
    """Whether all who see a record may see the other."""
    return other.private_to in {EVERYWHERE, decision.private_to}


def _check_in_force(decision: Decision) -> None:
    if not decision.in_force:
        raise DecisionError(f"{decision.name} is {decision.status}; only a decision in force is superseded.")


def _as_new(changes: Sequence[Change]) -> tuple[Change, ...]:
    first, *rest = changes or (None,)
    return (replace(first, before=None), *rest) if first else ()
