"""Checks that whatever the knowledge refers to exists: entries, signals, rows and options."""

from collections.abc import Iterator

from bot.knowledge.folder import Kind, Placed
from bot.knowledge.layers import Stack
from bot.knowledge.schema import WrittenEntry, WrittenRow
from bot.knowledge.yaml_reader import Place

_PICKS_OF_NO_OPTION = {"both", "either"}


def broken_references(stack: Stack) -> Iterator[str]:
    """Yield a problem for each reference to nothing; what a file with problems may have held is not reported."""
    for entry in stack.entries.values():
        yield from _in_entry(entry, stack)
    for layer in stack.layers:
        for head in layer.heads.values():
            for number, note in enumerate(head.item.notes):
                yield from _unknown(Kind.ENTRY, note.source_entry, head, ("notes", number, "from"), stack)
    for signal in stack.signals.values():
        for number, name in enumerate(signal.item.taught_by):
            yield from _unknown(Kind.ENTRY, name, signal, ("taught_by", number), stack)
    for row in stack.rows.values():
        yield from _in_row(row, stack)


def _in_entry(entry: Placed[WrittenEntry], stack: Stack) -> Iterator[str]:
    item = entry.item
    for key, statements in (("points", item.points), ("gives_up", item.gives_up), ("not_when", item.not_when)):
        for number, statement in enumerate(statements):
            yield from _unknown(Kind.ENTRY, statement.source_entry, entry, (key, number, "from"), stack)
    for number, name in enumerate(item.see):
        yield from _unknown(Kind.ENTRY, name, entry, ("see", number), stack)
    yield from _no_pick(item.pick, entry, ("pick",), stack)
    yield from _no_pick(item.winner, entry, ("winner",), stack)
    for name in item.sides:
        yield from _unknown(Kind.OPTION, name, entry, ("sides", name), stack)
    for name in item.values:
        if name not in item.sides:
            yield entry.problem(("values", name), f"{name!r} is not one of the sides; add it to `sides` or remove it")


def _in_row(row: Placed[WrittenRow], stack: Stack) -> Iterator[str]:
    item = row.item
    yield from _unknown(Kind.ENTRY, item.entry, row, ("entry",), stack)
    for key, names in (("needs", item.needs), ("any_of", item.any_of), ("excludes", item.excludes)):
        for number, name in enumerate(names):
            yield from _unknown(Kind.SIGNAL, name, row, (key, number), stack)
    for number, name in enumerate(item.beats):
        yield from _unknown(Kind.ROW, name, row, ("beats", number), stack)
    yield from _no_pick(item.pick, row, ("pick",), stack)
    entry = stack.entries.get(item.entry)
    if item.pick is None and entry and entry.item.pick is None:
        yield row.problem(("entry",), f"neither this row nor {item.entry!r} has a pick; add `pick` to one of them")


def _no_pick(
    name: str | None, placed: Placed[WrittenEntry] | Placed[WrittenRow], inner: Place, stack: Stack
) -> Iterator[str]:
    if name not in _PICKS_OF_NO_OPTION:
        yield from _unknown(Kind.OPTION, name, placed, inner, stack)


def _unknown(kind: Kind, name: str | None, placed: Placed[object], inner: Place, stack: Stack) -> Iterator[str]:
    if name is None or stack.may_exist(kind, name):
        return
    if kind is Kind.OPTION:
        known = ", ".join([*stack.options, *sorted(_PICKS_OF_NO_OPTION)])
        yield placed.problem(inner, f"{name!r} is not an option ({known}); mend it or add it to options.yaml")
    else:
        yield placed.problem(inner, f"there is no {kind} {name!r}; mend the id or add it")
