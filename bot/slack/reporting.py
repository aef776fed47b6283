"""What follows when Slack refuses a message for good: another way to the person, and a word to the owner."""

from collections.abc import Callable
from datetime import datetime

from bot.conversation.mail import Leased, Method, Outgoing
from bot.conversation.records import Exchange
from bot.ids import TeamId
from bot.slack.blocks.notice import broken, undelivered
from bot.slack.desk import Choices
from bot.slack.destination import OTHERWISE, aside, direct_to, read_destination, sent_to


class Reporting:
    """Follows up on refused messages; each trouble of a channel is reported once."""

    def __init__(self, choices: Choices, clock: Callable[[], datetime]) -> None:
        self._choices = choices
        self._clock = clock

    def follow_up(self, leased: Leased, error: str) -> Exchange | None:
        """What is to be sent instead, and what the owner hears; None where there is neither."""
        mail = leased.mail
        outgoing = (*self._apology(leased), *self._instead(mail), *self._report(mail, error))
        if not outgoing:
            return None
        return Exchange(TeamId(mail.team), (f"undelivered:{mail.key}",), self._clock(), outgoing=outgoing)

    def _apology(self, leased: Leased) -> tuple[Outgoing, ...]:
        """A word to whoever waits for an answer that a bug of ours prevents; the row's number is in the log."""
        mail = leased.mail
        if mail.method not in {Method.ANSWER, Method.SHARE}:
            return ()
        where, card = aside(read_destination(mail.arguments["reply"])), broken(f"row {leased.number}")
        key, now = f"sorry:{mail.key}", self._clock()
        return (sent_to(where, card, team=mail.team, key=key, person=mail.person, now=now),)

    def _instead(self, mail: Outgoing) -> tuple[Outgoing, ...]:
        """The same card, or the one that stands for a view, another way to the person who asked for it."""
        otherwise = mail.arguments.get(OTHERWISE)
        if not otherwise:
            return ()
        where = read_destination(otherwise)
        card = otherwise if "text" in otherwise else mail.arguments
        arguments = {**where.arguments, "text": card["text"], "blocks": card["blocks"]}
        key, now = f"instead:{mail.key}", self._clock()
        return (Outgoing(mail.team, key, where.lane, where.method, arguments, now, person=mail.person),)

    def _report(self, mail: Outgoing, error: str) -> tuple[Outgoing, ...]:
        channel = str(mail.arguments.get("channel", ""))
        if not self._choices.owners or not channel or channel in self._choices.owners:
            return ()
        where, key = direct_to(self._choices.owners[0]), f"report:{channel}:{error}"
        card, now = undelivered(channel, error), self._clock()
        return (sent_to(where, card, team=mail.team, key=key, person="", now=now, first_wins=True),)
