"""What the card of an answer holds, for each way that a question ends."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.advice.answer import Answer, Figure
from bot.fake_slack.limits import problems, text_size
from bot.ids import QuestionId, UserId
from bot.knowledge.entries import Comparison, EntryId, OptionId
from bot.slack.blocks import actions
from bot.slack.blocks.answer import CardOptions, answer_card, prose_card
from bot.slack.blocks.card import Card
from tests.slack.blocks.answers import longest_answer
from tests.slack.blocks.conftest import Ask

QUESTION = QuestionId("4f6d2c81a09b")
PLAIN = CardOptions(QUESTION)
SPLIT, COLD = "Node or Python for a chat app with an LLM?", "How do cold starts compare?"
CLARIFY, CLOSEST, NONE = "node or python?", "What should I use?", "hello"


def test_every_statement_stands_beside_its_entry(ask: Ask) -> None:
    """Why, what is given up, when not and what would change it are all there, each with the id it comes from."""
    answer = ask(SPLIT)

    card = answer_card(answer, PLAIN)

    lines = "\n".join(_texts(card)).splitlines()
    statements = (*answer.why, *answer.gives_up, *answer.not_when, *(flip.statement for flip in answer.flips))
    assert len(statements) >= 6
    for statement in statements:
        assert f"• {statement.text} `{statement.entry}`" in lines


def test_the_pick_is_the_header_below_the_question(ask: Ask) -> None:
    """The question is restated as it was typed, then comes the pick."""
    answer = replace(ask(SPLIT), question="<!channel> *really*?")

    quote, *_ = blocks = answer_card(answer, PLAIN).blocks

    assert quote["elements"][0] == {
        "type": "rich_text_quote",
        "elements": [{"type": "text", "text": "<!channel> *really*?"}],
    }
    assert [block["text"]["text"] for block in blocks if block["type"] == "header"] == [answer.stack]


def test_every_source_is_cited_with_its_age(ask: Ask) -> None:
    """The publication once, every entry, how old it is, and whether it is stale."""
    answer = ask(SPLIT)
    stale = replace(answer, sources=tuple(replace(source, stale=True) for source in answer.sources))

    text = "\n".join(_texts(answer_card(answer, PLAIN)))

    assert text.count(answer.sources[0].publication) == 1
    assert all(f"`{source.entry}`" in text for source in answer.sources)
    assert "6 months old" in text
    assert "*stale*" not in text
    assert "*stale*" in "\n".join(_texts(answer_card(stale, PLAIN)))


def test_sources_under_many_headings_are_all_cited() -> None:
    """Entries under one heading share a line; however many headings there are, none is left out."""
    longest = longest_answer()
    same = replace(longest.sources[0], publication="A book", heading="A chapter")
    several = tuple(replace(same, entry=source.entry, heading=source.heading[:8]) for source in longest.sources)
    answer = replace(longest, sources=(same, replace(same, entry=EntryId("a.b")), *several))

    lines = "\n".join(_texts(answer_card(answer, PLAIN))).splitlines()

    assert f"• A chapter, as of 2026-05-26, 6 months old, *stale*, *unsourced*: `{same.entry}` `a.b`" in lines
    assert all(any(f"`{source.entry}`" in line for line in lines if line.startswith("• entry")) for source in several)


def test_sources_stay_when_statements_have_to_give_way(ask: Ask) -> None:
    """Statements as long as knowledge allows are cut, sources are not."""
    answer = ask(SPLIT)
    long = replace(
        answer,
        why=tuple(replace(statement, text="why " * 500) for statement in answer.why),
        gives_up=tuple(replace(statement, text="price " * 330) for statement in answer.gives_up),
        flips=tuple(replace(flip, statement=replace(flip.statement, text="flip " * 400)) for flip in answer.flips),
    )

    text = "\n".join(_texts(answer_card(long, PLAIN)))

    assert "why…" in text
    assert all(f"`{source.entry}`" in text for source in answer.sources)


def test_the_longest_answer_that_knowledge_allows_fits() -> None:
    """Every text as long as the knowledge takes it, as many of each as an answer holds: all is cited, and it fits."""
    card = answer_card(longest_answer(), replace(PLAIN, prose=("word " * 400,) * 6, notes=("note " * 400,) * 3))

    message = {"text": card.text, "blocks": list(card.blocks)}
    text = "\n".join(_texts(card))
    assert problems(message) == []
    assert text_size(message["blocks"]) <= 10_000
    assert len(card.text) <= 4_000
    assert all(f"`{source.entry}`" in text for source in longest_answer().sources)


def test_figures_are_one_table_and_a_chart(ask: Ask) -> None:
    """A row a figure, a column a side, the winner with its margin; bars where both sides are numbers."""
    table, chart = _of("table", answer_card(ask(COLD), PLAIN)), _of("data_visualization", answer_card(ask(COLD), PLAIN))

    assert [[cell["text"] for cell in row] for row in table["rows"]] == [
        ["Figure", "Python", "Node.js", "Winner"],
        ["Cold start (AWS Lambda) (ms, lower is better)", "600ms", "250ms", "Node.js (2.4x)"],
    ]
    assert chart["chart"]["series"][0]["data"] == [
        {"label": "Python", "value": 600.0},
        {"label": "Node.js", "value": 250.0},
    ]


@pytest.mark.parametrize("values", [{}, {"python": 1.0}, {"python": 1.0, "node": float("inf")}])
def test_what_is_no_pair_of_numbers_is_not_drawn(ask: Ask, values: dict[str, float]) -> None:
    """A chart needs two finite numbers; the table has the row all the same, with no cell left empty."""
    numbers = {OptionId(option): value for option, value in values.items()}
    comparison = Comparison({OptionId("python"): "", OptionId("node"): "fast"}, numbers)
    answer = replace(ask(COLD), figures=(Figure(EntryId("a.b"), "A row", comparison),))

    card = answer_card(answer, PLAIN)

    assert "data_visualization" not in {block["type"] for block in card.blocks}
    assert [cell["text"] for cell in _of("table", card)["rows"][1]] == ["A row", "–", "fast", "–"]


def test_charts_are_at_most_two_and_can_be_left_out(ask: Ask) -> None:
    """Slack takes two charts a message."""
    answer = ask(COLD)
    many = replace(answer, figures=answer.figures * 3)

    kinds = [block["type"] for block in answer_card(many, PLAIN).blocks]
    without = [block["type"] for block in answer_card(many, replace(PLAIN, chart=False)).blocks]

    assert kinds.count("data_visualization") == 2
    assert "data_visualization" not in without


def test_one_line_says_how_sure_and_how_to_ask_why(ask: Ask) -> None:
    """Confidence, knowledge version, the command that explains the answer, and what the answer is not."""
    answer = ask(SPLIT)

    *_, line = (text for text in _texts(answer_card(answer, replace(PLAIN, command="/advice"))) if "·" in text)

    assert line == (
        f"Strong match · knowledge `{answer.knowledge_version}` · explained by `/advice why {QUESTION}` · "
        "checked against the article; not a substitute for judgement"
    )


def test_only_an_answer_that_one_person_sees_can_be_shared(ask: Ask) -> None:
    """The button is there where it is asked for, for answers alone, and says which answer it shares."""
    shareable = replace(PLAIN, shareable=True)

    share = _element(answer_card(ask(SPLIT), shareable), actions.SHARE)

    assert json.loads(share["value"]) == {"q": QUESTION}
    assert _element(answer_card(ask(SPLIT), PLAIN), actions.SHARE) == {}
    assert _element(answer_card(ask(NONE), shareable), actions.SHARE) == {}


@pytest.mark.parametrize("text", [SPLIT, COLD, CLARIFY, CLOSEST, NONE])
def test_every_answer_can_be_voted_on(ask: Ask, text: str) -> None:
    """Both thumbs carry the answer's id."""
    buttons = _element(answer_card(ask(text), PLAIN), actions.FEEDBACK)

    assert buttons["positive_button"]["value"] == f"helpful:{QUESTION}"
    assert buttons["negative_button"]["value"] == f"not_helpful:{QUESTION}"


