"""A private channel's decisions: what can be done with them there, and that nothing of them is seen elsewhere."""

from bot.fake_slack import FakeSlack, Message
from tests.slack.conftest import Start
from tests.slack.test_deciding import LOG, TITLE, WHY, form, log
from tests.slack.watching import PICKED, answer, asked


def logged(slack: FakeSlack, user: str, channel: str, way: str = "", **values: str) -> Message:
    """Log a decision from an answer in a channel, in this way beside what it contradicts, and return its card."""
    ts = slack.say(user, channel, f"{slack.mention} {PICKED}")
    slack.click(user, answer(slack, channel, ts), LOG)
    view = form(slack, user)
    filled = {"title": TITLE, "choice": "Python", "why": WHY, **values}
    assert slack.submit(user, view, filled).ack().ok
    if way:
        slack.wait_for(lambda: "contradicts" in view.shown)
        assert slack.submit(user, view, {**filled, "way": way}).ack().ok
    assert not view.errors
    return answer(slack, channel, ts, 2)


def test_a_private_decision_may_stand_beside_a_public_one(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """That they are no conflict is kept with the private one alone; the public one names nothing."""
    start()
    secret = slack.channel("secret", "private", members=[ana])
    public = logged(slack, ana, general)

    logged(slack, ana, secret, title="Use Node for the secret", choice="Node", way="no conflict")

    assert "2 decisions" in asked(slack, ana, secret, "decisions").shown
    slack.click(ana, public, "decision_move_history")
    assert "ADR-0002" not in asked(slack, ana, general, "decision 1").shown


def test_a_decision_is_superseded_from_its_card_in_direct_messages(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """The card of a public record without a thread stands there; what takes its place is public, too."""
    start()
    card = log(slack, ana, general)

    slack.click(ana, card, "decision_move_supersede")
    view = form(slack, ana)
    slack.submit(ana, view, {"title": "Use Node after all", "choice": "Node", "why": "Python was slow."}).ack()

    assert not view.errors
    slack.wait_for(lambda: "superseded by ADR-0002" in card.shown)
    assert "Use Node after all" in asked(slack, ana, general, "decision 2").shown
