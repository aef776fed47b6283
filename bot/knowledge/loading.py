"""Loads the library from folders of YAML: the one place where the core touches files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.entries import (
    Comparison,
    Entry,
    EntryId,
    Glossary,
    Library,
    Option,
    OptionId,
    Row,
    Signal,
    SignalId,
    Source,
    Statement,
    Topic,
)
from bot.knowledge.folder import Placed, read_folder
from bot.knowledge.hashing import content_hash, with_version
from bot.knowledge.layers import Stack, laid_over_each_other
from bot.knowledge.references import broken_references
from bot.knowledge.schema import (
    EntryFileHead,
    WrittenEntry,
    WrittenOption,
    WrittenRow,
    WrittenSignal,
    WrittenStatement,
    WrittenTopic,
)


def load_library(folders: Sequence[Path]) -> Library:
    """Return what the folders hold, the later ones laid over the earlier.

    Raises `KnowledgeError` with all problems of all files. Entries, signals and topics come sorted by id, options
    and rows as written: their order shows in an answer, and counts for the version.
    """
    if not folders:
        raise KnowledgeError(["no knowledge folder is given; name at least one"])
    stack = laid_over_each_other([read_folder(folder) for folder in folders])
    problems = [*stack.problems, *broken_references(stack)]
    if not stack.entries and not problems:
        problems.append(f"{', '.join(map(str, folders))}: holds no entry file; add one, such as faq.yaml")
    if problems:
        raise KnowledgeError(problems)
    return with_version(_library(stack))


def _library(stack: Stack) -> Library:
    options = {OptionId(name): _option(placed.item) for name, placed in stack.options.items()}
    return Library(
        version="",
        entries={EntryId(name): _entry(stack.entries[name], stack) for name in sorted(stack.entries)},
        options=options,
        signals={SignalId(name): _signal(stack.signals[name].item) for name in sorted(stack.signals)},
        rows=tuple(_row(placed.item, stack) for placed in stack.rows.values()),
        aliases=dict(sorted(stack.aliases.items())),
        glossaries=_glossaries(stack),
        topics=tuple(_topic(stack.topics[name].item) for name in sorted(stack.topics)),
        notes=_notes(stack),
    )


def _entry(placed: Placed[WrittenEntry], stack: Stack) -> Entry:
    item, head = placed.item, stack.head_of(placed)
    own_id = EntryId(item.id)
    entry = Entry(
        id=own_id,
        title=item.title,
        heading=head.heading,
        content_hash="",
        source=_source(head),
        as_of=head.as_of,
        max_age_days=head.max_age_days,
        pick=OptionId(item.pick) if item.pick else None,
        stack=item.stack,
        answer=item.answer,
        points=_statements(item.points, own_id),
        gives_up=_statements(item.gives_up, own_id),
        not_when=_statements(item.not_when, own_id),
        comparison=_comparison(item, stack.options),
        asks=tuple(item.asks),
        see=tuple(EntryId(name) for name in item.see),
    )
    return replace(entry, content_hash=content_hash(entry))


def _source(head: EntryFileHead) -> Source | None:
    written = head.source
    return Source(written.title, written.author, written.publisher, written.date) if written else None


def _statements(written: Iterable[WrittenStatement], own_id: EntryId) -> tuple[Statement, ...]:
    return tuple(Statement(one.text, EntryId(one.source_entry or own_id)) for one in written)


def _comparison(item: WrittenEntry, options: Iterable[str]) -> Comparison | None:
    if not item.sides:
        return None
    return Comparison(
        sides={OptionId(name): item.sides[name] for name in options if name in item.sides},
        values={OptionId(name): item.values[name] for name in options if name in item.values},
        unit=item.unit,
        better=item.better,
        winner=OptionId(item.winner) if item.winner else None,
        margin=item.margin,
    )


def _option(item: WrittenOption) -> Option:
    return Option(OptionId(item.id), item.title, tuple(item.names))


def _signal(item: WrittenSignal) -> Signal:
    taught_by = tuple(EntryId(name) for name in item.taught_by)
    return Signal(SignalId(item.id), item.title, tuple(item.phrases), taught_by)


def _row(item: WrittenRow, stack: Stack) -> Row:
    return Row(
        id=item.id,
        entry=EntryId(item.entry),
        pick=OptionId(item.pick or stack.entries[item.entry].item.pick or ""),
        needs=_signal_ids(item.needs),
        any_of=_signal_ids(item.any_of),
        excludes=_signal_ids(item.excludes),
        beats=tuple(item.beats),
        rank=item.rank,
    )


def _signal_ids(names: Iterable[str]) -> tuple[SignalId, ...]:
    return tuple(SignalId(name) for name in names)


def _topic(item: WrittenTopic) -> Topic:
    return Topic(
        id=item.id,
        title=item.title,
        reason=item.reason,
        names=tuple(item.names),
        phrases=tuple(item.phrases),
        asks=tuple(item.asks),
        is_question=item.is_question,
    )


def _glossaries(stack: Stack) -> dict[str, Glossary]:
    """Join the words of all folders; a later one may give a word another meaning."""
    glossaries: dict[str, Glossary] = {}
    for layer in stack.layers:
        for code, placed in layer.glossaries.items():
            before = glossaries.get(code, Glossary(frozenset(), {}))
            function_words = before.function_words.union(placed.item.function_words)
            glossaries[code] = Glossary(function_words, {**before.words, **placed.item.words})
    return {code: glossaries[code] for code in sorted(glossaries)}


def _notes(stack: Stack) -> Mapping[str, tuple[Statement, ...]]:
    """Collect the notes by prefix; one that names no entry is told by the first of its file, in order of ids."""
    notes: dict[str, tuple[Statement, ...]] = {}
    for layer in stack.layers:
        for file, head in layer.heads.items():
            prefix = Path(file).stem
            first = min(placed.item.id for placed in layer.entries if placed.document.file == file)
            notes[prefix] = notes.get(prefix, ()) + _statements(head.item.notes, EntryId(first))
    return {prefix: notes[prefix] for prefix in sorted(notes) if notes[prefix]}
