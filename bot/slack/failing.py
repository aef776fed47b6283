"""When a listener fails: the person hears it with an id, the log holds the same id and the traceback."""

import html
import json
from collections.abc import Sequence
from secrets import token_hex
from typing import Any

import structlog
from slack_bolt import BoltResponse

from bot.conversation.records import Exchange
from bot.errors import RoleError, StackbotError, StoreError
from bot.slack.answering import told
from bot.slack.blocks.card import Card
from bot.slack.blocks.notice import broken, cannot_keep, refused
from bot.slack.desk import SlackDesk
from bot.slack.destination import in_thread, only_to
from bot.slack.inbound import read_click, read_command, read_message, read_shortcut, read_submission
from bot.slack.received import MessageKind

log = structlog.get_logger()


class Failing:
    """Ends a request that failed in a message all the same."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def respond(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """What Slack hears: of a database that is down nothing, so that it delivers again; else that all is well."""
        if isinstance(error, StoreError):
            log.warning("record_not_written", error=str(error))
            card = cannot_keep()
            return self._command_heard(body, card) or self._form_heard(body, card) or BoltResponse(status=503)
        if isinstance(error, StackbotError):
            people = error.people if isinstance(error, RoleError) else ()
            return self._heard(body, refused(str(error), people))
        bug = token_hex(4)
        log.error("listener_failed", bug=bug, exc_info=error)
        return self._heard(body, broken(bug))

    def _heard(self, body: dict[str, Any], card: Card) -> BoltResponse:
        """Tell the person; where even that cannot be kept, let Slack deliver again."""
        if response := self._command_heard(body, card) or self._form_heard(body, card):
            return response
        exchange = self._telling(body, card)
        try:
            if exchange:
                self._desk.record(exchange)
        except StoreError as error:
            log.warning("record_not_written", error=str(error))
            return BoltResponse(status=503)
        return BoltResponse(status=200)

    def _command_heard(self, body: dict[str, Any], card: Card) -> BoltResponse | None:
        """The card in the ack, where a command failed."""
        if read_command(body) is None:
            return None
        answer = {"response_type": "ephemeral", "text": card.text, "blocks": list(card.blocks)}
        return _json_response(answer)

    def _form_heard(self, body: dict[str, Any], card: Card) -> BoltResponse | None:
        """The words at the first field of a modal that was sent off: it stays open, with all that was typed."""
        submission = read_submission(body)
        if submission is None or not submission.values:
            return None
        field = next(iter(submission.values))
        return _json_response({"response_action": "errors", "errors": {field: html.unescape(card.text)}})

    def _telling(self, body: dict[str, Any], card: Card) -> Exchange | None:
        """The card in the thread of a message, or to the person who pressed or chose something."""
        if message := read_message(body, self._desk.choices.bot_user):
            if message.kind is MessageKind.CHANNEL:
                return None  # nobody asked us
            where = in_thread(message.channel, message.thread_ts or message.ts)
            return told(self._desk, message.team, (f"failed:{message.keys[-1]}",), card, where, person=message.user)
        if acted := read_click(body) or read_shortcut(body):
            where = only_to(acted.user, acted.response_url)
            return told(self._desk, acted.team, (f"failed:{acted.keys[0]}",), card, where, person=acted.user)
        return None


def _json_response(answer: dict[str, Any]) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"content-type": "application/json;charset=utf-8"}
    return BoltResponse(status=200, body=json.dumps(answer), headers=headers)
