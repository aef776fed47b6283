"""Finding known phrases in a wording, word by word, longest first, blind to a plural s."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from bot.advice.wording import Reader

Key = TypeVar("Key")


class PhraseBook(Generic[Key]):
    """Phrases and what each stands for."""

    def __init__(self, phrases: Iterable[tuple[str, Key]], reader: Reader) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Key]]] = {}
        for phrase, key in phrases:
            words = tuple(_stem(word) for word in reader.read(phrase).words)
            if words:
                self._by_first.setdefault(words[0], []).append((words, key))
        for known in self._by_first.values():
            known.sort(key=lambda item: -len(item[0]))

    def hits(self, clause: Sequence[str]) -> Iterator[tuple[Key, int, int]]:
        """What each phrase found stands for, and the words (from, to) it covers."""
        stems = [_stem(word) for word in clause]
        for start, stem in enumerate(stems):
            for words, key in self._by_first.get(stem, ()):
                if tuple(stems[start : start + len(words)]) == words:
                    yield key, start, start + len(words)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004
