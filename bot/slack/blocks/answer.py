"""The card of an answer: the pick first, then each statement with the entry it comes from, figures, sources.

Whatever the knowledge holds, the card fits: its texts are cut shorter and shorter until it does. Every source stays.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.advice.answer import Answer, Outcome
from bot.advice.markdown import headline
from bot.decisions.precedents import Recalled
from bot.ids import QuestionId, UserId
from bot.knowledge.entries import Statement
from bot.slack.blocks import actions
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.figures import figure_charts, figure_table
from bot.slack.blocks.limits import ENTRY_LIMIT, FALLBACK_LIMIT, HEADER_LIMIT, LABEL_LIMIT, fitted
from bot.slack.blocks.mrkdwn import (
    SECTION_LIMIT,
    Mrkdwn,
    bold,
    code,
    context,
    escape,
    joined,
    mention_user,
    pages,
    plain,
    quiet,
    section,
)
from bot.slack.blocks.precedents import precedents
from bot.slack.blocks.rich import rich_quote
from bot.slack.blocks.sources import sources

TEXT_LIMITS = (600, 300, 150, 80, 40)  # characters of one text, the first with which all fits
QUESTION_LIMIT = 300
CHOICES_LIMIT = 8
NOTES_LIMIT = 3
PROSE_LIMIT = 1000
NOTHING_RECALLED = Recalled((), ())
DISCLAIMER = "checked against the article; not a substitute for judgement"


@dataclass(frozen=True, slots=True)
class CardOptions:
    """What the card of an answer shows beside the answer. `prose` are a model's sentences, checked.

    `command` is what the command is called by which the answer can be asked about. `recalled` is what the team decided
    before.
    """

    question: QuestionId
    shareable: bool = False
    human_offered: bool = False
    chart: bool = True
    prose: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shared_by: UserId | None = None
    command: str = "/stack"
    recalled: Recalled = NOTHING_RECALLED


def answer_card(answer: Answer, options: CardOptions) -> Card:
    """The card; always within Slack's limits."""

    def made(limit: int) -> Card:
        return Card(_fallback(answer, options), tuple(_blocks(answer, options, limit)))

    return fitted(made, TEXT_LIMITS)


def prose_card(answer: Answer, options: CardOptions) -> Card:
    """A model's sentences alone, for an answer whose card cannot be changed any more."""
    blocks = [
        section(_prose(options.prose, PROSE_LIMIT)),
        context(escape("In other words; the card above is the answer.")),
    ]
    return Card(quiet(" ".join(options.prose) or headline(answer), FALLBACK_LIMIT), tuple(blocks))


