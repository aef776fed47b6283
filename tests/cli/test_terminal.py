"""An answer as a card: what stands on it, and that no text on it can act."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.advice.answer import Answer, Citation, Clarification, Confidence, Figure, Match, Outcome, StatedFlip
from bot.cli.terminal import answer_view
from bot.knowledge.entries import Comparison, EntryId, OptionId, SignalId, Statement

TEA, COFFEE = OptionId("tea"), OptionId("coffee")
LATE, SLEEP, PRICE = EntryId("drinks.late"), EntryId("drinks.sleep"), EntryId("drinks.price")
GUIDE = "Hot Drinks (A. Writer, The Press, 2026-01-10)"

CUP = Comparison({TEA: "~$1", COFFEE: "$3"}, {TEA: 1, COFFEE: 3}, "US a cup", "lower", TEA, "3x")
CUPS = Comparison({TEA: "2", COFFEE: "8"}, {TEA: 2, COFFEE: 8}, "cups", "higher", COFFEE)
NIGHT = Comparison({COFFEE: "Short", TEA: "Long and deep"}, {}, winner=TEA, margin="by far")

PICKED = Answer(
    question="Tea or cofee at night?",
    outcome=Outcome.ANSWER,
    confidence=Confidence.STRONG,
    matches=(Match(LATE, 0.9),),
    knowledge_version="abc123",
    pick=TEA,
    pick_title="Tea",
    stack="Tea (herbal)",
    why=(Statement("It has no caffeine, so that it neither keeps you awake nor wakes you up early.", LATE),),
    gives_up=(Statement("The taste of coffee.", SLEEP),),
    not_when=(Statement("You have to stay awake.", SLEEP),),
    figures=(Figure(PRICE, "Price of a cup", CUP), Figure(SLEEP, "Sleep", NIGHT)),
    flips=(StatedFlip((SignalId("exam"),), (), COFFEE, Statement("With an exam: Coffee.", SLEEP)),),
    sources=(
        Citation(LATE, "Late in the day", "When to drink what", GUIDE, date(2026, 1, 10), 40, False, False),
        Citation(PRICE, "Price of a cup", "What it costs", GUIDE, date(2024, 1, 10), 771, True, False),
        Citation(SLEEP, "Sleep", "How you sleep", "", None, None, False, True),
    ),
    signals={SignalId("night"): "Late hours"},
    corrections=(("cofee", "coffee"),),
)

CARD = """\
╭─ Tea ────────────────────────────────────────────────────────────────────────╮
│                                                                              │
│  You asked  Tea or cofee at night?                                           │
│  I read     cofee as coffee                                                  │
│  You have   Late hours                                                       │
│                                                                              │
│  Tea (herbal)                                                                │
│                                                                              │
│  Why                                                                         │
│  • It has no caffeine, so that it neither keeps you awake nor wakes you up   │
│    early. [drinks.late]                                                      │
│                                                                              │
│  What you give up                                                            │
│  • The taste of coffee. [drinks.sleep]                                       │
│                                                                              │
│  Not when                                                                    │
│  • You have to stay awake. [drinks.sleep]                                    │
│                                                                              │
╰─────────────────────────────────────────────────────────────── strong match ─╯

 Price of a cup (US a cup, lower is better) [drinks.price]
 Tea     ~$1  ████████████                          wins (3x)
 Coffee   $3  ████████████████████████████████████

 Compared               Coffee   Tea
 ─────────────────────────────────────────────
 Sleep [drinks.sleep]   Short    Long and deep
                                 wins (by far)

 What would change this
 • With an exam: Coffee. [drinks.sleep]

 Sources
 Hot Drinks (A. Writer, The Press, 2026-01-10)
   drinks.late   When to drink what  2026-01-10, 6 weeks old
   drinks.price  What it costs       2024-01-10, 2 years old, stale
 without a publication
   drinks.sleep  How you sleep  undated, unsourced
 knowledge abc123
