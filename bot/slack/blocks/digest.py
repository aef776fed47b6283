"""The digest of a week as a message, with its details for the message's thread. Both fit, whatever a week holds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.decisions.digest import Digest, Need
from bot.ids import TeamId
from bot.knowledge.entries import EntryId, Library
from bot.slack.blocks.actions import DRAFT_ENTRY, MOVE_DECISION
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.digest_lines import Lines, day_and_time
from bot.slack.blocks.gaps import NOWHERE
from bot.slack.blocks.limits import FALLBACK_LIMIT, HEADER_LIMIT, LABEL_LIMIT, fitted
from bot.slack.blocks.mrkdwn import SECTION_LIMIT as SECTION
from bot.slack.blocks.mrkdwn import Mrkdwn, bold, code, context, escape, joined, pages, plain, quiet, section

NEEDS, DECIDED, REVERSED, DISPLACED, TOPICS, GAPS, COMING = 5, 7, 5, 5, 5, 3, 5  # lines at most, in the message
TEXT_LIMITS = (200, 100, 60, 40)  # characters of one text, the first with which all fits
DETAILS = (60, 40, 25, 15, 8, 4)  # lines of each part at most, in the thread; the first with which all fits
DETAIL_LIMIT = 120  # characters of one text there

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Showing:
    """Where a digest is shown. `late` is when it was due, where it comes late; `note` says what is special about it."""

    team: TeamId
    library: Library
    command: str
    late: datetime | None = None
    note: str = ""


def digest_card(digest: Digest, showing: Showing) -> Card:
    """The message; a week without anything is one line."""
    if digest.is_empty:
        sentence = f"A quiet week: nothing was decided, asked or due from {_dates(digest)}."
        return Card(quiet(sentence), (section(escape(sentence)), *_notes(digest, showing), _footer(digest, showing)))

    def made(limit: int) -> Card:
        lines = Lines(showing.team, showing.library, showing.command, limit)
        return Card(
            quiet(f"{_title(digest)}: {_counts(digest)}", FALLBACK_LIMIT), tuple(_blocks(digest, showing, lines))
        )

    return fitted(made, TEXT_LIMITS)


def details_card(digest: Digest, showing: Showing) -> Card:
    """What the message has no room for: each part with as many of its lines as fit."""
    lines = Lines(showing.team, showing.library, showing.command, DETAIL_LIMIT, calling=False)

    def made(most: int) -> Card:
        parts = (
            _part("Needs you", digest.needs, lines.need, most, f"{showing.command} decisions"),
            _part("Decided", digest.decided, lines.decided, most, _search(digest, showing)),
            _part("Changed or reversed", digest.reversals, lines.reversal, most, _search(digest, showing)),
            _part("Evidence that moved", digest.evidence, lines.displaced, most),
            _part("Asked and answered", digest.topics, lambda one: lines.counted(*one), most),
            _part("Not served", digest.gaps, lambda one: lines.gap(*one), most, f"{showing.command} gaps"),
            _part("Reviews in the next 14 days", digest.reviews, lines.review, most),
            _part("About to go stale", digest.ageing, lines.ageing, most),
        )
        title = f"Details of the week from {_dates(digest)}"
        blocks = [block for part in parts for block in part]
        return Card(quiet(title), (section(bold(escape(title))), *blocks))

    return fitted(made, DETAILS)


def _blocks(digest: Digest, showing: Showing, lines: Lines) -> Iterator[Block]:
    """The parts in the order of what a reader must do."""
    yield {"type": "header", "text": plain(_title(digest), HEADER_LIMIT)}
    yield section(escape(_counts(digest)))
    yield from _notes(digest, showing)
    yield from _needs(digest.needs, lines, showing.command)
    yield from _part("Decided", digest.decided, lines.decided, DECIDED, _search(digest, showing))
    yield from _part("Changed or reversed", digest.reversals, lines.reversal, REVERSED, _search(digest, showing))
    yield from _part("Evidence that moved", digest.evidence, lines.displaced, DISPLACED)
    yield from _part("Asked", digest.topics, lambda one: lines.counted(*one), TOPICS)
    yield from _gaps(digest.gaps, lines, showing.command)
    coming = [*map(lines.review, digest.reviews), *map(lines.ageing, digest.ageing)]
    yield from _part("Coming up", coming, lambda line: line, COMING)
    yield _footer(digest, showing)


def _notes(digest: Digest, showing: Showing) -> Iterator[Block]:
    if showing.late:
        due = day_and_time(showing.late.astimezone(digest.period.zone))
        yield context(escape(f"Posted late: it was due on {due} ({digest.period.zone.key})."))
    if showing.note:
        yield context(escape(showing.note))


def _needs(needs: Sequence[Need], lines: Lines, command: str) -> Iterator[Block]:
    if not needs:
        return
    yield section(bold(escape("Needs you")))
    for place, need in enumerate(needs[:NEEDS], start=1):
        button = _button(f"{MOVE_DECISION}show_{place}", "Open", need.decision.id)
        yield {**section(lines.need(need)), "accessory": button}
    yield from _more(len(needs) - NEEDS, f"{command} decisions")


def _gaps(gaps: Sequence[tuple[EntryId | None, int]], lines: Lines, command: str) -> Iterator[Block]:
    if not gaps:
        return
    yield section(bold(escape("Not served")))
    for place, (near, count) in enumerate(gaps[:GAPS], start=1):
        button = _button(f"{DRAFT_ENTRY}_{place}", "Answer this", near or NOWHERE)
        yield {**section(lines.gap(near, count)), "accessory": button}
    yield from _more(len(gaps) - GAPS, f"{command} gaps")


def _part(title: str, items: Sequence[T], line: Callable[[T], Mrkdwn], most: int, command: str = "") -> Iterator[Block]:
    """A part with as many lines as there may be; the command shows what is left out."""
    if items:
        yield from map(section, pages([bold(escape(title)), *map(line, items[:most])], SECTION))
        yield from _more(len(items) - most, command)


def _more(count: int, command: str) -> Iterator[Block]:
    if count > 0:
        shown_by = joined(" ", escape("see"), code(command)) if command else escape("")
        yield context(joined(" – ", escape(f"and {count:,} more"), shown_by))


def _footer(digest: Digest, showing: Showing) -> Block:
    period, command = digest.period, showing.command
    helpful = f"{digest.helpful / digest.votes:.0%} of {digest.votes:,} votes helpful" if digest.votes else "no votes"
    return context(
        joined(
            " · ",
            escape(f"{_instants(digest)} ({period.zone.key}), week {period.week.number} of {period.week.year}"),
            joined(" ", escape("knowledge"), code(digest.knowledge_version[:12])),
            escape(helpful),
            *(code(f"{command} {word}") for word in ("digest preview", "digest", "decisions")),
        )
    )


def _title(digest: Digest) -> str:
    return f"Your week from {_dates(digest)}"


def _counts(digest: Digest) -> str:
    need = "1 needs you" if len(digest.needs) == 1 else f"{len(digest.needs):,} need you"
    asked = f"{digest.answered:,} questions answered" if digest.answered != 1 else "1 question answered"
    counts: Iterable[str] = (
        f"{len(digest.decided):,} decided",
        f"{digest.superseded:,} superseded",
        need,
        asked,
        f"{digest.unclear:,} unclear",
        f"{digest.open:,} open",
    )
    return " · ".join(counts)


def _dates(digest: Digest) -> str:
    start, end = (one.astimezone(digest.period.zone) for one in (digest.period.start, digest.period.end))
    return f"{start.day} {start:%b} to {end.day} {end:%b %Y}"


def _instants(digest: Digest) -> str:
    start, end = (one.astimezone(digest.period.zone) for one in (digest.period.start, digest.period.end))
    return f"{day_and_time(start)} to {day_and_time(end)}"


def _search(digest: Digest, showing: Showing) -> str:
    return f"{showing.command} decisions since:{digest.period.start.astimezone(digest.period.zone):%Y-%m-%d}"


def _button(action: str, label: str, value: str) -> Block:
    return {"type": "button", "action_id": action, "text": plain(label, LABEL_LIMIT), "value": value}
