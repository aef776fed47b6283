"""A decision is looked at again when its day has come: its owner is asked once, and what they answer is done."""

import pytest

from tests.fake_slack import FakeSlack, Message
from tests.slack.at_work import BotAtWork, Door
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Start
from tests.slack.test_deciding import DECIDE, TITLE, WHY, form
from tests.slack.watching import answer, buttons, headline

HOLDS, CHANGE, WAIVE = (f"decision_review_{name}" for name in ("holds", "change", "waive"))


@pytest.fixture
def clock() -> SimulatedClock:
    """The bot's clock."""
    return SimulatedClock()


def decided(slack: FakeSlack, user: str, channel: str) -> Message:
    """The card of a decision that was logged on a message in a channel; it is reviewed in a year."""
    ts = slack.say(user, channel, "We take Python then.")
    message = slack.message(channel, ts)
    assert message is not None
    slack.shortcut(user, message, DECIDE)
    assert slack.submit(user, form(slack, user), {"title": TITLE, "choice": "Python", "why": WHY}).ack().ok
    return answer(slack, channel, ts)


def asks(slack: FakeSlack, user: str) -> list[Message]:
    """What somebody was asked in direct messages, answered or not."""
    return [one for one in slack.messages(slack.dm(user)) if one.user == slack.bot_user and "ADR-" in one.shown]


def year_passes(bot: BotAtWork, clock: SimulatedClock) -> None:
    """The day of the review comes, and the rounds are made, more than once."""
    clock.pass_by(days=366)
    for _ in range(3):
        bot.serving.rounds.go_round()


def last_ask(slack: FakeSlack, user: str, number: int = 1) -> Message:
    """The only thing that somebody was asked, or the last of so many."""
    (found,) = slack.wait_for(lambda: asks(slack, user)[number - 1 :])
    return found


def test_the_owner_is_asked_once_when_the_day_has_come(
    slack: FakeSlack, start: Start, clock: SimulatedClock, door: Door, ana: str, general: str
) -> None:
    """With the record and what can be done; that it holds is on record, in its card and in the message."""
    bot = start(door, clock=clock)
    card = decided(slack, ana, general)
    bot.serving.rounds.go_round()
    assert asks(slack, ana) == []
    year_passes(bot, clock)

    ask = last_ask(slack, ana)
    assert "The day has come" in ask.shown
    assert headline(ask) == f"ADR-0001: {TITLE}"
    assert WHY in ask.shown
    assert buttons(ask) == [HOLDS, CHANGE, WAIVE]
    slack.click(ana, ask, HOLDS)

    slack.wait_for(lambda: "still holds" in ask.shown)
    assert buttons(ask) == []
    again = clock().date().replace(year=clock().year + 1)
    slack.wait_for(lambda: f"to be reviewed on {again}" in card.shown)
    bot.serving.rounds.go_round()
    assert len(asks(slack, ana)) == 1
    year_passes(bot, clock)
    assert "The day has come" in last_ask(slack, ana, 2).shown
