"""What must be true of every record, whoever made it and however it came to be what it is."""

import re
from collections.abc import Iterator

from bot.decisions.record import Decision, Making, Status, Tie

TITLE_LENGTH = range(3, 121)  # characters
SCOPE = re.compile(r"org|(?:team|service):[a-z0-9][a-z0-9-]{0,59}")
TAG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
CUSTOM_TOPIC = re.compile(r"custom:[a-z0-9][a-z0-9-]{0,59}")
ENTRY_TOPIC = re.compile(r"[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*")

DECIDED = frozenset({Status.ACCEPTED, Status.DEPRECATED, Status.SUPERSEDED})


def faults(decision: Decision) -> tuple[tuple[str, str], ...]:
    """What is wrong with a record: the field, and a sentence for the person who fills it in."""
    return (*_form(decision), *_acceptance(decision), *_ties(decision))


def _form(decision: Decision) -> Iterator[tuple[str, str]]:
    if len(decision.title.strip()) not in TITLE_LENGTH:
        yield "title", "A title has 3 to 120 characters and says what was decided."
    if not (CUSTOM_TOPIC.fullmatch(decision.topic) or ENTRY_TOPIC.fullmatch(decision.topic)):
        yield "topic", "A topic is an entry of the knowledge, or custom: and a short name such as custom:message-queue."
    if not SCOPE.fullmatch(decision.scope):
        yield "scope", "A scope is org, team:<name> or service:<name>, in small letters."
    if wrong := [tag for tag in decision.tags if not TAG.fullmatch(tag)]:
        yield "tags", f"A tag has small letters, digits and hyphens; {wrong[0]!r} does not."
    titles = [option.title for option in decision.options]
    if len({title.casefold() for title in titles}) < len(titles):
        yield "options", "An option stands there twice."
    if any(not title.strip() for title in titles):
        yield "options", "An option has no title."
    if missing := [title for title in decision.chosen if title not in titles]:
        yield "chosen", f"{missing[0]!r} was chosen, but is not among the options."


def _acceptance(decision: Decision) -> Iterator[tuple[str, str]]:
    """What a record needs once it says that something was decided."""
    unconfirmed = decision.provenance.making is Making.MODEL and not decision.provenance.confirmed_by
    if unconfirmed and decision.status is not Status.DRAFT:
        yield "status", "A draft that a model wrote stays a draft until somebody confirms it."
    if decision.status not in DECIDED:
        return
    if not decision.decision_makers:
        yield "decision_makers", "Who decided? At least one person did."
    if not decision.chosen:
        yield "chosen", "Which option was chosen?"
    if not decision.rationale.strip():
        yield "rationale", "Why was it chosen?"
    if not decision.provenance.confirmed_by:
        yield "confirmed_by", "An accepted decision names who confirmed it."
    if decision.decided_at is None:
        yield "decided_at", "When was it decided?"


def _ties(decision: Decision) -> Iterator[tuple[str, str]]:
    if (decision.status is Status.SUPERSEDED) != bool(decision.tied(Tie.SUPERSEDED_BY)):
        yield "links", "A decision is superseded if, and only if, another one has taken its place."
    if any(link.to == decision.id for link in decision.links):
        yield "links", "A decision has no tie to itself."
