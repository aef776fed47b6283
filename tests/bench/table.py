"""The results as Markdown, with the machine they were measured on."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from bot.advice.evaluation import Case
from tests.bench.comparing import ROUNDS, Run, accuracy, percentile_ms
from tests.bench.growing import QUESTIONS, Size
from tests.bench.starting import STARTS, Starts

HEAD = """# Benchmark

What `make bench` printed last. {machine}, {day}.{busy}
"""

COMPARED = """## Accuracy and latency

{questions} labelled questions ({inside} in scope, {outside} out of scope, {borderline} borderline and left out of the
shares), each asked {rounds} times of every engine in turn, after a warm-up. *AUROC* is the chance that a question in
scope has a higher best score than one out of scope; *near* looks at near misses alone. Ours is the whole of
`Advisor.ask`, verdict and answer included, and has the outside topics to learn from; the others look entries up by
title and example questions.
"""

STARTED = """## Start

A whole `stackbot ask` as a process of its own, from nothing to the printed answer.
"""

GROWN = """## Size

`stackbot ask --jsonl`, measured from outside: {questions} questions of the set above, JSON and pipe included. The
48 entries are those that come with the bot, with all their example questions and outside topics; the larger libraries
are made up (`synthetic.py`), plain FAQs with four example questions an entry.
"""


def head(day: date) -> str:
    """The title and the machine; says so when the machine had other work."""
    load, cores = _load(), os.cpu_count() or 1
    busy = (
        f" The machine was busy with other work (load {load:.1f}), so times are too high." if load > cores / 2 else ""
    )
    machine = f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}"
    return HEAD.format(machine=machine, day=day.isoformat(), busy=busy)


def compared_table(runs: Sequence[Run], cases: Sequence[Case]) -> str:
    """Engines by row; the ratio is to the median of the first."""
    clear = [case for case in cases if not case.borderline]
    inside = sum(bool(case.accept) for case in clear)
    intro = COMPARED.format(
        questions=len(cases),
        inside=inside,
        outside=len(clear) - inside,
        borderline=len(cases) - len(clear),
        rounds=ROUNDS,
    )
    first = percentile_ms(runs[0].seconds, 50)
    names = ("engine", "top-1", "hit@3", "AUROC", "AUROC, near", "p50", "p99", "p50, ours = 1")
    return intro + "\n" + rows_of(names, (_engine_row(run, cases, first) for run in runs))


def start_table(measured: Starts) -> str:
    """One row for each kind of start."""
    rows = [
        (f"everything cached (median of {STARTS})", _seconds(measured.warm_s)),
        (f"everything cached, on words alone (median of {STARTS})", _seconds(measured.warm_words_only_s)),
        ("the knowledge was edited: vectors cached, learned anew", _seconds(measured.edited_s)),
        ("nothing cached", _seconds(measured.empty_s)),
        (f"the vectors of all {measured.texts:,} texts alone, from the cache", _seconds(measured.embeddings_s)),
    ]
    return STARTED + "\n" + rows_of(("start", "time"), rows)


def size_table(measured: Sequence[Size]) -> str:
    """One row for each size."""
    names = ("entries", "p50", "p99", "start, everything cached", f"peak memory after {QUESTIONS} questions")
    rows = (
        (f"{size.entries:,}", _ms(size.p50_ms), _ms(size.p99_ms), _seconds(size.start_s), _megabytes(size.peak_mb))
        for size in measured
    )
    return GROWN.format(questions=QUESTIONS) + "\n" + rows_of(names, rows)


def _engine_row(run: Run, cases: Sequence[Case], first_ms: float) -> tuple[str, ...]:
    found = accuracy(run, cases)
    shares = (found.top1, found.hit3, found.auroc, found.auroc_near)
    p50 = percentile_ms(run.seconds, 50)
    ratio = f"{p50 / first_ms:.2f}"
    return (run.engine, *map(_share, shares), _ms(p50), _ms(percentile_ms(run.seconds, 99)), ratio)


def rows_of(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rule = ["---", *["---:"] * (len(names) - 1)]
    return "".join(f"| {' | '.join(row)} |\n" for row in (names, rule, *rows))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _ms(value: float) -> str:
    return f"{value:.2f} ms"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _megabytes(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} MB"


def _processor() -> str:
    """The processor's name: Linux tells it in /proc, elsewhere Python may know."""
    try:
        named = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        named = None
    return named[1] if named else platform.processor() or platform.machine()


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
