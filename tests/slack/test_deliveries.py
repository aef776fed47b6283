"""Deliveries as Slack sends them: again and again, in any order, to any replica; each is answered once."""

import logging
import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from bot.conversation.mail import State
from bot.conversation.records import Reason
from bot.fake_slack import Delivery, FakeSlack, Message
from bot.ids import TeamId, UserId
from bot.slack.blocks import actions
from bot.store.schema import open_store
from tests.slack.at_work import BotAtWork, Door
from tests.store.conftest import database, postgresql_url, server, sqlite_template

__all__ = ["database", "postgresql_url", "server", "sqlite_template"]

PLENTY = {"rate_person": "1000000", "rate_workspace": "1000000"}
CLEAR = "How long is a cold start on AWS Lambda?"
UNCLEAR = "node or python?"
MOST = 11  # times that Slack was seen to deliver one message
A_ROUND = 10  # of each kind, mixed
AT_ONCE = 16  # deliveries that wait for an ack: no more than are served before the first is refused as too late
WAIT_S = 60
TEAM = TeamId("T0ACME")

Start = Callable[..., BotAtWork]
Resend = Callable[[], object]
Place = tuple[str, str]


@dataclass
class Crowd:
    """People who do everything that can be done, and a Slack that tells of it more often than once.

    `replies` says how many messages of the bot belong under what was said, `questions` how many are to be kept of a
    person; everybody does one thing.
    """

    slack: FakeSlack
    chance: random.Random
    replies: dict[Place, int] = field(default_factory=dict)
    questions: Counter[str] = field(default_factory=Counter)
    commands: list[Delivery] = field(default_factory=list)
    clear: list[tuple[str, Place]] = field(default_factory=list)  # who asked, and where
    unclear: list[tuple[str, Place]] = field(default_factory=list)
    chosen: list[Place] = field(default_factory=list)
    voting: list[tuple[str, str]] = field(default_factory=list)  # who, and on which question
    voted: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[Resend] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Come together in a channel where the bot takes up what follows."""
        self.ana = self.somebody()
        self.general = self.slack.channel("general", members=[self.ana])
        self.slack.command(self.ana, self.general, "settings follow-ups").ack()

    def somebody(self) -> str:
        """A person of their own."""
        one = self.slack.person(f"p{len(self.slack.people)}")
        for channel in self.slack.channels.values():
            channel.members.add(one)
        return one

    def ask(self) -> None:
        """By mention, which is told as two events, by direct message, by command and by shortcut."""
        self.mention(CLEAR, self.clear)
        self.mention(UNCLEAR, self.unclear)
        who = self.somebody()
        self.say(who, self.slack.dm(who), CLEAR)
        self.commands.append(self.slack.command(self._asking(), self.general, CLEAR))
        self.again(self.commands[-1])
        said = self.slack.say(self.ana, self.general, CLEAR, order=())
        self.replies[self.general, said] = 1
        self.again(self.slack.shortcut(self._asking(), self.slack.by_ts[self.general, said], actions.ASK_SHORTCUT))
        self.again(self.slack.open_home(self.somebody()))
        self.again(self.slack.open_home(self.somebody(), "messages"))

    def go_on(self) -> None:
        """Press what the answers offer, and ask on in their threads."""
        for who, place in self.unclear:
            self.questions[who] += 1
            self.chosen.append(place)
            self.again(self.slack.click(who, self.reply(place), f"{actions.CHOOSE}1"))
        self.all_acked()
        for who, place in self.clear:
            question = question_of(self.reply(place))
            self.voting.append((who, question))
            self.again(self.slack.click(who, self.reply(place), actions.FEEDBACK, f"{actions.NOT_HELPFUL}:{question}"))
            self.say(who, self.general, CLEAR, place[1])
            self.replies[place] += 1
        self.unclear.clear()
        self.clear.clear()

    def give_reasons(self) -> None:
        """Send off the modals that ask why."""
        for who, _ in self.voting:
            view = self.slack.wait_for(lambda who=who: self.slack.modal(who))
            values = {actions.REASON_INPUT: Reason.OUTDATED.value, actions.COMMENT_INPUT: "Please look again."}
            self.again(self.slack.submit(who, view, values))
        self.voted += self.voting
        self.voting.clear()

    def mention(self, text: str, asked: list[tuple[str, Place]]) -> None:
        """A mention."""
        who = self._asking()
        said = self.slack.say(who, self.general, f"{self.slack.mention} {text}", order=())
        self.replies[self.general, said] = 1
        asked.append((who, (self.general, said)))
        self.tell(self.general, said, "app_mention", "message")

    def say(self, who: str, channel: str, text: str, thread_ts: str = "") -> None:
        """A message without a mention."""
        said = self.slack.say(who, channel, text, thread_ts or None, order=())
        self.questions[who] += 1
        if not thread_ts:
            self.replies[channel, said] = 1
        self.tell(channel, said, "message")

    def tell(self, channel: str, said: str, *kinds: str) -> None:
        """Have a message told, later, and repeated later still."""
        for kind in kinds:
            self.later(lambda kind=kind: self.again(self.slack.tell(channel, said, kind).deliveries[0]))

    def again(self, delivery: Delivery) -> None:
        """Have a delivery repeated, up to eleven times in all: as it was, and as another event."""
        for _ in range(self.chance.randint(0, MOST - 1)):
            same = self.chance.choice((True, False))
            self.later(lambda same=same: self.slack.deliver_again(delivery, same_event_id=same))

    def later(self, resend: Resend) -> None:
        """Put off until everything is mixed."""
        self.waiting.append(resend)

    def mix(self) -> None:
        """Send all that was put off, in any order, until nothing is left and all is answered."""
        while self.waiting:
            mixed, self.waiting = self.waiting, []
            self.chance.shuffle(mixed)
            for number, resend in enumerate(mixed, start=1):
                resend()
                if not number % AT_ONCE:
                    self.all_acked()
        self.all_acked()
        self.slack.wait_for(lambda: not self.replies.keys() - self.counted().keys(), WAIT_S)

    def all_acked(self) -> None:
        """Wait until Slack got an answer to everything it sent."""
        self.slack.wait_for(lambda: all(one.acks for one in self.slack.deliveries), WAIT_S)

    @property
    def delivered(self) -> int:
        """How many deliveries there were, without those of the bot's own messages."""
        own = sum("bot_id" in one.payload.get("event", ()) for one in self.slack.deliveries)
        return len(self.slack.deliveries) - own

    def counted(self) -> Counter[Place]:
        """How many messages of the bot there are under each message."""
        return Counter((one.channel, one.thread_ts) for one in self.slack.all_messages if one.by_app and one.thread_ts)

    def reply(self, place: Place) -> Message:
        """What the bot answered there first."""
        return next(one for one in self.slack.messages(*place) if one.by_app)

    def _asking(self) -> str:
        who = self.somebody()
        self.questions[who] += 1
        return who


