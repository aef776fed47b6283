"""Learning a library: from its example questions to a `MatchIndex` that scores any question in milliseconds.

One ridge regression, solved in closed form, has a column for every entry, every outside topic and every signal:
1 where an example question belongs, 0 where it does not. The closed form also tells what each example's scores
would be had it not been learned from (leave-one-out), and what they would be had its whole class been unknown
(leave-class-out); the first show how right answers score, the second, with the outside topics' examples, how
questions without an answer do. A logistic regression between the two turns scores into the probability that the
knowledge answers a question, so that every library calibrates itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.advice.features import BIAS, DENSE_WEIGHT, NAME_WEIGHT, Floats, gram_counts, gram_weights, known_share, rarity
from bot.advice.phrases import PhraseBook
from bot.advice.question import clean
from bot.advice.signals import SignalFinder
from bot.advice.wording import Reader, Wording
from bot.knowledge.entries import Library

RIDGE = 2.0
LIKENESS_WEIGHT = 0.35  # of the nearest example's cosine, beside the learned score
BALANCE = 0.25  # 0 weighs examples alike, 1 weighs classes alike
BUCKETS_SMALL, BUCKETS_LARGE = 2048, 1024
SMALL_LIBRARY = 2000  # classes
BLOCK = 2048  # examples worked on at a time
CALIBRATION_LIMIT = 6000  # examples


class Encoder(Protocol):
    """Turns texts into unit vectors; `dimensions` is 0 where there is no sentence model."""

    dimensions: int

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of `dimensions` for each text."""
        ...


@dataclass(frozen=True, slots=True)
class MatchIndex:
    """What was learned. Columns are entries, then outside topics, then signals, in the library's order.

    `weights` has a row for each feature: embedding, n-gram buckets, one for each topic's names, bias.
    `examples` are the embeddings of all example questions, in half precision, those of column c at
    `starts[c]` to `starts[c + 1]`. `calibration` holds the logistic weights for `evidence`.
    """

    buckets: int
    idf: Floats
    weights: Floats
    examples: NDArray[np.float16]
    starts: NDArray[np.int64]
    calibration: NDArray[np.float64]


class Featurizer:
    """Turns wordings into feature vectors for one library."""

    def __init__(self, library: Library, reader: Reader, encoder: Encoder) -> None:
        self.encoder = encoder
        self.topics = len(library.topics)
        names = ((name, number) for number, topic in enumerate(library.topics) for name in topic.names)
        self._names = PhraseBook(names, reader)

    def names(self, wording: Wording) -> frozenset[int]:
        """The numbers of the outside topics whose names the wording holds."""
        return frozenset(number for clause in wording.clauses for number, _, _ in self._names.hits(clause))


@dataclass(frozen=True, slots=True)
class _Examples:
    """All example questions of a library, ordered by class, as sparse and dense features."""

    wordings: tuple[Wording, ...]
    classes: NDArray[np.int64]
    vectors: Floats
    grams: tuple[tuple[NDArray[np.int64], Floats], ...]
    names: tuple[frozenset[int], ...]
    coverage: Floats
    buckets: int
    topics: int

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Dense feature rows, a block at a time."""
        for start in range(0, len(self.wordings), BLOCK):
            part = slice(start, start + BLOCK)
            yield part, _feature_rows(self, part)


@dataclass(frozen=True, slots=True)
class _Solution:
    """What a ridge regression leaves: the inverse of its Gram matrix, weights, and each example's importance."""

    inverse: Floats
    weights: Floats
    importance: Floats


def learn(library: Library, reader: Reader, encoder: Encoder) -> MatchIndex:
    """Learn a library; takes about a second for 5,000 examples, besides encoding them."""
    classes = [*(entry.asks or (entry.title,) for entry in library.entries.values()), *(t.asks for t in library.topics)]
    examples, idf = _examples(library, classes, reader, encoder)
    targets = _targets(library, examples, reader)
    solution = _solved(examples, targets)
    evidence, answerable = _held_out(library, examples, targets, solution)
    return MatchIndex(
        buckets=examples.buckets,
        idf=idf,
        weights=solution.weights,
        examples=examples.vectors.astype(np.float16),
        starts=np.searchsorted(examples.classes, np.arange(len(classes) + 1)),
        calibration=_logistic(evidence, answerable),
    )


def _examples(
    library: Library, classes: Sequence[Sequence[str]], reader: Reader, encoder: Encoder
) -> tuple[_Examples, Floats]:
    """The example questions of every class, and how rare each n-gram is in them."""
    featurizer = Featurizer(library, reader, encoder)
    buckets = BUCKETS_SMALL if len(classes) <= SMALL_LIBRARY else BUCKETS_LARGE
    wordings = tuple(reader.read(clean(ask)) for asks in classes for ask in asks)
    counts = [gram_counts(wording.words) for wording in wordings]
    idf = rarity(counts)
    examples = _Examples(
        wordings=wordings,
        classes=np.repeat(np.arange(len(classes)), [len(asks) for asks in classes]),
        vectors=encoder.encode([wording.text for wording in wordings]),
        grams=tuple(gram_weights(count, idf, buckets) for count in counts),
        names=tuple(featurizer.names(wording) for wording in wordings),
        coverage=np.array([known_share(count, idf) for count in counts], dtype=np.float32),
        buckets=buckets,
        topics=featurizer.topics,
    )
    return examples, idf


