"""The sub-commands: what is said to the bot by a word of its own, and is no question."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.records import ChannelSettings, UserId
from bot.slack.blocks.card import Card
from bot.slack.blocks.help import help_card
from bot.slack.received import Command


@dataclass(frozen=True, slots=True)
class Response:
    """What is said to a sub-command, and what is written with it: a person to forget, or settings."""

    card: Card
    forget: UserId | None = None
    settings: ChannelSettings | None = None


Spoken = Callable[[Command, tuple[str, ...]], Response | None]


class Subcommands:
    """Finds whose word it is. Each of `spoken` gets the words in lower case, and returns None to those of others."""

    def __init__(self, *spoken: Spoken) -> None:
        self._spoken = spoken

    def response(self, command: Command) -> Response | None:
        """What is said to a sub-command; None where it is a question."""
        words = tuple(command.text.lower().split())
        if words in {(), ("help",)}:
            return Response(help_card(command.command))
        responses = (speak(command, words) for speak in self._spoken)
        return next((response for response in responses if response), None)
