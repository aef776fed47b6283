"""What people write where the bot reads along: mentions, direct messages, and follow-ups in threads."""

from dataclasses import replace
from typing import Any, assert_never

from bot.advice.answer import Confidence, Outcome
from bot.conversation.policy import Silence
from bot.conversation.records import Asked, Exchange, Mode, Place
from bot.slack.answering import (
    CONTEXT_LIMIT,
    Reply,
    answered,
    answered_later,
    reply_to,
    seconds_to_wait,
    silence_in,
    told,
)
from bot.slack.blocks.card import Card
from bot.slack.blocks.help import help_card
from bot.slack.blocks.notice import nothing_to_read, rate_limited, silent_here
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, direct_to, or_else, privately_in, thread_of
from bot.slack.inbound import question_id, read_message
from bot.slack.received import Command, Message, MessageKind
from bot.slack.replies import Said
from bot.slack.subcommands import Subcommands

_PLACES = {
    MessageKind.MENTION: Place.MENTION,
    MessageKind.DIRECT: Place.DIRECT,
    MessageKind.CHANNEL: Place.FOLLOW_UP,
}
_HELP = frozenset({"", "help", "hi", "hello", "hey", "?"})


class Messages:
    """Answers messages that ask; stays silent at all others. In direct messages it knows sub-commands too."""

    def __init__(self, desk: SlackDesk, subcommands: Subcommands) -> None:
        self._desk = desk
        self._subcommands = subcommands

    def receive(self, body: dict[str, Any]) -> None:
        """Take an `app_mention` or a `message` event."""
        message = read_message(body, self._desk.choices.bot_user)
        if message is None:
            return
        if message.thread_ts and message.text:
            self._desk.threads.hear((message.team, message.channel, message.thread_ts), Said(message.ts, message.text))
        if message.shared and not self._desk.records.channel_settings(message.team, message.channel).shared:
            self._desk.records.note_shared(message.team, message.channel)
        exchange = self._exchange(message)
        if exchange is not None and not self._desk.record(exchange) and not message.private:
            self._make_public(message)

    def _make_public(self, message: Message) -> None:
        """Correct the question of an `app_mention` that came before: only a `message` says that a channel is public."""
        asked = self._desk.records.question(message.team, question_id(message.keys, message.team))
        if asked is not None and asked.private:
            self._desk.records.make_public(asked.team, asked.id)

    def _exchange(self, message: Message) -> Exchange | None:
        match message.kind:
            case MessageKind.CHANNEL:
                return self._unasked(message)
            case MessageKind.DIRECT:
                return self._directed(message) if message.text else self._asked(message)
            case MessageKind.MENTION:
                return self._asked(message)
            case _:
                assert_never(message.kind)

    def _directed(self, message: Message) -> Exchange | None:
        """What a direct message leads to: in words of the command, or as a question."""
        message = replace(message, text=_without_command(message.text, self._desk.choices.command))
        return self._spoken(message) or self._asked(message)

    def _spoken(self, message: Message) -> Exchange | None:
        """What a sub-command leads to, done and said at once; None where it is a question."""
        response = self._subcommands.response(_as_command(message, self._desk.choices.command))
        if response is None:
            return None
        said = self._said(message, response.card, thread_of(self._question(message, Place.DIRECT)))
        return replace(said, forget=response.forget, settings=response.settings)

    def _asked(self, message: Message) -> Exchange | None:
        """What a mention or a direct message leads to; it always leads to a message."""
        asked = self._question(message, _PLACES[message.kind])
        if notice := self._notice(message, asked):
            return self._said(message, notice, self._private(message, asked))
        in_thread = bool(message.thread_ts)
        if not message.text and message.kind is MessageKind.DIRECT:
            return self._said(message, nothing_to_read(), thread_of(asked))
        if message.text.strip().lower() in _HELP and not (in_thread and message.kind is MessageKind.MENTION):
            return self._said(message, help_card(self._desk.choices.command), thread_of(asked))
        if in_thread and message.kind is MessageKind.MENTION:
            return answered_later(self._desk, asked, keys=message.keys, destination=_reply_to(asked))
        return self._answer(message, asked, reply_to(self._desk, asked, self._context(message)))

    def _unasked(self, message: Message) -> Exchange | None:
        """What a message that nobody addressed to the bot leads to: nothing, unless the channel wants it."""
        settings = self._desk.records.channel_settings(message.team, message.channel)
        if settings.mode not in {Mode.FOLLOW_UPS, Mode.SUGGEST} or self._silence(message):
            return None
        if before := self._context(message):
            return self._follow_up(message, before)
        return self._suggestion(message) if settings.mode is Mode.SUGGEST else None

    def _follow_up(self, message: Message, before: list[str]) -> Exchange | None:
        """An answer to what follows in a thread of ours, where the knowledge has one."""
        asked = self._question(message, Place.FOLLOW_UP)
        if reply_to(self._desk, asked).answer.outcome is Outcome.NONE:
            return None  # thanks and the like, which with the thread before it would be answered once more
        reply = reply_to(self._desk, asked, before)
        if reply.answer.outcome is not Outcome.ANSWER or seconds_to_wait(self._desk, asked):
            return None
        return self._answer(message, asked, reply)

    def _suggestion(self, message: Message) -> Exchange | None:
        """An answer that nobody asked for: only a sure pick, and once a thread."""
        asked = self._question(message, Place.SUGGESTION)
        once = f"suggestion:{message.channel}:{asked.thread_ts}"
        if self._desk.records.known(message.team, once):
            return None
        reply = reply_to(self._desk, asked)
        sure = reply.answer.pick is not None and reply.answer.confidence is Confidence.STRONG
        if not sure or seconds_to_wait(self._desk, asked):
            return None
        return self._answer(message, asked, reply, once)

    def _answer(self, message: Message, asked: Asked, reply: Reply, *keys: str) -> Exchange:
        return answered(self._desk, asked, reply, keys=(*message.keys, *keys), destination=_reply_to(asked))

    def _notice(self, message: Message, asked: Asked) -> Card | None:
        """Why there is no answer now, or None where there is one."""
        why = self._silence(message)
        if why:
            return silent_here(why, self._desk.choices.command)
        wait = seconds_to_wait(self._desk, asked)
        return rate_limited(wait) if wait else None

    def _silence(self, message: Message) -> Silence | None:
        return silence_in(self._desk, message.team, message.channel)

    def _private(self, message: Message, asked: Asked) -> Destination:
        if message.kind is MessageKind.DIRECT:
            return thread_of(asked)
        return privately_in(message.channel, message.user, message.thread_ts)

    def _said(self, message: Message, card: Card, destination: Destination) -> Exchange:
        return told(self._desk, message.team, message.keys, card, destination, person=message.user)

    def _question(self, message: Message, place: Place) -> Asked:
        return Asked(
            team=message.team,
            id=question_id(message.keys, message.team),
            place=place,
            channel=message.channel,
            user=message.user,
            text=message.text,
            asked_at=self._desk.clock(),
            thread_ts=message.thread_ts or message.ts,
            message_ts=message.ts,
            private=message.private,
        )

    def _context(self, message: Message) -> list[str]:
        """What was said before in a thread of ours, as far as it was read or asked; nothing in any other."""
        if not message.thread_ts:
            return []
        thread = (message.team, message.channel, message.thread_ts)
        earlier = self._desk.records.thread_questions(*thread, CONTEXT_LIMIT)
        read = self._desk.threads.kept(thread) if earlier else None
        return (read.before(message.ts) if read else None) or [question.text for question in earlier]


def _without_command(text: str, command: str) -> str:
    """The text without the command's name at its start, where people type it as they do elsewhere."""
    first, _, rest = text.partition(" ")
    return rest.strip() if first.lower() == command.lower() else text


def _as_command(message: Message, command: str) -> Command:
    """The message as the command that it would be elsewhere; it is answered by a message, so it has no addresses."""
    return Command(
        team=message.team,
        channel=message.channel,
        user=message.user,
        text=message.text,
        command=command,
        response_url="",
        trigger_id="",
        private=message.private,
        keys=message.keys,
    )


def _reply_to(asked: Asked) -> Destination:
    """The thread; where Slack does not let us speak there, the direct messages of who asked."""
    return or_else(thread_of(asked), direct_to(asked.user))
