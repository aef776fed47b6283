"""The figures computed on results, made up so that each can be counted by hand."""

from collections.abc import Callable, Sequence

import pytest
from pydantic import ValidationError

from bot.advice.answer import Answer, Confidence, Match, Outcome
from bot.advice.evaluation import Case, Judged, below_gates, judged, report
from bot.knowledge.entries import EntryId, OptionId

STRONG, PARTIAL = (Outcome.ANSWER, Confidence.STRONG), (Outcome.ANSWER, Confidence.PARTIAL)
ASKED_BACK = (Outcome.CLARIFY, Confidence.AMBIGUOUS)
CLOSEST, NONE = (Outcome.CLOSEST, Confidence.NONE), (Outcome.NONE, Confidence.NONE)


def answer(*ranked: str, end: tuple[Outcome, Confidence] = STRONG, pick: str | None = None) -> Answer:
    """An answer that ends so, with these entries, best first."""
    matches = tuple(Match(EntryId(id_), 0.5) for id_ in ranked)
    return Answer("asked", *end, matches, "v", pick=OptionId(pick) if pick else None)


def result(kind: str, accept: Sequence[str], answered: Answer, *, ms: float = 1, **labels: object) -> Judged:
    """A case of a kind, and its answer after some milliseconds."""
    case = Case.model_validate({"id": kind, "text": "asked?", "kind": kind, "accept": list(accept), **labels})
    return Judged(case, answered, ms / 1000)


RESULTS = [
    result("in_scope", ["a"], answer("a", "b", pick="node"), ms=1, pick="node"),
    result("in_scope", ["a", "b"], answer("b", end=PARTIAL), ms=2, pick="python"),
    result("in_scope", ["a"], answer("x", "y", "a", end=PARTIAL), ms=3),
    result("in_scope", ["a"], answer("a", end=ASKED_BACK), ms=4),
    result("multilingual", ["a"], answer("x", "y", "z", "a", end=CLOSEST), ms=5),
    result("near", [], answer("a", end=CLOSEST), ms=6),
    result("near", [], answer("a"), ms=7),
    result("far", [], answer("a", end=NONE), ms=8),
    result("in_scope", ["a"], answer("x"), ms=9, borderline=True),
]


def test_shares_in_scope_are_counted() -> None:
    """Five clear questions in scope: three with the right top, four among three, two answered right, one wrong."""
    measured = report(RESULTS)

    assert (measured["questions"], measured["borderline"]) == (9, 1)
    assert (measured["top1"], measured["hit3"]) == (0.6, 0.8)
    assert (measured["answered_right"], measured["answered_wrong"]) == (0.4, 0.2)
    assert measured["pick"] == 0.8


def test_shares_are_counted_by_kind() -> None:
    """Each kind that has answers; those without have the share declined."""
    measured = report(RESULTS)

    assert measured["by_kind"] == {
        "in_scope": {"count": 4, "top1": 0.75, "hit3": 1.0, "answered_right": 0.5, "pick": 0.75},
        "multilingual": {"count": 1, "top1": 0.0, "hit3": 0.0, "answered_right": 0.0, "pick": 1.0},
    }
    assert measured["declined"] == {"far": 1.0, "near": 0.5}


def test_each_confidence_word_has_its_share_of_right_answers() -> None:
    """Of what was answered, in scope or not; an answer where there is none is wrong."""
    assert report(RESULTS)["calibration"] == {
        "partial": {"count": 2, "right": 0.5},
        "strong": {"count": 2, "right": 0.5},
    }


def test_latency_counts_every_question() -> None:
    """The middle one and nearly the slowest, in milliseconds."""
    assert report(RESULTS)["latency_ms"] == {"p50": 5.0, "p99": 9.0}


def test_what_went_wrong_is_listed() -> None:
    """One line for each fault of a clear question, with what was asked, found and accepted."""
    faults = report(RESULTS)["wrong"]

    assert [(fault["id"], fault["fault"]) for fault in faults] == [
        ("in_scope", "pick None, not python"),
        ("in_scope", "wrong top"),
        ("in_scope", "not answered"),
        ("multilingual", "wrong top"),
        ("near", "should have declined"),
    ]
    assert faults[1]["top"] == ["x", "y", "a"]
    assert (faults[1]["outcome"], faults[1]["accept"], faults[1]["asked"]) == ("answer", ["a"], "asked?")


def test_nothing_to_count_gives_no_share() -> None:
    """None rather than 0 or 1, in scope and out."""
    nothing, outside = report([]), report([result("far", [], answer("a", end=CLOSEST))])

    assert (nothing["top1"], nothing["declined"], nothing["latency_ms"]) == (None, {}, {"p50": None, "p99": None})
    assert (outside["top1"], outside["pick"], outside["by_kind"], outside["declined"]) == (None, None, {}, {"far": 1.0})


def test_a_figure_below_its_gate_is_told() -> None:
    """Also inside a figure by kind; one that was not measured is below any gate, one at its gate is not."""
    measured = report(RESULTS)
    gates = {
        "top1": 0.6,
        "hit3": 0.9,
        "declined.near": 0.85,
        "declined.far": 1.0,
        "declined.adversarial": 1.0,
        "wrong": 0.1,
    }

    assert below_gates(measured, gates) == [
        "hit3 is 0.8, below 0.9",
        "declined.near is 0.5, below 0.85",
        "declined.adversarial is None, below 1.0",
        f"wrong is {measured['wrong']}, below 0.1",
    ]
    assert below_gates(measured, {}) == []


def ticking(seconds: Sequence[float]) -> Callable[[], float]:
    """A clock that shows these times, one after the other."""
    return iter(seconds).__next__


def test_every_case_is_asked_and_timed() -> None:
    """A text as a thread of one; the time is that of the answer alone."""
    cases = [
        Case(id="one", text="node?", kind="far"),
        Case(id="two", thread=("we chat", "node?"), kind="thread", accept=("a",)),
    ]
    asked: list[Sequence[str]] = []

    def ask(messages: Sequence[str]) -> Answer:
        asked.append(messages)
        return answer("a")

    results = judged(cases, ask, ticking([1.0, 1.5, 7.0, 7.25]))

    assert asked == [("node?",), ("we chat", "node?")]
    assert [(one.case.id, one.seconds) for one in results] == [("one", 0.5), ("two", 0.25)]


@pytest.mark.parametrize("written", ["null", "~", "", None])
def test_no_pick_can_be_written_in_several_ways(written: str | None) -> None:
    """The reader of our files keeps such words as text."""
    assert Case.model_validate({"id": "q", "text": "t", "kind": "far", "pick": written, "accept": None}).pick is None


@pytest.mark.parametrize(
    "wrong", [{"text": "a", "thread": ["b"]}, {}, {"text": "a", "kind": "nearby"}, {"text": "a", "id": None}]
)
def test_a_case_without_a_question_or_a_kind_is_refused(wrong: dict[str, object]) -> None:
    """Text or thread, one of them; a kind that exists; an id."""
    with pytest.raises(ValidationError):
        Case.model_validate({"id": "q", "kind": "far", **wrong})
