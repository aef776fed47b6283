"""The task that puts a decision's card where it was decided, and keeps it as the record is.

The card is made when it is sent, so it always shows the record as it stands then. The first one is posted; every later
one updates it. Where the change answers what somebody was asked about the record, that message says so from then on.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bot.conversation.mail import Leased, Method, Outgoing
from bot.conversation.records import Exchange
from bot.decisions.asks import ANSWERS, askable, review_ask
from bot.decisions.change import Change
from bot.decisions.grounds import moved
from bot.decisions.plain import decision_from_json
from bot.decisions.record import Decision, DecisionId, Person
from bot.errors import DecisionError
from bot.ids import TeamId
from bot.slack.blocks.decision_card import decision_card
from bot.slack.blocks.review import answered_card
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, direct_to, in_thread, message_at, or_else, sent_to, update_of
from bot.slack.received import Click

NOT_HERE = "That decision is not on record here."
UNREADABLE = "This form is of another release and can't be read. Keep what you typed, and open it again."
FIRST = 1  # the revision in which a record is new


@dataclass(frozen=True, slots=True)
class Answered:
    """The message under which somebody answered: the key of what it asked, whom, and where it stands."""

    ask: str
    person: str
    channel: str
    ts: str


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
        answered = self._answered(decision, arguments["revision"], arguments.get("answered"))
        return Exchange(team, (f"shown:{message.key}",), now, outgoing=(message, *answered))

    def _answered(self, decision: Decision, revision: int, given: dict[str, str] | None) -> Iterator[Outgoing]:
        """What was asked about the record before the change, with what came of it, where that is the answer."""
        team, now = decision.team, self._desk.clock()
        events = self._desk.records.decision_history(team, decision.id)
        event = next((one for one in events if one.revision == revision and one.deed in ANSWERS), None)
        if event is None or not event.before:
            return
        card = answered_card(decision, event)
        for (key, person), where in self._asked(decision_from_json(event.before), given).items():
            later = f"{key}:{revision}"
            yield sent_to(where, card, team=team, key=later, person=person, now=now)

    def _asked(self, before: Decision, given: dict[str, str] | None) -> dict[tuple[str, Person], Destination]:
        """Where the messages stand that asked about a record as it was, by their keys, and whom.

        Of the one under which the answer was given that is known for sure; the others are known for as long as the
        outbox keeps what was sent.
        """
        found = moved([before], self._desk.advisor.library, self._desk.clock().date())
        asks = dict.fromkeys((review_ask(before).key, *(one.key for one in found)))
        where: dict[tuple[str, Person], Destination] = {}
        if given:
            person = Person(given["person"])
            where[asked_key(given["ask"], person), person] = message_at(given["channel"], given["ts"])
            asks[given["ask"]] = None
        people = dict.fromkeys(person for group in askable(before) for person in group)
        for key, person in ((asked_key(ask, person), person) for ask in asks for person in people):
            if self._desk.records.state_of(before.team, key) is not None:
                where.setdefault((key, person), update_of(direct_to(person), key))
        return where


def seen(desk: SlackDesk, click: Click) -> Decision:
    """The record whose button was pressed, as it is now; raises `DecisionError` where it may not be seen there."""
    found = desk.records.decision(click.team, DecisionId(click.value))
    if found is None or not found.seen_from(click.channel):
        raise DecisionError(NOT_HERE)
    return found


def asked_about(desk: SlackDesk, team: TeamId, id_: str, who: str) -> Decision:
    """The record that a form or a question is about, as it is now; raises `DecisionError` where it is gone.

    Where these are read is not known, so a private conversation's record is there only for those who may move it: a
    refusal would name it, and its people, to others.
    """
    found = desk.records.decision(team, DecisionId(id_))
    if found is None or (found.private_to and not desk.book.may_move(found, Person(who))):
        raise DecisionError(NOT_HERE)
    return found


def shown_again(change: Change, answered: Answered | None = None) -> Outgoing:
    """The task that shows a record after a change, which is an answer to what was asked there or to nothing."""
    decision, revision = change.after, change.before.revision + 1 if change.before else FIRST
    key = f"show:{decision.id}:{revision}"
    arguments = {"decision": decision.id, "revision": revision, **({"answered": asdict(answered)} if answered else {})}
    return Outgoing(change.team, key, f"show:{decision.id}", Method.SHOW_DECISION, arguments, change.act.at)


def card_key(decision: Decision) -> str:
    """Under which the message with a record's card is known to the outbox."""
    return f"card:{decision.id}"


def asked_key(ask: str, person: Person) -> str:
    """Under which the message is known to the outbox that asks somebody about a record."""
    return f"asked:{ask}:{person}"


def place_of(decision: Decision) -> Destination:
    """The thread that a record came from, or the private channel that alone may see it.

    Where there is neither, or no way in, it is the direct messages of who logged it.
    """
    source, author = decision.source, direct_to(decision.created_by)
    if source.thread_ts:
        return or_else(in_thread(source.channel, source.thread_ts), author)
    return or_else(direct_to(decision.private_to), author) if decision.private_to else author
