"""Correcting a record by the form that *Edit details* opens, and what is told of it afterwards."""

import pytest

from bot.fake_slack import FakeSlack, Message, View
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.test_deciding import TITLE, WHY, cards_of, fields, form, log
from tests.slack.watching import asked, buttons, headline, told

EDIT, HISTORY = "decision_move_edit", "decision_move_history"


def opened(slack: FakeSlack, user: str, card: Message) -> View:
    """The form of a record's card, anew."""
    before = slack.modal(user)
    slack.click(user, card, EDIT)
    return slack.wait_for(
        lambda: (view := slack.modal(user)) and view is not before and "title" in fields(view) and view
    )


def test_a_detail_is_corrected_for_a_reason(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """The form says what the record says; the card follows, and the history tells what stood there before."""
    start(door)
    card = log(slack, ana, general)

    view = opened(slack, ana, card)
    before = fields(view)
    typed = {"title": "Use Python for agents", "owner": ben, "tags": "agents, costs", "edit_why": "A shorter title."}
    sent = slack.submit(ana, view, typed)

    assert sent.ack().ok
    assert not view.open
    assert before["title"] == TITLE
    assert "choice" not in before
    slack.wait_for(lambda: headline(card) == "ADR-0001: Use Python for agents")
    assert f"owned by <@{ben}>" in card.shown
    assert len(cards_of(slack, ana)) == 1
    slack.click(ana, card, HISTORY)
    history = told(slack, ana, "History of ADR-0001").shown
    assert "A shorter title." in history
    assert f"title: {TITLE} → Use Python for agents" in history
    assert f"owner: <@{ana}> → <@{ben}>" in history
    assert "tags: nothing → agents, costs" in history


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x", "edit_why": "A typo."}, "title"),
        ({"title": "Use Python now", "edit_why": " "}, "edit_why"),
        ({"tags": "Two Words", "edit_why": "To be found."}, "tags"),
        ({"review_on": "2020-01-01", "edit_why": "Sooner."}, "review_on"),
        ({"dissent": "nobody in particular", "edit_why": "It was said."}, "dissent"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    slack: FakeSlack, start: Start, ana: str, general: str, values: dict[str, str], field: str
) -> None:
    """The form stays open with all that was typed, and the record stays as it was."""
    start()
    card = log(slack, ana, general)
    view = opened(slack, ana, card)

    slack.submit(ana, view, values).ack()

    assert list(view.errors) == [field]
    assert view.open
    assert "corrected" not in history_of(slack, ana, card)


def test_a_form_that_comes_back_as_it_was_changes_nothing(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """It closes, and the history holds no correction."""
    start()
    card = log(slack, ana, general, context="Two lines,\n\nand  odd  spaces.")

    sent = slack.submit(ana, opened(slack, ana, card), {})

    assert sent.ack().ok
    assert "corrected" not in history_of(slack, ana, card)


def test_of_two_who_edit_at_once_the_second_is_told(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """Nothing of the first is overwritten, and nothing that the second typed is lost."""
    start(door)
    card = log(slack, ana, general)
    slack.submit(ana, opened(slack, ana, card), {"deputy": ben, "edit_why": "For the holidays."}).ack()
    slack.wait_for(lambda: cards_of(slack, ana))
    first, second = opened(slack, ana, card), opened(slack, ben, card)

    slack.submit(ana, first, {"title": "Use Python for it", "edit_why": "Shorter."}).ack()
    slack.submit(ben, second, {"title": "Use Python for that", "edit_why": "Clearer."}).ack()

    assert "was corrected by somebody else" in second.errors["title"]
    assert second.open
    slack.wait_for(lambda: headline(card) == "ADR-0001: Use Python for it")
    again = opened(slack, ben, card)
    assert fields(again)["title"] == "Use Python for it"
    slack.submit(ben, again, {"title": "Use Python for that", "edit_why": "Clearer."}).ack()
    slack.wait_for(lambda: headline(card) == "ADR-0001: Use Python for that")


def test_a_correction_that_is_sent_twice_is_made_once(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """Slack repeats what it saw no answer to; that is no second correction, and no refusal."""
    start(door)
    card = log(slack, ana, general)
    view = opened(slack, ana, card)

    first = slack.submit(ana, view, {"title": "Use Python for it", "edit_why": "Shorter."})
    first.ack()
    repeated = slack.deliver_again(first, times=3)

    assert all(one.ack().ok for one in repeated)
    assert [one.ack().payload for one in repeated] == [first.ack().payload] * 3
    assert history_of(slack, ana, card).count("corrected") == 1


def test_who_may_not_correct_a_record_is_told_who_can(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """No form opens."""
    start()
    card = log(slack, ana, general)

    slack.click(ben, card, EDIT)

    assert f"<@{ana}>" in told(slack, ben, "is moved by who decided it").shown
    assert slack.modal(ben) is None


def test_who_lost_the_right_meanwhile_saves_nothing(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """A form that opened before somebody else became the owner and decision maker."""
    start()
    card = log(slack, ana, general)
    slack.submit(ana, opened(slack, ana, card), {"deputy": ben, "edit_why": "For the holidays."}).ack()
    stale = opened(slack, ben, card)

    slack.submit(ana, opened(slack, ana, card), {"deputy": None, "edit_why": "Back again."}).ack()
    slack.submit(ben, stale, {"title": "Use Ben's title", "edit_why": "Mine."}).ack()

    assert stale.errors
    assert "Ben's title" not in asked(slack, ana, general, "decision ADR-0001").shown


def test_an_old_card_opens_the_record_as_it_is_now(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """A copy of the card from before a correction, in which nothing was updated."""
    start()
    card = log(slack, ana, general)
    old = asked(slack, ana, general, "decision ADR-0001")
    slack.submit(ana, opened(slack, ana, card), {"title": "Use Python for it", "edit_why": "Shorter."}).ack()

    assert fields(opened(slack, ana, old))["title"] == "Use Python for it"


def test_a_record_out_of_force_can_be_put_right(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """What is small, such as the context; the status stays."""
    start()
    card = log(slack, ana, general)
    slack.click(ana, card, "decision_move_deprecate")
    reason = slack.wait_for(lambda: (view := slack.modal(ana)) and "why" in fields(view) and view)
    slack.submit(ana, reason, {"why": "We left that market."}).ack()
    slack.wait_for(lambda: "Deprecated" in card.shown)

    slack.submit(ana, opened(slack, ana, card), {"consequences": "One\nTwo", "edit_why": "For the record."}).ack()

    slack.wait_for(lambda: "Two" in card.shown)
    assert "Deprecated" in card.shown
    assert EDIT in buttons(card)


def test_the_form_of_a_private_record_opens_only_there(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Its card is only there, and the form is of that card."""
    start()
    secret = slack.channel("secret", "private", members=[ana])

    asked(slack, ana, secret, "decide")
    view = form(slack, ana)

    assert "Only this private conversation" in view.shown
    slack.submit(ana, view, {"title": TITLE, "choice": "Python", "why": WHY}).ack()
    card = slack.wait_for(lambda: [one for one in slack.messages(secret) if headline(one).startswith("ADR-")])[0]
    slack.submit(ana, opened(slack, ana, card), {"title": "Use our weapon", "edit_why": "Its name."}).ack()
    slack.wait_for(lambda: headline(card) == "ADR-0001: Use our weapon")
    assert "weapon" not in asked(slack, ben, general, "decisions").shown


def test_a_record_relates_to_another_on_both_sides(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Both cards say so; what is no record is said at the field, and a tie that stands can't be taken back."""
    start()
    first, second = log(slack, ana, general), log(slack, ana, general, title="Use Node for the rest")

    view = opened(slack, ana, second)
    slack.submit(ana, view, {"related": "ADR-0001, ADR-0009", "edit_why": "They belong together."}).ack()
    wrong = dict(view.errors)
    slack.submit(ana, view, {"related": "adr 1", "edit_why": "They belong together."}).ack()

    assert list(wrong) == ["related"]
    slack.wait_for(lambda: "relates to ADR-0002" in first.shown)
    slack.wait_for(lambda: "relates to ADR-0001" in second.shown)
    again = opened(slack, ana, second)
    assert fields(again)["related"] == "ADR-0001"
    slack.submit(ana, again, {"related": "", "edit_why": "No more."}).ack()
    assert list(again.errors) == ["related"]
    slack.submit(ana, again, {"related": "ADR-0001", "tags": "both", "edit_why": "To be found."}).ack()
    assert "tags: nothing → both" in history_of(slack, ana, second)


def test_a_public_record_does_not_relate_to_a_private_one(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """It may not even be told from one that is not there; the other way round, only the private one says so."""
    start()
    secret = slack.channel("secret", "private", members=[ana])
    asked(slack, ana, secret, "decide")
    slack.submit(ana, form(slack, ana), {"title": "Use our weapon", "choice": "Python", "why": WHY}).ack()
    hidden = slack.wait_for(lambda: [one for one in slack.messages(secret) if headline(one).startswith("ADR-")])[0]
    public = log(slack, ana, general, topic="custom:other")

    view = opened(slack, ana, public)
    slack.submit(ana, view, {"related": "ADR-0001", "edit_why": "They belong together."}).ack()
    refused = dict(view.errors)
    slack.submit(ana, view, {"related": "", "tags": "open", "edit_why": "To be found."}).ack()
    private = opened(slack, ana, hidden)
    slack.submit(ana, private, {"related": "ADR-0002", "edit_why": "They do."}).ack()
    assert not private.errors

    assert list(refused) == ["related"]
    slack.wait_for(lambda: "relates to ADR-0002" in hidden.shown)
    assert "relates to" not in public.shown


def history_of(slack: FakeSlack, user: str, card: Message) -> str:
    """The history of a record, as it is told now."""
    before = len(slack.ephemerals(user))
    slack.click(user, card, HISTORY)
    return slack.wait_for(lambda: [one for one in slack.ephemerals(user)[before:] if "History" in one.shown])[0].shown
