"""Decisions as a list: what was found, and what a question's answer has to say of them."""

from collections.abc import Iterator, Sequence

from bot.decisions.change import Deed, Event
from bot.decisions.differences import differences
from bot.decisions.record import Decision, Person
from bot.decisions.search import PAGE, Found, Search
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.decision_card import STATUS_MARKS, named, people
from bot.slack.blocks.limits import fitted
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
EVENTS_LIMIT = 25
DIFFERENCES_LIMIT = 6  # fields of one correction
TEXT_LIMITS = (80, 30, 0)  # characters of what stood in a field, the first with which all fits
SHORT_LIMIT = 80
HELP = "status:accepted  topic:matrix.ai  by:@name  in:#channel  since:2026-01-31  page:2"


def found_card(found: Found, search: Search, command: str) -> Card:
    """One page of what was found."""
    if not found.total:
        sentence = "No decision like that is on record here."
        hint = joined(" ", escape("You can narrow with"), code(HELP))
        return Card(sentence, (section(escape(sentence)), context(hint)))
    first = (search.page - 1) * PAGE + 1
    title = f"{found.total:,} decision{'s' if found.total != 1 else ''}"
    if not found.decisions:
        title = f"{title}, this page is empty"
    elif found.total > PAGE:
        title = f"{title}, {first:,} to {first + len(found.decisions) - 1:,}"
    lines = [line_of(decision) for decision in found.decisions]
    blocks: list[Block] = [section(bold(escape(title))), *map(section, pages(lines, SECTION))]
    hints = [joined(" ", escape("open one with"), code(f"{command} decision ADR-0001"))]
    if search.page * PAGE < found.total:
        hints.append(joined(" ", escape("more with"), code(f"page:{search.page + 1}")))
    return Card(quiet(title), (*blocks, context(joined(" · ", *hints))))


def history_card(decision: Decision, events: Sequence[Event]) -> Card:
    """What was done to a record, oldest first; of a long life the latest part."""
    title, left_out = f"History of {named(decision)}", max(0, len(events) - EVENTS_LIMIT)
    note = [context(escape(f"{left_out} earlier events are left out."))] if left_out else []

    def made(limit: int) -> Card:
        lines = [line for event in events[-EVENTS_LIMIT:] for line in _event(event, limit)]
        return Card(quiet(title), (section(bold(escape(title))), *note, *map(section, pages(lines, SECTION))))

    return fitted(made, TEXT_LIMITS)


def line_of(decision: Decision) -> Mrkdwn:
    """A record on one line, with its link where it has one."""
    day = decision.decided_at or decision.created_at
    return joined(
        " ",
        escape("•"),
        name_of(decision),
        escape(decision.title, LINE_LIMIT),
        escape(f"({_mark(decision)}, {day:%Y-%m-%d})"),
    )


def name_of(decision: Decision) -> Mrkdwn:
    """What a record is called, with its link where it has one."""
    where = decision.source.permalink
    return link(where, decision.name) if where else code(decision.name)


def _mark(decision: Decision) -> str:
    return STATUS_MARKS[decision.status].lower()


def _event(event: Event, limit: int) -> Iterator[Mrkdwn]:
    why = escape(f"– {event.act.why}" if event.act.why else "", LINE_LIMIT if limit else SHORT_LIMIT)
    who = mention_user(event.act.by)
    yield joined(" ", escape(f"• {event.act.at:%Y-%m-%d %H:%M} UTC"), escape(event.deed), escape("by"), who, why)
    if event.deed is Deed.CORRECTED:
        yield from _corrected(event, limit)


def _corrected(event: Event, limit: int) -> Iterator[Mrkdwn]:
    """What was corrected: what stood there, and what stands there since; where that is too long, only the fields."""
    found = differences(event)
    shown = found[:DIFFERENCES_LIMIT]
    more = f"and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
    if not limit:
        yield escape(f"   {', '.join(one.name for one in shown)} {more}", SHORT_LIMIT)
        return
    for one in shown:
        before, after = (_quoted(text, limit) for text in (one.before, one.after))
        yield joined(" ", escape(f"   {one.name}:"), before, escape("→"), after)
    if more:
        yield escape(f"   {more}")


def _quoted(text: str, limit: int) -> Mrkdwn:
    if not text:
        return escape("nothing")
    parts = text.split(", ")
    return people([Person(part) for part in parts]) if all(map(is_user, parts)) else escape(text, limit)
