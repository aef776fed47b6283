"""Decisions as a list: what was found, and what a question's answer has to say of them."""

from collections.abc import Iterator, Sequence

from bot.decisions.change import Deed, Event
from bot.decisions.differences import differences
from bot.decisions.record import Decision, Person
from bot.decisions.search import PAGE, Found, Search
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.decision_card import STATUS_MARKS, named, people
from bot.slack.blocks.mrkdwn import SECTION_LIMIT as SECTION
from bot.slack.blocks.mrkdwn import (
    Mrkdwn,
    bold,
    code,
    context,
    escape,
    is_user,
    joined,
    link,
    mention_user,
    pages,
    quiet,
    section,
)

LINE_LIMIT = 200
EVENTS_LIMIT = 30
DIFFERENCES_LIMIT = 6  # fields of one correction
TEXT_LIMIT = 80  # characters of what stood in a field
HELP = "status:accepted  topic:matrix.ai  by:@name  in:#channel  since:2026-01-31  page:2"


def found_card(found: Found, search: Search, command: str) -> Card:
    """One page of what was found."""
    if not found.total:
        sentence = "No decision like that is on record here."
        hint = joined(" ", escape("You can narrow with"), code(HELP))
        return Card(sentence, (section(escape(sentence)), context(hint)))
    first = (search.page - 1) * PAGE + 1
    title = f"{found.total:,} decision{'s' if found.total != 1 else ''}"
    shown = f"{first:,} to {first + len(found.decisions) - 1:,}" if found.decisions else "this page is empty"
    lines = [line_of(decision) for decision in found.decisions]
    blocks: list[Block] = [section(bold(escape(f"{title}, {shown}"))), *map(section, pages(lines, SECTION))]
    hints = [joined(" ", escape("open one with"), code(f"{command} decision ADR-0001"))]
    if search.page * PAGE < found.total:
        hints.append(joined(" ", escape("more with"), code(f"page:{search.page + 1}")))
    return Card(quiet(f"{title}, {shown}"), (*blocks, context(joined(" · ", *hints))))


def history_card(decision: Decision, events: Sequence[Event]) -> Card:
    """What was done to a record, oldest first; of a long life the latest part."""
    lines = [_event(event) for event in events[-EVENTS_LIMIT:]]
    left_out = len(events) - len(lines)
    note = [context(escape(f"{left_out} earlier events are left out."))] if left_out > 0 else []
    title = f"History of {named(decision)}"
    return Card(quiet(title), (section(bold(escape(title))), *note, *map(section, pages(lines, SECTION))))


def line_of(decision: Decision) -> Mrkdwn:
    """A record on one line, with its link where it has one."""
    where = decision.source.permalink
    name = link(where, decision.name) if where else code(decision.name)
    day = decision.decided_at or decision.created_at
    return joined(
        " ", escape("•"), name, escape(decision.title, LINE_LIMIT), escape(f"({_mark(decision)}, {day:%Y-%m-%d})")
    )


def _mark(decision: Decision) -> str:
    return STATUS_MARKS[decision.status].lower()


def _event(event: Event) -> Mrkdwn:
    why = escape(f"– {event.act.why}" if event.act.why else "", LINE_LIMIT)
    who = mention_user(event.act.by)
    line = joined(" ", escape(f"• {event.act.at:%Y-%m-%d %H:%M} UTC"), escape(event.deed), escape("by"), who, why)
    return joined("\n", line, *_corrected(event)) if event.deed is Deed.CORRECTED else line


def _corrected(event: Event) -> Iterator[Mrkdwn]:
    """What was corrected, field by field: what stood there, and what stands there since."""
    found = differences(event)
    for one in found[:DIFFERENCES_LIMIT]:
        before, after = (_quoted(text) for text in (one.before, one.after))
        yield joined(" ", escape(f"   {one.name}:"), before, escape("→"), after)
    if len(found) > DIFFERENCES_LIMIT:
        yield escape(f"   and {len(found) - DIFFERENCES_LIMIT} more")


def _quoted(text: str) -> Mrkdwn:
    if not text:
        return escape("nothing")
    whom = [part for part in text.split(", ") if is_user(part)]
    return people([Person(one) for one in whom]) if len(whom) == len(text.split(", ")) else escape(text, TEXT_LIMIT)