def question_of(message: Message) -> str:
    """The question that a message answers, as its feedback buttons name it."""
    buttons = next(block for block in message.blocks if block["type"] == "context_actions")["elements"][0]
    return str(buttons["positive_button"]["value"].partition(":")[2])


def day_of(crowd: Crowd, deliveries: int) -> None:
    """Round after round, until Slack has delivered so often."""
    while crowd.delivered < deliveries:
        for _ in range(A_ROUND):
            crowd.ask()
            crowd.all_acked()
        crowd.mix()
        crowd.go_on()
        crowd.mix()
        crowd.give_reasons()
        crowd.mix()


@pytest.mark.parametrize("deliveries", [700, pytest.param(10_000, marks=pytest.mark.soak)])
def test_what_is_delivered_often_is_answered_and_kept_once(
    start: Callable[..., BotAtWork],
    slack: FakeSlack,
    database: str,
    deliveries: int,
) -> None:
    """Two replicas on one database, repeated, reordered and renamed deliveries: 0 in N doubled, 0 in N lost.

    N is at least 700 on SQLite and as many on PostgreSQL; in a soak 10,000 on each.
    """
    bots = [start(Door.SOCKET, database_url=database, **PLENTY) for _ in range(2)]
    slack.connected(2)
    crowd = Crowd(slack, random.Random(deliveries))  # noqa: S311  the order

    day_of(crowd, deliveries)
    slack.wait_for(lambda: crowd.counted() == crowd.replies, WAIT_S)
    for bot in bots:
        bot.stop()

    assert crowd.counted() == crowd.replies
    assert all(one.acked for one in slack.deliveries)
    assert all("blocks" in one.acks[0].payload for one in crowd.commands)
    assert all(len(crowd.reply(place).versions) == 1 for place in crowd.chosen)
    with closing(open_store(database)) as store:
        kept = {who: len(store.recent(TEAM, UserId(who), 9)) for who in crowd.questions}
        votes = [store.vote(TEAM, question, UserId(who)) for who, question in crowd.voted]
        states = store.waiting().states
    assert kept == crowd.questions
    assert {vote.reason for vote in votes if vote} == {Reason.OUTDATED}
    assert len(slack.calls("views.open")) == len(votes)
    assert set(states) == {State.SENT}
    logging.getLogger(__name__).info("%s deliveries, 0 doubled, 0 lost", crowd.delivered)
