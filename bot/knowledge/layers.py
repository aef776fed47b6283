"""Lays folders over each other: a later one adds, or replaces by id where it says `replace: true`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.knowledge.folder import Item, Kind, Layer, Placed
from bot.knowledge.schema import EntryFileHead, WrittenEntry, WrittenOption, WrittenRow, WrittenSignal, WrittenTopic


@dataclass(frozen=True, slots=True)
class Stack:
    """What all folders say together, and every problem so far."""

    layers: Sequence[Layer]
    problems: list[str]
    entries: dict[str, Placed[WrittenEntry]]
    signals: dict[str, Placed[WrittenSignal]]
    rows: dict[str, Placed[WrittenRow]]
    topics: dict[str, Placed[WrittenTopic]]
    options: dict[str, Placed[WrittenOption]]
    aliases: dict[str, str]

    def may_exist(self, kind: Kind, name: str) -> bool:
        """Say whether the item is there, or may be in a file with problems."""
        known: dict[Kind, Mapping[str, object]] = {
            Kind.ENTRY: self.entries,
            Kind.SIGNAL: self.signals,
            Kind.ROW: self.rows,
            Kind.TOPIC: self.topics,
            Kind.OPTION: self.options,
        }
        return name in known[kind] or any(layer.doubts.may_exist(kind, name) for layer in self.layers)

    def head_of(self, entry: Placed[WrittenEntry]) -> EntryFileHead:
        """Return what the entry's file says about all its entries."""
        file = entry.document.file
        return next(layer.heads[file].item for layer in reversed(self.layers) if file in layer.heads)


def laid_over_each_other(layers: Sequence[Layer]) -> Stack:
    """Return what the layers say together; the later win, and what they replace keeps its place in the order."""
    problems = [problem for layer in layers for problem in layer.problems]
    aliases = _aliases(layers, problems)
    stack = Stack(layers, problems, {}, {}, {}, {}, {}, aliases)
    for layer in layers:
        _lay(layer.entries, stack.entries, Kind.ENTRY, stack)
        _lay(layer.signals, stack.signals, Kind.SIGNAL, stack)
        _lay(layer.rows, stack.rows, Kind.ROW, stack)
        _lay(layer.topics, stack.topics, Kind.TOPIC, stack)
        _lay(layer.options, stack.options, Kind.OPTION, stack)
    return stack


T = TypeVar("T", bound=Item)


def _lay(items: Iterable[Placed[T]], below: dict[str, Placed[T]], kind: Kind, stack: Stack) -> None:
    added: dict[str, Placed[T]] = {}
    for placed in items:
        name = placed.item.id
        if name in added:
            what = f"{name!r} is the id of another {kind} in this folder ({_where(added[name])}); choose another"
            stack.problems.append(placed.problem(("id",), what))
        elif placed.item.replace and not stack.may_exist(kind, name):
            what = f"there is no {kind} {name!r} to replace in a folder before; mend the id or remove this line"
            stack.problems.append(placed.problem(("replace",), what))
        elif not placed.item.replace and name in below:
            what = f"{name!r} exists already ({_where(below[name])}); write `replace: true` or choose another id"
            stack.problems.append(placed.problem(("id",), what))
        added[name] = placed
    below.update(added)


def _where(placed: Placed[Item]) -> str:
    return f"{placed.document.file}:{placed.line}"


def _aliases(layers: Iterable[Layer], problems: list[str]) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for written in (layer.aliases for layer in layers if layer.aliases):
        replaced = set(written.item.replace)
        for short, long in written.item.aliases.items():
            if aliases.get(short, long) != long and short not in replaced:
                what = f"means {aliases[short]!r} already; list it under `replace` in this file or remove it"
                problems.append(written.problem(("aliases", short), what))
        for number, short in enumerate(written.item.replace):
            if short not in aliases or short not in written.item.aliases:
                what = f"{short!r} is not an alias both of a folder before and of this file; remove it from this list"
                problems.append(written.problem(("replace", number), what))
        aliases |= written.item.aliases
    return aliases
