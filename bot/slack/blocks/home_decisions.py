"""Decisions on the home tab: what one is to review, what is still open, and what the team decided lately.

The tab is no channel, so only public records stand here, also of what one decided oneself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.decisions.record import Decision
from bot.slack.blocks.card import Block
from bot.slack.blocks.decision_list import LINE_LIMIT, line_of, name_of
from bot.slack.blocks.mrkdwn import SECTION_LIMIT as SECTION
from bot.slack.blocks.mrkdwn import Mrkdwn, bold, code, context, escape, joined, pages, plain, section

SHOWN = 5  # of each kind


@dataclass(frozen=True, slots=True)
class HomeDecisions:
    """What there is to show on a day; of each kind one more than is shown says that there are more."""

    today: date
    reviews: Sequence[Decision] = ()
    open: Sequence[Decision] = ()
    recent: Sequence[Decision] = ()


def home_decisions(decisions: HomeDecisions, command: str) -> Iterator[Block]:
    """The part of the tab."""
    yield {"type": "header", "text": plain("Decisions", 150)}
    if not (decisions.reviews or decisions.open or decisions.recent):
        yield section(joined(" ", escape("None is on record yet; log one with"), code(f"{command} decide")))
        return
    yield from _listed("Yours to review", (_review(one, decisions.today) for one in decisions.reviews))
    yield from _listed("Your drafts and proposals", map(line_of, decisions.open))
    yield from _listed("On record lately", map(line_of, decisions.recent))
    yield context(joined(" ", escape("Find more with"), code(f"{command} decisions by:me")))


def _listed(title: str, lines: Iterable[Mrkdwn]) -> Iterator[Block]:
    found = list(lines)
    if found:
        more = [escape("and more")] if len(found) > SHOWN else []
        yield from map(section, pages([bold(escape(title)), *found[:SHOWN], *more], SECTION))


def _review(decision: Decision, today: date) -> Mrkdwn:
    day = decision.review_on or today
    when = f"due since {day}" if day < today else "due today" if day == today else f"due on {day}"
    return joined(" ", escape("•"), name_of(decision), escape(decision.title, LINE_LIMIT), escape(f"({when})"))
