"""Why an answer is what it is: every step is told, with what it rests on."""

from dataclasses import replace
from functools import cache

import pytest

from bot.advice.advisor import Advisor
from bot.advice.explanation import explained
from bot.advice.learning import learn
from bot.advice.question import Question, read_question
from bot.advice.wording import Reader
from bot.encoder.minilm import NoEncoder
from bot.knowledge.entries import Entry, EntryId, Library, Option, OptionId, Row, Signal, SignalId, Topic

TEA, COFFEE, BOTH = OptionId("tea"), OptionId("coffee"), OptionId("both")
NIGHT, EXAM, GUESTS = SignalId("night"), SignalId("exam"), SignalId("guests")
CALM, AWAKE, PARTY = EntryId("drinks.calm"), EntryId("drinks.awake"), EntryId("drinks.party")

CALM_ASKS = (
    "tea or coffee late at night",
    "what should we drink before bed",
    "which drink for the evening and good sleep",
    "something hot that lets me sleep at night",
)
AWAKE_ASKS = (
    "tea or coffee before an exam",
    "what should we drink to stay awake while learning",
    "which drink for a long exam morning",
    "something strong for the exam week",
)
PARTY_ASKS = (
    "an exam at night, what should we drink",
    "what do we pour when learning until midnight",
    "which drink for the night before the exam",
)
MILK_ASKS = ("is milk good for cats", "oat milk or cow milk", "how long does milk keep", "which milk foams")


def entry(id_: EntryId, title: str, pick: OptionId, asks: tuple[str, ...]) -> Entry:
    """An entry that picks a drink."""
    return Entry(id_, title, "Drinks", title, pick=pick, asks=asks)


LIBRARY = Library(
    version="1",
    entries={
        CALM: entry(CALM, "Calm evenings", TEA, CALM_ASKS),
        AWAKE: entry(AWAKE, "Staying awake", COFFEE, AWAKE_ASKS),
        PARTY: entry(PARTY, "Learning at night", BOTH, PARTY_ASKS),
    },
    options={TEA: Option(TEA, "Tea", ("tea",)), COFFEE: Option(COFFEE, "Coffee", ("coffee",))},
    signals={
        NIGHT: Signal(NIGHT, "Late hours", ("night",), taught_by=(CALM,)),
        EXAM: Signal(EXAM, "An exam", ("exam",), taught_by=(AWAKE,)),
        GUESTS: Signal(GUESTS, "Guests", ("guests",)),
    },
    rows=(
        Row("calm", CALM, TEA, needs=(NIGHT,)),
        Row("awake", AWAKE, COFFEE, needs=(EXAM,), excludes=(GUESTS,)),
        Row("party", PARTY, BOTH, needs=(NIGHT, EXAM), beats=("calm", "awake")),
        Row("crowd", PARTY, BOTH, any_of=(GUESTS,), rank=2),
    ),
    topics=(Topic("outside.milk", "Milk", "Milk is not covered.", names=("milk",), asks=MILK_ASKS),),
)


def advisor(library: Library) -> Advisor:
    """An advisor that matches on words alone."""
    reader, encoder = Reader(library), NoEncoder()
    return Advisor(library, reader, encoder, learn(library, reader, encoder))


on_drinks = cache(lambda: advisor(LIBRARY))


def sections(question: str, asked: Advisor | None = None) -> dict[str, list[str]]:
    """The explanation's lines under their titles."""
    read = read_question(question) if question else Question(())
    using = asked or on_drinks()
    found: dict[str, list[str]] = {}
    for line in explained(using.consider(read), using.library).splitlines():
        if line.startswith("  "):
            found[list(found)[-1]].append(line.strip())
        else:
            found[line] = []
    return found


def test_every_step_has_its_section_in_order() -> None:
    """From what was read to what lies just outside."""
    assert list(sections("tea or coffee late at night?")) == [
        "Question",
        "Outcome",
        "Signals",
        "Constraints",
        "Rows (4 considered)",
        "Scores",
        "Runner-up",
        "Nearest outside topic",
    ]


def test_the_question_is_told_as_it_was_read() -> None:
    """In the knowledge's words, with the language and each correction."""
    assert sections("Tea or coffee late at nigth?")["Question"] == [
        "read as: tea or coffee late at night",
        "language: en",
        "corrections: nigth -> night",
    ]


def test_signals_are_told_with_the_words_that_fired_or_denied_them() -> None:
    """A negated phrase denies its signal."""
    told = sections("no exam, tea or coffee late at night?")["Signals"]

    assert told == ['present: night (Late hours) by "night"', 'denied: exam (An exam) by "exam"']


