"""Lint of the entries: evidence, asks, statements and figures."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.knowledge.entries import BOTH, EITHER, Comparison, Entry, Library
from bot.knowledge.finding import Finding, error, warning
from bot.knowledge.yaml_reader import printable

ENOUGH_ASKS = 8  # of an entry that competes with others in a decision matrix

_SHOWN_IDS = 5
_PUNCTUATION = re.compile(r"[^\w#+]+")  # `#` and `+` stay: C, C# and C++ are three things
_THOUSANDS = re.compile(r"(?<=\d)[,_'’\u00a0\u202f](?=\d{3})")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([kKmM](?![^\W\d_]))?")
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000}

_EVIDENCE: tuple[tuple[str, Callable[[Entry], bool], str], ...] = (
    ("no source", lambda entry: entry.source is None, "add `source` with title, author, publisher and date"),
    ("no date", lambda entry: entry.as_of is None, "add `as_of`, the day the facts were true"),
    ("no age limit", lambda entry: entry.max_age_days is None, "add `max_age_days`, the days such facts are trusted"),
)


def entry_findings(library: Library) -> Iterator[Finding]:
    """Yield what is wrong with the entries, their asks and their figures."""
    yield from _missing_evidence(library)
    yield from _repeated_asks(library)
    linked = {name for entry in library.entries.values() for name in entry.see if name != entry.id}
    linked.update(row.entry for row in library.rows)
    for entry in library.entries.values():
        yield from _ask_findings(entry, is_linked=entry.id in linked, has_matrix=bool(library.rows))
        yield from _content_findings(entry, library)


def folded(text: str) -> str:
    """Return a text without case, punctuation and repeated spaces, for finding the same question twice."""
    words = _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return words or text.strip()


def _missing_evidence(library: Library) -> Iterator[Finding]:
    for lack, is_lacking, remedy in _EVIDENCE:
        lacking = defaultdict(list)
        for entry in library.entries.values():
            if is_lacking(entry):
                lacking[entry.id.partition(".")[0]].append(entry.id)
        for prefix, ids in lacking.items():
            yield warning(prefix, f"{_listed(ids)}: {lack}; {remedy}, at the top of {prefix}.yaml")


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_SHOWN_IDS])
    return shown if len(ids) <= _SHOWN_IDS else f"{shown} and {len(ids) - _SHOWN_IDS} more"


def _repeated_asks(library: Library) -> Iterator[Finding]:
    asked_by: dict[str, list[str]] = defaultdict(list)
    for entry in library.entries.values():
        for ask in entry.asks:
            asked_by[folded(ask)].append(entry.id)
    declined_by = {folded(ask): topic.id for topic in library.topics for ask in topic.asks}
    for ask, ids in asked_by.items():
        shown = printable(ask)
        if len(ids) > len(set(ids)):
            twice = next(name for name in ids if ids.count(name) > 1)
            yield error(twice, f"asks {shown!r} more than once; keep one")
        if len(set(ids)) > 1:
            yield error(ids[0], f"asks {shown!r}, and so does {_listed(sorted({*ids[1:]} - {ids[0]}))}; keep one")
        if ask in declined_by:
            yield error(ids[0], f"asks {shown!r}, which {declined_by[ask]} declines; remove it from one of them")


def _ask_findings(entry: Entry, *, is_linked: bool, has_matrix: bool) -> Iterator[Finding]:
    if not entry.asks and not is_linked:
        yield error(entry.id, "nobody can reach it: it has no asks, no row and no `see` leads to it; add `asks`")
    elif not entry.asks:
        yield error(entry.id, "has no asks, so no question finds it; add questions it answers under `asks`")
    elif has_matrix and len(entry.asks) < ENOUGH_ASKS:
        yield warning(entry.id, f"has {len(entry.asks)} asks beside a matrix; add some, up to {ENOUGH_ASKS} or more")


def _content_findings(entry: Entry, library: Library) -> Iterator[Finding]:
    if not (entry.answer or entry.points or entry.comparison):
        yield error(entry.id, "says nothing; add an `answer`, `points` or `sides`")
    yield from _unknown_ids(entry, library)
    if entry.comparison:
        yield from _figure_findings(entry.id, entry.comparison)


def _unknown_ids(entry: Entry, library: Library) -> Iterator[Finding]:
    statements = (*entry.points, *entry.gives_up, *entry.not_when)
    referred = {*entry.see, *(statement.entry for statement in statements)}
    for name in sorted(name for name in referred if name not in library.entries):
        yield error(entry.id, f"refers to {name!r}, which does not exist; mend the id or add the entry")
    if entry.id in entry.see:
        yield warning(entry.id, "lists itself under `see`; remove it there")
    picks = {entry.pick, entry.comparison.winner if entry.comparison else None} - {None, BOTH, EITHER}
    for pick in sorted(str(pick) for pick in picks if pick not in library.options):
        yield error(entry.id, f"picks {pick!r}, which is not an option; mend it or add it to options.yaml")


def _figure_findings(where: str, comparison: Comparison) -> Iterator[Finding]:
    values = comparison.values
    if values and (lacking := sorted(comparison.sides.keys() - values.keys())):
        yield error(where, f"has values but none for {', '.join(lacking)}; add it or remove `values`")
    for option, value in values.items():
        text = comparison.sides.get(option, "")
        if value not in _numbers_in(text):
            what = f"has the value {value:.12g} for {option}, but prints {printable(text)!r}"
            yield error(where, f"{what}; mend one of them")
    if len(values) > 1 and comparison.better and comparison.winner not in {None, BOTH, EITHER}:
        best = max(values.values()) if comparison.better == "higher" else min(values.values())
        if values.get(comparison.winner or EITHER) != best:
            what = f"names {comparison.winner} the winner, but {best:.12g} is best where {comparison.better} is better"
            yield error(where, f"{what}; mend `winner`, `better` or `values`")


def _numbers_in(text: str) -> Iterable[float]:
    found = _NUMBER.findall(_THOUSANDS.sub("", text))
    return {float(number) for number, _ in found} | {float(number) * _SCALE[unit.lower()] for number, unit in found}
