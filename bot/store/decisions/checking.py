"""Whether the changes of an exchange fit what is kept, and leave records that are sound. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.decisions.change import Change, Deed
from bot.decisions.conflicts import conflicting
from bot.decisions.lifecycle import MOVES, possible_moves
from bot.decisions.record import Decision, DecisionId, Status, Tie
from bot.decisions.soundness import DECIDED, faults
from bot.errors import DecisionError
from bot.store.decisions.rows import Row, counterpart, link_rows, new_link_rows

Kept = Mapping[DecisionId, Decision]


def check(changes: Sequence[Change], kept: Kept) -> None:
    """Raise `DecisionError` where one does not fit, and say which. `kept` are the records that are changed."""
    states = {change.after.id: change.after for change in changes}
    if len(states) < len(changes):
        raise DecisionError("A record is changed once in one go.")
    for change in changes:
        if change.before is not None:
            _check_kept(change, change.before, kept.get(change.after.id))
        if found := faults(change.after):
            raise DecisionError(" ".join(sentence for _, sentence in found))
        _check_ties(change.after, kept.get(change.after.id), states)
    rows = new_link_rows(changes, kept)
    two_sided = _sides(mutual(rows))
    if any(_side(row) not in two_sided and not _is_its_own(row, states) for row in rows):
        raise DecisionError("A tie between two decisions is written on both.")


def newly_in_force(changes: Iterable[Change]) -> Iterator[Decision]:
    """The decisions that are made by these changes; what a file says was decided elsewhere."""
    for change in changes:
        made = change.after.in_force and not (change.before and change.before.in_force)
        if made and change.deed is not Deed.IMPORTED:
            yield change.after


def check_meanwhile(decision: Decision, changes: Iterable[Change], in_force: Iterable[Decision]) -> None:
    """Raise `DecisionError` where a decision contradicts one that was made since its conflicts were looked up.

    `in_force` are those on its topic that those who see it may see, as they are before the changes.
    """
    states = {change.after.id: change.after for change in changes}
    others = {one.id: states.get(one.id, one) for one in in_force}
    if found := conflicting(decision, [*others.values()]):
        other = found[0]
        raise DecisionError(
            f"{other.name}, which chose {' and '.join(other.chosen)}, was decided meanwhile and contradicts this. "
            "Try again to say what that means."
        )


def mutual(rows: Sequence[Row]) -> list[Row]:
    """The ties that both records name; a private record's to a public one stands in the private one alone."""
    sides = _sides(rows)
    return [row for row in rows if _side(counterpart(row)) in sides]


def successors_first(new: Iterable[Change]) -> Iterator[Change]:
    """New records in an order in which each comes after the one that took its place; raises `DecisionError`."""
    left = {change.after.id: change for change in new}
    while left:
        ready = [one for one in left.values() if not any(tie.to in left for tie in one.after.tied(Tie.SUPERSEDED_BY))]
        if not ready:
            names = ", ".join(change.after.name for change in left.values())
            raise DecisionError(f"No decision supersedes itself, not by way of others either: {names}.")
        yield from ready
        for change in ready:
            del left[change.after.id]


def _check_kept(change: Change, before: Decision, kept: Decision | None) -> None:
    if kept is None:
        raise DecisionError(f"{before.name} was changed meanwhile: it is not there any more.")
    if kept.revision != before.revision:
        raise DecisionError(
            f"{kept.name} was changed meanwhile: it is {kept.status} now. Look at it again before you change it."
        )
    if change.after.number != kept.number:
        raise DecisionError(f"{kept.name} keeps its number.")
    if change.after.status is not kept.status and change.after.status not in MOVES[kept.status]:
        raise DecisionError(possible_moves(kept))


def _check_ties(after: Decision, before: Decision | None, states: Kept) -> None:
    """That no tie goes, and that only a decision in force retires one; one from a file may have gone out of force."""
    if before is not None and not _sides(link_rows(before)) <= _sides(link_rows(after)):
        raise DecisionError(f"{after.name} keeps its ties to other records.")
    if before is not None and before.status is Status.SUPERSEDED:
        return
    allowed = DECIDED if before is None else {Status.ACCEPTED}
    successors = [states[tie.to] for tie in after.tied(Tie.SUPERSEDED_BY) if tie.to in states]
    if wrong := [one for one in successors if one.status not in allowed]:
        raise DecisionError(f"{wrong[0].name} is {wrong[0].status}; only what is accepted supersedes another decision.")


def _is_its_own(row: Row, states: Kept) -> bool:
    """Whether a tie may stand on one side: a public record does not show that a private one names it.

    Of a record that is not changed is not known whether it is public; the book names no other.
    """
    binds_no_status = row["tie"] in {Tie.RELATES_TO, Tie.NO_CONFLICT}
    other = states.get(row["other"])
    return binds_no_status and bool(states[row["decision"]].private_to) and (other is None or not other.private_to)


def _sides(rows: Iterable[Row]) -> set[tuple[str, str, str]]:
    return set(map(_side, rows))


def _side(row: Row) -> tuple[str, str, str]:
    return row["decision"], row["tie"], row["other"]
