"""The answer as Markdown: what it says, and that no text in it can act."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.advice.answer import Answer, Citation, Clarification, Confidence, Figure, Match, Outcome, StatedFlip
from bot.advice.markdown import age_in_words, answer_markdown, one_line
from bot.knowledge.entries import Comparison, EntryId, OptionId, SignalId, Statement

TEA, COFFEE = OptionId("tea"), OptionId("coffee")
LATE, SLEEP, PRICE = EntryId("drinks.late"), EntryId("drinks.sleep"), EntryId("drinks.price")
GUIDE = "Hot Drinks (A. Writer, The Press, 2026-01-10)"

LATE_SOURCE = Citation(LATE, "Late in the day", "When to drink what", GUIDE, date(2026, 1, 10), 40, False, False)
SLEEP_SOURCE = Citation(SLEEP, "Sleep", "How you sleep", "", None, None, False, True)
PRICE_SOURCE = Citation(PRICE, "Price of a cup", "What it costs", GUIDE, date(2024, 1, 10), 771, True, False)

PICKED = Answer(
    question="Tea or cofee at night?",
    outcome=Outcome.ANSWER,
    confidence=Confidence.STRONG,
    matches=(Match(LATE, 0.9),),
    knowledge_version="abc123",
    pick=TEA,
    pick_title="Tea",
    stack="Tea (herbal)",
    why=(Statement("It has no caffeine.", LATE),),
    gives_up=(Statement("The taste of coffee.", SLEEP),),
    not_when=(Statement("You have to stay awake.", SLEEP),),
    figures=(
        Figure(
            PRICE,
            "Price of a cup",
            Comparison({TEA: "~$1.20", COFFEE: "$2-3"}, {TEA: 1.2, COFFEE: 2.5}, "US a cup", "lower", TEA, "2x"),
        ),
        Figure(SLEEP, "Sleep", Comparison({COFFEE: "Short | light", TEA: "Long"}, {})),
    ),
    flips=(StatedFlip((SignalId("exam"),), (), COFFEE, Statement("With an exam: Coffee.", SLEEP)),),
    sources=(LATE_SOURCE, SLEEP_SOURCE, PRICE_SOURCE),
    signals={SignalId("night"): "Late hours"},
    corrections=(("cofee", "coffee"),),
)

PICKED_MARKDOWN = r"""## Tea (herbal)

> Tea or cofee at night?

Match: strong. In the question: Late hours.

Corrections: read "cofee" as "coffee".

**Why**

- It has no caffeine. `drinks.late`

**What you give up**

- The taste of coffee. `drinks.sleep`

**Not when**

- You have to stay awake. `drinks.sleep`

**Figures**

| Figure | Unit | Tea | Coffee | Winner | Entry |
| --- | --- | --- | --- | --- | --- |
| Price of a cup | US a cup, lower is better | ~$1.20 | $2-3 | Tea (2x) | `drinks.price` |
| Sleep |  | Long | Short \| light |  | `drinks.sleep` |

**What would change this**

- With an exam: Coffee. `drinks.sleep`

**Sources**

Hot Drinks (A. Writer, The Press, 2026-01-10)

- `drinks.late` When to drink what, as of 2026-01-10, 6 weeks old
- `drinks.price` What it costs, as of 2024-01-10, 2 years old, *stale*

Without a publication:

- `drinks.sleep` How you sleep, undated, *unsourced*

Knowledge `abc123`
"""

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LIVE_MARKS = st.text(alphabet="`*_~[]()<>!|\\#+-=.:/&;\"'\n\t @1aw\u202e\x1b", max_size=40)


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
        sources=(LATE_SOURCE,),
    )


def shown_texts(markdown: str) -> list[list[tuple[str, str]]]:
    """What a Markdown reader makes of each inline run: pairs of token type and content, empty texts left out."""
    runs = [token.children or [] for token in PARSER.parse(markdown) if token.type == "inline"]
    return [[(token.type, token.content) for token in run if token.type != "text" or token.content] for run in runs]


def test_a_pick_is_told_with_reasons_price_figures_flips_and_sources() -> None:
    """The whole of an answer, as it was typed here by hand."""
    written = answer_markdown(PICKED)

    assert written == PICKED_MARKDOWN


def test_every_statement_ends_with_its_entry() -> None:
    """Each bullet above the sources closes with an entry id in backticks."""
    told, _, _ = answer_markdown(PICKED).partition("**Sources**")

    bullets = [line for line in told.splitlines() if line.startswith("- ")]

    assert len(bullets) == 4
    assert all(bullet.rsplit(" ", 1)[1] in {"`drinks.late`", "`drinks.sleep`"} for bullet in bullets)


def test_what_was_found_without_a_pick_is_headed_by_its_title() -> None:
    """A figure that was asked for is no choice, so nothing is picked."""
    found = replace(PICKED, pick=None, pick_title="", stack="", sources=(PRICE_SOURCE,))

    assert answer_markdown(found).startswith("## Price of a cup\n")


@pytest.mark.parametrize(
    ("title", "stack", "expected"),
    [
        ("Tea", "", "## Tea\n"),
        ("Tea", "Green leaves", "## Tea: Green leaves\n"),
        ("Tea", "Tea: green", "## Tea: green\n"),
    ],
)
def test_the_pick_is_named_before_its_stack(title: str, stack: str, expected: str) -> None:
    """A stack that does not begin with the pick's name gets it in front."""
    assert answer_markdown(replace(PICKED, pick_title=title, stack=stack)).startswith(expected)


