"""The card of a decision: what was chosen and why, what it rests on, where it stands, and what can become of it.

Whatever people typed, the card fits: its texts are cut shorter until it does.
"""

from collections.abc import Iterator, Sequence

from bot.decisions.record import Decision, Following, Grounds, Link, Making, Person, Reversibility, Status, Tie
from bot.slack.blocks import actions
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.limits import ENTRY_LIMIT, FALLBACK_LIMIT, HEADER_LIMIT, LABEL_LIMIT, fitted
from bot.slack.blocks.mrkdwn import SECTION_LIMIT as PAGE
from bot.slack.blocks.mrkdwn import (
    Mrkdwn,
    bold,
    code,
    context,
    escape,
    joined,
    link,
    mention_user,
    pages,
    plain,
    quiet,
    section,
)
from bot.slack.blocks.rich import rich_quote

TEXT_LIMITS = (1000, 500, 250, 120, 60)  # characters of one text, the first with which all fits
PEOPLE_LIMIT = 10
LIST_LIMIT = 8
GROUNDS_LIMIT = 6

STATUS_MARKS = {
    Status.DRAFT: "Draft",
    Status.PROPOSED: "Proposed",
    Status.ACCEPTED: "Accepted",
    Status.REJECTED: "Rejected",
    Status.DEPRECATED: "Deprecated",
    Status.SUPERSEDED: "Superseded",
}
_MOVES = {
    Status.DRAFT: ("propose", "accept", "edit", "history"),
    Status.PROPOSED: ("accept", "reject", "edit", "history"),
    Status.ACCEPTED: ("supersede", "deprecate", "edit", "history"),
    Status.REJECTED: ("edit", "history"),
    Status.DEPRECATED: ("edit", "history"),
    Status.SUPERSEDED: ("edit", "history"),
}
_LABELS = {
    "propose": "Propose",
    "accept": "Accept",
    "reject": "Reject",
    "supersede": "Supersede",
    "deprecate": "Deprecate",
    "edit": "Edit details",
    "history": "History",
}
_HARD_TO_TAKE_BACK = {
    Reversibility.TWO_WAY: "easy to take back",
    Reversibility.ONE_WAY: "hard to take back",
    Reversibility.UNKNOWN: "",
}


def decision_card(decision: Decision) -> Card:
    """The card as the record stands now; always within Slack's limits."""

    def made(limit: int) -> Card:
        return Card(_fallback(decision), (*record_blocks(decision, limit), _buttons(decision)))

    return fitted(made, TEXT_LIMITS)


def record_blocks(decision: Decision, limit: int) -> Iterator[Block]:
    """The record without its buttons, each text cut to a number of characters."""
    yield {"type": "header", "text": plain(named(decision), HEADER_LIMIT)}
    yield context(_standing(decision, limit))
    if decision.private_to:
        yield context(escape("This record is seen in this private conversation only."))
    if decision.question:
        yield rich_quote(decision.question, limit)
    yield section(joined(" ", bold(escape("Chosen")), escape(" and ".join(decision.chosen) or "nothing yet", limit)))
    if decision.rationale:
        yield section(joined(" ", bold(escape("Because")), escape(decision.rationale, limit)))
    yield from _options(decision, limit)
    yield from _listed("Consequences", decision.consequences, limit)
    yield from _dissent(decision, limit)
    yield from _grounds(decision, limit)
    yield from _flips(decision, limit)
    yield context(_small_print(decision, limit))


def named(decision: Decision, limit: int = HEADER_LIMIT) -> str:
    """The number and the title, as people say it."""
    title = f"{decision.name}: {decision.title}"
    return title if len(title) <= limit else f"{title[: limit - 1]}…"


def people(persons: Sequence[Person]) -> Mrkdwn:
    """Who they are; names of files stay names."""
    shown = joined(", ", *(mention_user(person) for person in persons[:PEOPLE_LIMIT]))
    more = len(persons) - PEOPLE_LIMIT
    return joined(" ", shown, escape(f"and {more} more")) if more > 0 else shown


