"""A decision is looked at again when its day has come: its owner is asked once, and what they answer is done."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.records import Exchange
from bot.decisions.asks import review_ask
from bot.decisions.change import Change, Deed
from bot.decisions.record import Decision, DecisionId, Person, Source
from bot.fake_slack import FakeSlack, Message, View, faults
from bot.ids import TeamId
from bot.store.schema import open_store
from tests.slack.at_work import BotAtWork, Door
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Start
from tests.slack.test_deciding import DECIDE, TITLE, WHY, fields, form
from tests.slack.watching import answer, answers, buttons, headline, told
from tests.store.recorded import draft, made

HOLDS, CHANGE, WAIVE = (f"decision_review_{name}" for name in ("holds", "change", "waive"))
REASON = "The migration comes first."


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


def due(folder: Path, clock: SimulatedClock, **values: Any) -> Decision:  # noqa: ANN401  # fields of a record
    """A record that is on the books before the bot starts, and due."""
    plain: dict[str, Any] = {"team": TeamId("T0ACME"), "grounds": (), "owner": "", "decision_makers": ()}
    change = made(draft(**(plain | {"review_on": clock().date(), "source": Source()} | values)))
    return kept(folder, change)


def kept(folder: Path, change: Change) -> Decision:
    """The record as it is kept once a change is written, beside the bot."""
    store = open_store(f"sqlite:///{folder / 'stackbot.db'}")
    keys = (f"{change.after.id}:{change.deed}:{change.after.revision}",)
    assert store.record(Exchange(change.team, keys, change.act.at, changes=(change,)))
    store.close()
    return stored(folder, change.after.id)


def stored(folder: Path, decision: str) -> Decision:
    """A record as it is kept."""
    store = open_store(f"sqlite:///{folder / 'stackbot.db'}")
    found = store.decision(TeamId("T0ACME"), DecisionId(decision))
    store.close()
    assert found is not None
    return found


def deeds(folder: Path, decision: Decision) -> list[str]:
    """What was done to a record."""
    store = open_store(f"sqlite:///{folder / 'stackbot.db'}")
    events = store.decision_history(decision.team, decision.id)
    store.close()
    return [event.deed for event in events]


def is_on_its_way(folder: Path, decision: Decision) -> bool:
    """Whether the outbox knows that somebody is asked about a record, or was."""
    store = open_store(f"sqlite:///{folder / 'stackbot.db'}")
    state = store.state_of(decision.team, f"ask:{review_ask(decision).key}")
    store.close()
    return state is not None


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


def waiver(slack: FakeSlack, user: str) -> View:
    """The form that puts a review off."""
    return slack.wait_for(lambda: (view := slack.modal(user)) and "until" in fields(view) and view)


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


def test_a_review_is_waived_until_a_date_for_a_reason(
    slack: FakeSlack, start: Start, clock: SimulatedClock, door: Door, ana: str, general: str
) -> None:
    """What is wrong is said at its field, and what was typed stays; then nobody is asked before that day."""
    bot = start(door, clock=clock)
    decided(slack, ana, general)
    year_passes(bot, clock)
    ask = last_ask(slack, ana)
    until = clock().date() + timedelta(days=30)

    slack.click(ana, ask, WAIVE)
    view = waiver(slack, ana)
    slack.submit(ana, view, {"until": f"{clock().date()}", "why": " "}).ack()
    wrong, stands = dict(view.errors), view.open
    first = slack.submit(ana, view, {"until": f"{until}", "why": REASON})
    acks = [one.ack().payload for one in (first, *slack.deliver_again(first, times=3))]

    assert acks == acks[:1] * 4
    assert "error" not in str(acks)
    assert wrong == {
        "until": "A review is put off to a day that is still to come.",
        "why": "Say why; the reason is kept with the record.",
    }
    assert stands
    assert not view.open
    slack.wait_for(lambda: "put it off" in ask.shown)
    assert REASON in ask.shown
    assert f"It is looked at again on {until}." in ask.shown
    clock.pass_by(days=29)
    bot.serving.rounds.go_round()
    assert len(asks(slack, ana)) == 1
    clock.pass_by(days=1)
    bot.serving.rounds.go_round()
    assert "The day has come" in last_ask(slack, ana, 2).shown


def test_a_decision_is_changed_by_one_that_takes_its_place(
    slack: FakeSlack, start: Start, clock: SimulatedClock, door: Door, ana: str, general: str
) -> None:
    """The form opens from the direct message; the new card stands in the old one's thread, and all say what came."""
    bot = start(door, clock=clock)
    card = decided(slack, ana, general)
    year_passes(bot, clock)
    ask = last_ask(slack, ana)

    slack.click(ana, ask, CHANGE)
    view = form(slack, ana)
    slack.submit(ana, view, {"title": "Use Node after all", "choice": "Node", "why": "Python was slow."}).ack()

    new = answer(slack, general, card.thread_ts, 2)
    assert headline(new) == "ADR-0002: Use Node after all"
    assert "supersedes ADR-0001" in new.shown
    slack.wait_for(lambda: "superseded by ADR-0002" in card.shown)
    slack.wait_for(lambda: "it is superseded" in ask.shown)
    assert buttons(ask) == []
    assert len(asks(slack, ana)) == 1


