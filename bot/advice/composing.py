"""Composing the answer from what was considered: which statements are said, and nothing that no entry says.

The statements come from the entries of the rows that decided, then from the entry that matched best; figures come
from these and from the entries they point to. What would change the pick is worded from titles alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from bot.advice.answer import Answer, Citation, Clarification, Figure, Outcome, StatedFlip
from bot.advice.considering import Consideration
from bot.advice.verdict import Flip
from bot.knowledge.entries import BOTH, EITHER, Entry, EntryId, Library, OptionId, Statement

WHY_LIMIT, GIVES_UP_LIMIT, NOT_WHEN_LIMIT, FIGURE_LIMIT = 3, 2, 2, 3
NEAREST_LIMIT = 3

_NOT_A_QUESTION = "This does not read like a question about a backend stack."
_NOTHING_LEFT = "Your constraints leave none of the options that the knowledge compares."
_NOT_COVERED = "Nothing in the knowledge answers this."


class Composer:
    """Writes answers from one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def compose(self, considered: Consideration, today: date) -> Answer:
        """The answer; ages are counted to `today`."""
        if considered.outcome is not Outcome.ANSWER:
            return self._declined(considered, today)
        entries = list(self._speaking(considered))
        why = _first(self._reasons(considered, entries), WHY_LIMIT)
        gives_up = _first(self._prices(considered, entries), GIVES_UP_LIMIT, but=why)
        not_when = _first((s for entry in entries for s in entry.not_when), NOT_WHEN_LIMIT) if considered.pick else ()
        figures = tuple(self._figures(considered, entries))
        flips = tuple(self._flip(flip) for flip in considered.flips)
        statements = (*why, *gives_up, *not_when, *(flip.statement for flip in flips))
        cited = [statement.entry for statement in statements] + [figure.entry for figure in figures]
        return Answer(
            **self._common(considered),
            pick=considered.pick,
            pick_title=self._title(considered.pick) if considered.pick else "",
            stack=self._stack(considered, entries),
            why=why,
            gives_up=gives_up,
            not_when=not_when,
            figures=figures,
            flips=flips,
            sources=self._citations([considered.best.id, *cited], today),
        )

    def _common(self, considered: Consideration) -> dict[str, Any]:
        answered = considered.outcome is Outcome.ANSWER
        return {
            "question": considered.question.text,
            "outcome": considered.outcome,
            "confidence": considered.confidence,
            "matches": considered.matches.ranked,
            "knowledge_version": self._library.version,
            "option_titles": {option.id: option.title for option in self._library.options.values()},
            "signals": {signal: self._library.signals[signal].title for signal in considered.signals if answered},
            "corrections": considered.matches.wording.corrections,
        }

    def _declined(self, considered: Consideration, today: date) -> Answer:
        nearest = tuple((match.entry, self._library.entries[match.entry].title) for match in considered.matches.ranked)
        nearest = nearest[:NEAREST_LIMIT]
        asked_back = considered.outcome is Outcome.CLARIFY
        plain = _NOT_A_QUESTION if considered.outcome is Outcome.NONE else _NOT_COVERED
        return Answer(
            **self._common(considered),
            clarification=self._clarification(considered, nearest) if asked_back else None,
            reason="" if asked_back else self._reason(considered, plain),
            nearest=() if considered.outcome is Outcome.NONE else nearest,
            sources=() if considered.outcome is Outcome.NONE else self._citations([id_ for id_, _ in nearest], today),
        )

    def _reason(self, considered: Consideration, plain: str) -> str:
        if considered.constraints.leave_none_of(self._library.options):
            return _NOTHING_LEFT
        return considered.topic.reason if considered.topic else plain

    def _clarification(self, considered: Consideration, nearest: Sequence[tuple[EntryId, str]]) -> Clarification:
        """Which situation it is, where only that is missing; else which of the nearest entries is meant."""
        settling = [signal for flip in considered.flips for signal in flip.added if not flip.removed]
        if settling and not considered.signals:
            choices = tuple((self._library.signals[signal].title, str(signal)) for signal in dict.fromkeys(settling))
            return Clarification("It depends on what you build. Which of these does it have?", choices)
        return Clarification("Which of these do you mean?", tuple((title, str(id_)) for id_, title in nearest))

    def _speaking(self, considered: Consideration) -> Iterator[Entry]:
        """The entries whose statements make the answer: the deciding rows', the best, and those of its kind.

        A question in general ("node or python?") is best answered by a list of conditions; then all the lists speak.
        """
        rows = considered.verdict.rows if considered.pick else considered.verdict.against
        ids = [*(row.entry for row in rows), considered.best.id]
        if considered.best.pick is not None and considered.pick is None and not considered.constraints:
            family = (entry for entry in self._library.entries.values() if entry.heading == considered.best.heading)
            ids += [entry.id for entry in family if entry.pick is not None]
        yield from (self._library.entries[id_] for id_ in dict.fromkeys(ids))

    def _reasons(self, considered: Consideration, entries: Sequence[Entry]) -> Iterator[Statement]:
        """The best entry's answer, where it has one, then points in turn from each entry that speaks."""
        if considered.verdict.overruled and considered.pick:
            yield self._overruled(considered)
            return
        if considered.best.answer:
            yield Statement(considered.best.answer, considered.best.id)
        queues = [self._points(entry, considered) for entry in entries]
        while any(queues):
            for queue in queues:
                if queue:
                    yield queue.pop(0)

    def _overruled(self, considered: Consideration) -> Statement:
        verdict = considered.verdict
        row = verdict.against[0]
        free = self._title(verdict.overruled or row.pick)
        left = self._title(considered.pick or row.pick)
        said_by = self._library.entries[row.entry].title
        return Statement(f"Your constraint leaves {left}; without it the pick would be {free} ({said_by}).", row.entry)

    def _points(self, entry: Entry, considered: Consideration) -> list[Statement]:
        """An entry's points; where its row holds for any of several signals, only those about the signals there are."""
        rows = (*considered.verdict.rows, *considered.verdict.against)
        if not any(row.entry == entry.id and row.any_of for row in rows):
            return list(entry.points)
        wanted = {word for signal in considered.signals for word in _words(self._library.signals[signal].title)}
        return [point for point in entry.points if _words(point.text) & wanted] or list(entry.points)

    def _prices(self, considered: Consideration, entries: Sequence[Entry]) -> Iterator[Statement]:
        """What speaks against the pick: points of the rows that say otherwise, then the price of the pick."""
        if considered.pick is None:
            return
        each = GIVES_UP_LIMIT if considered.verdict.overruled else 1
        for row in considered.verdict.against:
            yield from self._points(self._library.entries[row.entry], considered)[:each]
        for entry in entries:
            if entry.pick == considered.pick:
                yield from entry.gives_up

    def _figures(self, considered: Consideration, entries: Sequence[Entry]) -> Iterator[Figure]:
        """The best entry's own row, then rows with numbers that the speaking entries point to."""
        beaten = [row.entry for row in self._library.rows if row.id in _beaten(considered)]
        seen_from = [*entries, *(self._library.entries[id_] for id_ in beaten)]
        near = [considered.best, *entries, *(self._library.entries[id_] for entry in seen_from for id_ in entry.see)]
        seen: set[EntryId] = set()
        for entry in near:
            wanted = entry.comparison and (entry in (considered.best, *entries) or entry.comparison.values)
            if entry.comparison and wanted and entry.id not in seen and len(seen) < FIGURE_LIMIT:
                seen.add(entry.id)
                yield Figure(entry.id, entry.title, entry.comparison)

    def _flip(self, flip: Flip) -> StatedFlip:
        titles = self._library.signals
        added = " and ".join(_lower(titles[signal].title) for signal in flip.added)
        removed = " and ".join(_lower(titles[signal].title) for signal in flip.removed)
        with_ = f"With {added}" if added else ""
        without = f"without {removed}" if removed else ""
        condition = ", ".join(part for part in (with_, without) if part)
        condition = condition[0].upper() + condition[1:]
        text = f"{condition}: {self._title(flip.pick)} ({self._library.entries[flip.row.entry].title})."
        return StatedFlip(flip.added, flip.removed, flip.pick, Statement(text, flip.row.entry))

    def _stack(self, considered: Consideration, entries: Sequence[Entry]) -> str:
        if considered.pick is None:
            return ""
        stacks = (entry.stack for entry in entries if entry.pick == considered.pick and entry.stack)
        return next(stacks, self._title(considered.pick))

    def _title(self, pick: OptionId) -> str:
        if pick in self._library.options:
            return self._library.options[pick].title
        return {BOTH: "Both", EITHER: "Either"}.get(pick, pick)

    def _citations(self, ids: Iterable[EntryId], today: date) -> tuple[Citation, ...]:
        return tuple(_citation(self._library.entries[id_], today) for id_ in dict.fromkeys(ids))


