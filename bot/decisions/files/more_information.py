"""MADR's "More Information": lists of named values for what has no section of its own there, written and read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.decisions.files.markdown_writing import Named, bullets, bullets_of_named, named, section, section_of_any
from bot.decisions.files.outline import Item, MisreadError, Outline
from bot.decisions.files.typed_text import typed
from bot.decisions.record import (
    Advice,
    Decision,
    DecisionId,
    Dissent,
    Flip,
    Following,
    Grounds,
    Held,
    Link,
    Outcome,
    Person,
    Source,
    Tie,
)
from bot.ids import ChannelId, QuestionId
from bot.knowledge.entries import EntryId, SignalId
from bot.knowledge.yaml_reader import printable

MORE = "More Information"
REVIEW, ADVICE, REVISIT, EVIDENCE = "Review", "Advice", "Revisit When", "Evidence"
DISSENT, OUTCOMES, LINKS, SOURCE = "Dissent", "Outcomes", "Links", "Source"
WILL_SUPERSEDE = "will supersede"

_LINKED = re.compile(r"(?P<tie>[a-z ]+): (?:\[(?=.*\]))?ADR-(?P<number>[0-9]{1,9})(?:\]\((?P<file>[^()]*)\))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where another record is: its number, and its file where that is exported too."""

    number: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Another record as a file names it, and on which line."""

    tie: str
    place: Place
    line: int


def more_information(decision: Decision, places: Mapping[DecisionId, Place]) -> str:
    """The section, empty where there is nothing to say; `places` as for `madr`."""
    sections = {
        REVIEW: bullets_of_named(filter(None, [_review(decision)])),
        ADVICE: bullets_of_named([_advice(decision.advice)] if decision.advice != Advice() else []),
        REVISIT: bullets_of_named(map(_flip, decision.flips)),
        EVIDENCE: bullets_of_named(map(_grounds, decision.grounds)),
        DISSENT: bullets_of_named(named(who=one.who, why=one.text) for one in decision.dissent),
        OUTCOMES: bullets_of_named(named(on=str(one.on), held=one.held, note=one.note) for one in decision.outcomes),
        LINKS: bullets(_ties(decision, places)),
        SOURCE: bullets_of_named(filter(None, [_source(decision.source)])),
    }
    return section_of_any(2, MORE, "\n\n".join(section(3, heading, body) for heading, body in sections.items() if body))


def mentions(parts: Outline) -> list[Mention]:
    """The other records that the section names."""
    found = []
    for item in parts.items(MORE, LINKS):
        match = _LINKED.fullmatch(item.text)
        if not match:
            raise MisreadError(item.line, f"{printable(item.text)!r} is no tie to another record")
        found.append(Mention(match["tie"], Place(int(match["number"]), match["file"] or ""), item.line))
    return found


def with_more(decision: Decision, parts: Outline, ids: Mapping[int, DecisionId]) -> Decision:
    """The record with what the section holds; `ids` are those of all records that it may name, by number."""
    review, advice, source = (_only(parts, heading) for heading in (REVIEW, ADVICE, SOURCE))
    named_ones = mentions(parts)
    return replace(
        decision,
        owner=Person(review.one("owner")),
        deputy=Person(review.one("deputy")),
        review_on=review.day("on") if review.one("on") else None,
        advice=_advice_read(advice),
        flips=tuple(map(_flip_read, _things(parts, REVISIT))),
        grounds=tuple(map(_grounds_read, _things(parts, EVIDENCE))),
        dissent=tuple(Dissent(Person(one.one("who")), one.one("why")) for one in _things(parts, DISSENT)),
        outcomes=tuple(map(_outcome_read, _things(parts, OUTCOMES))),
        source=Source(ChannelId(source.one("channel")), source.one("thread"), source.one("permalink")),
        links=tuple(_link(one, ids) for one in named_ones if one.tie != WILL_SUPERSEDE),
        retires=tuple(_id(one, ids) for one in named_ones if one.tie == WILL_SUPERSEDE),
    )


class _Thing:
    """The named values of one item."""

    def __init__(self, item: Item) -> None:
        self.line = item.line
        pairs = (line.removeprefix("* ").partition(":") for line in item.text.split("\n") if line)
        self._values = [(name, typed(value.removeprefix(" "))) for name, _, value in pairs]

    def one(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for known, value in self._values if known == name)

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.one(name))
        except ValueError as error:
            raise MisreadError(self.line, f"{name}: {self.one(name)!r} is no date such as 2026-05-26") from error


def _things(parts: Outline, heading: str) -> list[_Thing]:
    return [_Thing(item) for item in parts.items(MORE, heading)]


def _only(parts: Outline, heading: str) -> _Thing:
    return next(iter(_things(parts, heading)), _Thing(Item("", 1)))


def _review(decision: Decision) -> Named:
    return named(on=str(decision.review_on or ""), owner=decision.owner, deputy=decision.deputy)


def _advice(advice: Advice) -> Named:
    said = named(pick=advice.pick, confidence=advice.confidence, answer=advice.question, reason=advice.reason)
    return [("advice", advice.following), *said]


def _advice_read(thing: _Thing) -> Advice:
    if not thing.one("advice"):
        return Advice()
    try:
        following = Following(thing.one("advice"))
    except ValueError as error:
        raise MisreadError(thing.line, f"advice: {thing.one('advice')!r} cannot stand there") from error
    answer = QuestionId(thing.one("answer"))
    return Advice(following, answer, thing.one("pick"), thing.one("confidence"), thing.one("reason"))


def _flip(flip: Flip) -> Named:
    changed = [*(("added", signal) for signal in flip.added), *(("removed", signal) for signal in flip.removed)]
    return [*named(when=flip.text, entry=flip.entry), *changed]


def _flip_read(thing: _Thing) -> Flip:
    added, removed = (tuple(map(SignalId, thing.all(name))) for name in ("added", "removed"))
    return Flip(thing.one("when"), EntryId(thing.one("entry")), added, removed)


def _grounds(grounds: Grounds) -> Named:
    stale = "yes" if grounds.stale else ""
    cited = named(entry=grounds.entry, url=grounds.url, figure=grounds.figure, stale=stale)
    return [*cited, *named(hash=grounds.content_hash, knowledge=grounds.knowledge_version)]


def _grounds_read(thing: _Thing) -> Grounds:
    return Grounds(
        EntryId(thing.one("entry")),
        thing.one("hash"),
        thing.one("knowledge"),
        thing.one("figure"),
        thing.one("stale") == "yes",
        thing.one("url"),
    )


def _outcome_read(thing: _Thing) -> Outcome:
    try:
        held = Held(thing.one("held"))
    except ValueError as error:
        raise MisreadError(thing.line, f"held: {thing.one('held')!r} cannot stand there") from error
    return Outcome(thing.day("on"), held, thing.one("note"))


def _source(source: Source) -> Named:
    return named(channel=source.channel, thread=source.thread_ts, permalink=source.permalink)


def _ties(decision: Decision, places: Mapping[DecisionId, Place]) -> Iterator[str]:
    """The ties to records that may be named; a successor's number stands in the status, so it may be named always."""
    for link in decision.links:
        successor = Place(link.number) if link.tie is Tie.SUPERSEDED_BY else None
        if place := places.get(link.to, successor):
            yield f"{link.tie}: {_linked(place)}"
    for retired in decision.retires:
        if place := places.get(retired):
            yield f"{WILL_SUPERSEDE}: {_linked(place)}"


def _linked(place: Place) -> str:
    name = f"ADR-{place.number:04d}"
    return f"[{name}]({place.file})" if place.file else name


def _link(mention: Mention, ids: Mapping[int, DecisionId]) -> Link:
    try:
        tie = Tie(mention.tie)
    except ValueError as error:
        raise MisreadError(mention.line, f"{mention.tie!r} is no tie to another record") from error
    return Link(tie, _id(mention, ids), mention.place.number)


def _id(mention: Mention, ids: Mapping[int, DecisionId]) -> DecisionId:
    number = mention.place.number
    if number not in ids:
        what = f"names ADR-{number:04d}, which is neither in the folder nor in the workspace; add its file"
        raise MisreadError(mention.line, what)
    return ids[number]
