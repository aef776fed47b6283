"""From a question to an answer, over the shipped knowledge."""

import pytest

from bot.advice.answer import Confidence, Outcome
from bot.knowledge.entries import BOTH, EntryId, Library, SignalId
from tests.advice.asked import CHATTER, CHOICES, CONSTRAINED, FIGURES, OUTSIDE
from tests.advice.small import NODE, PYTHON, Ask


@pytest.mark.parametrize(("text", "pick"), CHOICES)
def test_a_choice_gets_its_pick(ask: Ask, text: str, pick: str) -> None:
    """With reasons, a stack, what is given up and what would change it."""
    answer = ask(text)

    assert (answer.outcome, answer.pick) == (Outcome.ANSWER, pick)
    assert answer.confidence in {Confidence.STRONG, Confidence.PARTIAL}
    assert answer.why
    assert answer.stack
    assert answer.gives_up
    assert answer.flips


@pytest.mark.parametrize(("text", "entry"), FIGURES)
def test_a_figure_gets_no_pick(ask: Ask, text: str, entry: str) -> None:
    """Both sides as printed, and nothing that only a pick has."""
    answer = ask(text)

    assert (answer.outcome, answer.pick, answer.stack, answer.pick_title) == (Outcome.ANSWER, None, "", "")
    assert answer.matches[0].entry == entry
    assert entry in {figure.entry for figure in answer.figures}
    assert (answer.gives_up, answer.not_when, answer.flips) == ((), (), ())


def test_a_constraint_is_named_with_what_it_costs(ask: Ask, shipped: Library) -> None:
    """The pick is what is left, the reason says what it would have been, and the free pick's points are given up."""
    answer = ask(CONSTRAINED)

    assert (answer.pick, answer.flips) == (PYTHON, ())
    assert [sentence.entry for sentence in answer.why] == ["matrix.real-time"]
    assert "Python" in answer.why[0].text
    assert "Node.js" in answer.why[0].text
    assert set(answer.gives_up) & set(shipped.entries[EntryId("matrix.real-time")].points)


@pytest.mark.parametrize("text", OUTSIDE)
def test_unknown_technology_is_declined(ask: Ask, text: str) -> None:
    """With what comes nearest, a reason, and no pick."""
    answer = ask(text)

    assert answer.outcome in {Outcome.CLOSEST, Outcome.NONE}
    assert answer.confidence is Confidence.NONE
    assert answer.reason
    assert (answer.pick, answer.why, answer.figures, answer.flips, dict(answer.signals or {})) == (None, (), (), (), {})


@pytest.mark.parametrize("text", CHATTER)
def test_chatter_and_orders_to_the_bot_are_no_questions(ask: Ask, text: str) -> None:
    """Nothing comes near them, and the reason says what they are taken for."""
    answer = ask(text)

    assert (answer.outcome, answer.confidence) == (Outcome.NONE, Confidence.NONE)
    assert (answer.pick, answer.why, answer.nearest, answer.sources) == (None, (), (), ())
    assert answer.reason


def test_a_bare_choice_is_asked_back(ask: Ask) -> None:
    """Options alone say nothing of what for: one question back, with choices."""
    answer = ask("Node or Python?")

    assert (answer.outcome, answer.confidence, answer.pick) == (Outcome.CLARIFY, Confidence.AMBIGUOUS, None)
    assert answer.clarification is not None
    assert answer.clarification.question.endswith("?")
    assert len(answer.clarification.choices) >= 2
    assert not answer.why


def test_a_negation_takes_its_signal_out(ask: Ask) -> None:
    """The same question with and without: both, then one."""
    with_ai, without = (ask(f"Node or Python for a chat app {how} LLM?") for how in ("with an", "without any"))

    assert (with_ai.pick, set(with_ai.signals or {})) == (BOTH, {"ai", "real-time"})
    assert (without.pick, set(without.signals or {})) == (NODE, {"real-time"})


def test_typos_are_corrected_and_told(ask: Ask) -> None:
    """The answer is that of the question as meant."""
    answer = ask("Node or Pyhton for a multiplyer game?")

    assert dict(answer.corrections) == {"pyhton": "python", "multiplyer": "multiplayer"}
    assert (answer.pick, answer.why) == (NODE, ask("Node or Python for a multiplayer game?").why)


@pytest.mark.parametrize("text", ["¿Node o Python para una aplicación de chat?", "Node oder Python für eine Chat-App?"])
def test_other_languages_are_answered(ask: Ask, text: str) -> None:
    """With the same pick."""
    assert (ask(text).outcome, ask(text).pick) == (Outcome.ANSWER, NODE)


def test_earlier_messages_of_a_thread_give_signals(ask: Ask) -> None:
    """What was said before belongs to the situation."""
    answer = ask("We are building a chat app.", "It will have LLM agents in it.", "Node or Python?")

    assert (answer.outcome, answer.pick, answer.question) == (Outcome.ANSWER, BOTH, "Node or Python?")


def test_a_thread_that_changes_its_subject_is_answered_on_the_last(ask: Ask) -> None:
    """A choice after a figure is a choice, and a figure after a choice is a figure."""
    figure, choice = (
        "What does a senior Python engineer cost?",
        "Node or Python for a product of AI agents with retrieval?",
    )

    assert ask(choice, figure).pick is None
    assert ask(figure, choice).pick == PYTHON


def test_an_answer_names_what_it_rests_on(ask: Ask, shipped: Library) -> None:
    """The knowledge's version, the question as read, and each signal's title."""
    answer = ask("<@U012AB3CD> Node or Python for a chat app?")

    assert (answer.knowledge_version, answer.question) == (shipped.version, "Node or Python for a chat app?")
    assert answer.signals == {"real-time": shipped.signals[SignalId("real-time")].title}
