"""Texts as vectors: what the sentence model makes of them, their character n-grams, and the names they hold.

The n-grams (3 to 5 characters inside each word) are hashed to a fixed number of buckets with a sign, so that the
matrix to learn from stays small whatever the vocabulary is (Weinberger et al., "Feature Hashing for Large Scale
Multitask Learning", 2009). Their weights are tf-idf; n-grams seen in one text only are left out.
"""

import zlib
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIZES = (3, 4, 5)  # characters of an n-gram
SLOTS = 1 << 18  # distinct n-grams told apart when counting
DENSE_WEIGHT = 2.0  # of the sentence embedding, against 1 of the n-grams; kernel weights 4 : 1
NAME_WEIGHT = 0.7  # of each topic named
BIAS = 0.3


class Grams(NamedTuple):
    """The hashes of a text's n-grams, in ascending order, and how often each occurs."""

    hashes: NDArray[np.int64]
    times: Floats


def gram_counts(words: Sequence[str]) -> Grams:
    """The n-grams of a text; an n-gram counts once a word."""
    hashes = [gram for word in words for gram in _word_grams(word)]
    found, times = np.unique(np.array(hashes, dtype=np.int64), return_counts=True)
    return Grams(found, times.astype(np.float32))


def rarity(all_grams: Sequence[Grams]) -> Floats:
    """The inverse document frequency of each slot, 0 for n-grams of one text only."""
    frequency = np.zeros(SLOTS, dtype=np.float32)
    for grams in all_grams:
        frequency[np.unique(grams.hashes & (SLOTS - 1))] += 1
    idf = np.log((1 + len(all_grams)) / (1 + frequency)) + 1
    return np.where(frequency > 1, idf, 0).astype(np.float32)


def gram_weights(grams: Grams, idf: Floats, buckets: int) -> tuple[NDArray[np.int64], Floats]:
    """The buckets a text falls into and its weight in each, of unit length over all; unknown n-grams are left out."""
    weights = (1 + np.log(grams.times)) * idf[grams.hashes & (SLOTS - 1)]
    known = weights > 0
    hashes, weights = grams.hashes[known], weights[known]
    norm = float(np.sqrt(np.square(weights).sum())) or 1.0
    signs = np.where(hashes >> 31, 1.0, -1.0)
    return (hashes >> 18) & (buckets - 1), (signs * weights / norm).astype(np.float32)


def known_share(grams: Grams, idf: Floats) -> float:
    """The share of a text's n-grams that the knowledge has, 0 to 1."""
    if not len(grams.hashes):
        return 0.0
    return float(np.count_nonzero(idf[grams.hashes & (SLOTS - 1)])) / len(grams.hashes)


@lru_cache(maxsize=16_384)
def _word_grams(word: str) -> Sequence[int]:
    """The hashes of a word's n-grams; kept, since most words come again and again, and packed, since some are long."""
    padded = f" {word} "
    grams = {padded[i : i + size] for size in SIZES for i in range(len(padded) - size + 1)}
    return array("q", (zlib.crc32(gram.encode()) for gram in grams))