def _fallback(answer: Answer, options: CardOptions) -> str:
    """What stands for the card in a notification, and is read aloud."""
    said = [*options.prose, *(statement.text for statement in answer.why[:1])]
    if answer.clarification:
        said.append(answer.clarification.question)
    parts = [headline(answer), answer.reason, *said]
    return quiet(" – ".join(part for part in parts if part), FALLBACK_LIMIT // 2) or "Stack Advisor answered."


def _blocks(answer: Answer, options: CardOptions, limit: int) -> Iterator[Block]:
    if options.shared_by:
        yield context(joined(" ", mention_user(options.shared_by), escape("shared this answer.")))
    yield rich_quote(answer.question, min(QUESTION_LIMIT, limit))
    yield from _reading(answer, limit)
    yield {"type": "header", "text": plain(headline(answer), HEADER_LIMIT)}
    if options.prose:
        yield section(_prose(options.prose, min(PROSE_LIMIT, 8 * limit)))
    if answer.reason:
        yield section(escape(answer.reason, limit))
    yield from _offers(answer, options, limit)
    yield from precedents(options.recalled, limit)
    for title, statements in _said(answer):
        yield from _statements(title, statements, limit)
    yield from figure_table(answer, limit // 2)
    if options.chart:
        yield from figure_charts(answer)
    yield from sources(answer, limit)
    yield from _small_print(answer, options, limit)
    yield from _buttons(answer, options)


def _said(answer: Answer) -> Iterator[tuple[str, Iterable[Statement]]]:
    yield "Why", answer.why
    yield "What you give up", answer.gives_up
    yield "Not when", answer.not_when
    yield "What would change this", (flip.statement for flip in answer.flips)


def _statements(title: str, statements: Iterable[Statement], limit: int) -> Iterator[Block]:
    """A section of statements, each with its entry's id."""
    lines = [
        joined(" ", escape("•"), escape(statement.text, limit), code(statement.entry, ENTRY_LIMIT))
        for statement in statements
    ]
    if lines:
        yield from map(section, pages([bold(escape(title)), *lines], SECTION_LIMIT))


def _reading(answer: Answer, limit: int) -> Iterator[Block]:
    """How the question was read."""
    signals = "; ".join((answer.signals or {}).values())
    corrections = "; ".join(f"“{old}” as “{new}”" for old, new in answer.corrections)
    lines = [f"In the question: {signals}"] if signals else []
    lines += [f"Read {corrections}"] if corrections else []
    if lines:
        yield context(joined("\n", *(escape(line, 3 * limit) for line in lines)))


def _offers(answer: Answer, options: CardOptions, limit: int) -> Iterator[Block]:
    """The question back with its choices, or what comes nearest and a person who may know."""
    if answer.clarification:
        yield section(bold(escape(answer.clarification.question, limit)))
        labels = [label for label, _ in answer.clarification.choices[:CHOICES_LIMIT]]
        yield from _choices(actions.CHOOSE, labels, options.question)
    elif answer.nearest:
        yield section(bold(escape("The nearest I have")))
        yield from _choices(actions.NEAREST, [title for _, title in answer.nearest[:CHOICES_LIMIT]], options.question)
    if options.human_offered and answer.outcome in {Outcome.CLOSEST, Outcome.NONE}:
        yield {"type": "actions", "elements": [_ask_a_human(options.question)]}


def _choices(action: str, labels: Iterable[str], question: QuestionId) -> Iterator[Block]:
    buttons = [
        _button(f"{action}{number}", label, json.dumps({"q": question, "n": number}))
        for number, label in enumerate(labels, start=1)
    ]
    if buttons:
        yield {"type": "actions", "elements": buttons}


def _button(action_id: str, label: str, value: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(label, LABEL_LIMIT), "value": value}


def _ask_a_human(question: QuestionId) -> Block:
    confirm = {
        "title": plain("Ask a human?", 100),
        "text": plain("Your question is shown to the people who help with stack questions, with your name.", 300),
        "confirm": plain("Ask", 30),
        "deny": plain("Cancel", 30),
    }
    return {**_button(actions.ASK_A_HUMAN, "Ask a human", json.dumps({"q": question})), "confirm": confirm}


def _small_print(answer: Answer, options: CardOptions, limit: int) -> Iterator[Block]:
    """How sure the answer is, by which knowledge, and how to ask why."""
    for note in options.notes[:NOTES_LIMIT]:
        yield context(escape(note, limit))
    answered = answer.outcome is Outcome.ANSWER
    yield context(
        joined(
            " · ",
            escape(f"{answer.confidence.capitalize()} match" if answered else ""),
            joined(" ", escape("knowledge"), code(answer.knowledge_version, limit)),
            joined(" ", escape("explained by"), code(f"{options.command} why {options.question}", limit + ENTRY_LIMIT)),
            escape(DISCLAIMER if answered else ""),
        )
    )


def _buttons(answer: Answer, options: CardOptions) -> Iterator[Block]:
    if answer.outcome is Outcome.ANSWER:
        share = _button(actions.SHARE, "Share to channel", json.dumps({"q": options.question}))
        log = _button(actions.LOG_DECISION, "Log decision", options.question)
        yield {"type": "actions", "elements": [share, log] if options.shareable else [log]}
    feedback = {
        "type": "feedback_buttons",
        "action_id": actions.FEEDBACK,
        "positive_button": {"text": plain("Helpful", 75), "value": f"{actions.HELPFUL}:{options.question}"},
        "negative_button": {"text": plain("Not helpful", 75), "value": f"{actions.NOT_HELPFUL}:{options.question}"},
    }
    yield {"type": "context_actions", "elements": [feedback]}


def _prose(sentences: tuple[str, ...], limit: int) -> Mrkdwn:
    return escape(" ".join(sentences), limit)
