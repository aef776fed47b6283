"""What ours costs as knowledge grows: latency, start and memory of `stackbot` over larger and larger libraries."""

import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.advice.evaluation import Case
from tests.bench.comparing import WARM_UP, percentile_ms
from tests.bench.processes import Batch, ask_s
from tests.bench.synthetic import write_library

BUILTIN = 48  # entries of the knowledge that comes with the bot
SIZES = (BUILTIN, 1_000, 10_000)
QUESTIONS = 200
STARTS = 3


@dataclass(frozen=True)
class Size:
    """Figures at one number of entries; `start_s` is a whole `stackbot ask` with everything cached."""

    entries: int
    p50_ms: float
    p99_ms: float
    start_s: float
    peak_mb: float | None


def sizes(cases: Sequence[Case], cache_dir: Path) -> list[Size]:
    """Measure every size; texts are encoded once and stay in the cache, but every run learns anew."""
    with tempfile.TemporaryDirectory() as folder:
        return [_size(entries, cases, Path(folder), cache_dir) for entries in SIZES]


def _size(entries: int, cases: Sequence[Case], folder: Path, cache_dir: Path) -> Size:
    knowledge = "builtin"
    if entries != BUILTIN:
        knowledge = str(folder / str(entries))
        write_library(Path(knowledge), entries)
    cached = cache_dir / f"entries-{entries}"
    for index in cached.glob("index-*"):
        index.unlink()
    environment = {"STACKBOT_KNOWLEDGE": knowledge, "STACKBOT_CACHE_DIR": str(cached)}
    ask_s(environment)
    start_s = median(ask_s(environment) for _ in range(STARTS))
    asked = list(itertools.islice(itertools.cycle(cases), QUESTIONS + WARM_UP))
    with Batch(environment) as batch:
        for case in asked[:WARM_UP]:
            batch.answer_s(case.messages)
        seconds = [batch.answer_s(case.messages) for case in asked[WARM_UP:]]
        return Size(entries, percentile_ms(seconds, 50), percentile_ms(seconds, 99), start_s, batch.peak_mb())
