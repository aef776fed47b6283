"""`stackbot eval`: how good the answers are on a file of labelled questions."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import FiniteFloat, TypeAdapter, ValidationError

from bot.advice.evaluation import Case, Judged, below_gates, judged, report
from bot.advice.question import read_thread
from bot.cli.door import desk, file_bytes
from bot.errors import EvaluationError, KnowledgeError
from bot.knowledge.yaml_reader import read_yaml
from bot.wiring.desk import Desk, today

T = TypeVar("T")


def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Labelled questions, in the format of tests/golden.yaml.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    gate: Annotated[Path | None, typer.Option(help="YAML of least values by name; exit 1 below one.")] = None,
) -> None:
    """Ask every labelled question and print how many were answered right, declined, picked and how fast."""
    cases = read_cases(file)
    gates = _gates(gate) if gate else None
    measured = report(judge(desk(context), cases))
    print(json.dumps(measured, indent=2) if as_json else _printed(measured))  # noqa: T201
    faults = below_gates(measured, gates) if gates is not None else []
    for fault in faults:
        print(f"below the gate: {fault}", file=sys.stderr)  # noqa: T201
    if faults:
        raise typer.Exit(1)


def judge(opened: Desk, cases: list[Case]) -> list[Judged]:
    """Answer the cases as of today."""
    day = today()
    return judged(cases, lambda messages: opened.advisor.ask(read_thread(messages), day), time.perf_counter)


def read_cases(path: Path) -> list[Case]:
    """The labelled questions of a file; raises `EvaluationError` naming what cannot be read."""
    return _read(path, TypeAdapter(list[Case]))


def _gates(path: Path) -> dict[str, float]:
    return _read(path, TypeAdapter(dict[str, FiniteFloat]))


def _read(path: Path, adapter: TypeAdapter[T]) -> T:
    try:
        document = read_yaml(file_bytes(path), str(path))
        return adapter.validate_python(document.data)
    except KnowledgeError as error:
        raise EvaluationError(str(error)) from error
    except ValidationError as error:
        wrong = [document.problem(e["loc"], e["msg"]) for e in error.errors()]
        raise EvaluationError("\n".join(wrong)) from error


def _printed(measured: dict[str, Any]) -> str:
    lines = [f"{measured['questions']} questions, {measured['borderline']} of them borderline and counted apart"]
    lines += [
        f"  {name:16} {_figure(measured[name])}"
        for name in ("top1", "hit3", "answered_right", "answered_wrong", "pick")
    ]
    for kind, figures in measured["by_kind"].items():
        lines.append(f"  {kind:16} " + "  ".join(f"{name} {_figure(value)}" for name, value in figures.items()))
    lines += [f"  declined {kind:12} {_figure(share)}" for kind, share in measured["declined"].items()]
    for word, found in measured["calibration"].items():
        lines.append(f"  said {word:10} {found['count']} times, right {_figure(found['right'])}")
    latency = measured["latency_ms"]
    lines.append(f"  latency          p50 {latency['p50']} ms, p99 {latency['p99']} ms")
    lines += [
        f"  {f['fault']}: {f['id']} {f['outcome']} {f['top']} accepted {f['accept']}: {f['asked']}"
        for f in measured["wrong"]
    ]
    return "\n".join(lines)


def _figure(value: object) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
