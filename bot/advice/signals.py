"""Which signals a situation has: each decided by itself, by phrase or by likeness, and never against a negation.

A phrase fires its signal where it stands in the question; a phrase that the question negates ("no AI", "real-time
isn't needed") denies it. Where no phrase speaks, likeness may: the matcher learns from the asks of the entries in
`taught_by` how probable a signal is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.advice.phrases import PhraseBook
from bot.advice.wording import Reader, Wording
from bot.knowledge.entries import Signal, SignalId

NEGATION_REACH = 4  # words from a negation to what it negates
LIKENESS_THRESHOLD = 0.5  # of the learned score, 0 to 1, at which likeness alone makes a signal

_NEGATIONS = frozenset(
    "no not without never none nothing nobody neither nor zero don't doesn't isn't aren't won't wasn't can't cannot "
    "didn't dont doesnt isnt arent non sans".split()
)
_NOT_NEGATING = frozenset("idea ideas doubt problem only just matter clue longer one".split())
_DENIED_AFTER = frozenset(
    "needed required necessary planned involved wanted relevant important part roadmap scope".split()
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
    before = range(max(0, start - NEGATION_REACH), start)
    if any(clause[i] in _NEGATIONS and clause[i + 1] not in _NOT_NEGATING for i in before):
        return True
    after = clause[end : end + NEGATION_REACH]
    return any(word in _NEGATIONS for word in after) and any(word in _DENIED_AFTER for word in after)