def test_an_unclear_question_is_asked_back_with_buttons(ask: Ask) -> None:
    """One button a choice, numbered as the answer numbers them."""
    answer = ask(CLARIFY)
    assert answer.clarification is not None

    card = answer_card(answer, PLAIN)

    assert f"*{answer.clarification.question}*" in _texts(card)
    for number, (label, _) in enumerate(answer.clarification.choices, start=1):
        button = _element(card, f"{actions.CHOOSE}{number}")
        assert button["text"]["text"] == label
        assert json.loads(button["value"]) == {"q": QUESTION, "n": number}


def test_what_is_not_known_says_why_and_offers_what_is_near(ask: Ask) -> None:
    """The reason, the nearest entries as buttons, and a human after a second thought."""
    answer = ask(CLOSEST)

    card = answer_card(answer, replace(PLAIN, human_offered=True))

    assert answer.reason in _texts(card)
    assert len(answer.nearest) == 3
    for number, (_, title) in enumerate(answer.nearest, start=1):
        button = _element(card, f"{actions.NEAREST}{number}")
        assert (button["text"]["text"], json.loads(button["value"])) == (title, {"q": QUESTION, "n": number})
    human = _element(card, actions.ASK_A_HUMAN)
    assert json.loads(human["value"]) == {"q": QUESTION}
    assert set(human["confirm"]) == {"title", "text", "confirm", "deny"}
    assert _element(answer_card(answer, PLAIN), actions.ASK_A_HUMAN) == {}


