"""The task that puts a decision's card where it was decided, and keeps it as the record is.

The card is made when it is sent, so it always shows the record as it stands then. The first one is posted; every later
one updates it.
"""

from bot.conversation.mail import Leased, Method, Outgoing
from bot.conversation.records import Exchange
from bot.decisions.change import Change
from bot.decisions.record import Decision, DecisionId
from bot.ids import TeamId
from bot.slack.blocks.decision_card import decision_card
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, direct_to, in_thread, or_else, sent_to, update_of

FIRST = 1  # the revision in which a record is new


class Showing:
    """Shows records."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def carry_out(self, leased: Leased) -> Exchange | None:
        """Post or update the card of the row's record; None where the record is gone."""
        arguments, team = leased.mail.arguments, TeamId(leased.mail.team)
        decision = self._desk.records.decision(team, DecisionId(arguments["decision"]))
        if decision is None:
            return None
        card, now = decision_card(decision), self._desk.clock()
        first = card_key(decision)
        where = place_of(decision)
        if arguments["revision"] == FIRST:
            message = sent_to(where, card, team=team, key=first, person="", now=now)
        else:
            later = f"{first}:{arguments['revision']}"
            message = sent_to(update_of(where, first), card, team=team, key=later, person="", now=now)
        return Exchange(team, (f"shown:{message.key}",), now, outgoing=(message,))


def shown_again(change: Change) -> Outgoing:
    """The task that shows a record after a change."""
    decision, revision = change.after, change.before.revision + 1 if change.before else FIRST
    key = f"show:{decision.id}:{revision}"
    arguments = {"decision": decision.id, "revision": revision}
    return Outgoing(change.team, key, f"show:{decision.id}", Method.SHOW_DECISION, arguments, change.act.at)


def card_key(decision: Decision) -> str:
    """Under which the message with a record's card is known to the outbox."""
    return f"card:{decision.id}"


def place_of(decision: Decision) -> Destination:
    """The thread that a record came from, or the private channel that alone may see it.

    Where there is neither, or no way in, it is the direct messages of who logged it.
    """
    source, author = decision.source, direct_to(decision.created_by)
    if source.thread_ts:
        return or_else(in_thread(source.channel, source.thread_ts), author)
    return or_else(direct_to(decision.private_to), author) if decision.private_to else author
