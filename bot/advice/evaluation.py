"""How good the answers are, measured on labelled questions.

In scope, a question is *answered right* when it is answered and its top entry is one of those accepted; out of
scope, it is right to decline. Borderline questions, where either is right, are counted apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from bot.advice.answer import Answer, Outcome
from bot.advice.question import read_thread
from bot.errors import QuestionError

IN_SCOPE = ("in_scope", "multilingual", "thread")
Kind = Literal["in_scope", "multilingual", "thread", "near", "far", "adversarial"]


def _null(value: object) -> object:
    return None if value in {"", "null", "~"} else value


class Case(BaseModel):
    """One labelled question. `accept` holds every entry id that is a right top answer; empty: to be declined."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str | None = None
    thread: tuple[str, ...] | None = None
    kind: Kind
    accept: Annotated[tuple[str, ...], BeforeValidator(lambda value: value or ())] = ()
    pick: Annotated[str | None, BeforeValidator(_null)] = None
    borderline: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> "Case":
        if (self.text is None) == (self.thread is None):
            raise ValueError("a question has either a text or a thread")
        try:
            read_thread(self.messages)
        except QuestionError as error:
            raise ValueError(str(error)) from error
        return self

    @property
    def messages(self) -> tuple[str, ...]:
        """What is asked, oldest message first."""
        return self.thread if self.thread is not None else (self.text or "",)


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, its answer, and how long that took."""

    case: Case
    answer: Answer
    seconds: float

    @property
    def top_right(self) -> bool:
        """Whether the best entry is an accepted one."""
        return bool(self.answer.matches) and self.answer.matches[0].entry in self.case.accept

    @property
    def hit3(self) -> bool:
        """Whether one of the best three entries is an accepted one."""
        return any(match.entry in self.case.accept for match in self.answer.matches[:3])

    @property
    def answered(self) -> bool:
        """Whether the question was answered, not asked back or declined."""
        return self.answer.outcome is Outcome.ANSWER


def judged(cases: Iterable[Case], ask: Callable[[Sequence[str]], Answer], clock: Callable[[], float]) -> list[Judged]:
    """Ask every case; `clock` tells seconds."""
    results = []
    for case in cases:
        start = clock()
        answer = ask(case.messages)
        results.append(Judged(case, answer, clock() - start))
    return results


def report(results: Sequence[Judged]) -> dict[str, Any]:
    """Shares between 0 and 1, counts and milliseconds, by name; None where there was nothing to count."""
    clear = [r for r in results if not r.case.borderline]
    inside = [r for r in clear if r.case.accept and r.case.kind in IN_SCOPE]
    outside = [r for r in clear if not r.case.accept]
    milliseconds = sorted(1000 * r.seconds for r in results)
    kinds = sorted({r.case.kind for r in inside})
    return {
        "questions": len(results),
        "borderline": len(results) - len(clear),
        "top1": _share(r.top_right for r in inside),
        "hit3": _share(r.hit3 for r in inside),
        "answered_right": _share(r.answered and r.top_right for r in inside),
        "answered_wrong": _share(r.answered and not r.top_right for r in inside),
        "pick": _share(r.answer.pick == r.case.pick for r in inside),
        "by_kind": {kind: _in_scope_of(kind, inside) for kind in kinds},
        "declined": {kind: _declined_of(kind, outside) for kind in sorted({r.case.kind for r in outside})},
        "calibration": _calibration([r for r in clear if r.answered]),
        "latency_ms": {"p50": _at(milliseconds, 0.5), "p99": _at(milliseconds, 0.99)},
        "wrong": [fault for r in clear for fault in _faults(r)],
    }


def below_gates(measured: dict[str, Any], gates: dict[str, float]) -> list[str]:
    """One sentence for each figure below its gate; a gate's name may reach inside, as `declined.near` does."""
    faults = []
    for name, least in gates.items():
        value: Any = measured
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if not isinstance(value, int | float) or value < least:
            faults.append(f"{name} is {value}, below {least}")
    return faults


def _in_scope_of(kind: str, inside: Sequence[Judged]) -> dict[str, Any]:
    these = [r for r in inside if r.case.kind == kind]
    return {
        "count": len(these),
        "top1": _share(r.top_right for r in these),
        "hit3": _share(r.hit3 for r in these),
        "answered_right": _share(r.answered and r.top_right for r in these),
        "pick": _share(r.answer.pick == r.case.pick for r in these),
    }


def _declined_of(kind: str, outside: Sequence[Judged]) -> float | None:
    return _share(not r.answered for r in outside if r.case.kind == kind)


def _calibration(answered: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    """For each confidence word, how many answers carried it and what share of them was right."""
    words = Counter(r.answer.confidence.value for r in answered)
    return {
        word: {"count": count, "right": _share(r.top_right for r in answered if r.answer.confidence.value == word)}
        for word, count in sorted(words.items())
    }


def _faults(r: Judged) -> Iterable[dict[str, Any]]:
    found: dict[str, Any] = {
        "id": r.case.id,
        "outcome": r.answer.outcome.value,
        "top": [match.entry for match in r.answer.matches[:3]],
        "accept": list(r.case.accept),
        "asked": r.case.messages[-1][:160],
    }
    if r.case.accept and not r.top_right:
        yield {"fault": "wrong top", **found}
    elif r.case.accept and not r.answered:
        yield {"fault": "not answered", **found}
    elif not r.case.accept and r.answered:
        yield {"fault": "should have declined", **found}
    if r.case.accept and r.answer.pick != r.case.pick:
        yield {"fault": f"pick {r.answer.pick}, not {r.case.pick}", **found}


def _share(truths: Iterable[bool]) -> float | None:
    counted = list(truths)
    return round(sum(counted) / len(counted), 4) if counted else None


def _at(ordered: Sequence[float], share: float) -> float | None:
    """The value at a share of the way, nearest rank."""
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else None
