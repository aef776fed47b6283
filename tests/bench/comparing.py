"""Comparing engines on labelled questions: who finds the entry, whose score tells that there is none, who is fast.

Every engine gets a question before the next question is asked, in an order that turns, so that whatever else the
machine does meets all of them alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from bot.advice.evaluation import IN_SCOPE, Case
from tests.bench.engines import LOWEST, Engine, Ranking

WARM_UP = 20  # questions before anything is timed
ROUNDS = 3  # times that every question is asked


@dataclass
class Run:
    """What one engine did: its ranking for each case, in their order, and the seconds of every query."""

    engine: str
    rankings: list[Ranking] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Accuracy:
    """Shares between 0 and 1; None where there was nothing to count.

    `auroc` is the chance that a question in scope has a higher best score than one out of scope; `auroc_near`
    looks at near misses alone.
    """

    top1: float | None
    hit3: float | None
    auroc: float | None
    auroc_near: float | None


def compared(engines: Sequence[Engine], cases: Sequence[Case]) -> list[Run]:
    """Every engine on every case."""
    runs = [Run(engine.name) for engine in engines]
    for case in cases[:WARM_UP]:
        for engine in engines:
            engine.rank(case.messages)
    for turn in range(ROUNDS):
        for number, case in enumerate(cases):
            for offset in range(len(engines)):
                which = (number + turn + offset) % len(engines)
                ranking = _timed(engines[which], case, runs[which])
                if turn == 0:
                    runs[which].rankings.append(ranking)
    return runs


def accuracy(run: Run, cases: Sequence[Case]) -> Accuracy:
    """How good a run was; borderline cases do not count."""
    clear = [(case, ranking) for case, ranking in zip(cases, run.rankings, strict=True) if not case.borderline]
    inside = [(case, ranking) for case, ranking in clear if case.accept and case.kind in IN_SCOPE]
    scores_in = [_score(ranking) for _, ranking in inside]
    return Accuracy(
        top1=_share([_is_hit(case, ranking, 1) for case, ranking in inside]),
        hit3=_share([_is_hit(case, ranking, 3) for case, ranking in inside]),
        auroc=auroc(scores_in, [_score(ranking) for case, ranking in clear if not case.accept]),
        auroc_near=auroc(
            scores_in, [_score(ranking) for case, ranking in clear if not case.accept and case.kind == "near"]
        ),
    )


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """The chance that a score from inside is above one from outside, ties counting half; None where one is empty."""
    if not inside or not outside:
        return None
    differences = np.subtract.outer(np.array(inside), np.array(outside))
    return float(np.mean(differences > 0) + np.mean(differences == 0) / 2)


def percentile_ms(seconds: Sequence[float], percent: float) -> float:
    """Milliseconds below which that many percent of the timings lie."""
    return 1000 * float(np.percentile(seconds, percent))


def _timed(engine: Engine, case: Case, run: Run) -> Ranking:
    start = perf_counter()
    ranking = engine.rank(case.messages)
    run.seconds.append(perf_counter() - start)
    return ranking


def _score(ranking: Ranking) -> float:
    return ranking[0][1] if ranking else LOWEST


def _is_hit(case: Case, ranking: Ranking, among: int) -> bool:
    return any(entry in case.accept for entry, _ in ranking[:among])


def _share(truths: Sequence[bool]) -> float | None:
    return sum(truths) / len(truths) if truths else None