"""


def printed(answer: Answer, width: int = 80, *, encoding: str = "utf-8", colour: bool = False) -> str:
    """The card as a terminal or a pipe gets it, without the blanks at the ends of lines."""
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding=encoding, newline="\n") as stream:
        system = "truecolor" if colour else None
        console = Console(file=stream, width=width, color_system=system, force_terminal=colour, _environ={})
        console.print(answer_view(answer))
        stream.flush()
        text = raw.getvalue().decode(encoding)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def declined(outcome: Outcome, reason: str = "", clarification: Clarification | None = None) -> Answer:
    """An answer that gives none."""
    return Answer(
        question="Milk?",
        outcome=outcome,
        confidence=Confidence.AMBIGUOUS if clarification else Confidence.NONE,
        matches=(Match(LATE, 0.2),),
        knowledge_version="abc123",
        clarification=clarification,
        reason=reason,
        nearest=((LATE, "Late in the day"),),
        sources=PICKED.sources[:1],
    )


def test_a_card_tells_the_pick_with_reasons_figures_flips_and_sources() -> None:
    """The whole of a card at 80 columns, as it was typed here by hand."""
    assert printed(PICKED) == CARD


@pytest.mark.parametrize("width", [20, 40, 80, 120, 300])
def test_a_card_fits_its_terminal(width: int) -> None:
    """No line is wider than the terminal, nor than what reads well."""
    lines = printed(PICKED, width).splitlines()

    assert max(cell_len(line) for line in lines) == min(width, 110)


def test_nothing_is_told_by_colour_alone() -> None:
    """With the colour codes taken out, a card in colour is the card without."""
    coloured = printed(PICKED, colour=True)

    plain = re.sub(r"\x1b\[[\d;]*m", "", coloured)

    assert plain != coloured
    assert "".join(f"{line.rstrip()}\n" for line in plain.splitlines()) == CARD


@pytest.mark.parametrize("encoding", ["ascii", "iso8859-1"])
def test_a_terminal_without_unicode_gets_ascii(encoding: str) -> None:
    """Box, bars, bullets and foreign letters are replaced by characters it has, each as wide as it was."""
    foreign = replace(PICKED, why=(Statement("Kräuter 茶", LATE),))

    lines = printed(foreign, encoding=encoding).splitlines()

    assert all(line.isascii() for line in lines)
    assert "|  * Kr?uter ?? [drinks.late]                                                  |" in lines
    assert " Tea     ~$1  ############                          wins (3x)" in lines


def test_a_bar_is_as_long_as_its_number() -> None:
    """The larger number fills the bar, whichever side wins, and which end is better is said."""
    lines = printed(replace(PICKED, figures=(Figure(PRICE, "Cups a day", CUPS),))).splitlines()

    start = lines.index(" Cups a day (cups, higher is better) [drinks.price]")
    assert [line.count("█") for line in lines[start + 1 : start + 3]] == [9, 36]
    assert lines[start + 2].endswith("█  wins")


@pytest.mark.parametrize("values", [{TEA: 0.0, COFFEE: 0.0}, {TEA: -1.0, COFFEE: -2.0}, {TEA: 0.0, COFFEE: 9.0}])
def test_numbers_that_make_no_bar_are_printed_all_the_same(values: dict[OptionId, float]) -> None:
    """Nothing is divided by zero, and nothing negative is drawn."""
    card = printed(replace(PICKED, figures=(Figure(PRICE, "Cups", replace(CUPS, values=values)),)))

    assert " Tea     2\n" in card


def test_a_figure_with_a_number_on_one_side_only_is_a_table() -> None:
    """A bar without its counterpart would compare nothing."""
    card = printed(replace(PICKED, figures=(Figure(PRICE, "Cups", replace(CUPS, values={TEA: 2})),)))

    assert "█" not in card
    assert " Compared" in card


def test_what_was_found_without_a_pick_is_the_title() -> None:
    """A figure that was asked for is no choice."""
    card = printed(replace(PICKED, pick=None, pick_title="", stack=""))

    assert card.startswith("╭─ Late in the day ──")
    assert "Tea (herbal)" not in card


def test_a_declined_question_is_told_why_and_what_is_near() -> None:
    """No sources, no confidence: nothing is said."""
    assert printed(declined(Outcome.CLOSEST, reason="Milk is not covered.")) == (
        "╭─ I don't know that ──────────────────────────────────────────────────────────╮\n"
        "│                                                                              │\n"
        "│  You asked  Milk?                                                            │\n"
        "│                                                                              │\n"
        "│  Milk is not covered.                                                        │\n"
        "│                                                                              │\n"
        "│  The nearest I have                                                          │\n"
        "│  • Late in the day [drinks.late]                                             │\n"
        "│                                                                              │\n"
        "╰──────────────────────────────────────────────────────────────────────────────╯\n"
    )


def test_asking_back_numbers_the_choices() -> None:
    """The numbers are what the desk takes."""
    back = Clarification("Which of these?", (("Late in the day", "drinks.late"), ("An exam", "exam")))

    card = printed(declined(Outcome.CLARIFY, clarification=back))

    assert card.startswith("╭─ I can't tell which you mean ──")
    assert "│  Which of these?  " in card
    assert "│  1. Late in the day [drinks.late]  " in card
    assert "│  2. An exam [exam]  " in card
    assert "The nearest I have" not in card


def hostile(text: str) -> Answer:
    """An answer that holds the text wherever a text can stand."""
    statement = Statement(text, EntryId(text))
    comparison = Comparison({TEA: text, COFFEE: text}, {TEA: 1, COFFEE: 2}, text, text, TEA, text)
    return Answer(
        question=text,
        outcome=Outcome.ANSWER,
        confidence=Confidence.PARTIAL,
        matches=(),
        knowledge_version=text,
        pick=TEA,
        pick_title=text,
        stack=text,
        why=(statement,),
        gives_up=(statement,),
        not_when=(statement,),
        figures=(Figure(LATE, text, comparison), Figure(SLEEP, text, replace(comparison, values={}))),
        flips=(StatedFlip((), (), COFFEE, statement),),
        sources=(Citation(EntryId(text), text, text, text, None, None, True, True),),
        signals={SignalId("night"): text},
        clarification=Clarification(text, ((text, text),)),
        reason=text,
        nearest=((EntryId(text), text),),
        corrections=((text, text),),
    )


@given(st.text(alphabet="[]/=:\\abol dre\x1b\x9b\r\n\t\x07\x00\u202e\u2028漢", max_size=30) | st.text(max_size=30))
@example("[bold red]x[/] :smile: [link=https://a.b]c[/link]")
@example("[/nothing]")
@example("\x1b]0;title\x07\x1b[2J")
def test_no_text_can_act(text: str) -> None:
    """No escape, no markup, no unbalanced tag: a card has printable characters and line ends only."""
    card = printed(hostile(text))

    assert not set(card.replace("\n", "")) & {chr(code) for code in (*range(32), *range(127, 160), 0x202E, 0x2028)}
    assert all(cell_len(line) <= 80 for line in card.splitlines())


@pytest.mark.parametrize("text", ["[bold]x[/bold]", ":smile:", "[link=a.b]c[/]", "[/]"])
def test_markup_is_printed_as_it_is(text: str) -> None:
    """In the question, a reason, a statement, a figure, a source and the title alike."""
    card = printed(hostile(text))

    assert card.startswith(f"╭─ {text} ─")
    for line in (f"│  You asked  {text} ", f"│  • {text} [{text}] ", f"  {text}  █", f" {text}\n"):
        assert line in card
