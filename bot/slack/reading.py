"""The task that answers a question which could not be answered at once: its thread is read, then it is answered.

Where Slack cannot give the thread just now, the answer waits, twice at most and no longer than people would. Then it is
given without the thread, and says so.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.mail import Leased, Outgoing
from bot.conversation.records import Asked, Exchange, Place
from bot.ids import QuestionId, TeamId
from bot.slack.answering import CONTEXT_LIMIT, answered, reply_to, silence_found_in, told
from bot.slack.blocks.help import help_card
from bot.slack.blocks.notice import silent_here, thread_not_read, thread_unreadable
from bot.slack.delivery import Later
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, aside, privately_in, read_destination, sent_to
from bot.slack.replies import Extent
from bot.slack.sending import Failure, NotNow, Refused, Unknown
from bot.slack.threads import ThreadRead

READ_WAITS_S = (1.0, 3.0)  # before the thread is read again
LONGEST_WAIT_S = 30.0  # where Slack asks for more, the answer does not wait

_NO_RIGHT = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "no_permission"})
_NOT_READ = "I could not read this thread just now, so I answered without what was said in it."
_READ_IN_PART = "I could read only a part of this thread just now, so I may have missed what was said in it."
_CUT = {
    Extent.WHOLE: "",
    Extent.ENDS: "This thread is long: I read how it began and what was said last, not all in between.",
    Extent.PART: "This thread is long: I read parts of it, and may have missed what was said last.",
}


class Reading:
    """Answers after reading."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def carry_out(self, leased: Leased) -> Exchange | Later | None:
        """Answer the question of the row; None where it is not kept any more."""
        arguments = leased.mail.arguments
        asked = self._desk.records.question(TeamId(leased.mail.team), QuestionId(arguments["question"]))
        if asked is None:
            return None
        destination = read_destination(arguments["reply"])
        if refusal := self._refusal(asked, destination):
            return refusal
        read = self._read(asked)
        return _later(read.failure, leased.attempts) or self._answer(asked, read, destination)

    def _refusal(self, asked: Asked, destination: Destination) -> Exchange | None:
        """A private word where a shortcut was used in a channel in which the bot must not speak."""
        if asked.place is not Place.SHORTCUT:
            return None
        why = silence_found_in(self._desk, asked.team, asked.channel)
        if why is None:
            return None
        card = silent_here(why, self._desk.choices.command)
        return told(self._desk, asked.team, _keys(asked), card, aside(destination), person=asked.user)

    def _answer(self, asked: Asked, read: ThreadRead, destination: Destination) -> Exchange:
        before = read.before(asked.message_ts) if read.said else self._asked_before(asked)
        note = _note(read, asked.message_ts)
        if not before and not asked.text.strip():
            card = thread_not_read() if note else help_card(self._desk.choices.command)
            return told(self._desk, asked.team, _keys(asked), card, destination, person=asked.user)
        exchange = answered(
            self._desk, asked, reply_to(self._desk, asked, before, note), keys=_keys(asked), destination=destination
        )
        return replace(exchange, asked=None, outgoing=(*exchange.outgoing, *self._notices(asked, read)))

    def _read(self, asked: Asked) -> ThreadRead:
        if _is_first(asked):
            return ThreadRead(self._desk.clock())
        return self._desk.threads.read(asked.team, asked.channel, asked.thread_ts, asked.message_ts)

    def _asked_before(self, asked: Asked) -> Sequence[str]:
        """What was asked of us before in a thread that cannot be read."""
        if _is_first(asked):
            return ()
        earlier = self._desk.records.thread_questions(asked.team, asked.channel, asked.thread_ts, CONTEXT_LIMIT)
        return [question.text for question in earlier if question.id != asked.id]

    def _notices(self, asked: Asked, read: ThreadRead) -> tuple[Outgoing, ...]:
        """Says once a channel that threads cannot be read there, to the person who asked."""
        if not _is_forbidden(read.failure):
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


def _later(failure: Failure | None, attempts: int) -> Later | None:
    """How long to wait before reading again; None where that is in vain, or was done often enough."""
    if attempts > len(READ_WAITS_S):
        return None
    match failure:
        case NotNow(retry_after_s) if retry_after_s <= LONGEST_WAIT_S:
            return Later(retry_after_s, "ratelimited")
        case Unknown(error) | Refused(error, permanent=False):
            return Later(READ_WAITS_S[attempts - 1], error)
        case _:
            return None


def _note(read: ThreadRead, ts: str) -> str:
    """What the answer says of a thread that was not read whole; where that is forbidden, a notice says so once."""
    if read.failure is None:
        return _CUT[read.extent_before(ts)] if read.said else ""
    if _is_forbidden(read.failure):
        return ""
    return _READ_IN_PART if read.said else _NOT_READ


def _is_forbidden(failure: Failure | None) -> bool:
    return isinstance(failure, Refused) and failure.error in _NO_RIGHT