def _citation(entry: Entry, today: date) -> Citation:
    age = (today - entry.as_of).days if entry.as_of else None
    source = entry.source
    return Citation(
        entry=entry.id,
        title=entry.title,
        heading=entry.heading,
        publication=f"{source.title} ({source.author}, {source.publisher}, {source.date})" if source else "",
        as_of=entry.as_of,
        age_days=age,
        stale=entry.is_stale(today),
        unsourced=source is None,
    )


def _first(statements: Iterable[Statement], limit: int, but: Sequence[Statement] = ()) -> tuple[Statement, ...]:
    """The first so many different statements, without those said already."""
    said = {statement.text for statement in but}
    fresh = {statement.text: statement for statement in statements if statement.text not in said}
    return tuple(fresh.values())[:limit]


def _beaten(considered: Consideration) -> set[str]:
    """The rows that those which decided replace."""
    return {name for row in considered.verdict.rows for name in row.beats}


def _words(text: str) -> set[str]:
    return {word.strip(".,:;()").lower() for word in text.split() if len(word) > 3}  # noqa: PLR2004


def _lower(title: str) -> str:
    """A title inside a sentence: its first word in lower case, unless it is a name."""
    first, *rest = title.split(" ")
    return " ".join([first if any(c.isupper() for c in first[1:]) else first.lower(), *rest])
