"""What the team decided before, under an answer on the same topic."""

from collections.abc import Iterator

from bot.decisions.precedents import Precedent, Recalled, Revisit
from bot.slack.blocks.card import Block
from bot.slack.blocks.mrkdwn import Mrkdwn, bold, code, escape, joined, link, section

REVISITS_LIMIT = 2


def precedents(recalled: Recalled, limit: int) -> Iterator[Block]:
    """The records, newest first, and those that name what was asked as a reason to think again."""
    lines = [_line(one, limit) for one in recalled.precedents]
    lines += [_revisit(one, limit) for one in recalled.revisits[:REVISITS_LIMIT]]
    if lines:
        yield section(joined("\n", bold(escape("Your team decided before")), *lines))


def _line(precedent: Precedent, limit: int) -> Mrkdwn:
    decision = precedent.decision
    where = decision.source.permalink
    name = link(where, decision.name) if where else code(decision.name)
    said = "we said no" if precedent.said_no else f"{decision.decided_at:%Y-%m-%d}" if decision.decided_at else ""
    instead = ", ".join(f"ADR-{number:04d}" for number in precedent.instead_of)
    about = "; ".join(part for part in (said, f"instead of {instead}" if instead else "") if part)
    return joined(" ", escape("•"), name, escape(decision.title, limit), escape(f"({about})" if about else ""))


def _revisit(revisit: Revisit, limit: int) -> Mrkdwn:
    name = code(revisit.decision.name)
    return joined(
        " ", escape("•"), name, escape("names this as a reason to revisit it:"), escape(revisit.flip.text, limit)
    )
