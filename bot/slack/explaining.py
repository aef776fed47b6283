"""`/stack why`: what an answer rested on, as it was when it was given."""

from bot.conversation.records import Asked
from bot.ids import QuestionId
from bot.slack.answering import shared_answer_key
from bot.slack.blocks.notice import no_longer_kept
from bot.slack.blocks.why import why_card
from bot.slack.desk import SlackDesk
from bot.slack.inbound import QUESTION_ID
from bot.slack.received import Command
from bot.slack.subcommands import Response


class Explaining:
    """Explains answers from what was kept of them, whatever the knowledge says today."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def spoken(self, command: Command, words: tuple[str, ...]) -> Response | None:
        """The explanation, where a command asks for one by an answer's id."""
        match words:
            case ("why", id_) if QUESTION_ID.fullmatch(id_):
                question = QuestionId(id_)
            case _:
                return None
        found = self._desk.records.answer(command.team, question)
        return Response(why_card(*found) if found and self._may_see(found[0], command) else no_longer_kept())

    def _may_see(self, asked: Asked, command: Command) -> bool:
        """A private question is explained to its asker and where others see it; any other to the whole workspace."""
        if not asked.private or asked.user == command.user:
            return True
        if asked.message_ts and asked.channel == command.channel:
            return True
        return self._desk.records.known(command.team, shared_answer_key(asked.id, command.channel))
