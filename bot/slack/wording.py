"""The task that lets the model word an answer which stands already: what it adds goes on top of the card.

Under a command, whose reply cannot be changed, it goes out as a message of its own.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.advice.answer import Answer
from bot.advice.plain import answer_from_json
from bot.conversation.mail import Leased
from bot.conversation.phraser import Phrased
from bot.conversation.records import Exchange
from bot.ids import QuestionId, TeamId
from bot.slack.answering import card_options
from bot.slack.blocks.answer import answer_card, prose_card
from bot.slack.desk import SlackDesk
from bot.slack.destination import read_destination, sent_to

log = structlog.get_logger()


class Writer(Protocol):
    """What words answers."""

    def phrase(self, team: TeamId, answer: Answer, thread: tuple[str, ...], now: datetime) -> Phrased:
        """Sentences for an answer, checked; or why there are none."""
        ...


class Wording:
    """Adds a model's sentences to answers; without a writer it leaves alone what was to be worded before."""

    def __init__(self, desk: SlackDesk, writer: Writer | None) -> None:
        self._desk = desk
        self._writer = writer

    def carry_out(self, leased: Leased) -> Exchange | None:
        """Word the answer of the row; None where nothing is to be added, or the answer is not kept any more.

        Where another answer has taken its place meanwhile, what it takes is taken, so nothing of this is recorded.
        """
        team, question = TeamId(leased.mail.team), QuestionId(leased.mail.arguments["question"])
        found, takes = self._desk.records.answer(team, question), leased.mail.arguments.get("takes", "")
        if found is None or self._writer is None or (takes and self._desk.records.known(team, takes)):
            return None
        asked, given = found
        answer = answer_from_json(given.answer)
        sentences = tuple(given.prose.splitlines()) or self._written(self._writer, team, question, answer)
        if not sentences:
            return None
        options = replace(
            card_options(self._desk, asked, answer, leased.mail.arguments.get("note", "")), prose=sentences
        )
        where = read_destination(leased.mail.arguments["update"])
        card = answer_card(answer, options) if where.replaces else prose_card(answer, options)
        key, now = f"prose:{question}", self._desk.clock()
        keys = (key, takes) if takes else (key,)
        message = sent_to(where, card, team=team, key=key, person=asked.user, now=now)
        return Exchange(team, keys, now, outgoing=(message,))

    def _written(self, writer: Writer, team: TeamId, question: QuestionId, answer: Answer) -> tuple[str, ...]:
        """What the model writes, kept before it is sent, so that a task done again says the same."""
        phrased = writer.phrase(team, answer, (), self._desk.clock())
        kept = phrased.prose.sentences if phrased.prose else ()
        dropped = [flaw.name for _, flaw in phrased.prose.dropped] if phrased.prose else []
        lack = phrased.lack.name if phrased.lack else ""
        log.info("answer_phrased", question=question, kept=len(kept), dropped=dropped, lack=lack, error=phrased.error)
        if kept:
            self._desk.records.phrased(team, question, self._desk.choices.model, "\n".join(kept))
        return kept
