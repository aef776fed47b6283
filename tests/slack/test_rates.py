"""How often one may ask: a notice with the wait, to the person alone, and nothing is lost by waiting."""

import re

from bot.fake_slack import FakeSlack
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import FIGURE, PICK, PICKED, SMALL_TALK, answer, asked, headline, told

NOTICE = re.compile(r"a lot of questions in one minute\. Please ask again in (\d+) seconds?\.")


def test_a_person_is_told_how_long_to_wait(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """A command, a mention, a direct message and a shortcut alike; another person is not held up."""
    start(door, rate_person="2")
    message = slack.message(general, slack.say(ana, general, PICKED))
    assert message is not None
    for _ in range(2):
        assert headline(asked(slack, ana, general, PICKED)).startswith(PICK)

    refused = asked(slack, ana, general, PICKED)
    mention = slack.say(ana, general, f"{slack.mention} {PICKED}")
    direct = slack.say(ana, slack.dm(ana), PICKED)
    slack.shortcut(ana, message, "ask_about_message")

    found = NOTICE.search(refused.shown)
    assert found
    assert 1 <= int(found[1]) <= 60
    slack.wait_for(lambda: len([one for one in slack.ephemerals(ana) if NOTICE.search(one.shown)]) == 3)
    assert NOTICE.search(answer(slack, slack.dm(ana), direct).shown)
    assert headline(asked(slack, ben, general, PICKED)).startswith(PICK)
    assert len(slack.messages(general, mention)) == 1


def test_a_mention_counts_once_though_it_arrives_twice(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """As a mention and as a message, and however often it is delivered again."""
    start(door, rate_person="2")
    first = slack.say(ana, general, f"{slack.mention} {PICKED}")
    answer(slack, general, first)
    again = [copy for one in first.deliveries for copy in slack.deliver_again(one, same_event_id=False, times=3)]
    assert all(copy.ack().ok for copy in again)

    second = slack.say(ana, general, f"{slack.mention} {FIGURE}")

    assert not NOTICE.search(answer(slack, general, second).shown)
    assert slack.ephemerals(ana) == []


def test_a_workspace_has_a_limit_of_its_own(slack: FakeSlack, start: Start, ana: str, ben: str, general: str) -> None:
    """Many people together are held up as well."""
    start(rate_workspace="2")
    asked(slack, ana, general, PICKED)
    asked(slack, ben, general, PICKED)

    refused = asked(slack, slack.person("cy"), general, PICKED)

    assert NOTICE.search(refused.shown)


def test_words_that_ask_nothing_are_not_counted(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Help, settings and the like are always there."""
    start(rate_person="1", owners=ben)
    for word in ("", "help", "settings", "privacy", "gaps", "why 0000000000"):
        asked(slack, ana, general, word)
    asked(slack, ana, general, PICKED)

    cards = [asked(slack, ana, general, word) for word in ("", "settings", "privacy")]

    assert [card for card in cards if NOTICE.search(card.shown)] == []


def test_talk_that_is_not_answered_is_not_counted(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Where the bot listens in, people talk as much as they like."""
    start(rate_person="2")
    asked(slack, ana, general, "settings suggest")
    for _ in range(5):
        assert slack.say(ana, general, SMALL_TALK).deliveries[0].ack().ok
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    answer(slack, general, said)
    for _ in range(3):
        assert slack.say(ana, general, "thanks a lot!", said).deliveries[0].ack().ok

    card = asked(slack, ana, general, PICKED)

    assert headline(card).startswith(PICK)


def test_who_is_over_the_limit_hears_nothing_where_nothing_was_asked(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """A suggestion that would be one too many is left out, without a notice."""
    start(rate_person="1")
    asked(slack, ana, general, "settings suggest")
    asked(slack, ana, general, PICKED)
    assert slack.say(ana, general, PICKED).deliveries[0].ack().ok
    slack.say(ana, general, f"{slack.mention} {PICKED}")

    told(slack, ana, "a lot of questions")

    assert [message for message in slack.messages(general) if message.user == slack.bot_user] == []
    assert len([one for one in slack.ephemerals(ana) if NOTICE.search(one.shown)]) == 1