def test_a_signal_without_words_is_told_with_its_likeness() -> None:
    """What is like the questions of an entry has the entry's signal."""
    told = sections("which drink for good sleep in the evening")["Signals"]

    assert len(told) == 1
    assert told[0].startswith("present: night (Late hours) because drinks.calm is about it, likeness 0.")


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (
            "tea or coffee the night before the exam?",
            [
                "party -> both: holds, decides",
                "calm -> tea: beaten by party",
                "awake -> coffee: beaten by party",
                "crowd -> both: missing any of guests",
            ],
        ),
        (
            "tea or coffee late at night?",
            [
                "calm -> tea: holds, decides",
                "awake -> coffee: missing exam",
                "party -> both: missing exam (has night)",
                "crowd -> both: missing any of guests",
            ],
        ),
        (
            "tea or coffee late at night with guests?",
            [
                "calm -> tea: holds, decides",
                "crowd -> both: holds, speaks against the pick",
                "awake -> coffee: missing exam; excluded by guests",
                "party -> both: missing exam (has night)",
            ],
        ),
    ],
)
def test_every_row_is_told_with_what_it_met(question: str, rows: list[str]) -> None:
    """Those that hold first, then those beaten, then those that lack something."""
    assert sections(question)["Rows (4 considered)"] == rows


def test_a_row_that_holds_without_a_pick_is_told_as_such() -> None:
    """A declined question has signals too."""
    told = sections("how long does oat milk keep at night")

    assert told["Outcome"][0] == "closest, confidence none, no pick"
    assert told["Rows (4 considered)"][0] == "calm -> tea: holds, but nothing is picked"


def test_constraints_are_told_with_what_they_overrule() -> None:
    """Tea would be the pick, if it were allowed."""
    told = sections("tea or coffee late at night? tea is not allowed")["Constraints"]

    assert told == ["cannot use Tea", "they overrule tea"]


def test_no_constraints_are_told_as_none() -> None:
    """A section is never empty."""
    assert sections("tea or coffee late at night?")["Constraints"] == ["none"]


def test_the_scores_are_told_best_first_with_the_thresholds() -> None:
    """All that were ranked, and what the chance had to reach."""
    told = sections("tea or coffee late at night?")

    assert [line.split()[0] for line in told["Scores"]] == ["1.", "2.", "3."]
    assert told["Scores"][0].endswith(" drinks.calm")
    assert sorted(told["Scores"], key=lambda line: float(line.split()[1]), reverse=True) == told["Scores"]
    assert told["Outcome"][0] == "answer, confidence strong, pick tea"
    assert told["Outcome"][1].endswith("(strong from 0.80, answered from 0.50, asked back from 0.40)")


def test_the_runner_up_is_told_with_its_distance_and_its_row() -> None:
    """The row that only half holds cost it."""
    told = sections("which drink for the night?")

    scores = [float(line.split()[1]) for line in told["Scores"]]
    assert told["Runner-up"][0] == f"drinks.party, {scores[0] - scores[1]:.4f} behind drinks.calm"
    assert "row of drinks.calm: holds" in told["Runner-up"]
    assert "row of drinks.party: missing exam (has night)" in told["Runner-up"]


def test_a_row_that_the_question_denies_is_told() -> None:
    """To say "no exam" costs the entry on exams more than to leave it out."""
    told = sections("tea or coffee late at night, but no exam?")

    assert told["Scores"][1].endswith(" drinks.awake")
    assert "row of drinks.awake: denied exam" in told["Runner-up"]


def test_the_topic_that_counts_is_told() -> None:
    """A question on milk is nearer to what is not covered."""
    told = sections("how long does oat milk keep")

    assert told["Nearest outside topic"][0].startswith("Milk, ")
    assert told["Nearest outside topic"][0].endswith(" ahead of the best entry")
    assert told["Nearest outside topic"][1:] == ["named in the question: outside.milk", "it counts: Milk"]
    assert told["Outcome"][0] == "closest, confidence none, no pick"


def test_nothing_asked_is_told_too() -> None:
    """A message of markup alone leaves no words."""
    assert sections("")["Question"][0] == "read as: (nothing)"


def test_rows_that_contradict_each_other_are_told_as_such() -> None:
    """Of the same rank, neither decides."""
    torn = advisor(replace(LIBRARY, rows=LIBRARY.rows[:2]))

    told = sections("tea or coffee the night before the exam?", torn)

    assert told["Outcome"][0].endswith(", no pick")
    assert told["Rows (2 considered)"] == [
        "calm -> tea: holds, contradicts another",
        "awake -> coffee: holds, contradicts another",
    ]


def test_a_library_of_one_entry_has_neither_runner_up_nor_topic() -> None:
    """A section is never empty."""
    alone = advisor(Library(version="1", entries={CALM: replace(LIBRARY.entries[CALM], pick=None)}))

    told = sections("what should we drink before bed?", alone)

    assert [told[title] for title in ("Signals", "Rows (0 considered)", "Runner-up", "Nearest outside topic")] == [
        ["none"],
        ["none"],
        ["none"],
        ["none"],
    ]
