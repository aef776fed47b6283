"""From what a foreign file says to a sound record; each value that the file does not say is reported as a guess.

Nobody is made up. Where a file says that something was decided, but neither by whom nor is that told at the import, or
not why, its record is what can be said: a proposal, which somebody can accept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from bot.decisions.change import Act
from bot.decisions.files.exporting import file_name
from bot.decisions.files.outline import MisreadError
from bot.decisions.files.said import Said
from bot.decisions.record import (
    ConsideredOption,
    Decision,
    DecisionId,
    Driver,
    Link,
    Making,
    Person,
    Provenance,
    Status,
    Tie,
)
from bot.decisions.soundness import DECIDED, TITLE_LENGTH
from bot.ids import TeamId

_STATUSES: Mapping[str, Status] = {
    **{status.value: status for status in Status if status is not Status.DRAFT},
    **dict.fromkeys(["superceded", "replaced"], Status.SUPERSEDED),
}
_ALIKE: Mapping[str, Status] = {
    **dict.fromkeys(["approved", "decided", "done", "implemented", "adopted", "active"], Status.ACCEPTED),
    **dict.fromkeys(["draft", "pending", "open", "wip", "in", "under", "rfc"], Status.PROPOSED),
    **dict.fromkeys(["declined", "dropped", "withdrawn"], Status.REJECTED),
    **dict.fromkeys(["obsolete", "retired", "removed"], Status.DEPRECATED),
}
_NUMBERED_TITLE = re.compile(r"(?:ADR[- ]?)?[0-9]{1,6}(?:[.:)] *| +[-–—] +)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_OTHER_DAY = re.compile(r"(?P<day>[0-9]{1,2})[./](?P<month>[0-9]{1,2})[./](?P<year>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class Guess:
    """A value that a file does not say: of which field, what it became, and why."""

    file: str
    field: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.what} ({self.why})"


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that is read, and what is known apart from it.

    `ids` are those of the records that it may name, by the number that files have for them; `numbers` are the numbers
    of those that cannot keep theirs.
    """

    file: str
    file_hash: str
    number: int
    team: TeamId
    ids: Mapping[int, DecisionId]
    numbers: Mapping[int, int]
    act: Act
    deciders: tuple[Person, ...] = ()


def completed(said: Said, origin: Origin) -> tuple[Decision, list[Guess]]:
    """The record, and what was guessed for it; raises `MisreadError` where no sound one can be made."""
    guesser = _Guesser(said, origin)
    return guesser.decision(), guesser.guesses