def _fallback(decision: Decision) -> str:
    said = f"{named(decision)} ({decision.status}). {_chosen(decision)}"
    return quiet(said, FALLBACK_LIMIT // 2)


def _chosen(decision: Decision) -> str:
    return f"Chosen: {' and '.join(decision.chosen)}." if decision.chosen else "Nothing is chosen yet."


def _standing(decision: Decision, limit: int) -> Mrkdwn:
    """Where it stands, who decided, and for whom it holds."""
    decided = decision.decided_at or decision.created_at
    makers = decision.decision_makers
    return joined(
        " · ",
        bold(escape(STATUS_MARKS[decision.status])),
        *(_tied(link, limit) for link in decision.links if link.tie in {Tie.SUPERSEDED_BY, Tie.SUPERSEDES}),
        *(_tied(link, limit) for link in decision.tied(Tie.RELATES_TO)[:LIST_LIMIT]),
        escape(f"{decided:%Y-%m-%d}"),
        joined(" ", escape("by"), people(makers)) if makers else escape(""),
        code(decision.topic, ENTRY_LIMIT),
        escape(decision.scope if decision.scope != "org" else "", limit),
        escape(_HARD_TO_TAKE_BACK[decision.reversibility]),
    )


def _tied(tie: Link, limit: int) -> Mrkdwn:
    return escape(f"{tie.tie} ADR-{tie.number:04d}", limit)


def _options(decision: Decision, limit: int) -> Iterator[Block]:
    """The options that were not taken, and why."""
    lines = [
        f"{option.title}: {option.rejected_because}" if option.rejected_because else option.title
        for option in decision.options
        if option.title not in decision.chosen
    ]
    yield from _listed("Not taken", lines, limit)


def _listed(title: str, lines: Sequence[str], limit: int) -> Iterator[Block]:
    if lines:
        shown = [joined(" ", escape("•"), escape(line, limit)) for line in lines[:LIST_LIMIT]]
        more = [escape(f"and {len(lines) - LIST_LIMIT} more")] if len(lines) > LIST_LIMIT else []
        yield from map(section, pages([bold(escape(title)), *shown, *more], PAGE))


def _dissent(decision: Decision, limit: int) -> Iterator[Block]:
    if decision.dissent:
        lines = [
            joined(" ", escape("•"), mention_user(one.who, limit), escape(one.text, limit))
            for one in decision.dissent[:LIST_LIMIT]
        ]
        yield from map(section, pages([bold(escape("Seen otherwise by")), *lines], PAGE))


def _grounds(decision: Decision, limit: int) -> Iterator[Block]:
    if decision.grounds:
        lines = [_ground(one, limit) for one in decision.grounds[:GROUNDS_LIMIT]]
        more = len(decision.grounds) - GROUNDS_LIMIT
        lines += [escape(f"and {more} more")] if more > 0 else []
        yield from map(section, pages([bold(escape("Rests on")), *lines], PAGE))


def _ground(ground: Grounds, limit: int) -> Mrkdwn:
    if ground.url:
        return joined(" ", escape("•"), link(ground.url, ground.url[:LABEL_LIMIT]))
    stale = escape("(stale when it was decided)" if ground.stale else "")
    return joined(" ", escape("•"), code(ground.entry, ENTRY_LIMIT), escape(ground.figure, limit), stale)


def _flips(decision: Decision, limit: int) -> Iterator[Block]:
    yield from _listed("Think again when", [flip.text for flip in decision.flips], limit)


def _small_print(decision: Decision, limit: int) -> Mrkdwn:
    advice = decision.advice
    overrode = advice.following is Following.OVERRODE
    followed = f"{'against' if overrode else 'as'} the bot's advice ({advice.pick})" if advice.pick else ""
    review = f"to be reviewed on {decision.review_on:%Y-%m-%d}" if decision.in_force and decision.review_on else ""
    owner = joined(" ", escape("owned by"), mention_user(decision.owner)) if decision.owner else escape("")
    thread = link(decision.source.permalink, "where it was decided") if decision.source.permalink else escape("")
    parts = (escape(followed, limit), escape(review), owner, thread, _drafted(decision))
    return joined(" · ", *parts) or escape("Logged by hand")


def _drafted(decision: Decision) -> Mrkdwn:
    """That a model drafted it, and who confirmed what it says, and when."""
    made = decision.provenance
    if made.making is not Making.MODEL:
        return escape("")
    drafted = escape("drafted by a model")
    if not (made.confirmed_by and made.confirmed_at):
        return drafted
    whom = joined(" ", escape("confirmed by"), mention_user(made.confirmed_by))
    return joined(", ", drafted, joined(" ", whom, escape(f"on {made.confirmed_at:%Y-%m-%d}")))


def _buttons(decision: Decision) -> Block:
    return {"type": "actions", "elements": [_button(decision, move) for move in _MOVES[decision.status]]}


def _button(decision: Decision, move: str) -> Block:
    return {
        "type": "button",
        "action_id": f"{actions.MOVE_DECISION}{move}",
        "text": plain(_LABELS[move], LABEL_LIMIT),
        "value": decision.id,
    }
