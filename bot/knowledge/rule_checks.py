"""Lint of what surrounds the entries: rows, signals, aliases and outside topics."""

from collections.abc import Iterator, Mapping

from bot.knowledge.entries import BOTH, EITHER, Library, Row
from bot.knowledge.finding import Finding, error, warning


def rule_findings(library: Library) -> Iterator[Finding]:
    """Yield what is wrong with the rows, the signals, the aliases and the outside topics."""
    for row in library.rows:
        yield from _row_findings(row, library)
    yield from _signal_findings(library)
    yield from _alias_findings(library.aliases)
    for topic in library.topics:
        if not (topic.names or topic.phrases or topic.asks):
            yield warning(topic.id, "no question can belong to it; add `names`, `phrases` or `asks`")


def _row_findings(row: Row, library: Library) -> Iterator[Finding]:
    where = f"row {row.id}"
    signals = library.signals.keys()
    if clash := sorted({*row.needs} & {*row.excludes}):
        yield error(where, f"can never win: it both needs and excludes {', '.join(clash)}; remove one")
    if missing := sorted({*row.needs} - signals):
        yield error(where, f"can never win: it needs {', '.join(missing)}, which is no signal; add it to signals.yaml")
    if row.any_of and not ({*row.any_of} & signals) - {*row.excludes}:
        yield error(where, "can never win: no signal of `any_of` exists and is not excluded; mend `any_of`")
    if not row.needs and not row.any_of:
        yield warning(where, "holds for every question; add `needs` or `any_of`")
    yield from _lost_to_another(row, library)
    yield from _pick_findings(where, row, library)


def _lost_to_another(row: Row, library: Library) -> Iterator[Finding]:
    where = f"row {row.id}"
    if row.id in row.beats:
        yield error(where, "can never win: it beats itself; remove it from its `beats`")
    for other in library.rows:
        if other.id != row.id and _always_holds_with(other, row):
            if row.id in other.beats:
                yield error(where, f"can never win: {other.id} beats it and holds whenever it does; narrow {other.id}")
            elif other.rank < row.rank:
                what = f"can never win: {other.id} has rank {other.rank} and holds whenever it does"
                yield error(where, f"{what}; narrow {other.id}")
        if row.id < other.id and row.id in other.beats and other.id in row.beats:
            yield error(where, f"it and {other.id} beat each other; remove one from the `beats` of the other")


def _always_holds_with(other: Row, row: Row) -> bool:
    """Say whether the conditions of `row` imply those of `other`."""
    has_one = bool({*other.any_of} & {*row.needs}) or bool(row.any_of and {*row.any_of} <= {*other.any_of})
    return {*other.needs} <= {*row.needs} and {*other.excludes} <= {*row.excludes} and (not other.any_of or has_one)


def _pick_findings(where: str, row: Row, library: Library) -> Iterator[Finding]:
    if row.pick not in {*library.options, BOTH, EITHER}:
        yield error(where, f"picks {row.pick!r}, which is not an option; mend it or add it to options.yaml")
    if unknown := sorted({*row.beats} - {other.id for other in library.rows}):
        yield error(where, f"beats {', '.join(unknown)}, which is no row; mend the id")
    entry = library.entries.get(row.entry)
    if entry is None:
        yield error(where, f"cites {row.entry!r}, which does not exist; mend the id or add the entry")
    elif entry.pick is not None and entry.pick != row.pick:
        yield error(where, f"picks {row.pick}, but {entry.id} picks {entry.pick}; mend one of them")


def _signal_findings(library: Library) -> Iterator[Finding]:
    used = {name for row in library.rows for name in (*row.needs, *row.any_of, *row.excludes)}
    for signal in library.signals.values():
        where = f"signal {signal.id}"
        if not signal.phrases and not signal.taught_by:
            yield error(where, "can never be found: it has no phrase and no `taught_by`; add one")
        if signal.id not in used:
            yield warning(where, "no row uses it; name it in a row or remove it")
        if unknown := sorted({*signal.taught_by} - library.entries.keys()):
            yield error(where, f"is taught by {', '.join(unknown)}, which does not exist; mend the id")


def _alias_findings(aliases: Mapping[str, str]) -> Iterator[Finding]:
    for short, long in aliases.items():
        if short == long:
            yield warning(f"alias {short}", "stands for itself; remove it")
            continue
        circle = _circle(short, aliases)
        if circle and short == min(circle):
            way = " → ".join([*circle, short])
            yield error(f"alias {short}", f"goes round in a circle ({way}); remove one of them")


def _circle(start: str, aliases: Mapping[str, str]) -> list[str]:
    """Follow the aliases from `start`; return the way if it leads back there, or nothing."""
    way = [start]
    while (name := aliases[way[-1]]) in aliases and name not in way:
        way.append(name)
    return way if name == start else []
