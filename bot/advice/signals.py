"""Which signals a situation has: each decided by itself, by phrase or by likeness, and never against a negation.

A phrase fires its signal where it stands in the question; a phrase that the question negates ("no AI", "real-time
isn't needed") denies it. Where no phrase speaks, likeness may: the matcher learns from the asks of the entries in
`taught_by` how probable a signal is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.advice.phrases import PhraseBook
from bot.advice.wording import Reader, Wording
from bot.knowledge.entries import Signal, SignalId

NEGATION_REACH = 4  # words from a negation to what it negates
RHETORICAL_REACH = 6  # words; no opening of a rhetorical question is longer
LIKENESS_THRESHOLD = 0.5  # of the learned score, 0 to 1, at which likeness alone makes a signal

_DENIED_BEFORE = re.compile(
    r"\b(?:no|not|without|never|none|nothing|nobody|neither|nor|zero|don't|doesn't|isn't|aren't|won't|wasn't|can't"
    r"|cannot|didn't|dont|doesnt|isnt|arent|non|drop|dropped|remove|removed|scrap|scrapped|cancelled|canceled|killed|cut"
    r"|rid of|instead of|rather than|used to (?:have|be|do))\b"
    r"(?!.*\b(?:idea|ideas|doubt|problem|only|just|matter|clue|downtime|skills?|experience|before|budget|time)\b)"
)
_DENIED_AFTER = re.compile(
    r"\b(?:(?:not|isn't|aren't|wasn't|no|nothing|never)\b.*\b(?:needed|required|necessary|planned|involved|wanted|relevant"
    r"|important|part|roadmap|scope)"
    r"|(?:is|are|was|were|got|been) (?:cut|dropped|cancelled|canceled|scrapped|removed|gone|out)"
    r"|out of scope|maybe later|later maybe|not now)\b"
)
_STILL_MEANT_AFTER = frozenset(
    "skill skills experience knowledge background expertise people engineer engineers before".split()
)
_RHETORICAL = re.compile(
    r"^(?:so )?(?:(?:can|could|should|may) (?:we|i|you|one|they) not|why (?:should we |do we )?not)\b"
)


@dataclass(frozen=True, slots=True)
class Situation:
    """The signals a question has, each with the words that fired it, and those it denies."""

    present: Mapping[SignalId, str]
    denied: Mapping[SignalId, str]

    @property
    def signals(self) -> frozenset[SignalId]:
        """The signals present."""
        return frozenset(self.present)


class SignalFinder:
    """Finds the phrases of a library's signals."""

    def __init__(self, signals: Iterable[Signal], reader: Reader) -> None:
        self._book = PhraseBook(((phrase, signal.id) for signal in signals for phrase in signal.phrases), reader)

    def find(self, wordings: Sequence[Wording], likeness: Mapping[SignalId, float]) -> Situation:
        """The situation in the messages, oldest first; `likeness` is the learned score of each signal, 0 to 1.

        Within a message a denial counts more than a mention; between messages the later one counts.
        """
        present: dict[SignalId, str] = {}
        denied: dict[SignalId, str] = {}
        for wording in wordings:
            said, unsaid = self._in_message(wording)
            present = {signal: words for signal, words in (present | said).items() if signal not in unsaid}
            denied = {signal: words for signal, words in (denied | unsaid).items() if signal not in present}
        for signal, score in sorted(likeness.items()):
            if score >= LIKENESS_THRESHOLD and signal not in denied:
                present.setdefault(signal, "")
        return Situation(present, denied)

    def _in_message(self, wording: Wording) -> tuple[dict[SignalId, str], dict[SignalId, str]]:
        present: dict[SignalId, str] = {}
        denied: dict[SignalId, str] = {}
        for clause in wording.clauses:
            for signal, start, end in self._book.hits(clause):
                found = denied if _is_negated(clause, start, end) else present
                found.setdefault(signal, " ".join(clause[start:end]))
        return {signal: words for signal, words in present.items() if signal not in denied}, denied


def _is_negated(clause: Sequence[str], start: int, end: int) -> bool:
    opening = " ".join(clause[:RHETORICAL_REACH])
    if _RHETORICAL.search(opening) or (end < len(clause) and clause[end] in _STILL_MEANT_AFTER):
        return False
    before = " ".join(clause[max(0, start - NEGATION_REACH) : start])
    after = " ".join(clause[end : end + NEGATION_REACH])
    return _DENIED_BEFORE.search(before) is not None or _DENIED_AFTER.search(after) is not None