def test_where_the_owner_has_left_the_deputy_is_asked(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, ben: str, tmp_path: Path
) -> None:
    """And may answer."""
    cleo = slack.person("cleo")
    decision = due(tmp_path, clock, owner=ana, deputy=ben, decision_makers=(Person(ana), Person(cleo)))
    slack.deactivate(ana)
    start(clock=clock)

    ask = last_ask(slack, ben)
    slack.click(ben, ask, HOLDS)

    slack.wait_for(lambda: "still holds" in ask.shown)
    assert deeds(tmp_path, decision)[-1] == Deed.REVIEWED
    assert asks(slack, ana) == asks(slack, cleo) == []


@pytest.mark.parametrize("owner", ["", "U0ANA", "someone", "Ana Smith"])
def test_where_neither_is_there_all_who_decided_are_asked(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, ben: str, tmp_path: Path, owner: str
) -> None:
    """No owner, one who has left or is forgotten, a name from a file; of who decided, those who are there."""
    cleo, gone = slack.person("cleo"), slack.person("gone")
    due(tmp_path, clock, owner=owner, decision_makers=(Person(ben), Person(cleo), Person(gone)))
    slack.deactivate(ana)
    slack.deactivate(gone)
    start(clock=clock)

    first, second = last_ask(slack, ben), last_ask(slack, cleo)
    slack.click(cleo, second, HOLDS)

    slack.wait_for(lambda: "still holds" in first.shown and "still holds" in second.shown)
    assert f"<@{cleo}>" in first.shown
    assert buttons(first) == buttons(second) == []
    assert asks(slack, ana) == asks(slack, gone) == []


def test_who_may_not_look_asks_the_owner(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, tmp_path: Path
) -> None:
    """Without the scope nobody is known to have left."""
    slack.scopes -= {"users:read"}
    due(tmp_path, clock, owner=ana, decision_makers=(Person(ana),))

    start(clock=clock)

    assert buttons(last_ask(slack, ana)) == [HOLDS, CHANGE, WAIVE]


def test_of_two_who_answer_at_once_one_is_told(
    slack: FakeSlack, start: Start, clock: SimulatedClock, door: Door, ana: str, ben: str, tmp_path: Path
) -> None:
    """One answer is on record, and both messages say which."""
    decision = due(tmp_path, clock, decision_makers=(Person(ana), Person(ben)))
    start(door, clock=clock)
    asked = {user: last_ask(slack, user) for user in (ana, ben)}

    clicks = [slack.click(user, ask, HOLDS) for user, ask in asked.items()]

    assert all(click.ack().ok for click in clicks)
    (late,) = slack.wait_for(lambda: [one for user in asked for one in slack.ephemerals(user)])
    assert "still holds" in late.shown or "was changed meanwhile" in late.shown
    slack.wait_for(lambda: all("still holds" in ask.shown for ask in asked.values()))
    assert deeds(tmp_path, decision).count(Deed.REVIEWED) == 1