def test_a_declined_question_is_told_why_and_what_is_near() -> None:
    """There are no sources, for nothing is said."""
    written = answer_markdown(declined(Outcome.CLOSEST, reason="Milk is not covered."))

    assert written == (
        "## I don't know that\n\n> Milk?\n\nMilk is not covered.\n\n"
        "**The nearest I have**\n\n- Late in the day `drinks.late`\n"
    )


def test_asking_back_lists_numbered_choices() -> None:
    """The choices are numbered from 1; the nearest entries are not listed again."""
    back = Clarification("Which of these?", (("Late in the day", "drinks.late"), ("An exam", "exam")))

    written = answer_markdown(declined(Outcome.CLARIFY, clarification=back))

    assert written == (
        "## I can't tell which you mean\n\n> Milk?\n\n"
        "**Which of these?**\n\n1. Late in the day `drinks.late`\n2. An exam `exam`\n"
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "undated"),
        (-1, "dated in the future"),
        (0, "new today"),
        (1, "1 day old"),
        (13, "13 days old"),
        (14, "2 weeks old"),
        (60, "9 weeks old"),
        (61, "2 months old"),
        (181, "6 months old"),
        (730, "24 months old"),
        (731, "2 years old"),
    ],
)
def test_an_age_is_told_in_words(days: int | None, words: str) -> None:
    """In the largest unit of which there are two."""
    assert age_in_words(replace(LATE_SOURCE, age_days=days)) == words


def test_figures_keep_their_print() -> None:
    """Nothing in an ordinary figure or name gets a backslash."""
    printed = "~35,000 req/sec at $20-40/mo (C#, p95 < 9ms, 1.5-2x, Vue & React, max_age, Node.js + Bun)"

    assert f"- {printed} `drinks.late`\n" in answer_markdown(replace(PICKED, why=(Statement(printed, LATE),)))


@given(LIVE_MARKS | st.text(max_size=40))
@example("[a](javascript:alert) ![b](c) <img src=x> `code` **bold** ~~gone~~ &lt; https://x.y")
@example("1. one")
@example("# heading #")
@example("> quote")
@example("---")
@example("_a_ \\` a|b")
def test_a_hostile_statement_is_shown_and_does_nothing(text: str) -> None:
    """A Markdown reader shows exactly the text, then the entry id as code."""
    markdown = answer_markdown(replace(PICKED, why=(Statement(text, LATE),)))

    runs = shown_texts(markdown)

    run = runs[runs.index([("strong_open", ""), ("text", "Why"), ("strong_close", "")]) + 1]
    assert {kind for kind, _ in run} <= {"text", "text_special", "code_inline"}
    assert "".join(content for _, content in run[:-1]).strip() == one_line(text)
    assert run[-1] == ("code_inline", "drinks.late")


@given(LIVE_MARKS)
@example("a|b")
@example("x\\|y")
def test_a_hostile_side_stays_in_its_cell(text: str) -> None:
    """The table has as many cells as before, and the cell shows the text."""
    figure = replace(PICKED.figures[1], comparison=Comparison({TEA: text, COFFEE: "Short"}, {}))
    markdown = answer_markdown(replace(PICKED, figures=(figure,)))

    tokens = PARSER.parse(markdown)

    cells = [after for token, after in pairwise(tokens) if token.type == "td_open"]
    assert len(cells) == 6
    assert "".join(child.content for child in cells[2].children or ()) == one_line(text)


@given(LIVE_MARKS)
def test_a_hostile_question_stays_a_quotation(text: str) -> None:
    """The headings and bold titles of the answer are the same whatever is asked."""
    markdown = answer_markdown(replace(PICKED, question=text))

    kinds = [token.type for token in PARSER.parse(markdown) if token.type != "inline"]

    plain = answer_markdown(replace(PICKED, question="x" if one_line(text) else ""))
    assert kinds == [token.type for token in PARSER.parse(plain) if token.type != "inline"]


def test_addresses_and_mentions_are_not_made_into_links() -> None:
    """GitHub links these without any brackets; a backslash keeps it from that."""
    written = answer_markdown(replace(PICKED, why=(Statement("See https://a.b, www.c.d, e@f.g or @all", LATE),)))

    assert "- See https\\://a.b, www\\.c.d, e\\@f.g or \\@all `drinks.late`\n" in written


def test_a_heading_keeps_its_last_mark() -> None:
    """Markdown takes number signs at the end of a heading away, unless they are escaped."""
    runs = shown_texts(answer_markdown(replace(PICKED, pick_title="Tea", stack="Tea in F #")))

    assert "".join(content for _, content in runs[0]) == "Tea in F #"


@given(st.text() | st.text(alphabet="a \n\r\t\x1b\x9b\x85\u2028\u2066\u202e\u200b\u00ad\ufeff\U000e0041"))
def test_one_line_has_nothing_invisible(text: str) -> None:
    """No control character, line break, mark of direction or doubled space is left."""
    line = one_line(text)

    assert all(character.isprintable() for character in line if ord(character) <= 0xFF)
    assert not set(line) & set("\u2028\u2066\u202e\u200b\u00ad\ufeff\U000e0041")
    assert "  " not in line


def test_a_long_question_is_cut() -> None:
    """The repeated question has 300 characters at most, the last of them an ellipsis."""
    written = answer_markdown(replace(PICKED, question="a" * 4000))

    assert f"> {'a' * 299}…\n" in written
