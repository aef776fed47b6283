"""Answers for these tests, without a library."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.advice.answer import Answer, Citation, Confidence, Figure, Match, Outcome, StatedFlip
from bot.knowledge.entries import Comparison, EntryId, OptionId, SignalId, Statement

AI, LIVE, PRICE = EntryId("stack.ai"), EntryId("stack.live"), EntryId("price.month")
PYTHON, NODE = OptionId("python"), OptionId("node")
REAL_TIME, LLM = SignalId("real-time"), SignalId("llm")
TITLES: Mapping[OptionId, str] = {PYTHON: "Python", NODE: "Node.js"}
HASHES = {AI: "a" * 16, LIVE: "b" * 16, PRICE: "c" * 16}
PRICES = Comparison({PYTHON: "$40", NODE: "$25"}, {PYTHON: 40.0, NODE: 25.0}, "USD", "lower", NODE, "1.6x")
FLIP = StatedFlip((REAL_TIME,), (), NODE, Statement("With real-time: Node.js (Live).", LIVE))


def citation(entry: EntryId, *, stale: bool = False) -> Citation:
    """Where an entry comes from."""
    return Citation(entry, "Its title", "A heading", "A book", date(2026, 1, 1), 60, stale, unsourced=False)


def answer(**changes: object) -> Answer:
    """An answer that picks Python for an agent, with a price that went stale, and Node.js where it is live."""
    plain: dict[str, Any] = {
        "question": "Node or Python for our agent?",
        "outcome": Outcome.ANSWER,
        "confidence": Confidence.STRONG,
        "matches": (Match(AI, 0.9), Match(LIVE, 0.4)),
        "knowledge_version": "v1",
        "option_titles": TITLES,
        "pick": PYTHON,
        "pick_title": "Python",
        "why": (Statement("Its libraries come first.", AI), Statement("It costs more.", PRICE)),
        "figures": (Figure(PRICE, "Price a month", PRICES),),
        "flips": (FLIP,),
        "sources": (citation(AI), citation(PRICE, stale=True), citation(LIVE)),
        "signals": {LLM: "Uses an LLM"},
    }
    return Answer(**(plain | changes))
