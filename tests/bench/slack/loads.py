"""Loads: commands at a rate, as many as can be, and all at once."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from threading import Event

import numpy as np

from bot.fake_slack import Delivery, FakeSlack

WAIT_S = 60.0
SUBJECTS = "a chat app|an LLM agent|a CRUD API|a PDF service|a game server|an ETL job|a webhook|a video pipeline".split(
    "|"
)
WISHES = "websockets|little memory|strict types|a small team|few dependencies|fast cold starts|a queue|one VM".split(
    "|"
)


@dataclass(frozen=True, slots=True)
class Acked:
    """The seconds from each command to its ack, and from the first command to the last ack."""

    seconds: Sequence[float]
    whole_s: float

    def ms(self, percentile: float) -> float:
        """A percentile, in milliseconds."""
        return float(np.percentile(self.seconds, percentile)) * 1e3

    @property
    def rate(self) -> float:
        """Acks a second."""
        return len(self.seconds) / self.whole_s

    def within(self, seconds: float) -> int:
        """How many acks came within so many seconds."""
        return sum(one <= seconds for one in self.seconds)


class Crowd:
    """People enough that nobody meets their limit, who ask something different each time."""

    def __init__(self, slack: FakeSlack, size: int = 200) -> None:
        self._slack = slack
        self._people = [slack.person(f"p{number}") for number in range(size)]
        self._channels = [slack.channel(f"c{number}", members=self._people) for number in range(20)]
        self._numbers = count()

    def command(self) -> Delivery:
        """Somebody asks by command."""
        number = next(self._numbers)
        person = self._people[number % len(self._people)]
        return self._slack.command(person, self._channels[number % len(self._channels)], question(number))

    def mention(self) -> tuple[str, str]:
        """Somebody mentions the bot; the channel and the ts of their message."""
        number = next(self._numbers)
        channel = self._channels[number % len(self._channels)]
        said = self._slack.say(
            self._people[number % len(self._people)], channel, f"{self._slack.mention} {question(number)}"
        )
        return channel, said


def question(number: int) -> str:
    """A question like no other."""
    subject, wish = SUBJECTS[number % len(SUBJECTS)], WISHES[number // len(SUBJECTS) % len(WISHES)]
    return f"Node or Python for {subject} with {wish}, number {number}?"


def at_rate(crowd: Crowd, rate: float, number: int) -> Acked:
    """Commands at a steady rate a second, whether or not earlier ones were acked."""
    start = time.perf_counter()
    sent = []
    for place in range(number):
        _until(start + place / rate)
        sent.append(crowd.command())
    return _acked(sent, start)


def at_once(crowd: Crowd, number: int) -> Acked:
    """All commands as fast as they can be sent."""
    start = time.perf_counter()
    return _acked([crowd.command() for _ in range(number)], start)


def mentions(slack: FakeSlack, crowd: Crowd, rate: float, number: int) -> Sequence[float]:
    """Seconds from a mention to its card in the thread."""
    start = time.perf_counter()
    asked = []
    for place in range(number):
        _until(start + place / rate)
        asked.append((time.time(), *crowd.mention()))
    return list(_posted(slack, asked))


def _posted(slack: FakeSlack, asked: Sequence[tuple[float, str, str]]) -> Iterator[float]:
    for at, channel, ts in asked:
        slack.wait_for(lambda channel=channel, ts=ts: slack.messages(channel, ts)[1:], WAIT_S)
        yield float(slack.messages(channel, ts)[1].ts) - at


def _acked(sent: Sequence[Delivery], start: float) -> Acked:
    seconds = [delivery.ack(WAIT_S).latency_s for delivery in sent]
    last = max(delivery.sent_at + latency for delivery, latency in zip(sent, seconds, strict=True))
    return Acked(seconds, last - start)


def _until(moment: float) -> None:
    if (left := moment - time.perf_counter()) > 0:
        Event().wait(left)
