"""Says which entries differ between two libraries."""

from dataclasses import dataclass

from bot.knowledge.entries import EntryId, Library


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids in order: what came, what went, and what says something else now. New asks alone are no change."""

    added: tuple[EntryId, ...]
    removed: tuple[EntryId, ...]
    changed: tuple[EntryId, ...]


def changed_entries(old: Library, new: Library) -> Changes:
    """Return what differs in the entries of `new` against those of `old`, told by their content hashes."""
    kept = old.entries.keys() & new.entries.keys()
    return Changes(
        added=tuple(sorted(new.entries.keys() - kept)),
        removed=tuple(sorted(old.entries.keys() - kept)),
        changed=tuple(sorted(id_ for id_ in kept if old.entries[id_].content_hash != new.entries[id_].content_hash)),
    )
