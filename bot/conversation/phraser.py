"""The phraser: asks a model to word an answer that stands already, within what a workspace may spend on it a day.

Whatever goes wrong, the answer stays as it is, and the caller learns why nothing was added. What a call may cost at
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
from bot.advice.briefing import Brief, brief
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
class _Spend:
    tokens: int
    micro_usd: int


class Phraser:
    """Has answers worded by one model. Threads may share one."""

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
        if not self._places.acquire(blocking=False):
            return Phrased(None, Lack.BUSY)
        try:
            return self._phrase(team, brief(answer, thread), now)
        finally:
            self._places.release()

    def _phrase(self, team: TeamId, told: Brief, now: datetime) -> Phrased:
        if not self._breaker.allows(now):
            return Phrased(None, Lack.RESTING)
        most = self._at_most(told)
        caps = {"token_cap": self._terms.token_cap, "micro_usd_cap": self._terms.micro_usd_cap}
        if not self._budget.reserve(team, now.date(), most.tokens, most.micro_usd, **caps):
            return Phrased(None, Lack.SPENT)
        try:
            words = self._model.write(told.system, told.user)
        except ModelError as error:
            self._report(error, now)
            self._settle(team, now, most, most if error.may_cost else _Spend(0, 0))
            return Phrased(None, Lack.FAILED, str(error))
        self._breaker.succeeded()
        self._settle(team, now, most, self._cost_of(words, most))
        prose = checked(words.text, told)
        return Phrased(prose, None if prose.sentences else Lack.DROPPED)

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

    def _at_most(self, told: Brief) -> _Spend:
        prompt = len(told.system.encode()) + len(told.user.encode()) + FRAME_TOKENS
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
