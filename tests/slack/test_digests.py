"""`/stack digest`: a channel's week, once a week, with what a channel wants of it."""

from tests.fake_slack import FakeSlack, Message
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.test_deciding import LOG, TITLE, WHY, form
from tests.slack.watching import PICKED, UNANSWERED, answer, asked, buttons, headline


def digests(slack: FakeSlack, channel: str) -> list[Message]:
    """The digests in a channel."""
    return [one for one in slack.messages(channel) if "Your week" in headline(one) or "A quiet week" in one.shown]


def test_a_digest_is_posted_with_its_details_in_the_thread(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """What was decided with its link, what was asked, what was not served with a button; nobody is pinged."""
    start(door)
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    slack.click(ana, answer(slack, general, ts), LOG)
    slack.submit(ana, form(slack, ana), {"title": TITLE, "choice": "Python", "why": WHY}).ack()
    record = answer(slack, general, ts, 2)
    answer(slack, general, slack.say(ben, general, f"{slack.mention} {UNANSWERED}"))

    said = asked(slack, ben, general, "digest now")

    assert "on its way" in said.shown
    digest = slack.wait_for(lambda: digests(slack, general))[0]
    assert "1 decided · 0 superseded · 0 need you · 1 question answered · 0 unclear · 1 open" in digest.shown
    assert TITLE in digest.shown
    assert WHY in digest.shown
    assert "draft_entry_1" in buttons(digest)
    details = answer(slack, general, digest.ts)
    assert TITLE in details.shown
    assert not [text for text in (digest, details) if "<@" in str(text.blocks)]
    assert headline(record)