def test_an_answer_that_slack_repeats_counts_once(
    slack: FakeSlack, start: Start, clock: SimulatedClock, door: Door, ana: str, tmp_path: Path
) -> None:
    """And nobody is told that they come too late for themselves."""
    decision = due(tmp_path, clock, owner=ana, decision_makers=(Person(ana),))
    start(door, clock=clock)

    first = slack.click(ana, last_ask(slack, ana), HOLDS)
    again = slack.deliver_again(first, times=3)

    assert all(one.ack().ok for one in (first, *again))
    slack.wait_for(lambda: "still holds" in last_ask(slack, ana).shown)
    assert slack.ephemerals(ana) == []
    assert deeds(tmp_path, decision).count(Deed.REVIEWED) == 1


@pytest.mark.parametrize("button", [HOLDS, CHANGE, WAIVE])
def test_a_button_that_is_out_of_date_says_what_came_of_it(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, ben: str, tmp_path: Path, button: str
) -> None:
    """Answered by somebody else: that is told, in the message too, and nothing is written or opened."""
    decision = due(tmp_path, clock, decision_makers=(Person(ana), Person(ben)))
    start(clock=clock)
    before = deepcopy(last_ask(slack, ana))
    slack.click(ben, last_ask(slack, ben), HOLDS)
    slack.wait_for(lambda: "still holds" in last_ask(slack, ana).shown)

    slack.click(ana, before, button)

    late = told(slack, ana, "still holds")
    assert f"<@{ben}>" in late.shown
    assert slack.modal(ana) is None
    assert deeds(tmp_path, decision).count(Deed.REVIEWED) == 1


def test_a_form_that_is_out_of_date_says_so(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, ben: str, tmp_path: Path
) -> None:
    """What was typed stays in it; the record is as the first answer left it."""
    decision = due(tmp_path, clock, decision_makers=(Person(ana), Person(ben)))
    start(clock=clock)
    slack.click(ana, last_ask(slack, ana), WAIVE)
    view = waiver(slack, ana)
    slack.click(ben, last_ask(slack, ben), HOLDS)
    slack.wait_for(lambda: "still holds" in last_ask(slack, ben).shown)

    slack.submit(ana, view, {"until": f"{clock().date() + timedelta(days=9)}", "why": REASON}).ack()

    assert "was answered meanwhile" in next(iter(view.errors.values()))
    assert view.open
    assert Deed.WAIVED not in deeds(tmp_path, decision)


def test_a_record_that_is_superseded_by_its_card_is_not_asked_about_any_more(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, general: str
) -> None:
    """The message in its owner's direct messages says what became of it."""
    bot = start(clock=clock)
    card = decided(slack, ana, general)
    year_passes(bot, clock)
    ask = last_ask(slack, ana)

    slack.click(ana, card, "decision_move_deprecate")
    reason = slack.wait_for(lambda: (view := slack.modal(ana)) and "why" in fields(view) and view)
    slack.submit(ana, reason, {"why": "We left that market."}).ack()

    slack.wait_for(lambda: "it is deprecated" in ask.shown)
    assert "We left that market." in ask.shown
    assert buttons(ask) == []


def test_a_form_that_cannot_be_read_stays_open(
    slack: FakeSlack, start: Start, clock: SimulatedClock, tmp_path: Path, ana: str
) -> None:
    """As one of another release; what was typed is not lost, and nothing is written."""
    decision = due(tmp_path, clock, decision_makers=(Person(ana),))
    start(clock=clock)
    slack.click(ana, last_ask(slack, ana), WAIVE)
    view = waiver(slack, ana)
    view.body["private_metadata"] = "of a later release"

    slack.submit(ana, view, {"until": f"{clock().date() + timedelta(days=9)}", "why": REASON}).ack()

    assert view.open
    assert "open it again" in str(view.errors)
    assert Deed.WAIVED not in deeds(tmp_path, decision)


