"""Votes: one a person and answer, changeable, with a reason where it did not help, and shown to nobody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.conversation.records import Reason, Vote
from bot.fake_slack import FakeSlack, Message, View
from bot.ids import QuestionId, TeamId, UserId
from bot.store.schema import open_store
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import PICKED, answer, asked, name_of

VoteOf = Callable[[str, Message], Vote | None]


@pytest.fixture
def vote_of(slack: FakeSlack, start: Start, tmp_path: Path) -> Iterator[VoteOf]:
    """Looks up in the database what a person voted; needs a bot that was started."""
    del start
    opened = []

    def find(user: str, card: Message) -> Vote | None:
        store = open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")
        opened.append(store)
        return store.vote(TeamId(slack.team), QuestionId(name_of(card)), UserId(user))

    yield find
    for store in opened:
        store.close()


def press(slack: FakeSlack, user: str, card: Message, word: str) -> None:
    """Vote, and wait until it is kept."""
    assert slack.click(user, card, "answer_feedback", f"{word}:{name_of(card)}").ack().ok


def modal(slack: FakeSlack, user: str) -> View:
    """The modal that asks why, once it is there."""
    return slack.wait_for(lambda: slack.modal(user))


def test_a_vote_is_kept_and_shown_to_nobody(
    slack: FakeSlack, start: Start, door: Door, vote_of: VoteOf, ana: str, general: str
) -> None:
    """A thumb up makes no message and no view, and changes no card."""
    start(door)
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    card = answer(slack, general, said)

    press(slack, ana, card, "helpful")

    vote = vote_of(ana, card)
    assert vote is not None
    assert (vote.helpful, vote.reason, vote.comment) == (True, None, "")
    assert slack.calls("views.open") == []
    assert len(slack.messages(general)) == 2
    assert card.versions == []


def test_a_thumb_down_asks_why_and_keeps_the_reason(
    slack: FakeSlack, start: Start, door: Door, vote_of: VoteOf, ana: str, general: str
) -> None:
    """The modal offers five reasons and room for words; what is sent closes it and makes no message."""
    start(door)
    card = asked(slack, ana, general, PICKED)
    press(slack, ana, card, "not_helpful")
    view = modal(slack, ana)

    sent = slack.submit(ana, view, {"reason": "missed my case", "comment": "We have 3 people & no money."})

    assert sent.ack().ok
    assert not view.open
    vote = vote_of(ana, card)
    assert vote is not None
    assert (vote.helpful, vote.reason) == (False, Reason.MISSED_CASE)
    assert vote.comment == "We have 3 people & no money."
    assert slack.messages(general) == []
    assert slack.ephemerals(ana) == [card]


def test_each_reason_is_kept(slack: FakeSlack, start: Start, vote_of: VoteOf, ana: str, general: str) -> None:
    """As it was chosen last."""
    start()
    card = asked(slack, ana, general, PICKED)
    kept = []

    for reason in Reason:
        press(slack, ana, card, "not_helpful")
        assert slack.submit(ana, modal(slack, ana), {"reason": reason.value}).ack().ok
        vote = vote_of(ana, card)
        kept.append(vote.reason if vote else None)

    assert kept == list(Reason)


def test_a_vote_counts_without_a_reason(
    slack: FakeSlack, start: Start, vote_of: VoteOf, ana: str, general: str
) -> None:
    """Who closes the modal has voted all the same."""
    start()
    card = asked(slack, ana, general, PICKED)
    press(slack, ana, card, "not_helpful")

    slack.dismiss(ana, modal(slack, ana))

    vote = vote_of(ana, card)
    assert vote is not None
    assert (vote.helpful, vote.reason) == (False, None)


def test_a_vote_can_be_changed_and_is_each_persons_own(
    slack: FakeSlack, start: Start, vote_of: VoteOf, ana: str, ben: str, general: str
) -> None:
    """The last one counts, without the reason given before; another person's stays as it is."""
    start()
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    card = answer(slack, general, said)
    press(slack, ana, card, "not_helpful")
    slack.submit(ana, modal(slack, ana), {"reason": "outdated"}).ack()
    press(slack, ben, card, "not_helpful")

    press(slack, ana, card, "helpful")

    votes = vote_of(ana, card), vote_of(ben, card)
    assert [(vote.helpful, vote.reason) for vote in votes if vote] == [(True, None), (False, None)]


def test_a_reason_sent_after_a_thumb_up_is_a_thumb_down_again(
    slack: FakeSlack, start: Start, vote_of: VoteOf, ana: str, ben: str, general: str
) -> None:
    """Who says what is wrong found it not helpful, so the gap is noted again too."""
    start(owners=ben)
    card = asked(slack, ana, general, PICKED)
    press(slack, ana, card, "not_helpful")
    view = modal(slack, ana)
    press(slack, ana, card, "helpful")
    between = asked(slack, ben, general, "gaps").shown

    assert slack.submit(ana, view, {"reason": "wrong pick"}).ack().ok

    vote = vote_of(ana, card)
    assert vote is not None
    assert (vote.helpful, vote.reason) == (False, Reason.WRONG_PICK)
    assert ": 1 question" not in between
    assert ": 1 question" in asked(slack, ben, general, "gaps").shown


def test_a_submission_for_an_answer_that_is_gone_is_let_go(
    slack: FakeSlack, start: Start, vote_of: VoteOf, ana: str, general: str
) -> None:
    """Who had everything erased meanwhile has no vote kept either."""
    start()
    card = asked(slack, ana, general, PICKED)
    press(slack, ana, card, "not_helpful")
    view = modal(slack, ana)
    asked(slack, ana, general, "forget me")

    sent = slack.submit(ana, view, {"reason": "other", "comment": "secret"})

    assert sent.ack().ok
    assert vote_of(ana, card) is None
