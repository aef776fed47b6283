"""The demo: a month in the life of the team, played through the bot, so that its worth is seen on day one.

The workspace's clock is set back to a Monday, four weeks before the last one, and moved on from scene to scene until it
is now again. So each of the four digests tells of a whole week, whichever day it is.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from bot.fake_slack import FakeSlack
from bot.playground.acts import Acting
from bot.playground.demo_story import Story
from bot.playground.opening import turn_digest_on
from bot.playground.playground import About
from bot.playground.showing import now
from bot.playground.team import Team
from bot.playground.travelling import HOUR_S, Bot, Travelling

WEEKS = 4
NINE = time(9, tzinfo=UTC)  # when digests come
LATELY = timedelta(minutes=30)  # before now, when something was asked last


def begins_at(end: datetime) -> datetime:
    """The Monday on which a month begins that ends at an instant: after its digest, which would be empty."""
    return last_monday(end) - timedelta(weeks=WEEKS) + timedelta(minutes=1)


def last_monday(end: datetime) -> datetime:
    """When the last digest came, or would have come."""
    monday = datetime.combine((end - timedelta(days=end.weekday())).date(), NINE)
    return monday if monday <= end else monday - timedelta(weeks=1)


class Demo:
    """Plays the month in a workspace that is new, with the bot at work in it; `tell` hears which week it is, from 1."""

    def __init__(self, slack: FakeSlack, bot: Bot, about: About, tell: Callable[[int], None]) -> None:
        self._slack = slack
        self._bot = bot
        self._travelling = Travelling(slack, bot)
        self._command = about.command
        self._tell = tell
        acting = Acting(slack, about.cast, about.command, self._travelling.travel)
        shortcuts = {name: id_ for id_, name in about.shortcuts}
        self._story = Story(Team(slack, acting, bot.settle, about.command, shortcuts))

    def play(self, end: datetime) -> None:
        """All of it, from when it begins until the end."""
        turn_digest_on(self._slack, self._command)
        monday = begins_at(end).date()
        for scene in self._story.scenes():
            if scene.day == 0:
                self._tell(scene.week + 1)
            day = monday + timedelta(weeks=scene.week, days=scene.day)
            self._pass_until(datetime.combine(day, time.fromisoformat(scene.at), UTC))
            scene.happens()
        self._pass_until(end - min(LATELY, (end - last_monday(end)) / 2))
        self._story.today()
        self._pass_until(end)

    def _pass_until(self, instant: datetime) -> None:
        self._travelling.pass_hours((instant - now(self._slack)).total_seconds() / HOUR_S)
