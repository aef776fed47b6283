"""The home tab, and the prompts of the first conversation."""

from bot.fake_slack import FakeSlack
from tests.slack.at_work import Door
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Start
from tests.slack.test_deciding import TITLE
from tests.slack.test_reviewing import decided
from tests.slack.watching import FIGURE, PICKED, UNANSWERED, asked


def test_the_home_tab_shows_what_it_knows_how_to_ask_and_ones_own_questions(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """Newest first, with what became of them; other people's questions are not shown."""
    start(door)
    asked(slack, ana, general, PICKED)
    asked(slack, ana, general, UNANSWERED)
    asked(slack, ben, general, FIGURE)

    slack.open_home(ana)

    shown = slack.wait_for(lambda: slack.home(ana)).shown
    own = shown.split("Your questions")[1].split("What I know")[0]
    assert own.index(UNANSWERED) < own.index(PICKED)
    assert FIGURE not in own
    assert "not answered" in own
    assert all(word in shown for word in ("/stack settings", "/stack privacy", "/stack forget me", "entries"))


def test_the_home_tab_is_fresh_whenever_it_is_opened(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """A question asked in between is on it."""
    start()
    slack.open_home(ana)
    first = slack.wait_for(lambda: slack.home(ana)).hash
    asked(slack, ana, general, PICKED)

    slack.open_home(ana)

    slack.wait_for(lambda: slack.homes[ana].hash != first)
    assert PICKED in slack.homes[ana].shown


def test_the_home_tab_shows_ones_decisions(slack: FakeSlack, start: Start, ana: str, ben: str, general: str) -> None:
    """What one is to review within two weeks, what is open, and what the team decided lately."""
    clock = SimulatedClock()
    start(clock=clock)
    slack.open_home(ben)
    assert "None is on record yet" in slack.wait_for(lambda: slack.home(ben)).shown
    decided(slack, ana, general)

    clock.pass_by(days=355)
    own, others = (decisions_on_home(slack, user) for user in (ana, ben))
    clock.pass_by(days=20)
    late = decisions_on_home(slack, ana)

    assert f"{TITLE} (due on" in own.split("Yours to review")[1]
    assert "Yours to review" not in others
    assert TITLE in others.split("On record lately")[1]
    assert f"{TITLE} (due since" in late


def test_the_home_tab_shows_the_digests_that_one_set(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """With when they come; those that others set are theirs."""
    start()
    asked(slack, ana, general, "digest fri 16:00 Europe/Berlin")

    slack.open_home(ana)
    slack.open_home(ben)

    own, others = (slack.wait_for(lambda who=who: slack.home(who)).shown for who in (ana, ben))
    assert "Fridays at 16:00 (Europe/Berlin)" in own
    assert "Fridays" not in others
    assert "/stack digest on" in others


def test_what_a_private_channel_decided_is_on_nobodys_home_tab(slack: FakeSlack, start: Start, ana: str) -> None:
    """Not on that of who decided it either, for the tab is no channel."""
    clock = SimulatedClock()
    start(clock=clock)
    secret = slack.channel("secret", "private", members=[ana])
    decided(slack, ana, secret)
    clock.pass_by(days=400)

    assert TITLE not in decisions_on_home(slack, ana)


def decisions_on_home(slack: FakeSlack, user: str) -> str:
    """What somebody's tab says of decisions, opened anew."""
    before = slack.homes[user].hash if user in slack.homes else ""
    slack.open_home(user)
    shown = slack.wait_for(lambda: (home := slack.home(user)) and home.hash != before and home).shown
    return str(shown).split("Decisions")[1].split("Your questions")[0]


def test_prompts_are_suggested_when_the_messages_tab_is_opened_for_the_first_time(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str
) -> None:
    """At most four, without a thread; they stay, so a second visit suggests nothing, another person's first does."""
    start(door)
    slack.open_home(ana, "messages").ack()
    slack.open_home(ana, "messages").ack()
    slack.open_home(ben, "messages").ack()

    slack.wait_for(lambda: slack.dm(ben) in slack.prompts and slack.dm(ana) in slack.prompts)

    calls = slack.calls("assistant.threads.setSuggestedPrompts")
    assert sorted(call.channel for call in calls) == sorted([slack.dm(ana), slack.dm(ben)])
    assert all(1 <= len(call.args["prompts"]) <= 4 for call in calls)
    assert all("thread_ts" not in call.args for call in calls)
    assert slack.messages(slack.dm(ana)) == []


def test_a_prompt_gets_an_answer_when_it_is_sent(slack: FakeSlack, start: Start, ana: str) -> None:
    """What we suggest, we can answer."""
    start()
    slack.open_home(ana, "messages")
    dm = slack.dm(ana)
    prompts = slack.wait_for(lambda: slack.prompts.get(dm))["prompts"]

    sent = [slack.say(ana, dm, prompt["message"]) for prompt in prompts]

    slack.wait_for(lambda: all(len(slack.messages(dm, said)) == 2 for said in sent))
    cards = [slack.messages(dm, said)[1] for said in sent]
    assert [card.shown for card in cards if "*Sources*" not in card.shown] == []
