"""Learning a library: from its example questions to a `MatchIndex` that scores any question in milliseconds.

One ridge regression, solved in closed form, has a column for every entry, every outside topic and every signal:
1 where an example question belongs, 0 where it does not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.advice.calibration import PRIOR, Solution, calibration
from bot.advice.examples import Encoder, Examples, read_examples
from bot.advice.features import SLOTS, Floats
from bot.advice.signals import SignalFinder
from bot.advice.wording import Reader
from bot.knowledge.entries import Library

RIDGE = 2.0
BALANCE = 0.25  # 0 weighs examples alike, 1 weighs classes alike


@dataclass(frozen=True, slots=True)
class MatchIndex:
    """What was learned. Columns are entries, then outside topics, then signals, in the library's order.

    `weights` has a row for each feature: embedding, n-gram buckets, one for each topic's names, bias.
    `examples` are the embeddings of all example questions, in half precision, those of column c at
    `starts[c]` to `starts[c + 1]`. `calibration` holds rows of logistic weights for `evidence_of`; `chance` is the
    least of what they say.
    """

    buckets: int
    idf: Floats
    weights: Floats
    examples: NDArray[np.float16]
    starts: NDArray[np.int64]
    calibration: NDArray[np.float64]

    def fits(self, library: Library, dimensions: int) -> bool:
        """Whether the arrays have the shapes that learning this library would give."""
        classes = len(library.entries) + len(library.topics)
        rows = dimensions + self.buckets + len(library.topics) + 1
        return (
            self.idf.shape == (SLOTS,)
            and self.weights.shape == (rows, classes + len(library.signals))
            and self.starts.shape == (classes + 1,)
            and self.examples.shape == (self.starts[-1], dimensions)
            and self.calibration.shape[1:] == PRIOR.shape
        )


def learn(library: Library, reader: Reader, encoder: Encoder) -> MatchIndex:
    """Learn a library; takes a few seconds for 5,000 examples, besides encoding them."""
    classes = [*(entry.asks or (entry.title,) for entry in library.entries.values()), *(t.asks for t in library.topics)]
    examples, idf = read_examples(library, classes, reader, encoder)
    solution = _solved(examples, _signal_targets(library, examples, reader), len(classes))
    return MatchIndex(
        buckets=examples.buckets,
        idf=idf,
        weights=solution.weights,
        examples=examples.vectors.astype(np.float16),
        starts=np.searchsorted(examples.classes, np.arange(len(classes) + 1)),
        calibration=calibration(library, examples, solution),
    )


def _signal_targets(library: Library, examples: Examples, reader: Reader) -> Floats:
    """Which example has which signal: 1 or 0."""
    signals = list(library.signals.values())
    targets = np.zeros((len(examples.wordings), len(signals)), dtype=np.float32)
    if not signals:
        return targets
    finder = SignalFinder(signals, reader)
    ids = list(library.entries)
    for row, (wording, number) in enumerate(zip(examples.wordings, examples.classes, strict=True)):
        entry = ids[number] if number < len(ids) else None
        situation = finder.find([wording], {})
        for column, signal in enumerate(signals):
            taught = entry in signal.taught_by and signal.id not in situation.denied
            targets[row, column] = taught or signal.id in situation.present
    return targets


def _solved(examples: Examples, signals: Floats, classes: int) -> Solution:
    """Solve the regression; a class's targets are its own examples, so its part of the moments is their sum."""
    counts = np.bincount(examples.classes, minlength=classes).astype(np.float32)
    rarity = (1 / counts[examples.classes]) ** BALANCE
    importance: Floats = (rarity / np.mean(rarity)).astype(np.float32)
    width = examples.vectors.shape[1] + examples.buckets + examples.topics + 1
    gram = RIDGE * np.eye(width, dtype=np.float32)
    moment = np.zeros((width, classes + signals.shape[1]), dtype=np.float32)
    for part, rows in examples.blocks():
        weighted = rows * importance[part, None]
        gram += weighted.T @ rows
        present, firsts = np.unique(examples.classes[part], return_index=True)
        moment[:, present] += np.add.reduceat(weighted, firsts, axis=0).T
        moment[:, classes:] += weighted.T @ signals[part]
    inverse = np.linalg.inv(gram)
    return Solution(inverse, (inverse @ moment).astype(np.float32), importance)
