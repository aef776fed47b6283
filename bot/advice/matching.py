"""Matching: which entries answer a question, and how sure that any does.

A class scores what was learned for it plus a part of the cosine to its nearest example. Absolute scores are kept
apart from ranks, since only they can say "none of these". What the situation says then moves the entries that rows
speak for: an entry whose row holds gains, one whose row is denied or half met loses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.advice.answer import Match
from bot.advice.calibration import LIKENESS_WEIGHT, chance, evidence_of
from bot.advice.examples import Encoder, Featurizer
from bot.advice.features import BIAS, DENSE_WEIGHT, NAME_WEIGHT, Floats, gram_counts, gram_weights, known_share
from bot.advice.learning import MatchIndex
from bot.advice.question import Question
from bot.advice.signals import SignalFinder, Situation
from bot.advice.verdict import Rules
from bot.advice.wording import Reader, Wording, joined
from bot.knowledge.entries import Library, Row, SignalId

RANKED = 5  # entries reported
EXACT_EXAMPLES = 50_000  # up to here they are held in full precision, which is faster and takes twice the memory
CLEAR_BY_ITSELF = 0.85  # chance from which a thread's last message is answered without the rest
CANDIDATES = 32  # classes compared with their examples one by one
ROW_HOLDS, ROW_DENIED, ROW_HALF_MET, ROW_BEATEN = 0.15, -0.3, -0.2, -0.15

_POINTS_BACK = frozenset("that this it its them those these one same both either here there so then us".split())


@dataclass(frozen=True, slots=True)
class Matches:
    """The entries that fit a question, best first, and the chance that the knowledge answers it at all.

    `topic` is the nearest outside topic (its number in the library) and `topic_lead` how far it is ahead of the
    best entry (negative: behind). `wording` is what was matched: of a thread all of it, or its last message.
    """

    ranked: tuple[Match, ...]
    chance: float
    topic: int | None
    topic_lead: float
    situation: Situation
    signal_likeness: Mapping[SignalId, float]
    wording: Wording
    named_topics: frozenset[int]


class Matcher:
    """Matches questions against one learned library."""

    def __init__(self, library: Library, reader: Reader, encoder: Encoder, index: MatchIndex) -> None:
        self._library = library
        self._reader = reader
        self._index = index
        small = len(index.examples) <= EXACT_EXAMPLES
        self._examples = index.examples.astype(np.float32) if small else index.examples
        self._featurizer = Featurizer(library, reader, encoder)
        self._finder = SignalFinder(library.signals.values(), reader)
        self._rules = Rules(library.rows, tuple(library.options), tuple(library.signals))
        self._ids = list(library.entries)
        self._numbers = {entry: number for number, entry in enumerate(self._ids)}
        self._classes = len(self._ids) + len(library.topics)

    def match(self, question: Question) -> Matches:
        """Match a question; of a thread the last message where that is clear by itself, else the whole."""
        wordings = [self._reader.read(text) for text in question.texts]
        whole = self._matched(joined(wordings), wordings)
        if not question.last_asks or _POINTS_BACK & set(wordings[-1].words):
            return whole
        last = self._matched(wordings[-1], wordings)
        return last if last.chance >= CLEAR_BY_ITSELF else whole

    def _matched(self, wording: Wording, wordings: Sequence[Wording]) -> Matches:
        """Match one wording, in the situation that all of them describe."""
        counts = gram_counts(wording.words)
        named = self._featurizer.names(wording)
        vector: Floats = self._featurizer.encoder.encode([wording.gist])[0]
        learned = self._learned(vector, gram_weights(counts, self._index.idf, self._index.buckets), named)
        likeness = self._likeness(vector, learned)
        signal_likeness = dict(zip(self._library.signals, learned[self._classes :].tolist(), strict=True))
        situation = self._finder.find(wordings, signal_likeness)
        scores = self._moved(learned[: self._classes] + LIKENESS_WEIGHT * likeness, situation)
        evidence = evidence_of(scores, likeness, known_share(counts, self._index.idf), len(self._ids))
        likely = chance(evidence, self._index.calibration)
        topic, lead = self._nearest_topic(scores)
        return Matches(self._ranked(scores, likely), likely, topic, lead, situation, signal_likeness, wording, named)

    def _learned(self, vector: Floats, grams: tuple[np.ndarray, Floats], named: frozenset[int]) -> Floats:
        weights, dimensions = self._index.weights, len(vector)
        slots, values = grams  # einsum, not @: products this small are slower when a BLAS shares them between cores
        learned = DENSE_WEIGHT * np.einsum("i,ij->j", vector, weights[:dimensions]) + np.einsum(
            "i,ij->j", values, weights[dimensions + slots]
        )
        for number in sorted(named):
            learned = learned + NAME_WEIGHT * weights[dimensions + self._index.buckets + number]
        total: Floats = learned + BIAS * weights[-1]
        return total

    def _likeness(self, vector: Floats, learned: Floats) -> Floats:
        """The cosine to the nearest example of each promising class, 0 elsewhere."""
        likeness = np.zeros(self._classes, dtype=np.float32)
        starts = self._index.starts
        for number in _best(learned[: self._classes], CANDIDATES):
            examples = self._examples[starts[number] : starts[number + 1]]
            if examples.size:
                likeness[number] = np.einsum("ij,j->i", examples.astype(np.float32, copy=False), vector).max()
        return likeness

    def _moved(self, scores: Floats, situation: Situation) -> Floats:
        moved = scores.copy()
        beaten = self._rules.beaten(situation.signals)
        for row in self._library.rows:
            moved[self._numbers[row.entry]] += ROW_BEATEN if row in beaten else _row_bearing(row, situation)
        return moved

    def _ranked(self, scores: Floats, likely: float) -> tuple[Match, ...]:
        """The best five entries; their scores share the chance that the knowledge answers, in proportion."""
        order = _best(scores[: len(self._ids)], RANKED)
        best = max(float(scores[order[0]]), 1e-6)
        return tuple(Match(self._ids[i], round(max(0.0, likely * float(scores[i]) / best), 4)) for i in order)

    def _nearest_topic(self, scores: Floats) -> tuple[int | None, float]:
        inside, outside = scores[: len(self._ids)], scores[len(self._ids) :]
        if not outside.size:
            return None, -1.0
        return int(np.argmax(outside)), float(np.max(outside) - np.max(inside))


def _best(scores: Floats, count: int) -> NDArray[np.int64]:
    """The numbers of the highest scores, best first, equal ones in order; the rest is not sorted, which takes time."""
    if count < len(scores):
        candidates = np.flatnonzero(scores >= np.partition(scores, -count)[-count])
    else:
        candidates = np.arange(len(scores))
    return candidates[np.argsort(-scores[candidates], kind="stable")][:count]


def _row_bearing(row: Row, situation: Situation) -> float:
    wanted = {*row.needs, *row.any_of}
    if wanted & situation.denied.keys() or set(row.excludes) & situation.signals:
        return ROW_DENIED
    met = [need in situation.present for need in row.needs]
    if row.any_of:
        met.append(any(signal in situation.present for signal in row.any_of))
    if met and all(met):
        return ROW_HOLDS
    return ROW_HALF_MET if len(met) > 1 and any(met) else 0.0
