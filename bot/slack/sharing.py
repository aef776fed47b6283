"""The task that shows a private answer to the conversation, once, unless the bot must not speak there."""

from dataclasses import replace

from bot.conversation.mail import Leased
from bot.conversation.records import ChannelId, Exchange, QuestionId, TeamId, UserId
from bot.slack.answering import card_options, kept_answer, shared_answer_key, silence_found_in, told
from bot.slack.blocks.answer import answer_card
from bot.slack.blocks.notice import already_shared, no_longer_kept, silent_here
from bot.slack.desk import SlackDesk
from bot.slack.destination import read_destination


class Sharing:
    """Shares answers, after asking Slack who reads the channel."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def carry_out(self, leased: Leased) -> Exchange:
        """Share the answer of the row, or tell the person who shared it why not."""
        mail, arguments = leased.mail, leased.mail.arguments
        team, person, channel = TeamId(mail.team), UserId(mail.person), ChannelId(arguments["channel"])
        found = kept_answer(self._desk, team, QuestionId(arguments["question"]))
        where, keys = read_destination(arguments["reply"]), (mail.key,)
        if found is None:
            card = no_longer_kept()
        elif why := silence_found_in(self._desk, team, channel):
            card = silent_here(why, self._desk.choices.command)
        elif self._desk.records.known(team, key := shared_answer_key(found[0].id, channel)):
            card = already_shared()
        else:
            options = replace(card_options(self._desk, found[0]), shareable=False, shared_by=person)
            card, where, keys = answer_card(found[1], options), read_destination(arguments["public"]), (key,)
        return told(self._desk, team, keys, card, where, person=person)
