"""Texts as vectors: what the sentence model makes of them, their character n-grams, and the names they hold.

The n-grams (3 to 5 characters inside each word) are hashed to a fixed number of buckets with a sign, so that the
matrix to learn from stays small whatever the vocabulary is (Weinberger et al., "Feature Hashing for Large Scale
Multitask Learning", 2009). Their weights are tf-idf; n-grams seen in one text only are left out.
"""

import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIZES = (3, 4, 5)  # characters of an n-gram
SLOTS = 1 << 18  # distinct n-grams told apart when counting
DENSE_WEIGHT = 2.0  # of the sentence embedding, against 1 of the n-grams; kernel weights 4 : 1
NAME_WEIGHT = 0.7  # of each topic named
BIAS = 0.3


def gram_counts(words: Sequence[str]) -> Counter[int]:
    """How often each n-gram occurs, by its hash."""
    counts: Counter[int] = Counter()
    for word in words:
        padded = f" {word} "
        grams = {padded[i : i + size] for size in SIZES for i in range(len(padded) - size + 1)}
        counts.update(zlib.crc32(gram.encode()) for gram in grams)
    return counts


def rarity(all_counts: Sequence[Counter[int]]) -> Floats:
    """The inverse document frequency of each slot, 0 for n-grams of one text only."""
    frequency = np.zeros(SLOTS, dtype=np.float32)
    for counts in all_counts:
        slots = np.fromiter((gram & (SLOTS - 1) for gram in counts), dtype=np.int64, count=len(counts))
        frequency[np.unique(slots)] += 1
    idf = np.log((1 + len(all_counts)) / (1 + frequency)) + 1
    return np.where(frequency > 1, idf, 0).astype(np.float32)


def gram_weights(counts: Counter[int], idf: Floats, buckets: int) -> tuple[NDArray[np.int64], Floats]:
    """The buckets a text falls into and its weight in each, of unit length over all."""
    grams = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    weights = (1 + np.log(times)) * idf[grams & (SLOTS - 1)] if len(grams) else times
    norm = float(np.sqrt(np.square(weights).sum())) or 1.0
    signs = np.where(grams >> 31, 1.0, -1.0)
    return (grams >> 18) & (buckets - 1), (signs * weights / norm).astype(np.float32)


def known_share(counts: Counter[int], idf: Floats) -> float:
    """The share of a text's n-grams that the knowledge has, 0 to 1."""
    if not counts:
        return 0.0
    known = sum(idf[gram & (SLOTS - 1)] > 0 for gram in counts)
    return float(known) / len(counts)
