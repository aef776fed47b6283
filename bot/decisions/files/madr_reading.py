"""From a file that `madr` wrote to the record that it was written from, and nothing else.

Only a file that would be written again as it stands is read. So whatever somebody changed in one either comes into the
record or is pointed out, and nothing is lost unseen.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest

from bot.decisions.files import madr
from bot.decisions.files.front_matter import begun, number_in
from bot.decisions.files.more_information import WILL_SUPERSEDE, mentions, with_more
from bot.decisions.files.outline import Item, MisreadError, Outline
from bot.decisions.files.typed_text import in_heading, typed
from bot.decisions.record import ConsideredOption, Decision, DecisionId, Driver, Importance
from bot.ids import TeamId
from bot.knowledge.yaml_reader import Document, printable

_DRIVER = re.compile(r"(?P<importance>must|should|nice):(?: (?P<rest>.*))?", re.DOTALL)
_CHOSEN = re.compile(r'"([^"]*)"(?: and )?')


def read_madr(text: str, parts: Outline, front: Document, team: TeamId, ids: Mapping[int, DecisionId]) -> Decision:
    """The record; `ids` are those of all records that it may name, itself included, by number.

    Raises `MisreadError` where the file is not as it would be written.
    """
    number = number_in(front)
    if number not in ids:
        raise MisreadError(front.line(("id",)), f"id: ADR-{number:04d} is not the number in the file's name")
    decision = with_more(_with_text(begun(front, team, ids[number]), parts), parts, ids)
    places = {ids[one.place.number]: one.place for one in mentions(parts)}
    _check_same(text, madr.madr(decision, places))
    return decision


def says_the_same(text: str, parts: Outline, decision: Decision) -> bool:
    """Whether a file says what an export of this record would; links may lead to other names."""
    found = {(one.tie, one.place.number): one.place for one in mentions(parts)}
    places = {link.to: found[link.tie, link.number] for link in decision.links if (link.tie, link.number) in found}
    by_number = [one.place for one in mentions(parts) if one.tie == WILL_SUPERSEDE]
    places.update(zip(decision.retires, by_number, strict=False))
    return madr.madr(decision, places) == text


def _check_same(text: str, again: str) -> None:
    for line, (found, expected) in enumerate(zip_longest(text.split("\n"), again.split("\n")), 1):
        if found != expected:
            reads = "the file ends" if found is None else f"reads {printable(found)!r}"
            writes = "nothing" if expected is None else repr(printable(expected))
            raise MisreadError(line, f"{reads} where an export has {writes}")


def _with_text(decision: Decision, parts: Outline) -> Decision:
    """The record with what MADR's own sections hold."""
    title = next((section.heading for section in parts.sections if section.level == 1), "")
    chosen, rationale = _outcome(parts.section(madr.OUTCOME).text)
    return replace(
        decision,
        title=typed(title),
        context=typed(parts.section(madr.CONTEXT).text),
        question=typed(parts.section(madr.CONTEXT, madr.QUESTION).text),
        drivers=tuple(_driver(item) for item in parts.items(madr.DRIVERS)),
        options=tuple(_option(typed(item.text), parts) for item in parts.items(madr.OPTIONS)),
        chosen=chosen,
        rationale=rationale,
        consequences=tuple(typed(item.text) for item in parts.items(madr.OUTCOME, madr.CONSEQUENCES)),
        confirmation=tuple(typed(item.text) for item in parts.items(madr.OUTCOME, madr.CONFIRMATION)),
    )


def _driver(item: Item) -> Driver:
    found = _DRIVER.fullmatch(item.text)
    if not found:
        raise MisreadError(item.line, f"{printable(item.text)!r} does not begin with must:, should: or nice:")
    signal, _, note = (found["rest"] or "").partition(": ")
    return Driver(typed(signal), Importance(found["importance"]), typed(note))


def _option(title: str, parts: Outline) -> ConsideredOption:
    arguments = [item.text for item in parts.items(madr.ARGUMENTS, in_heading(title))]
    pros, cons, rejected = (_arguments(arguments, kind) for kind in (madr.GOOD, madr.BAD, madr.REJECTED))
    return ConsideredOption(title, pros, cons, next(iter(rejected), ""))


def _arguments(written: list[str], kind: str) -> tuple[str, ...]:
    begins = kind.rstrip()
    return tuple(typed(text[len(begins) :].removeprefix(" ")) for text in written if text.startswith(begins))


def _outcome(written: str) -> tuple[tuple[str, ...], str]:
    """The titles of what was chosen, and why; both may be empty."""
    at = len(madr.CHOSEN) if written.startswith(madr.CHOSEN) else len(madr.NOTHING_CHOSEN)
    chosen = []
    while found := _CHOSEN.match(written, at):
        chosen.append(typed(found[1]))
        at = found.end()
    rationale = written[at:]
    return tuple(chosen), typed(rationale.removeprefix(madr.BECAUSE)) if rationale != "." else ""