@pytest.mark.parametrize("button", [HOLDS, CHANGE, WAIVE])
def test_who_may_not_move_the_record_may_not_answer(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, ben: str, tmp_path: Path, button: str
) -> None:
    """Such as who owned it once; they are told who can."""
    decision = due(tmp_path, clock, owner=ana, decision_makers=(Person(ben),))
    start(clock=clock)
    ask = last_ask(slack, ana)
    now = stored(tmp_path, decision.id)
    after = replace(now, owner=Person(ben))
    kept(tmp_path, Change(now, after, Deed.CORRECTED, made(draft()).act))

    slack.click(ana, ask, button)

    refused = told(slack, ana, "is moved by who decided it")
    assert f"<@{ben}>" in refused.shown
    assert slack.calls("views.open") == []
    assert Deed.REVIEWED not in deeds(tmp_path, decision)


def test_what_was_asked_before_a_restart_is_not_asked_again(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, tmp_path: Path
) -> None:
    """And an answer to it counts in the bot that comes after; so it is where Slack did not say who is there."""
    due(tmp_path, clock, owner=ana, decision_makers=(Person(ana),))
    slack.faults.plan("users.info", faults.status(503), times=1)
    bot = start(clock=clock)
    slack.wait_for(lambda: slack.calls("users.info"))
    bot.stop()
    clock.pass_by(hours=1)
    start(clock=clock)
    ask = last_ask(slack, ana)
    second = start(clock=clock)
    second.serving.rounds.go_round()

    slack.click(ana, ask, HOLDS)

    slack.wait_for(lambda: "still holds" in ask.shown)
    assert len(asks(slack, ana)) == 1


def test_what_was_answered_when_the_bot_ended_is_shown_when_it_is_back(
    slack: FakeSlack, start: Start, clock: SimulatedClock, door: Door, ana: str, general: str
) -> None:
    """In the message and in the card; what was acked is kept."""
    bot = start(door, clock=clock)
    card = decided(slack, ana, general)
    year_passes(bot, clock)
    ask = last_ask(slack, ana)
    trouble = slack.faults.plan("chat.update", faults.status(503), times=None)
    assert slack.click(ana, ask, HOLDS).ack().ok

    bot.stop()
    trouble.stop()
    clock.pass_by(hours=1)
    start(door, clock=clock)

    slack.wait_for(lambda: "still holds" in ask.shown)
    slack.wait_for(lambda: f"to be reviewed on {clock().date().replace(year=clock().year + 1)}" in card.shown)
    assert len(asks(slack, ana)) == 1


def test_what_is_answered_long_after_it_was_asked_is_shown_all_the_same(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, tmp_path: Path
) -> None:
    """When the outbox does not know that message any more; and it was not asked again."""
    decision = due(tmp_path, clock, owner=ana, decision_makers=(Person(ana),))
    bot = start(clock=clock, retention_days="30")
    ask = last_ask(slack, ana)
    assert is_on_its_way(tmp_path, decision)
    clock.pass_by(days=90)
    bot.serving.tidy()
    bot.serving.rounds.go_round()
    assert not is_on_its_way(tmp_path, decision)

    slack.click(ana, ask, WAIVE)
    until = clock().date() + timedelta(days=9)
    slack.submit(ana, waiver(slack, ana), {"until": f"{until}", "why": REASON}).ack()

    slack.wait_for(lambda: "put it off" in ask.shown)
    assert len(asks(slack, ana)) == 1


def test_what_a_private_channel_decided_is_asked_of_its_owner_alone(
    slack: FakeSlack, start: Start, clock: SimulatedClock, ana: str, ben: str, general: str
) -> None:
    """Nothing of it is seen in another channel or by anybody else; what takes its place is as private."""
    bot = start(clock=clock)
    secret = slack.channel("secret", "private", members=[ana])
    card = decided(slack, ana, secret)
    year_passes(bot, clock)
    ask = last_ask(slack, ana)

    slack.click(ana, ask, CHANGE)
    slack.submit(ana, form(slack, ana), {"title": "Use our secret Node", "choice": "Node", "why": WHY}).ack()

    assert "superseded by" in slack.wait_for(lambda: "superseded by" in card.shown and card).shown
    new = answer(slack, secret, card.thread_ts, 2)
    assert "seen in this private conversation only" in new.shown
    assert slack.messages(general) == []
    assert slack.seen_by(ben) == []
    assert len(answers(slack, secret, card.thread_ts)) == 2
