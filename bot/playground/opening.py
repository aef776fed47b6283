"""The workspace as it begins: a small team, its channels, and a digest that comes on Mondays."""

from bot.errors import PlaygroundError
from bot.fake_slack import FakeSlack, NotAckedError

ANA, BEN, CHLOE = "ana", "ben", "chloe"
CAST = (ANA, BEN, CHLOE)
PUBLIC = ("backend", "general")
PRIVATE = "leads"
CAST_IDS = tuple(f"U0{name.upper()}" for name in CAST)
OWNER, HOME_CHANNEL, HELP_CHANNEL = CAST_IDS[0], "C0BACKEND", "C0GENERAL"
WEEKLY = "digest on"


def settle_in(slack: FakeSlack) -> None:
    """Bring people and channels into a workspace that is empty; Ana administers it."""
    people = [slack.person(name, admin=name == ANA) for name in CAST]
    for name in PUBLIC:
        slack.channel(name, members=people)
    slack.channel(PRIVATE, "private", members=people[:2])
    for person in people:
        slack.dm(person)


def turn_digest_on(slack: FakeSlack, command: str) -> None:
    """Have Ana ask for the weekly digest; what she alone saw of that is gone, as it is in Slack after a while."""
    asked = slack.command(OWNER, HOME_CHANNEL, WEEKLY, command)
    try:
        asked.ack()
    except NotAckedError as error:
        raise PlaygroundError("The bot did not answer in time; start it again.") from error
    if shown := slack.wait_for(lambda: asked.shown):
        slack.delete(shown)
