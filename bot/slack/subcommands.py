"""The sub-commands: what is said to the bot by a word of its own, and is no question.

People put stops, quotes and backticks around such words, and write them nearly right. Where the first word is one of
them and little follows that does not fit, they are told how it is written: taken for a question, it would be answered
with something else and listed as a gap in the knowledge. What is longer, or ends in a question mark, is a question.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.mail import Outgoing
from bot.conversation.records import ChannelSettings
from bot.decisions.weekly import ChannelDigest
from bot.ids import UserId
from bot.slack.blocks.card import Card
from bot.slack.blocks.help import FORMS, help_card, usage_card
from bot.slack.received import Command

LITTLE = 2  # words that may follow and still be no question
LITTLE_AFTER_WHY = 1  # which begins many a question
AROUND = "`'\"‘’“”«»*_~<>()[].,:;!?"  # what words are written with


@dataclass(frozen=True, slots=True)
class Response:
    """What is said to a sub-command, and what is written with it.

    That is a person to forget, settings, what a channel wants of its digest, or what goes out.
    """

    card: Card
    forget: UserId | None = None
    settings: ChannelSettings | None = None
    digest: ChannelDigest | None = None
    outgoing: tuple[Outgoing, ...] = ()


Spoken = Callable[[Command, tuple[str, ...]], Response | None]


class Subcommands:
    """Finds whose word it is. Each of `spoken` gets the words in lower case, and returns None to those of others."""

    def __init__(self, *spoken: Spoken) -> None:
        self._spoken = spoken

    def response(self, command: Command) -> Response | None:
        """What is said to a sub-command, or to what is nearly one; None where it is a question."""
        text = html.unescape(command.text)
        words = _words(text)
        responses = (speak(command, words) for speak in self._spoken)
        if response := next((response for response in responses if response), None):
            return response
        if words in {(), ("help",)}:
            return Response(help_card(command.command))
        return _nearly(command, text, words)


def _words(text: str) -> tuple[str, ...]:
    stripped = (word.strip(AROUND) for word in text.lower().split())
    return tuple(word for word in stripped if word)


def _nearly(command: Command, text: str, words: tuple[str, ...]) -> Response | None:
    """How it is written, where a sub-command seems to be meant."""
    word, *rest = words
    if len(rest) > (LITTLE_AFTER_WHY if word == "why" else LITTLE) or (rest and "?" in text):
        return None
    if word == "help":
        return Response(help_card(command.command))
    return Response(usage_card(command.command, word)) if word in FORMS else None
