"""The phraser: asks a model for words, within what a workspace may spend on it a day: to an answer that stands already.

Whatever goes wrong, the caller learns why there is nothing, and what stands stays as it is. What a call may cost at
most is set aside before it, by the size of the prompt in bytes (a token is at least one), and replaced by what it did
cost after it. A call that may have been charged without telling keeps the whole of it counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from threading import BoundedSemaphore
from typing import Protocol

from bot.advice.answer import Answer, Outcome
from bot.advice.briefing import brief
from bot.advice.phrasing import Prose, checked
from bot.conversation.breaker import Breaker
from bot.errors import ModelError
from bot.ids import TeamId

FRAME_TOKENS = 200  # what a model adds around a prompt; a few dozen in practice


class Words(Protocol):
    """What a model wrote, and the tokens it counted; 0 where it did not say."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def input_tokens(self) -> int: ...  # noqa: D102
    @property
    def output_tokens(self) -> int: ...  # noqa: D102


class Model(Protocol):
    """What words answers."""

    def write(self, system: str, user: str) -> Words:
        """What the model writes; raises `ModelError`."""
        ...


class Budget(Protocol):
    """What a workspace spends in a day."""

    def reserve(  # noqa: PLR0913  two amounts and the cap of each
        self, team: TeamId, day: date, tokens: int, micro_usd: int, *, token_cap: int, micro_usd_cap: int
    ) -> bool:
        """Set an amount aside, or nothing where that would pass a cap."""
        ...

    def settle(  # noqa: PLR0913  two amounts, before and after
        self, team: TeamId, day: date, *, reserved_tokens: int, reserved_micro_usd: int, tokens: int, micro_usd: int
    ) -> None:
        """Put what was spent in place of what was reserved for it."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What a model costs, in US dollars a million tokens, what a workspace may spend a day, and how many calls run.

    `output_tokens` is the most that the model writes in a call.
    """

    token_cap: int
    micro_usd_cap: int
    input_usd: Decimal
    output_usd: Decimal
    output_tokens: int
    at_once: int = 4


class Lack(StrEnum):
    """Why an answer got no prose."""

    NO_ANSWER = "there is no answer to word"
    BUSY = "too many calls are under way"
    RESTING = "the model failed several times and is left alone for a while"
    SPENT = "the day's budget is used up"
    FAILED = "the model failed"
    DROPPED = "nothing the model wrote was kept"


@dataclass(frozen=True, slots=True)
class Phrased:
    """What came of it. `prose` is None unless the model wrote; `lack` is None where it has sentences to add.

    `error` says what failed; it holds nothing of what was asked or written.
    """

    prose: Prose | None
    lack: Lack | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote; where there is a `lack`, that is nothing. `error` is as in `Phrased`."""

    text: str = ""
    lack: Lack | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Spend:
    tokens: int
    micro_usd: int


class Phraser:
    """Has words written by one model. Threads may share one."""

    def __init__(self, model: Model, budget: Budget, terms: Terms, breaker: Breaker | None = None) -> None:
        self._model = model
        self._budget = budget
        self._terms = terms
        self._breaker = breaker or Breaker()
        self._places = BoundedSemaphore(terms.at_once)

    def phrase(self, team: TeamId, answer: Answer, thread: Sequence[str], now: datetime) -> Phrased:
        """Sentences for an answer, given the messages before its question; raises `StoreError` from the budget."""
        if answer.outcome is not Outcome.ANSWER:
            return Phrased(None, Lack.NO_ANSWER)
        told = brief(answer, thread)
        got = self.written(team, told.system, told.user, now)
        if got.lack:
            return Phrased(None, got.lack, got.error)
        prose = checked(got.text, told)
        return Phrased(prose, None if prose.sentences else Lack.DROPPED)

    def written(self, team: TeamId, system: str, user: str, now: datetime) -> Written:
        """What the model writes to a prompt, as it is: whoever asks checks it. Raises `StoreError` from the budget."""
        if not self._places.acquire(blocking=False):
            return Written(lack=Lack.BUSY)
        try:
            return self._written(team, system, user, now)
        finally:
            self._places.release()

    def _written(self, team: TeamId, system: str, user: str, now: datetime) -> Written:
        if not self._breaker.allows(now):
            return Written(lack=Lack.RESTING)
        most = self._at_most(system, user)
        caps = {"token_cap": self._terms.token_cap, "micro_usd_cap": self._terms.micro_usd_cap}
        if not self._budget.reserve(team, now.date(), most.tokens, most.micro_usd, **caps):
            return Written(lack=Lack.SPENT)
        try:
            words = self._model.write(system, user)
        except ModelError as error:
            self._report(error, now)
            self._settle(team, now, most, most if error.may_cost else _Spend(0, 0))
            return Written(lack=Lack.FAILED, error=str(error))
        self._breaker.succeeded()
        self._settle(team, now, most, self._cost_of(words, most))
        return Written(words.text)

    def _report(self, error: ModelError, now: datetime) -> None:
        """Tell the breaker; what one workspace asks must not keep the model from the others."""
        if error.declined:
            self._breaker.succeeded()
        else:
            self._breaker.failed(now)

    def _settle(self, team: TeamId, now: datetime, reserved: _Spend, spent: _Spend) -> None:
        self._budget.settle(
            team,
            now.date(),
            reserved_tokens=reserved.tokens,
            reserved_micro_usd=reserved.micro_usd,
            tokens=spent.tokens,
            micro_usd=spent.micro_usd,
        )

    def _at_most(self, system: str, user: str) -> _Spend:
        prompt = len(system.encode()) + len(user.encode()) + FRAME_TOKENS
        return self._spend(prompt, self._terms.output_tokens)

    def _cost_of(self, words: Words, most: _Spend) -> _Spend:
        """What a call did cost as the model counts it; all that was set aside where it did not count."""
        if words.input_tokens <= 0 or words.output_tokens <= 0:
            return most
        spent = self._spend(words.input_tokens, words.output_tokens)
        return _Spend(min(spent.tokens, most.tokens), min(spent.micro_usd, most.micro_usd))

    def _spend(self, taken: int, given: int) -> _Spend:
        """A dollar a million tokens is a millionth of a dollar a token."""
        micro_usd = taken * self._terms.input_usd + given * self._terms.output_usd
        return _Spend(taken + given, int(micro_usd.to_integral_value(ROUND_CEILING)))
