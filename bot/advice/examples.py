"""The example questions of a library, as features to learn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.advice.features import BIAS, DENSE_WEIGHT, NAME_WEIGHT, Floats, gram_counts, gram_weights, known_share, rarity
from bot.advice.phrases import PhraseBook
from bot.advice.question import clean
from bot.advice.wording import Reader, Wording
from bot.knowledge.entries import Library

BUCKETS_SMALL, BUCKETS_LARGE = 2048, 1024
SMALL_LIBRARY = 2000  # classes
BLOCK = 1024  # examples worked on at a time


class Encoder(Protocol):
    """Turns texts into unit vectors; `dimensions` is 0 where there is no sentence model."""

    dimensions: int

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of `dimensions` for each text."""
        ...


class Featurizer:
    """Turns wordings into feature vectors for one library."""

    def __init__(self, library: Library, reader: Reader, encoder: Encoder) -> None:
        self.encoder = encoder
        self.topics = len(library.topics)
        ours = {name for option in library.options.values() for name in option.known_as}
        topics = enumerate(library.topics)
        names = ((name, number) for number, topic in topics for name in topic.names if name not in ours)
        self._names = PhraseBook(names, reader)

    def names(self, wording: Wording) -> frozenset[int]:
        """The numbers of the outside topics whose names the wording holds."""
        return frozenset(number for clause in wording.clauses for number, _, _ in self._names.hits(clause))


@dataclass(frozen=True, slots=True)
class Examples:
    """All example questions of a library, ordered by class, as sparse and dense features."""

    wordings: tuple[Wording, ...]
    classes: NDArray[np.int64]
    vectors: Floats
    grams: tuple[tuple[NDArray[np.int64], Floats], ...]
    names: tuple[frozenset[int], ...]
    coverage: Floats
    buckets: int
    topics: int

    def blocks(self, step: int = 1) -> Iterator[tuple[NDArray[np.int64], Floats]]:
        """The numbers of every `step`th example and their dense feature rows, a block at a time."""
        chosen = np.arange(0, len(self.wordings), step)
        for start in range(0, len(chosen), BLOCK):
            part = chosen[start : start + BLOCK]
            yield part, _feature_rows(self, part)


def read_examples(
    library: Library, classes: Sequence[Sequence[str]], reader: Reader, encoder: Encoder
) -> tuple[Examples, Floats]:
    """The example questions of every class, and how rare each n-gram is in them."""
    featurizer = Featurizer(library, reader, encoder)
    buckets = BUCKETS_SMALL if len(classes) <= SMALL_LIBRARY else BUCKETS_LARGE
    wordings = tuple(reader.read(clean(ask)) for asks in classes for ask in asks)
    counts = [gram_counts(wording.words) for wording in wordings]
    idf = rarity(counts)
    examples = Examples(
        wordings=wordings,
        classes=np.repeat(np.arange(len(classes)), [len(asks) for asks in classes]),
        vectors=encoder.encode([wording.gist for wording in wordings]),
        grams=tuple(gram_weights(count, idf, buckets) for count in counts),
        names=tuple(featurizer.names(wording) for wording in wordings),
        coverage=np.array([known_share(count, idf) for count in counts], dtype=np.float32),
        buckets=buckets,
        topics=featurizer.topics,
    )
    return examples, idf


def _feature_rows(examples: Examples, part: NDArray[np.int64]) -> Floats:
    """Dense rows: embedding, n-gram buckets, names, bias."""
    vectors = examples.vectors[part]
    dimensions = vectors.shape[1]
    rows = np.zeros((len(vectors), dimensions + examples.buckets + examples.topics + 1), dtype=np.float32)
    rows[:, :dimensions] = DENSE_WEIGHT * vectors
    for row, number in zip(rows, part.tolist(), strict=True):
        slots, weights = examples.grams[number]
        np.add.at(row, dimensions + slots, weights)
        row[[dimensions + examples.buckets + topic for topic in examples.names[number]]] = NAME_WEIGHT
    rows[:, -1] = BIAS
    return rows
