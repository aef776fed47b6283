"""The task that shows a private answer to the conversation, unless the bot must not speak there.

Once, and again where it may not have arrived: the keys of the shares are numbered, and the last one tells.
"""

from dataclasses import replace
from itertools import count

from bot.advice.answer import Answer
from bot.conversation.mail import Leased, Outgoing, State
from bot.conversation.records import Asked, Exchange
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.slack.afterwards import with_afterwards
from bot.slack.answering import card_options, kept_answer, shared_answer_key, silence_found_in, told
from bot.slack.blocks.answer import answer_card
from bot.slack.blocks.notice import already_shared, being_shared, no_longer_kept, perhaps_not_shared, silent_here
from bot.slack.desk import SlackDesk
from bot.slack.destination import direct_to, read_destination, sent_to


class Sharing:
    """Shares answers, after asking Slack who reads the channel. The shares of one answer go one after the other."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def carry_out(self, leased: Leased) -> Exchange:
        """Share the answer of the row, or tell the person who shared it why not."""
        mail, arguments = leased.mail, leased.mail.arguments
        team, person, channel = TeamId(mail.team), UserId(mail.person), ChannelId(arguments["channel"])
        found = kept_answer(self._desk, team, QuestionId(arguments["question"]))
        if found is None:
            card = no_longer_kept()
        elif why := silence_found_in(self._desk, team, channel):
            card = silent_here(why, self._desk.choices.command)
        else:
            key, state = self._last_share(found[0], channel)
            if state is None:
                return Exchange(team, (key,), self._desk.clock(), outgoing=(self._shared(mail, *found, key),))
            card = already_shared() if state is State.SENT else being_shared()
        return told(self._desk, team, (mail.key,), card, read_destination(arguments["reply"]), person=person)

    def _last_share(self, asked: Asked, channel: ChannelId) -> tuple[str, State | None]:
        """The key of the share that stands or is under way; where all were lost, the key of the next, and None."""
        first = shared_answer_key(asked.id, channel)
        keys = (first if number == 1 else f"{first}:{number}" for number in count(1))
        states = ((key, self._desk.records.state_of(asked.team, key)) for key in keys)
        return next((key, state) for key, state in states if state is not State.DEAD)

    def _shared(self, task: Outgoing, asked: Asked, answer: Answer, key: str) -> Outgoing:
        """The answer for everybody. It does not expire, so that its sharer hears what became of it in any case."""
        person, now = UserId(task.person), self._desk.clock()
        card = answer_card(answer, replace(card_options(self._desk, asked, answer), shareable=False, shared_by=person))
        where = read_destination(task.arguments["public"])
        mail = sent_to(where, card, team=task.team, key=key, person=person, now=now)
        lost = sent_to(
            direct_to(person), perhaps_not_shared(asked), team=task.team, key=f"lost:{key}", person=person, now=now
        )
        return with_afterwards(replace(mail, expires_at=None), if_lost=lost)
