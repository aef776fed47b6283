"""Calibration: from the scores of a question to the probability that the knowledge answers it.

The closed form of the ridge regression also tells what each example's scores would be had it not been learned from
(leave-one-out); that shows how questions with an answer score. The outside topics' examples, left out alike, show
how questions without one do. A logistic regression between the two turns scores into a probability, so that every
library calibrates itself. Where a library names too little of what is outside, each entry's own questions serve with
the entry taken out, and the weights that small libraries need on average have their say as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.advice.examples import Examples
from bot.advice.features import Floats
from bot.knowledge.entries import Library

LIKENESS_WEIGHT = 0.35  # of the nearest example's cosine, beside the learned score
CALIBRATION_LIMIT = 6000  # examples
CALIBRATION_MINIMUM = 200  # examples from which a library can calibrate itself
OUTSIDE_MINIMUM = 100  # example questions of outside topics that tell what is outside

# What tells an answer from none in small libraries without outside topics: fitted, as `_logistic` does, on 2 to 48
# entries with 3 to 60 asks each drawn from our own knowledge, asked their own held-out asks and our outside asks.
PRIOR = np.array([2.02, 2.02, -0.3, 3.28, 3.28, 1.06, -5.42])
PRIOR_OF_WORDS = np.array([3.96, 3.96, -0.43, 0.0, 0.0, 4.16, -4.37])


@dataclass(frozen=True, slots=True)
class Solution:
    """What a ridge regression leaves: the inverse of its Gram matrix, weights, and each example's importance."""

    inverse: Floats
    weights: Floats
    importance: Floats


def evidence_of(scores: Floats, likeness: Floats, coverage: float, entries: int) -> NDArray[np.float64]:
    """What tells a question with an answer from one without, from its class scores (entries first, topics after).

    Best entry, its lead over the best topic and over the next entry, its nearest example, that one's lead over the
    nearest example of a topic, how much of the question is made of known n-grams, and 1.
    """
    inside, outside = scores[:entries], scores[entries:]
    second, best = np.partition(inside, -2)[-2:] if entries > 1 else (0.0, inside[0])
    rival = np.max(outside, initial=0.0)
    near_outside = np.max(likeness[entries:], initial=0.0)
    near = np.max(likeness[:entries])
    return np.array([best, best - rival, best - second, near, near - near_outside, coverage, 1.0])


def _held_out(
    library: Library, examples: Examples, solution: Solution
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Evidence for examples as if not learned from, and whether each has an answer.

    A library that knows too little of what is outside makes its own unanswerable questions: those of each entry
    with the entry taken out.
    """
    makes_own = len(library.entries) > 1 and not _knows_outside(library)
    entries, classes = len(library.entries), len(library.entries) + len(library.topics)
    step = max(1, len(examples.wordings) // CALIBRATION_LIMIT)
    evidence, answerable = [], []
    for part, rows in examples.blocks(step):
        scores = _left_out_scores(rows, examples.classes[part], solution, part)[:, :classes]
        likeness = _left_out_likeness(examples, part, classes)
        for i, own in enumerate(part):
            number, coverage = examples.classes[own], float(examples.coverage[own])
            total = scores[i] + LIKENESS_WEIGHT * likeness[i]
            evidence.append(evidence_of(total, likeness[i], coverage, entries))
            answerable.append(number < entries)
            if makes_own and number < entries:
                without = np.delete(total, number), np.delete(likeness[i], number)
                evidence.append(evidence_of(*without, coverage, entries - 1))
                answerable.append(False)
    return np.array(evidence), np.array(answerable, dtype=np.float64)


def _left_out_scores(rows: Floats, classes: NDArray[np.int64], solution: Solution, part: NDArray[np.int64]) -> Floats:
    """What each row would score for the classes had it not been learned from (the closed form of leave-one-out)."""
    leverage = solution.importance[part] * np.einsum("ij,ij->i", rows @ solution.inverse, rows)
    scores: Floats = rows @ solution.weights
    scores[np.arange(len(rows)), classes] -= leverage
    scores /= (1 - leverage)[:, None]
    return scores


def _left_out_likeness(examples: Examples, part: NDArray[np.int64], classes: int) -> Floats:
    """The cosine of each row to the nearest example of each class, itself apart."""
    cosines = examples.vectors[part] @ examples.vectors.T
    if examples.vectors.shape[1]:
        cosines[np.arange(len(part)), part] = -1
    taught, starts = np.unique(examples.classes, return_index=True)
    nearest = np.zeros((len(part), classes), dtype=np.float32)
    nearest[:, taught] = np.maximum.reduceat(cosines, starts, axis=1) if cosines.size else 0
    return nearest


def chance(evidence: NDArray[np.float64], calibration: NDArray[np.float64]) -> float:
    """The probability that the knowledge answers a question, 0 to 1."""
    return float(1 / (1 + np.exp(-np.min(calibration @ evidence))))


def calibration(library: Library, examples: Examples, solution: Solution) -> NDArray[np.float64]:
    """Rows of logistic weights: the library's own, and the general ones where its own are not enough."""
    evidence, answerable = _held_out(library, examples, solution)
    enough = len(answerable) >= CALIBRATION_MINIMUM and 0 < answerable.mean() < 1
    if enough and _knows_outside(library):
        return _logistic(evidence, answerable)[None]
    prior = PRIOR if examples.vectors.shape[1] else PRIOR_OF_WORDS
    if not enough:
        return prior[None]
    return np.stack([prior, _logistic(evidence, answerable)])


def _knows_outside(library: Library) -> bool:
    return sum(len(topic.asks) for topic in library.topics) >= OUTSIDE_MINIMUM


def _logistic(evidence: NDArray[np.float64], answerable: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic weights by Newton's method, lightly regularised, both outcomes weighing alike."""
    weights = np.zeros(evidence.shape[1])
    share = answerable.mean()
    balance = np.where(answerable > 0, 0.5 / share, 0.5 / (1 - share))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-evidence @ weights))
        gradient = evidence.T @ (balance * (chance - answerable)) + 0.01 * weights
        curvature = (evidence * (balance * chance * (1 - chance))[:, None]).T @ evidence + 0.01 * np.eye(len(weights))
        weights -= np.linalg.solve(curvature, gradient)
    return weights
