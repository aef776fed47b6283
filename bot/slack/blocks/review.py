"""What the owner of a decision is asked, what came of it, and the form that puts a review off."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.decisions.asks import Ask
from bot.decisions.change import Deed, Event
from bot.decisions.grounds import Movement, Shift
from bot.decisions.record import Decision, Held
from bot.slack.blocks.actions import REASON_WHY, REVIEW_DECISION, UNTIL_INPUT, WAIVE_FORM
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.decision_card import TEXT_LIMITS, named, record_blocks
from bot.slack.blocks.decision_form import TITLE_LIMIT
from bot.slack.blocks.inputs import date_input, text_input
from bot.slack.blocks.limits import ENTRY_LIMIT, LABEL_LIMIT, fitted
from bot.slack.blocks.mrkdwn import SECTION_LIMIT as PAGE
from bot.slack.blocks.mrkdwn import (
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

MOVEMENTS_LIMIT = 5
REASON_LIMIT = 300  # characters
SHORTEST = 30  # characters of one text, where there is much else

HOLDS, CHANGE, WAIVE = "holds", "change", "waive"  # what its owner says


def review_card(decision: Decision, ask: Ask) -> Card:
    """Asks whether a decision still holds, for its day has come."""
    lead = f"The day has come to look at this decision again: {decision.review_on}. Does it still hold?"
    return _asking(decision, ask, lead, ())


def evidence_card(decision: Decision, ask: Ask, movements: Sequence[Movement]) -> Card:
    """Asks whether a decision still holds, for what it rests on moved; says how."""
    return _asking(decision, ask, "What this decision rests on says something else now. Does it still hold?", movements)


def answered_card(decision: Decision, event: Event) -> Card:
    """What came of it, in place of what was asked."""
    said = joined(" ", mention_user(event.act.by), escape(_said(decision, event)))
    why = escape(f"Because: {event.act.why}" if event.act.why.strip() else "", REASON_LIMIT)
    return _closed(decision, joined("\n", said, why))


def moved_on_card(decision: Decision, sentence: str) -> Card:
    """Why there is nothing to answer any more, in place of what was asked."""
    return _closed(decision, escape(sentence))


def waive_form(decision: Decision, ask: Ask, channel: str, ts: str) -> dict[str, Any]:
    """The modal that asks until when a review is put off, and why; it was opened from the message there."""
    return {
        "type": "modal",
        "callback_id": WAIVE_FORM,
        "private_metadata": f"{channel} {ts} {ask.data()}",
        "title": plain("Waive the review", TITLE_LIMIT),
        "submit": plain("Waive", TITLE_LIMIT),
        "close": plain("Cancel", TITLE_LIMIT),
        "blocks": [
            section(escape(named(decision))),
            date_input(UNTIL_INPUT, "Until when?", "", optional=False),
            text_input(REASON_WHY, "Because …", ""),
        ],
    }


def _asking(decision: Decision, ask: Ask, lead: str, movements: Sequence[Movement]) -> Card:
    def made(limit: int) -> Card:
        blocks = (*_lead(lead, movements, limit), *record_blocks(decision, limit), _buttons(ask))
        return Card(quiet(f"{named(decision)}. {lead}"), blocks)

    return fitted(made, (*TEXT_LIMITS, SHORTEST))


def _lead(lead: str, movements: Sequence[Movement], limit: int) -> Iterator[Block]:
    yield section(escape(lead))
    if movements:
        lines = [_movement(one, limit) for one in movements[:MOVEMENTS_LIMIT]]
        more = len(movements) - MOVEMENTS_LIMIT
        lines += [escape(f"and {more} more")] if more > 0 else []
        yield from map(section, pages(lines, PAGE))


def _movement(movement: Movement, limit: int) -> Mrkdwn:
    """What became of one entry: "• `pricing.lambda` Lambda changed: $40 before, $25 now"."""
    name = joined(" ", escape("•"), code(movement.entry, ENTRY_LIMIT))
    match movement.shift:
        case Shift.REMOVED:
            was = f" It said: {movement.was}." if movement.was else ""
            return joined(" ", name, escape(f"is not in the knowledge any more.{was}", limit))
        case Shift.STALE:
            dated = joined(" ", escape("is from"), escape(movement.as_of, limit), escape("and so"))
            age = dated if movement.as_of else escape("is")
            title = escape(movement.title, limit)
            return joined(" ", name, title, age, escape("older than such figures are trusted."))
        case Shift.CHANGED:
            return joined(" ", name, escape(movement.title, limit), escape(_figures(movement), limit))


def _figures(movement: Movement) -> str:
    if movement.was == movement.now:
        return f"changed; the figure is the same: {movement.now}." if movement.now else "changed."
    parts = [f"{movement.was} before" if movement.was else "", f"{movement.now} now" if movement.now else ""]
    return f"changed: {', '.join(filter(None, parts))}."


def _buttons(ask: Ask) -> Block:
    labels = {
        HOLDS: "Still holds",
        CHANGE: "Change" if ask.is_review else "Revisit",
        WAIVE: "Waive until …, because …",
    }
    elements = [
        {
            "type": "button",
            "action_id": f"{REVIEW_DECISION}{name}",
            "text": plain(label, LABEL_LIMIT),
            "value": ask.data(),
        }
        for name, label in labels.items()
    ]
    return {"type": "actions", "elements": elements}


def _closed(decision: Decision, line: Mrkdwn) -> Card:
    review = f"It is looked at again on {decision.review_on}." if decision.in_force and decision.review_on else ""
    note = [context(escape(review))] if review else []
    return Card(quiet(named(decision)), (section(bold(escape(named(decision)))), section(line), *note))


def _said(decision: Decision, event: Event) -> str:
    day = f"{event.act.at:%Y-%m-%d}"
    match event.deed:
        case Deed.REVIEWED:
            found = decision.outcomes[-1].held if decision.outcomes else Held.HELD
            return f"said on {day} that it still holds." if found is Held.HELD else f"reviewed it on {day}: {found}."
        case Deed.WAIVED:
            return f"put it off on {day}."
        case _:
            return f"answered on {day}: it is {decision.status}."
