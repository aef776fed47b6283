"""Considering a question: everything that is found out before a word is written.

Two thresholds decide whether there is an answer: one on the chance that the knowledge has it, one on how far the
best entry is ahead where the next one says something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.advice.answer import Confidence, Outcome
from bot.advice.choice import asks_for_both, asks_for_choice, is_bare_choice, read_constraints
from bot.advice.matching import Matcher, Matches
from bot.advice.phrases import PhraseBook
from bot.advice.question import Question
from bot.advice.verdict import Constraints, Flip, Rules, Signals, Verdict
from bot.advice.wording import Reader
from bot.knowledge.entries import BOTH, Entry, Library, OptionId, SignalId, Topic

STRONG = 0.8  # of the chance that the knowledge answers, 0 to 1
ANSWERED = 0.5
ASKED_BACK = 0.4
IMPLIED_LIKENESS = 0.2  # of a signal that the best entry is about; by itself it would need more
CLEAR_GAP = 0.02  # of the score, between the best entry and one that is not related to it


@dataclass(frozen=True, slots=True)
class Consideration:
    """What was found out about a question.

    `signals` are those the verdict rests on; they may include signals that only the best entry implies. `topic` is
    the outside topic nearest to the question, where it is nearer than any entry or named in it.
    """

    question: Question
    matches: Matches
    outcome: Outcome
    confidence: Confidence
    best: Entry
    signals: Mapping[SignalId, str]
    constraints: Constraints
    verdict: Verdict
    pick: OptionId | None
    flips: tuple[Flip, ...]
    topic: Topic | None


class Considerer:
    """Considers questions against one library."""

    def __init__(self, library: Library, reader: Reader, matcher: Matcher) -> None:
        self._library = library
        self._reader = reader
        self._matcher = matcher
        self.rules = Rules(library.rows, tuple(library.options), tuple(library.signals))
        ours = {name for option in library.options.values() for name in option.known_as} | {"or", "vs"}
        phrases = ((phrase, topic) for topic in library.topics for phrase in topic.phrases)
        foreign = ((phrase, topic) for phrase, topic in phrases if not ours.issuperset(phrase.split()))
        self._sure_phrases = PhraseBook(foreign, reader)

    def consider(self, question: Question) -> Consideration:
        """Match a question, decide whether it has an answer, and reach the verdict where a choice is asked."""
        matches = self._matcher.match(question)
        best = self._library.entries[matches.ranked[0].entry]
        vetoed = self._vetoed(matches)
        constraints = read_constraints(matches.wording, self._library.options.values(), self._reader)
        outcome, confidence = self._outcome(matches, best, vetoed)
        if outcome is Outcome.ANSWER and constraints.leave_none_of(self._library.options):
            outcome, confidence = Outcome.CLOSEST, Confidence.NONE
        signals = self._signals(matches, best)
        verdict = self._verdict(matches, best, frozenset(signals), constraints)
        chosen = outcome is Outcome.ANSWER and self._is_choice(matches, best)
        return Consideration(
            question=question,
            matches=matches,
            outcome=outcome,
            confidence=confidence,
            best=best,
            signals=signals,
            constraints=constraints,
            verdict=verdict,
            pick=verdict.pick if chosen else None,
            flips=self._flips(signals, constraints, verdict) if chosen or outcome is Outcome.CLARIFY else (),
            topic=vetoed or self._nearest_topic(matches),
        )

    def _outcome(self, matches: Matches, best: Entry, vetoed: Topic | None) -> tuple[Outcome, Confidence]:
        topic = vetoed or self._nearest_topic(matches)
        if vetoed is not None or not matches.wording.words:
            return _declined(matches, topic), Confidence.NONE
        bare = is_bare_choice(matches.wording, self._library.options.values(), self._reader)
        if bare and not matches.situation.present:
            return Outcome.CLARIFY, Confidence.AMBIGUOUS
        if matches.chance >= ANSWERED and not self._is_torn(matches, best):
            return Outcome.ANSWER, Confidence.STRONG if matches.chance >= STRONG else Confidence.PARTIAL
        if matches.chance >= ANSWERED or (matches.chance >= ASKED_BACK and topic is None):
            return Outcome.CLARIFY, Confidence.AMBIGUOUS
        return _declined(matches, topic), Confidence.NONE

    def _is_torn(self, matches: Matches, best: Entry) -> bool:
        """Whether a partial match has a close rival that is about something else."""
        if matches.chance >= STRONG or len(matches.ranked) < 2:  # noqa: PLR2004
            return False
        rival = self._library.entries[matches.ranked[1].entry]
        related = rival.id in best.see or best.id in rival.see or (best.pick is not None and rival.pick == best.pick)
        return not related and matches.ranked[0].score - matches.ranked[1].score < CLEAR_GAP

    def _vetoed(self, matches: Matches) -> Topic | None:
        """The topic a sure phrase of which stands in the question, if any."""
        hits = (topic for clause in matches.wording.clauses for topic, _, _ in self._sure_phrases.hits(clause))
        return next(hits, None)

    def _nearest_topic(self, matches: Matches) -> Topic | None:
        if matches.topic is None or (matches.topic_lead < 0 and matches.topic not in matches.named_topics):
            return None
        return self._library.topics[matches.topic]

    def _signals(self, matches: Matches, best: Entry) -> dict[SignalId, str]:
        """The signals of the situation; where they meet no row, also those that the best entry is about."""
        present = dict(matches.situation.present)
        if self.rules.holding(frozenset(present)):
            return present
        needed = {signal for row in self._library.rows if row.entry == best.id for signal in row.needs}
        implied = (
            signal.id
            for signal in self._library.signals.values()
            if best.id in signal.taught_by
            and (signal.id in needed or matches.signal_likeness[signal.id] >= IMPLIED_LIKENESS)
        )
        return present | {signal: "" for signal in implied if signal not in matches.situation.denied}

    def _verdict(self, matches: Matches, best: Entry, signals: Signals, constraints: Constraints) -> Verdict:
        """What the rows say; a question about using the options together, best answered by "both", gets that."""
        if best.pick == BOTH and not constraints and asks_for_both(matches.wording):
            return Verdict(BOTH)
        return self.rules.verdict(signals, constraints)

    def _flips(self, signals: Mapping[SignalId, str], constraints: Constraints, verdict: Verdict) -> tuple[Flip, ...]:
        """What would change a verdict that rests on rows, or would make one where there is none."""
        if verdict.pick is not None and not verdict.rows:
            return ()
        return self.rules.flips(frozenset(signals), constraints)

    def _is_choice(self, matches: Matches, best: Entry) -> bool:
        teaches = any(best.id in signal.taught_by for signal in self._library.signals.values())
        return asks_for_choice(
            matches.wording, best, teaches=teaches, options=self._library.options.values(), reader=self._reader
        )


def _declined(matches: Matches, topic: Topic | None) -> Outcome:
    """Declined with what comes closest, unless nothing of the kind was asked."""
    asked = bool(matches.wording.words) and (topic is None or topic.is_question)
    return Outcome.CLOSEST if asked else Outcome.NONE
