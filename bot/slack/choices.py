"""Buttons under an answer: a choice that settles it, an entry near it, sharing it, asking a human."""

import json
from itertools import count
from typing import Any

from bot.advice.answer import Answer
from bot.conversation.mail import FINAL, Method, Outgoing, State
from bot.conversation.records import Asked, Exchange, Place
from bot.ids import QuestionId
from bot.slack.afterwards import with_afterwards
from bot.slack.answering import (
    Reply,
    answered,
    contents_key,
    kept_answer,
    reply_to,
    seconds_to_wait,
    silence_in,
    told,
)
from bot.slack.blocks.card import Card
from bot.slack.blocks.notice import (
    asked_a_human,
    asking_a_human,
    for_a_human,
    no_longer_kept,
    nobody_reached,
    rate_limited,
    silent_here,
)
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, direct_to, everyone_at, message_at, only_to, or_else, sent_to
from bot.slack.inbound import question_id, read_click
from bot.slack.received import Click


class ClickedAnswers:
    """Does what the buttons under an answer say."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def choose(self, body: dict[str, Any]) -> None:
        """Settle an unclear question by one of the choices offered."""
        if pressed := self._pressed(body):
            click, asked, answer = pressed
            self._ask_instead(click, asked, answer.settled(_number(click)))

    def nearest(self, body: dict[str, Any]) -> None:
        """Answer by one of the entries that were offered as nearest."""
        if pressed := self._pressed(body):
            click, asked, answer = pressed
            titles = dict(enumerate((title for _, title in answer.nearest), start=1))
            self._ask_instead(click, asked, titles.get(_number(click)))

    def share(self, body: dict[str, Any]) -> None:
        """Leave it to a task to show a private answer to the conversation."""
        if not (pressed := self._pressed(body)):
            return
        click, asked, _ = pressed
        public, key = everyone_at(click.channel, click.response_url), f"share:{click.keys[0]}"
        arguments = {
            "question": asked.id,
            "channel": click.channel,
            "public": public.data(),
            "reply": self._beside(click).data(),
        }
        now, lane, person = self._desk.clock(), f"share:{asked.id}", click.user
        task = Outgoing(click.team, key, lane, Method.SHARE, arguments, now, person=person)
        self._desk.record(Exchange(click.team, click.keys, now, outgoing=(task,)))

    def ask_a_human(self, body: dict[str, Any]) -> None:
        """Bring the question to the people who help, once, and say what became of that to the one who asked."""
        if not (pressed := self._pressed(body)):
            return
        click, asked, _ = pressed
        if asked.private and asked.user != click.user:
            self._say(click, no_longer_kept())
            return
        keys, call = (_call_key(asked), *click.keys), self._call(click, asked)
        if not self._desk.record(Exchange(click.team, keys, self._desk.clock(), outgoing=(call,))):
            self._say(click, self._called(click, asked))

    def _call(self, click: Click, asked: Asked) -> Outgoing:
        """The question for the first who helps; where it is lost, for the next. It ends in a word to who pressed."""
        choices, now, key = self._desk.choices, self._desk.clock(), _call_key(asked)
        beside = or_else(self._beside(click), direct_to(click.user))
        call = sent_to(beside, nobody_reached(), team=click.team, key=f"{key}:lost", person=asked.user, now=now)
        for helper in reversed(choices.helpers):
            in_channel = helper == choices.help_channel
            card = for_a_human(asked, asked.user, choices.help_group if in_channel else "")
            asking = sent_to(
                direct_to(helper), card, team=click.team, key=f"{key}:{helper}", person=asked.user, now=now
            )
            telling = asked_a_human(helper if in_channel else "")
            told_so = sent_to(beside, telling, team=click.team, key=f"{key}:{helper}:told", person=asked.user, now=now)
            call = with_afterwards(asking, if_sent=told_so, if_lost=call)
        return call

    def _called(self, click: Click, asked: Asked) -> Card:
        """What became of bringing the question to the people who help."""
        choices, key = self._desk.choices, _call_key(asked)
        states = {one: self._desk.records.state_of(click.team, f"{key}:{one}") for one in choices.helpers}
        if reached := [one for one, state in states.items() if state is State.SENT]:
            return asked_a_human(choices.help_channel if choices.help_channel in reached else "")
        under_way = any(state is not None and state not in FINAL for state in states.values())
        return asking_a_human() if under_way else nobody_reached()

    def _pressed(self, body: dict[str, Any]) -> tuple[Click, Asked, Answer] | None:
        """The click with the answer it was on; where that is not kept any more, the person is told."""
        click = read_click(body)
        question = _value(click).get("q") if click else None
        if click is None or not isinstance(question, str):
            return None
        found = kept_answer(self._desk, click.team, QuestionId(question))
        if found is None:
            self._say(click, no_longer_kept())
            return None
        return click, *found

    def _ask_instead(self, click: Click, before: Asked, text: str | None) -> None:
        """Ask another question for the same person, and answer in the place of the old answer."""
        if text is None:
            self._say(click, no_longer_kept())
            return
        asked = Asked(
            team=click.team,
            id=question_id(click.keys, click.team),
            place=Place.CHOICE,
            channel=click.channel,
            user=click.user,
            text=text,
            asked_at=self._desk.clock(),
            thread_ts=before.thread_ts,
            message_ts="" if click.ephemeral else click.message_ts,
            private=before.private if click.ephemeral else click.private,
        )
        if why_not := self._refusal(click, asked):
            self._say(click, why_not)
            return
        self._answer_in_place(click, asked, reply_to(self._desk, asked))

    def _answer_in_place(self, click: Click, asked: Asked, reply: Reply) -> None:
        """Replace what stands in the message now; where another click was faster, what that put there."""
        known, where = self._desk.records.known, self._in_place(click)
        contents = (contents_key(click.channel, click.message_ts, number) for number in count(1))
        key = next(key for key in contents if not known(click.team, key))
        keys, following = (*click.keys, key), next(contents)
        exchange = answered(self._desk, asked, reply, keys=keys, destination=where, prose_key=following)
        if not self._desk.record(exchange) and known(click.team, key) and not known(click.team, click.keys[0]):
            self._answer_in_place(click, asked, reply)

    def _refusal(self, click: Click, asked: Asked) -> Card | None:
        """Why the click is not answered: too many questions, or a channel in which the bot must not speak."""
        why = None if click.ephemeral else silence_in(self._desk, click.team, click.channel)
        if why:
            return silent_here(why, self._desk.choices.command)
        wait = seconds_to_wait(self._desk, asked)
        return rate_limited(wait) if wait else None

    def _in_place(self, click: Click) -> Destination:
        if click.ephemeral:
            return only_to(click.user, click.response_url, in_place=True)
        return or_else(message_at(click.channel, click.message_ts), self._beside(click))

    def _beside(self, click: Click) -> Destination:
        return only_to(click.user, click.response_url)

    def _say(self, click: Click, card: Card) -> None:
        """Tell the person who clicked."""
        self._desk.record(told(self._desk, click.team, click.keys, card, self._beside(click), person=click.user))


def _call_key(asked: Asked) -> str:
    return f"human:{asked.id}"


def _value(click: Click) -> dict[str, Any]:
    """What a button of ours carries: the question's id as `q`, the number of the choice as `n`."""
    try:
        value = json.loads(click.value)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _number(click: Click) -> int:
    number = _value(click).get("n")
    return number if isinstance(number, int) else 0