class _Guesser:
    """Fills in one record, and writes down what it guessed."""

    def __init__(self, said: Said, origin: Origin) -> None:
        self._said = said
        self._origin = origin
        self.guesses = [Guess(origin.file, *note) for note in said.notes]

    def decision(self) -> Decision:
        """The record."""
        said, origin = self._said, self._origin
        number = origin.numbers.get(origin.number, origin.number)
        if number != origin.number:
            self._guess("number", str(number), f"the file's is {origin.number}, and a record's begin at 1")
        day = self._day()
        makers = self._makers()
        title = self._title()
        chosen, options = self._options(title)
        started = Decision(
            team=origin.team,
            id=origin.ids[origin.number],
            number=number,
            title=title,
            status=Status.PROPOSED,
            created_at=day,
            created_by=self._author(makers),
            topic="",
            decision_makers=makers,
            consulted=tuple(map(Person, said.consulted)),
            informed=tuple(map(Person, said.informed)),
            context="\n\n".join([*filter(None, [said.context]), *self._remarks(title)]),
            drivers=tuple(map(Driver, said.drivers)),
            options=options,
            chosen=chosen,
            rationale=said.rationale,
            consequences=said.consequences,
            confirmation=said.confirmation,
            links=self._links(),
            provenance=Provenance(Making.IMPORT, file_hash=origin.file_hash),
        )
        return self._settled(replace(started, topic=self._topic(started)), day)

    def _guess(self, field: str, what: str, why: str) -> None:
        self.guesses.append(Guess(self._origin.file, field, what, why))

    def _title(self) -> str:
        title = _NUMBERED_TITLE.sub("", self._said.title, count=1).strip()
        if not title:
            title = " ".join(_WORD.findall(self._origin.file.rpartition(".")[0])).capitalize()
            self._guess("title", repr(title), "the file has no heading; its name has this")
        if len(title) >= TITLE_LENGTH.stop:
            title = title[: TITLE_LENGTH.stop - 2] + "…"
            self._guess("title", repr(title), "the heading is too long; the whole of it stands in the context")
        return title

    def _remarks(self, title: str) -> Iterator[str]:
        """What has no field, as parts of the context."""
        if title.endswith("…") and not self._said.title.endswith("…"):
            yield self._said.title
        for heading, text in self._said.remarks:
            self._guess("context", f"holds {heading!r}", "a record has no field for that section")
            yield f"{heading.capitalize()}:\n\n{text}"

    def _day(self) -> datetime:
        """The beginning of the day that the file names, in UTC."""
        written = self._said.date.strip()
        found = _DAY.search(written) or _OTHER_DAY.search(written)
        try:
            day = date(*(int(found[part]) for part in ("year", "month", "day"))) if found else None
        except ValueError:
            day = None
        if day is None:
            day = self._origin.act.at.astimezone(UTC).date()
            why = f"{written!r} is no date such as 2026-05-26" if written else "the file has no date"
            self._guess("date", f"{day}, the day of the import", why)
        elif not _DAY.search(written):
            self._guess("date", str(day), f"{written!r} is read as day, month and year")
        return datetime.combine(day, time(), UTC)

    def _makers(self) -> tuple[Person, ...]:
        if self._said.makers or not self._origin.deciders:
            return tuple(map(Person, self._said.makers))
        named = ", ".join(self._origin.deciders)
        self._guess("decision_makers", named, "the file does not say who decided; --decided-by does")
        return self._origin.deciders

    def _author(self, makers: Sequence[Person]) -> Person:
        author = makers[0] if makers else self._origin.act.by
        self._guess("created_by", author, "the file does not say who wrote it")
        return author

    def _topic(self, decision: Decision) -> str:
        topic = f"custom:{file_name(decision).partition('-')[2].removesuffix('.md')}"
        self._guess("topic", topic, "the file has none; this is its title")
        return topic

    def _options(self, title: str) -> tuple[tuple[str, ...], tuple[ConsideredOption, ...]]:
        """What was chosen, and the options, among which it is."""
        options, chosen = tuple(self._said.options), self._said.chosen
        if not chosen and self._said.rationale:
            chosen = title
            self._guess("chosen", repr(title), "the file names no option that was chosen; this is its title")
        if not chosen:
            return (), options
        for option in options:
            if option.title.casefold() == chosen.casefold():
                return (option.title,), options
        if alike := [one.title for one in options if _begins(one.title, chosen) or _begins(chosen, one.title)][:1]:
            self._guess("chosen", repr(alike[0]), f"the file names {chosen!r}, which is no option's whole title")
            return tuple(alike), options
        if chosen != title:
            self._guess("options", f"{chosen!r} added", "it was chosen, but does not stand among the options")
        return (chosen,), (*options, ConsideredOption(chosen))

    def _links(self) -> tuple[Link, ...]:
        links: dict[tuple[Tie, int], Link] = {}
        for tie in self._said.ties:
            number = tie.number
            if number is None or number not in self._origin.ids or number == self._origin.number:
                what = "an unknown record" if number is None else f"ADR-{number:04d}"
                self._guess(
                    "links", f"{tie.words} {what}: left out", "it is neither in the folder nor in the workspace"
                )
            else:
                kept = self._origin.numbers.get(number, number)
                links[tie.tie, number] = Link(tie.tie, self._origin.ids[number], kept)
        return tuple(links.values())

    def _settled(self, decision: Decision, day: datetime) -> Decision:
        """The record in the status that the file says, or in the one that can be said."""
        status = self._status(decision)
        links = tuple(one for one in decision.links if one.tie is not Tie.SUPERSEDED_BY or status is Status.SUPERSEDED)
        decision = replace(decision, status=status, links=links)
        if status not in DECIDED:
            return decision
        provenance = replace(decision.provenance, confirmed_by=self._origin.act.by, confirmed_at=self._origin.act.at)
        return replace(decision, decided_at=day, provenance=provenance)

    def _status(self, decision: Decision) -> Status:
        said = self._said.status.strip(" *_`").casefold()
        word = next(iter(_WORD.findall(said)), "")
        status = _STATUSES.get(word) or _ALIKE.get(word) or Status.PROPOSED
        if word not in _STATUSES:
            self._guess("status", status, f"the file says {said!r}" if said else "the file has no status")
        if status is Status.SUPERSEDED and not decision.tied(Tie.SUPERSEDED_BY):
            status = Status.DEPRECATED
            self._guess("status", status, "the file says superseded, but not by which record")
        return self._sayable(status, decision)

    def _sayable(self, status: Status, decision: Decision) -> Status:
        """The status, or proposed where the file does not say what a decision needs."""
        lacking = "by whom" if not decision.decision_makers else "" if decision.rationale.strip() else "why"
        if status not in DECIDED or not lacking:
            return status
        remedy = "--decided-by names who did" if lacking == "by whom" else "add the reason to the file"
        if status is not Status.ACCEPTED:
            raise MisreadError(
                self._said.lines.get("status", 1), f"says {status}, but not {lacking} it was decided; {remedy}"
            )
        self._guess("status", Status.PROPOSED, f"the file says {status}, but not {lacking} it was decided; {remedy}")
        return Status.PROPOSED


def _begins(text: str, other: str) -> bool:
    return text.casefold().startswith(other.casefold())
