"""The task that answers a question which could not be answered at once: its thread is read, then it is answered."""

from collections.abc import Sequence

from bot.conversation.mail import Leased, Outgoing
from bot.conversation.records import Asked, Exchange, Place, QuestionId, TeamId
from bot.slack.answering import CONTEXT_LIMIT, answered, reply_to, silence_found_in, told
from bot.slack.blocks.help import help_card
from bot.slack.blocks.notice import silent_here, thread_unreadable
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, aside, privately_in, read_destination, sent_to
from bot.slack.threads import ThreadRead

_NO_RIGHT = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "no_permission"})


class Reading:
    """Answers after reading."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def carry_out(self, leased: Leased) -> Exchange | None:
        """Answer the question of the row; None where it is not kept any more."""
        arguments = leased.mail.arguments
        team = TeamId(leased.mail.team)
        asked = self._desk.records.question(team, QuestionId(arguments["question"]))
        if asked is None:
            return None
        destination = read_destination(arguments["reply"])
        return self._refusal(asked, destination) or self._answer(asked, destination)

    def _refusal(self, asked: Asked, destination: Destination) -> Exchange | None:
        """A private word where a shortcut was used in a channel in which the bot must not speak."""
        if asked.place is not Place.SHORTCUT:
            return None
        why = silence_found_in(self._desk, asked.team, asked.channel)
        if why is None:
            return None
        card = silent_here(why, self._desk.choices.command)
        return told(self._desk, asked.team, _keys(asked), card, aside(destination), person=asked.user)

    def _answer(self, asked: Asked, destination: Destination) -> Exchange:
        read = self._read(asked)
        before = read.before(asked.message_ts) if read.said else self._asked_before(asked)
        if not before and not asked.text.strip():
            card = help_card(self._desk.choices.command)
            return told(self._desk, asked.team, _keys(asked), card, destination, person=asked.user)
        reply = reply_to(self._desk, asked, before)
        exchange = answered(self._desk, asked, reply, keys=_keys(asked), destination=destination)
        return Exchange(
            asked.team,
            exchange.keys,
            exchange.at,
            given=exchange.given,
            gap=exchange.gap,
            outgoing=(*exchange.outgoing, *self._notes(asked, read)),
        )

    def _read(self, asked: Asked) -> ThreadRead:
        if _is_first(asked):
            return ThreadRead(self._desk.clock())
        return self._desk.threads.read(asked.team, asked.channel, asked.thread_ts)

    def _asked_before(self, asked: Asked) -> Sequence[str]:
        """What was asked of us before in a thread that cannot be read."""
        if _is_first(asked):
            return ()
        earlier = self._desk.records.thread_questions(asked.team, asked.channel, asked.thread_ts, CONTEXT_LIMIT)
        return [question.text for question in earlier if question.id != asked.id]

    def _notes(self, asked: Asked, read: ThreadRead) -> tuple[Outgoing, ...]:
        """Says once a channel that threads cannot be read there, to the person who asked."""
        if read.refused not in _NO_RIGHT:
            return ()
        where = privately_in(asked.channel, asked.user, asked.thread_ts)
        card, key, now = thread_unreadable(), f"notice:threads:{asked.channel}", self._desk.clock()
        return (sent_to(where, card, team=asked.team, key=key, person=asked.user, now=now, first_wins=True),)


def _keys(asked: Asked) -> tuple[str]:
    """A question is answered, or refused an answer, once."""
    return (f"answered:{asked.id}",)


def _is_first(asked: Asked) -> bool:
    """Whether nothing was said before: it is in no thread, or begins one."""
    return asked.thread_ts in {"", asked.message_ts}
