"""Logging a decision: from a click, a message or a command, by a form, to a record with its card."""

from collections.abc import Mapping

import pytest

from bot.fake_slack import FakeSlack, Message, View
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import PICKED, answer, answers, asked, buttons, headline, told

LOG = "log_decision_from_answer"
DECIDE = "log_decision"
FORM = "decision_form"
TITLE, WHY = "Use Python for the agents", "The team knows it."


def form(slack: FakeSlack, user: str) -> View:
    """The form, once it is filled."""
    return slack.wait_for(lambda: (view := slack.modal(user)) and "title" in fields(view) and view)


def fields(view: View) -> dict[str, object]:
    """What the form's fields hold before anybody types."""
    inputs = [block["element"] for block in view.blocks if block["type"] == "input"]
    return {one["action_id"]: one.get("initial_value", one.get("initial_users", "")) for one in inputs}


def log(slack: FakeSlack, user: str, channel: str, **values: str) -> Message:
    """Log a decision by command, and return its card."""
    cards = len(cards_of(slack, user))
    asked(slack, user, channel, "decide")
    view = form(slack, user)
    filled = {"title": TITLE, "choice": "Python", "why": WHY, **values}
    assert slack.submit(user, view, filled).ack().ok
    assert not view.errors
    return slack.wait_for(lambda: cards_of(slack, user)[cards:])[0]


def cards_of(slack: FakeSlack, user: str) -> list[Message]:
    """The cards of records in a person's direct messages."""
    return [one for one in slack.messages(slack.dm(user)) if headline(one).startswith("ADR-")]


