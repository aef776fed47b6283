"""Having an answer worded: what is added, what it may cost, and what is said when nothing comes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from threading import Barrier, Event, Lock, Thread

import pytest

from bot.advice.answer import Answer, Confidence, Outcome
from bot.conversation.breaker import Breaker
from bot.conversation.phraser import Lack, Phrased, Phraser, Terms
from bot.errors import ModelError, StoreError
from bot.ids import TeamId
from bot.knowledge.entries import EntryId, OptionId, Statement

TEAM, OTHER = TeamId("T1"), TeamId("T2")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TERMS = Terms(
    token_cap=100_000, micro_usd_cap=1_000_000, input_usd=Decimal(1), output_usd=Decimal(5), output_tokens=500
)
ANSWER = Answer(
    question="Tea or coffee?",
    outcome=Outcome.ANSWER,
    confidence=Confidence.STRONG,
    matches=(),
    knowledge_version="abc",
    option_titles={OptionId("tea"): "Tea", OptionId("coffee"): "Coffee"},
    pick=OptionId("tea"),
    pick_title="Tea",
    stack="Tea",
    why=(Statement("It has no caffeine.", EntryId("drinks.late")),),
)


@dataclass(frozen=True)
class Words:
    """What a scripted model wrote."""

    text: str
    input_tokens: int = 1_000
    output_tokens: int = 50


@dataclass
class Scripted:
    """A model that says the next of its lines, or raises it; after the last one it repeats that."""

    lines: list[Words | ModelError]
    heard: list[tuple[str, str]] = field(default_factory=list)

    def write(self, system: str, user: str) -> Words:
        """The next line."""
        self.heard.append((system, user))
        line = self.lines[min(len(self.heard), len(self.lines)) - 1]
        if isinstance(line, ModelError):
            raise line
        return line


@dataclass
class Ledger:
    """A budget that remembers the most that was ever counted, and the least."""

    held: dict[tuple[TeamId, date], list[int]] = field(default_factory=dict)
    most: list[int] = field(default_factory=lambda: [0, 0])
    least: list[int] = field(default_factory=lambda: [0, 0])
    lock: Lock = field(default_factory=Lock)

    def reserve(
        self, team: TeamId, day: date, tokens: int, micro_usd: int, *, token_cap: int, micro_usd_cap: int
    ) -> bool:
        """Set aside what fits."""
        with self.lock:
            held = self.held.setdefault((team, day), [0, 0])
            if held[0] + tokens > token_cap or held[1] + micro_usd > micro_usd_cap:
                return False
            self.add(held, tokens, micro_usd)
            return True

    def settle(
        self, team: TeamId, day: date, *, reserved_tokens: int, reserved_micro_usd: int, tokens: int, micro_usd: int
    ) -> None:
        """Replace one amount by another."""
        with self.lock:
            self.add(self.held[team, day], tokens - reserved_tokens, micro_usd - reserved_micro_usd)

    def add(self, held: list[int], tokens: int, micro_usd: int) -> None:
        """Change what is held."""
        held[0] += tokens
        held[1] += micro_usd
        self.most = [max(pair) for pair in zip(self.most, held, strict=True)]
        self.least = [min(pair) for pair in zip(self.least, held, strict=True)]


def phraser(*lines: Words | ModelError, ledger: Ledger | None = None, **terms: object) -> Phraser:
    """A phraser of a scripted model."""
    return Phraser(Scripted(list(lines)), ledger or Ledger(), replace(TERMS, **terms), Breaker(3, timedelta(minutes=1)))


def test_what_the_model_may_say_comes_back_as_prose() -> None:
    """With what was dropped, so that it can be counted."""
    phrased = phraser(Words("The pick is {pick}. {why.1} Coffee is bad.")).phrase(TEAM, ANSWER, [], NOON)

    assert phrased.lack is None
    assert phrased.prose is not None
    assert phrased.prose.sentences == ("The pick is Tea.", "It has no caffeine.")
    assert [sentence for sentence, _ in phrased.prose.dropped] == ["Coffee is bad."]


def test_the_model_is_shown_the_answers_facts_and_the_thread() -> None:
    """One brief, of this answer."""
    model = Scripted([Words("{why.1}")])

    Phraser(model, Ledger(), TERMS).phrase(TEAM, ANSWER, ["we are tired"], NOON)

    ((_, user),) = model.heard
    assert "{why.1} = It has no caffeine." in user
    assert '"we are tired"\n"Tea or coffee?"' in user


@pytest.mark.parametrize("outcome", [Outcome.CLARIFY, Outcome.CLOSEST, Outcome.NONE])
def test_where_there_is_no_answer_the_model_is_not_asked(outcome: Outcome) -> None:
    """There is nothing to word."""
    model = Scripted([Words("{why.1}")])

    phrased = Phraser(model, Ledger(), TERMS).phrase(TEAM, replace(ANSWER, outcome=outcome), [], NOON)

    assert phrased == Phrased(None, Lack.NO_ANSWER)
    assert model.heard == []


def test_where_all_was_dropped_the_reasons_are_there_and_nothing_to_add() -> None:
    """A lying model changes nothing."""
    phrased = phraser(Words("Coffee. Coffee for 3 dollars.")).phrase(TEAM, ANSWER, [], NOON)

    assert phrased.lack is Lack.DROPPED
    assert phrased.prose is not None
    assert phrased.prose.sentences == ()
    assert len(phrased.prose.dropped) == 2


def test_what_was_spent_takes_the_place_of_what_was_set_aside() -> None:
    """In tokens, and in millionths of a dollar, rounded up."""
    ledger = Ledger()

    phraser(Words("{why.1}", 1_001, 50), ledger=ledger, input_usd=Decimal("0.25")).phrase(TEAM, ANSWER, [], NOON)

    assert ledger.held == {(TEAM, NOON.date()): [1_051, 501]}  # 250.25 and 250
    assert ledger.most[0] > 1_051


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        (ModelError("cut", may_cost=True), True),
        (ModelError("429", may_cost=False), False),
        (Words("{why.1}", 0, 0), True),
        (Words("{why.1}", 900, 0), True),
        (Words("{why.1}", 10**9, 10**9), True),
    ],
)
def test_what_may_have_been_spent_stays_counted(line: Words | ModelError, is_kept: bool) -> None:
    """A call that failed after it was sent, or whose cost was not told, or was told as impossibly high."""
    ledger, refused = Ledger(), Ledger()
    phraser(ModelError("429", may_cost=False), ledger=refused).phrase(TEAM, ANSWER, [], NOON)
    set_aside = refused.most

    phraser(line, ledger=ledger).phrase(TEAM, ANSWER, [], NOON)

    assert set_aside > [3_000, 3_000]
    assert ledger.held[TEAM, NOON.date()] == (set_aside if is_kept else [0, 0])


def test_a_budget_that_is_used_up_is_another_teams_or_another_days_no_matter() -> None:
    """Each workspace has its own cap each day, in UTC."""
    talks = phraser(Words("{why.1}", 5_000, 500), token_cap=7_000)

    assert talks.phrase(TEAM, ANSWER, [], NOON).lack is None
    assert talks.phrase(TEAM, ANSWER, [], NOON) == Phrased(None, Lack.SPENT)
    assert talks.phrase(OTHER, ANSWER, [], NOON).lack is None
    assert talks.phrase(TEAM, ANSWER, [], NOON + timedelta(days=1)).lack is None


@pytest.mark.parametrize(
    "caps", [{"token_cap": 0}, {"micro_usd_cap": 0}, {"token_cap": 3_000}, {"micro_usd_cap": 3_000}]
)
def test_a_cap_that_the_dearest_outcome_would_pass_lets_nothing_through(caps: dict[str, int]) -> None:
    """Of tokens or of money, whichever is nearer."""
    ledger = Ledger()

    assert phraser(Words("{why.1}"), ledger=ledger, **caps).phrase(TEAM, ANSWER, [], NOON).lack is Lack.SPENT
    assert ledger.most == [0, 0]


def test_eight_threads_never_pass_a_cap_and_leave_nothing_set_aside() -> None:
    """Whatever mixture of answers, failures and silences the model gives; caps hold at every moment."""
    ledger, meeting, random = Ledger(), Barrier(8), Random(4)  # noqa: S311  reproducible, not secret
    lines = [
        *[Words("{why.1}", random.randint(1, 4_000), random.randint(1, 500)) for _ in range(20)],
        *[ModelError("cut"), ModelError("429", may_cost=False), Words("", 0, 0)],
    ]

    class Moody:
        def write(self, *_: str) -> Words:
            line = random.choice(lines)
            if isinstance(line, ModelError):
                raise line
            return line

    talks = Phraser(Moody(), ledger, replace(TERMS, at_once=8, micro_usd_cap=400_000), Breaker(1_000, timedelta(0)))
    results: list[Phrased] = []

    def talk() -> None:
        meeting.wait(5)
        results.extend(talks.phrase(TEAM, ANSWER, [], NOON) for _ in range(50))

    in_threads(talk, 8)

    lacks = {result.lack for result in results}
    assert len(results) == 400
    assert {None, Lack.SPENT, Lack.FAILED} <= lacks
    assert ledger.most[0] <= TERMS.token_cap
    assert ledger.most[1] <= 400_000
    assert ledger.least == [0, 0]


def in_threads(work: Callable[[], None], count: int) -> None:
    """Run the same work several times at once."""
    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


def test_more_calls_than_places_are_turned_away_at_once_and_places_come_free_again() -> None:
    """Nobody waits behind a slow model."""
    begun, go_on, ended = Event(), Event(), Event()

    class Slow:
        def write(self, *_: str) -> Words:
            begun.set()
            assert go_on.wait(5)
            return Words("{why.1}")

    talks = Phraser(Slow(), Ledger(), replace(TERMS, at_once=1))
    first = Thread(target=lambda: (talks.phrase(TEAM, ANSWER, [], NOON), ended.set()))
    first.start()
    assert begun.wait(5)

    assert talks.phrase(TEAM, ANSWER, [], NOON) == Phrased(None, Lack.BUSY)
    go_on.set()
    assert ended.wait(5)
    assert talks.phrase(TEAM, ANSWER, [], NOON).lack is None
    first.join(5)


def test_a_model_that_fails_again_and_again_is_left_alone_and_tried_again_later() -> None:
    """What it costs to find out is bounded, and the reason is told."""
    failure = ModelError("The model is overloaded (529).", may_cost=False)
    talks = phraser(failure, failure, failure, Words("{why.1}"))

    failed = [talks.phrase(TEAM, ANSWER, [], NOON) for _ in range(3)]

    assert failed == [Phrased(None, Lack.FAILED, "The model is overloaded (529).")] * 3
    assert talks.phrase(TEAM, ANSWER, [], NOON + timedelta(seconds=59)) == Phrased(None, Lack.RESTING)
    assert talks.phrase(TEAM, ANSWER, [], NOON + timedelta(seconds=60)).lack is None
    assert talks.phrase(TEAM, ANSWER, [], NOON + timedelta(seconds=60)).lack is None


def test_a_model_that_declines_one_workspace_is_there_for_the_others() -> None:
    """A refusal is no outage: nobody can switch the model off by asking for what it will not do."""
    declined = ModelError("The model declined.", declined=True)
    talks = phraser(*[declined] * 9, Words("{why.1}"))

    refused = [talks.phrase(TEAM, ANSWER, [], NOON) for _ in range(9)]

    assert {each.lack for each in refused} == {Lack.FAILED}
    assert talks.phrase(OTHER, ANSWER, [], NOON).lack is None


def test_a_bug_in_the_model_frees_its_place_and_keeps_its_cost() -> None:
    """What is not a ModelError is not hidden."""
    ledger = Ledger()

    class Broken:
        def write(self, *_: str) -> Words:
            raise ZeroDivisionError

    talks = Phraser(Broken(), ledger, replace(TERMS, at_once=1))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            talks.phrase(TEAM, ANSWER, [], NOON)

    assert ledger.held[TEAM, NOON.date()] == ledger.most


def test_a_store_that_cannot_count_lets_nothing_through() -> None:
    """Without a budget the model is not asked."""
    model = Scripted([Words("{why.1}")])

    class Down(Ledger):
        def reserve(self, *_: object, **__: object) -> bool:
            raise StoreError("The database cannot be reached.")

    talks = Phraser(model, Down(), replace(TERMS, at_once=1))
    for _ in range(2):
        with pytest.raises(StoreError):
            talks.phrase(TEAM, ANSWER, [], NOON)

    assert model.heard == []
