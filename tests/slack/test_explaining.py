"""`/stack why`: what an answer rested on when it was given."""

from collections.abc import Callable, Mapping

import pytest

from bot.advice.advisor import Advisor
from bot.fake_slack import FakeSlack, Message
from bot.wiring.desk import Desk
from tests.advice.small import STACKS
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import PICKED, UNCLEAR, answer, asked, headline, name_of

BOTH_ORDERS = pytest.mark.parametrize("order", [("app_mention", "message"), ("message", "app_mention")])
GONE = "I don't keep that answer any more, or it is not for you to see"


def test_an_answer_is_explained(slack: FakeSlack, start: Start, door: Door, ana: str, general: str) -> None:
    """The question, signals, rows with scores, the version of the knowledge, and what worded it."""
    start(door)
    card = asked(slack, ana, general, PICKED)

    shown = asked(slack, ana, general, f"why {name_of(card)}").shown

    assert PICKED in shown
    assert "matrix.ai-plus-real-time" in shown
    assert "signal" in shown.lower()
    assert "0." in shown
    version = card.shown.split("knowledge `")[1].split("`")[0]
    assert version in shown
    assert name_of(card) in shown
    assert "without a model" in shown


def test_an_answer_is_explained_as_it_was_after_the_knowledge_has_changed(
    slack: FakeSlack, start: Start, stacks: Advisor, open_small: Callable[[Mapping[str, str]], Advisor], ana: str
) -> None:
    """Entries, scores and version are those of the day, though the entry has another name now and the pick is new."""
    dm = slack.dm(ana)
    bot = start(over=Desk(stacks, ()))
    card = asked(slack, ana, dm, "which language for a chat with websockets")
    before = asked(slack, ana, dm, f"why {name_of(card)}")
    bot.stop()
    changed = {stem: text.replace("stack.live", "stack.sockets") for stem, text in STACKS.items()}
    changed["stack"] = changed["stack"].replace("pick: node", "pick: go")
    start(over=Desk(open_small(changed), ()))

    after = asked(slack, ana, dm, f"why {name_of(card)}")

    assert after.shown == before.shown
    assert "stack.live" in after.shown
    assert stacks.library.version in after.shown
    assert headline(asked(slack, ana, dm, "which language for a chat with websockets")).startswith("Go")


def test_a_private_answer_is_explained_to_its_asker_alone(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """A command and a direct message are nobody else's, not even an owner's, whatever id one tries."""
    start(owners=ben)
    card = asked(slack, ana, general, PICKED)
    dm = slack.dm(ana)
    direct = answer(slack, dm, slack.say(ana, dm, PICKED))

    shown = [asked(slack, ben, general, f"why {name_of(one)}").shown for one in (card, direct)]

    assert [text for text in shown if GONE not in text or PICKED in text] == []


def mentioned(slack: FakeSlack, user: str, channel: str, order: tuple[str, ...], text: str = PICKED) -> Message:
    """The answer to a mention, once all events that tell of it, in this order, were taken."""
    said = slack.say(user, channel, f"{slack.mention} {text}", order=order[:1])
    assert said.deliveries[0].ack().ok
    for kind in order[1:]:
        assert slack.tell(channel, said, kind).deliveries[0].ack().ok
    return answer(slack, channel, said)


@BOTH_ORDERS
def test_an_answer_in_a_private_channel_is_explained_in_it_alone(
    slack: FakeSlack, start: Start, order: tuple[str, ...], ana: str, ben: str, general: str
) -> None:
    """Its members saw the question; others did not, whichever event comes first."""
    start()
    inner = slack.channel("inner", "private", members=[ana, ben])
    card = mentioned(slack, ana, inner, order)

    inside, outside = (asked(slack, ben, where, f"why {name_of(card)}").shown for where in (inner, general))

    assert PICKED in inside
    assert GONE in outside


@BOTH_ORDERS
def test_an_answer_in_a_public_channel_is_explained_to_everybody(
    slack: FakeSlack, start: Start, door: Door, order: tuple[str, ...], ana: str, ben: str, general: str
) -> None:
    """Whoever can read it may know what it rests on; that a channel is public, only the second event may say."""
    start(door)
    card = mentioned(slack, ana, general, order)

    shown = asked(slack, ben, slack.dm(ben), f"WHY {name_of(card).upper()}").shown

    assert PICKED in shown


def test_where_no_event_says_that_a_channel_is_public_it_counts_as_private(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """As where the scope to hear messages was declined; whoever asks in the channel itself has an explanation."""
    start()
    card = mentioned(slack, ana, general, ("app_mention",))

    there, elsewhere = (asked(slack, ben, where, f"why {name_of(card)}").shown for where in (general, slack.dm(ben)))

    assert PICKED in there
    assert GONE in elsewhere


def test_a_choice_in_a_public_channel_is_explained_to_everybody(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """The press says that the channel is public, also where the mention did not."""
    start()
    card = mentioned(slack, ana, general, ("app_mention",), UNCLEAR)
    slack.click(ana, card, "choose_1")
    slack.wait_for(lambda: card.versions)

    shown = asked(slack, ben, slack.dm(ben), f"why {name_of(card)}").shown

    assert GONE not in shown


def test_a_shared_answer_is_explained_where_it_was_shared(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Its foot says how to ask why, and everybody there reads that."""
    start()
    other = slack.channel("other", members=[ana, ben])
    card = asked(slack, ana, general, PICKED)
    slack.click(ana, card, "share_answer")
    slack.wait_for(lambda: slack.messages(general))

    there, elsewhere = (asked(slack, ben, where, f"why {name_of(card)}").shown for where in (general, other))

    assert PICKED in there
    assert GONE in elsewhere


@pytest.mark.parametrize("written", ["why `{}`", "why {}.", "WHY &lt;{}&gt;", "why “{}”?"])
def test_an_id_is_known_however_it_is_written(
    slack: FakeSlack, start: Start, ana: str, general: str, written: str
) -> None:
    """In backticks, as it stands at the foot of an answer, in the brackets that help shows, or with a stop."""
    start()
    card = asked(slack, ana, general, PICKED)

    shown = asked(slack, ana, general, written.format(name_of(card))).shown

    assert "matrix.ai-plus-real-time" in shown


def test_why_without_an_id_is_a_question(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """`/stack why Node` asks something else."""
    start()

    shown = asked(slack, ana, general, "why node for a chat?").shown

    assert GONE not in shown
    assert "*Sources*" in shown