def _feature_rows(examples: _Examples, part: slice) -> Floats:
    """Dense rows: embedding, n-gram buckets, names, bias."""
    vectors = examples.vectors[part]
    dimensions = vectors.shape[1]
    rows = np.zeros((len(vectors), dimensions + examples.buckets + examples.topics + 1), dtype=np.float32)
    rows[:, :dimensions] = DENSE_WEIGHT * vectors
    for row, (slots, weights), named in zip(rows, examples.grams[part], examples.names[part], strict=True):
        np.add.at(row, dimensions + slots, weights)
        row[[dimensions + examples.buckets + number for number in named]] = NAME_WEIGHT
    rows[:, -1] = BIAS
    return rows


def evidence_of(scores: Floats, likeness: Floats, coverage: float, entries: int) -> NDArray[np.float64]:
    """What tells a question with an answer from one without, from its class scores (entries first, topics after).

    Best entry, its lead over the best topic and over the next entry, its nearest example, that one's lead over the
    nearest example of a topic, how much of the question is made of known n-grams, and 1.
    """
    inside, outside = scores[:entries], scores[entries:]
    order = np.argsort(-inside, kind="stable")
    best = order[0]
    second = inside[order[1]] if entries > 1 else 0.0
    rival = outside.max(initial=0.0)
    near_outside = likeness[entries:].max(initial=0.0)
    near = likeness[:entries].max()
    return np.array(
        [inside[best], inside[best] - rival, inside[best] - second, near, near - near_outside, coverage, 1.0]
    )


def _targets(library: Library, examples: _Examples, reader: Reader) -> Floats:
    signals = list(library.signals.values())
    classes = len(library.entries) + len(library.topics)
    targets = np.zeros((len(examples.wordings), classes + len(signals)), dtype=np.float32)
    targets[np.arange(len(examples.wordings)), examples.classes] = 1
    finder = SignalFinder(signals, reader)
    ids = list(library.entries)
    for row, (wording, number) in enumerate(zip(examples.wordings, examples.classes, strict=True)):
        entry = ids[number] if number < len(ids) else None
        situation = finder.find(wording, {})
        for column, signal in enumerate(signals, start=classes):
            taught = entry in signal.taught_by and signal.id not in situation.denied
            targets[row, column] = taught or signal.id in situation.present
    return targets


def _solved(examples: _Examples, targets: Floats) -> _Solution:
    counts = np.bincount(examples.classes)
    importance = (1 / counts[examples.classes]) ** BALANCE
    importance = (importance / importance.mean()).astype(np.float32)
    width = examples.vectors.shape[1] + examples.buckets + examples.topics + 1
    gram = RIDGE * np.eye(width, dtype=np.float32)
    moment = np.zeros((width, targets.shape[1]), dtype=np.float32)
    for part, rows in examples.blocks():
        weighted = rows * importance[part, None]
        gram += weighted.T @ rows
        moment += weighted.T @ targets[part]
    inverse = np.linalg.inv(gram)
    return _Solution(inverse, (inverse @ moment).astype(np.float32), importance)


def _held_out(
    library: Library, examples: _Examples, targets: Floats, solution: _Solution
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Evidence for examples as if not learned from, and whether each has an answer.

    A library without outside topics makes its own unanswerable questions: those of each class with the class
    taken out.
    """
    entries, classes = len(library.entries), len(library.entries) + len(library.topics)
    step = max(1, len(examples.wordings) // CALIBRATION_LIMIT)
    evidence, answerable = [], []
    for part, rows in examples.blocks():
        scores = _left_out_scores(rows, targets[part, :classes], solution, part)
        likeness = _left_out_likeness(examples, part, classes)
        for i in range(0, len(rows), step):
            number, coverage = examples.classes[part][i], float(examples.coverage[part][i])
            total = scores[i] + LIKENESS_WEIGHT * likeness[i]
            evidence.append(evidence_of(total, likeness[i], coverage, entries))
            answerable.append(number < entries)
            if not library.topics and entries > 1:
                without = np.delete(total, number), np.delete(likeness[i], number)
                evidence.append(evidence_of(*without, coverage, entries - 1))
                answerable.append(False)
    return np.array(evidence), np.array(answerable, dtype=np.float64)


def _left_out_scores(rows: Floats, targets: Floats, solution: _Solution, part: slice) -> Floats:
    """What each row would score had it not been learned from (the closed form of leave-one-out)."""
    leverage = (solution.importance[part] * np.einsum("ij,ij->i", rows @ solution.inverse, rows))[:, None]
    scores: Floats = (rows @ solution.weights[:, : targets.shape[1]] - leverage * targets) / (1 - leverage)
    return scores


def _left_out_likeness(examples: _Examples, part: slice, classes: int) -> Floats:
    """The cosine of each row to the nearest example of each class, itself apart."""
    cosines = examples.vectors[part] @ examples.vectors.T
    own = np.arange(len(examples.wordings))[part]
    if examples.vectors.shape[1]:
        cosines[np.arange(len(own)), own] = -1
    starts = np.searchsorted(examples.classes, np.arange(classes))
    nearest: Floats = np.maximum.reduceat(cosines, starts, axis=1)
    return nearest


def _logistic(evidence: NDArray[np.float64], answerable: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic weights by Newton's method, lightly regularised, both outcomes weighing alike."""
    weights = np.zeros(evidence.shape[1])
    share = answerable.mean()
    if share in {0.0, 1.0}:
        return weights
    balance = np.where(answerable > 0, 0.5 / share, 0.5 / (1 - share))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-evidence @ weights))
        gradient = evidence.T @ (balance * (chance - answerable)) + 0.01 * weights
        curvature = (evidence * (balance * chance * (1 - chance))[:, None]).T @ evidence + 0.01 * np.eye(len(weights))
        weights -= np.linalg.solve(curvature, gradient)
    return weights