def test_the_text_beside_the_blocks_says_the_answer(ask: Ask) -> None:
    """A notification reads the pick and the first reason, the question back, or why there is no answer."""
    split, clarify, closest = ask(SPLIT), ask(CLARIFY), ask(CLOSEST)
    assert clarify.clarification is not None

    assert answer_card(split, PLAIN).text == f"{split.stack} – {split.why[0].text}"
    assert answer_card(clarify, PLAIN).text.endswith(clarify.clarification.question)
    assert answer_card(closest, PLAIN).text == f"I don't know that – {closest.reason}"


def test_prose_notes_and_who_shared_are_shown(ask: Ask) -> None:
    """A model's sentences stand above the reasons, who shared it at the top, a note at the foot."""
    options = replace(PLAIN, prose=("One.", "<!here> Two."), notes=("A note.", "Another."), shared_by=UserId("U012ANA"))

    texts = _texts(answer_card(ask(SPLIT), options))

    assert texts[0] == "<@U012ANA> shared this answer."
    assert texts.index("One. &lt;!here&gt; Two.") < next(i for i, text in enumerate(texts) if text.startswith("*Why*"))
    assert texts.index("Another.") == texts.index("A note.") + 1


def test_prose_can_stand_alone(ask: Ask) -> None:
    """Where the card cannot be changed any more, the sentences go out beside it."""
    card = prose_card(ask(SPLIT), replace(PLAIN, prose=("One.", "Two.")))

    assert card.text == "One. Two."
    assert _texts(card)[0] == "One. Two."


def test_what_was_read_and_corrected_is_told(ask: Ask) -> None:
    """Signals and corrections stand in small print below the question."""
    answer: Answer = replace(ask(SPLIT), corrections=(("pyton", "python"),))

    small = answer_card(answer, PLAIN).blocks[1]

    assert small["type"] == "context"
    assert small["elements"][0]["text"].endswith("Read “pyton” as “python”")
    assert all(title in small["elements"][0]["text"] for title in (answer.signals or {}).values())


def _texts(card: Card) -> list[str]:
    return [text for block in card.blocks for text in _texts_in(block)]


def _texts_in(part: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(part, list):
        for one in part:
            yield from _texts_in(one)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for one in part.values():
            yield from _texts_in(one)


def _of(kind: str, card: Card) -> dict[str, Any]:
    return next(block for block in card.blocks if block["type"] == kind)


def _element(card: Card, action_id: str) -> dict[str, Any]:
    elements = (element for block in card.blocks for element in block.get("elements", ()))
    return next((element for element in elements if element.get("action_id") == action_id), {})
