"""The task that asks about a decision: the owner; where they left Slack the deputy, or else all who decided.

Who may not ask Slack who is there (a declined `users:read`) takes everybody to be.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.conversation.mail import Leased
from bot.conversation.records import Exchange
from bot.decisions.asks import Ask, askable, is_open, read_ask
from bot.decisions.grounds import Movement, Shift
from bot.decisions.record import Decision, Person
from bot.ids import TeamId
from bot.slack.blocks.card import Card
from bot.slack.blocks.mrkdwn import is_user
from bot.slack.blocks.review import evidence_card, review_card
from bot.slack.delivery import Later
from bot.slack.desk import SlackDesk
from bot.slack.destination import direct_to, sent_to
from bot.slack.reading_back import Reader
from bot.slack.sending import BadBlocks, NotNow, Refused
from bot.slack.showing import asked_key

WAIT_S = 60.0  # before Slack is asked again; nobody waits for this
STRANGERS = frozenset({"user_not_found", "user_not_visible", "users_not_found"})  # docs.slack.dev, users.info


log = structlog.get_logger()


class Asking:
    """Asks."""

    def __init__(self, desk: SlackDesk, reader: Reader) -> None:
        self._desk = desk
        self._reader = reader

    def carry_out(self, leased: Leased) -> Exchange | Later | None:
        """Ask what the row says, in direct messages; None where it is answered already, or nobody is left to ask."""
        arguments, team = leased.mail.arguments, TeamId(leased.mail.team)
        ask = read_ask(arguments["ask"])
        decision = self._desk.records.decision(team, ask.decision) if ask else None
        if ask is None or decision is None:
            return None
        if not is_open(ask, decision, self._desk.records.decision_history(team, decision.id)):
            return None
        people = self._there(decision)
        if isinstance(people, Later):
            return people
        if not people:
            log.warning("nobody_to_ask", team=team, decision=decision.id)
        return self._asked(decision, ask, people, _card(decision, ask, arguments))

    def _asked(self, decision: Decision, ask: Ask, people: Sequence[Person], card: Card) -> Exchange:
        team, now = decision.team, self._desk.clock()
        outgoing = tuple(
            sent_to(direct_to(person), card, team=team, key=asked_key(ask.key, person), person=person, now=now)
            for person in people
        )
        return Exchange(team, (f"asked:{ask.key}",), now, outgoing=outgoing)

    def _there(self, decision: Decision) -> Sequence[Person] | Later:
        """The first of those to ask who are there; or that Slack does not say so just now."""
        for group in askable(decision):
            there = [(person, self._is_there(person)) for person in group]
            if later := next((found for _, found in there if isinstance(found, Later)), None):
                return later
            if people := [person for person, found in there if found]:
                return people
        return ()

    def _is_there(self, person: Person) -> bool | Later:
        """Whether a person can be reached; names from a file cannot."""
        if not is_user(person):
            return False
        match self._reader.read("users.info", {"user": person}):
            case {"user": {"deleted": True}}:
                return False
            case {} | BadBlocks():
                return True
            case Refused(error, permanent=True):
                return error not in STRANGERS
            case NotNow(retry_after_s):
                return Later(retry_after_s, "ratelimited")
            case failure:
                return Later(WAIT_S, failure.error)


def _card(decision: Decision, ask: Ask, arguments: Mapping[str, Any]) -> Card:
    if ask.is_review:
        return review_card(decision, ask)
    told = [Movement(**{**one, "shift": Shift(one["shift"])}) for one in arguments["movements"]]
    return evidence_card(decision, ask, told)
