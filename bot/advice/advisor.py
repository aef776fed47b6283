"""The advisor: from a question to an answer, in one call."""

from datetime import date

from bot.advice.answer import Answer
from bot.advice.composing import Composer
from bot.advice.considering import Consideration, Considerer
from bot.advice.examples import Encoder
from bot.advice.learning import MatchIndex
from bot.advice.matching import Matcher
from bot.advice.question import Question
from bot.advice.wording import Reader
from bot.knowledge.entries import Library


class Advisor:
    """Answers questions from one library; the same question on the same day gives the same answer."""

    def __init__(self, library: Library, reader: Reader, encoder: Encoder, index: MatchIndex) -> None:
        self.library = library
        self._considerer = Considerer(library, reader, Matcher(library, reader, encoder, index))
        self._composer = Composer(library)

    def ask(self, question: Question, today: date) -> Answer:
        """The answer, with ages counted to `today`."""
        return self.answer(self.consider(question), today)

    def answer(self, considered: Consideration, today: date) -> Answer:
        """The answer to what was considered before, for those who also need what it rests on."""
        return self._composer.compose(considered, today)

    def consider(self, question: Question) -> Consideration:
        """What the answer rests on: signals, rows, scores, thresholds."""
        return self._considerer.consider(question)