def test_an_answer_becomes_a_record_in_two_clicks(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The form is prefilled from the answer; the record's card stands in the thread, with what it rests on."""
    start(door)
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    card = answer(slack, general, ts)

    slack.click(ana, card, LOG)
    view = form(slack, ana)
    choice = fields(view)["choice"]
    sent = slack.submit(ana, view, {"title": TITLE, "why": WHY})

    assert sent.ack().ok
    assert choice
    assert not view.open
    record = answer(slack, general, ts, 2)
    assert headline(record) == f"ADR-0001: {TITLE}"
    assert "Accepted" in record.shown
    assert WHY in record.shown
    assert str(choice) in record.shown
    assert "Rests on" in record.shown
    assert "Think again when" in record.shown


def test_the_record_of_an_answer_that_was_shared_stands_under_it(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Also where nobody has replied yet, so that everybody who sees the answer finds what was decided."""
    start(Door.SOCKET)
    slack.click(ana, asked(slack, ana, general, PICKED), "share_answer")
    shared = slack.wait_for(lambda: slack.messages(general))[0]

    slack.click(ben, shared, LOG)
    assert slack.submit(ben, form(slack, ben), {"title": TITLE, "why": WHY}).ack().ok

    assert headline(answer(slack, general, shared.ts, 2)) == f"ADR-0001: {TITLE}"


def test_a_message_is_quoted_in_the_form(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """The shortcut takes what was written as the context, and the card links to it."""
    start(door)
    ts = slack.say(ben, general, "We take Postgres & nothing else.")
    message = slack.message(general, ts)
    assert message is not None

    slack.shortcut(ana, message, DECIDE)
    view = form(slack, ana)
    context = fields(view)["context"]
    slack.submit(ana, view, {"title": "Use Postgres", "choice": "Postgres", "why": "One database is enough."}).ack()

    assert "We take Postgres & nothing else." in str(context)
    record = answer(slack, general, ts)
    assert headline(record) == "ADR-0001: Use Postgres"
    assert "where it was decided" in record.shown


def test_a_command_opens_the_form_with_its_title(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """What follows `decide` is the title; the card goes to who logged it, for there is no thread."""
    start()

    asked(slack, ana, general, "decide Use Valkey for sessions")

    assert fields(form(slack, ana))["title"] == "Use Valkey for sessions"
    assert headline(log(slack, ana, general, title="Use Valkey")) == "ADR-0001: Use Valkey"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x"}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"choice": " "}, "choice"),
        ({"why": " "}, "why"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    slack: FakeSlack, start: Start, ana: str, general: str, values: Mapping[str, str], field: str
) -> None:
    """The form stays open with all that was typed, and nothing is on record."""
    start()
    asked(slack, ana, general, "decide")
    view = form(slack, ana)

    slack.submit(ana, view, {"title": TITLE, "choice": "Python", "why": WHY, **values}).ack()

    assert list(view.errors) == [field]
    assert view.open
    assert "No decision" in asked(slack, ana, general, "decisions").shown


def test_what_is_hard_to_take_back_needs_more(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Chosen, the form grows; without what else was considered it is not taken."""
    start()
    asked(slack, ana, general, "decide")
    view = form(slack, ana)

    slack.click(ana, view, "reversibility", "one-way")
    slack.wait_for(lambda: "options" in fields(view))
    slack.submit(ana, view, {"title": TITLE, "choice": "Python", "why": WHY, "makers": []}).ack()
    missing = list(view.errors)
    options = "Node: nobody here knows it\nGo: too early"
    values = {"title": TITLE, "choice": "Python", "why": WHY, "options": options, "makers": [ana]}
    slack.submit(ana, view, values).ack()

    assert set(missing) == {"options", "makers"}
    card = slack.wait_for(lambda: cards_of(slack, ana))[0]
    assert "nobody here knows it" in card.shown
    assert "hard to take back" in card.shown


def test_a_form_sent_twice_makes_one_record(slack: FakeSlack, start: Start, door: Door, ana: str, general: str) -> None:
    """Whether Slack repeats it or somebody presses twice."""
    start(door)
    asked(slack, ana, general, "decide")
    view = form(slack, ana)
    values = {"title": TITLE, "choice": "Python", "why": WHY}

    first = slack.submit(ana, view, values)
    first.ack()
    assert all(one.ack().ok for one in slack.deliver_again(first, times=3))
    slack.submit(ana, view, {**values, "title": "Use Python, all of us"}).ack()

    slack.wait_for(lambda: cards_of(slack, ana))
    assert "1 decision" in asked(slack, ana, general, "decisions").shown


def test_a_contradiction_is_settled_by_superseding(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The form asks before anything is written; the old card says what took its place."""
    start(door)
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    card = answer(slack, general, ts)
    slack.click(ana, card, LOG)
    slack.submit(ana, form(slack, ana), {"title": TITLE, "choice": "Python", "why": WHY}).ack()
    old = answer(slack, general, ts, 2)

    slack.click(ana, card, LOG)
    view = form(slack, ana)
    slack.submit(ana, view, {"title": "Use Node after all", "choice": "Node", "why": "Python was slow."}).ack()
    slack.wait_for(lambda: "contradicts" in view.shown)
    values = {"title": "Use Node after all", "choice": "Node", "why": "Python was slow.", "way": "supersedes"}
    slack.submit(ana, view, values).ack()

    new = answer(slack, general, ts, 3)
    assert headline(new) == "ADR-0002: Use Node after all"
    assert "supersedes ADR-0001" in new.shown
    slack.wait_for(lambda: "superseded by ADR-0002" in old.shown)
    assert buttons(old)[-1] == "decision_move_history"


def test_a_contradiction_that_is_none_is_not_asked_about_again(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Said of a proposal, it holds when that is accepted: both are in force, and know of each other."""
    start(door)
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    card = answer(slack, general, ts)
    slack.click(ana, card, LOG)
    slack.submit(ana, form(slack, ana), {"title": "Use Python here", "choice": "Python", "why": WHY}).ack()
    answer(slack, general, ts, 2)

    slack.click(ana, card, LOG)
    view = form(slack, ana)
    values = {"title": "Use Node there", "choice": "Node", "why": WHY, "standing": "proposed"}
    slack.submit(ana, view, values).ack()
    slack.wait_for(lambda: "contradicts" in view.shown)
    slack.submit(ana, view, {"way": "no conflict"}).ack()
    proposal = answer(slack, general, ts, 3)
    proposed = proposal.shown
    slack.click(ana, proposal, "decision_move_accept")

    assert "Proposed" in proposed
    slack.wait_for(lambda: "Accepted" in proposal.shown)
    assert "2 decisions" in asked(slack, ana, general, "decisions status:accepted").shown


def test_a_private_record_is_told_apart_from_a_public_one(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """Only the private one names the other: who may not see it learns nothing."""
    start()
    secret = slack.channel("secret", "private", members=[ana])
    public = log(slack, ana, general, topic="custom:language")

    asked(slack, ana, secret, "decide")
    view = form(slack, ana)
    values = {"title": "Use Go for us", "choice": "Go", "why": WHY, "topic": "custom:language"}
    slack.submit(ana, view, values).ack()
    slack.wait_for(lambda: "contradicts" in view.shown)
    slack.submit(ana, view, {"way": "no conflict"}).ack()

    assert not view.errors
    slack.wait_for(lambda: [one for one in slack.messages(secret) if headline(one) == "ADR-0002: Use Go for us"])
    assert "ADR-0002" not in public.shown


def test_a_proposal_can_be_edited_as_one_likes(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """What was chosen and why among it, without a reason; then it is accepted as it reads."""
    start()
    card = log(slack, ana, general, standing="proposed")

    slack.click(ana, card, "decision_move_edit")
    view = form(slack, ana)
    edited = {
        "choice": "Go",
        "why": "It is fast.",
        "options": "Python: slow",
        "scope": "team:core",
        "topic": "custom:lang",
    }
    slack.submit(ana, view, edited).ack()
    slack.wait_for(lambda: "It is fast." in card.shown)
    slack.click(ana, card, "decision_move_accept")

    slack.wait_for(lambda: "Accepted" in card.shown)
    assert all(said in card.shown for said in ("Go", "team:core", "custom:lang", "Python: slow"))


def test_a_contradiction_can_hold_for_others(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """With another scope there is none; with a scope that meets the other, the form says so and asks again."""
    start(door)
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    card = answer(slack, general, ts)
    slack.click(ana, card, LOG)
    values = {"title": "Use Python in search", "choice": "Python", "why": WHY, "scope": "service:search"}
    slack.submit(ana, form(slack, ana), values).ack()
    answer(slack, general, ts, 2)

    slack.click(ana, card, LOG)
    view = form(slack, ana)
    values = {"title": "Use Node in chat", "choice": "Node", "why": WHY}
    slack.submit(ana, view, values).ack()
    slack.wait_for(lambda: "contradicts" in view.shown)
    typed = fields(view)
    slack.submit(ana, view, {"way": "other scope"}).ack()
    slack.wait_for(lambda: "With this scope they still meet." in view.shown)
    slack.submit(ana, view, {"way": "other scope", "scope": "Chat"}).ack()
    wrong = dict(view.errors)
    slack.submit(ana, view, {"way": "other scope", "scope": "service:chat"}).ack()

    assert typed["title"] == "Use Node in chat"
    assert list(wrong) == ["scope"]
    record = answer(slack, general, ts, 3)
    assert headline(record) == "ADR-0002: Use Node in chat"
    assert "service:chat" in record.shown
    assert "2 decisions" in asked(slack, ana, general, "decisions status:accepted").shown


def test_a_private_channels_record_is_seen_there_only(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """In lists, by its number, and in answers on its topic."""
    start(door)
    secret = slack.channel("secret", "private", members=[ana])
    ts = slack.say(ana, secret, f"{slack.mention} {PICKED}")
    slack.click(ana, answer(slack, secret, ts), LOG)
    slack.submit(ana, form(slack, ana), {"title": "Use our secret weapon", "choice": "Python", "why": WHY}).ack()
    answer(slack, secret, ts, 2)

    elsewhere = [
        asked(slack, ana, general, "decisions").shown,
        asked(slack, ana, general, "decisions weapon").shown,
        asked(slack, ana, general, "decision ADR-0001").shown,
        asked(slack, ana, general, PICKED).shown,
        asked(slack, ben, slack.dm(ben), PICKED).shown,
    ]

    assert not [text for text in elsewhere if "weapon" in text]
    assert "secret weapon" in asked(slack, ana, secret, "decisions weapon").shown
    assert "secret weapon" in asked(slack, ana, secret, PICKED).shown


def test_an_answer_shows_what_the_team_decided_before(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """The record in force, and not the one it superseded."""
    start(door)
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    slack.click(ana, answer(slack, general, ts), LOG)
    slack.submit(ana, form(slack, ana), {"title": TITLE, "choice": "Python", "why": WHY}).ack()
    answer(slack, general, ts, 2)

    later = asked(slack, ben, general, PICKED)

    assert "ADR-0001" in later.shown
    assert TITLE in later.shown


def test_a_question_that_carries_a_reason_to_revisit_says_so(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """What would have changed the pick when it was decided is part of what is asked now."""
    start()
    ts = slack.say(ana, general, f"{slack.mention} Which language for an LLM agent with RAG?")
    slack.click(ana, answer(slack, general, ts), LOG)
    slack.submit(ana, form(slack, ana), {"title": TITLE, "choice": "Python", "why": WHY}).ack()
    record = answer(slack, general, ts, 2)

    again = asked(slack, ana, general, "Which language for an LLM agent with RAG?")
    other = asked(slack, ana, general, PICKED)

    assert "Think again when" in record.shown
    assert "names this as a reason to revisit it" not in again.shown
    assert "`ADR-0001` names this as a reason to revisit it" in other.shown


def test_a_record_is_moved_by_whom_it_concerns(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Others are told who can; a button pressed twice moves once."""
    start()
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    slack.click(ana, answer(slack, general, ts), LOG)
    slack.submit(ana, form(slack, ana), {"title": TITLE, "choice": "Python", "why": WHY}).ack()
    card = answer(slack, general, ts, 2)

    slack.click(ben, card, "decision_move_deprecate")
    refused = told(slack, ben, "is moved by who decided it")
    slack.click(ana, card, "decision_move_deprecate")
    reason = slack.wait_for(lambda: (view := slack.modal(ana)) and "why" in fields(view) and view)
    slack.submit(ana, reason, {"why": "We left that market."}).ack()

    assert f"(<@{ana}>), or by an administrator" in refused.shown
    slack.wait_for(lambda: "Deprecated" in card.shown)
    slack.click(ana, card, "decision_move_history")
    history = told(slack, ana, "History of ADR-0001")
    assert "We left that market." in history.shown
    assert len(answers(slack, general, ts)) == 2


def test_a_record_whose_card_is_in_direct_messages_can_be_superseded(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """What takes its place is for the same people, and not for those messages alone."""
    start()
    card = log(slack, ana, general)

    slack.click(ana, card, "decision_move_supersede")
    slack.submit(ana, form(slack, ana), {"title": "Use Node after all", "choice": "Node", "why": "It is fast."}).ack()

    slack.wait_for(lambda: "superseded by ADR-0002" in card.shown)
    assert "Use Node after all" in asked(slack, ana, general, "decisions").shown


def test_a_record_is_on_disk_when_the_form_closes(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """A bot that ends right after still has it, and shows its card when it is back."""
    bot = start(door)
    asked(slack, ana, general, "decide")
    view = form(slack, ana)
    assert slack.submit(ana, view, {"title": TITLE, "choice": "Python", "why": WHY}).ack().ok

    bot.stop()
    start(door)

    slack.wait_for(lambda: cards_of(slack, ana))
    assert "1 decision" in asked(slack, ana, general, "decisions").shown
