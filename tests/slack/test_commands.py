"""The slash command: answered in its ack, seen by its sender alone, everywhere."""

import html

import pytest

from bot.fake_slack import FakeSlack, faults
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import PICK, PICKED, UNANSWERED, UNCLEAR, asked, buttons, headline, live

PLACES = ("public", "private", "mpim", "direct", "public, without the bot", "private, without the bot")
WORDS = {
    "": "Ask me which backend stack to build on",
    "help": "Ask me which backend stack to build on",
    "HELP": "Ask me which backend stack to build on",
    "settings": "only when I am mentioned",
    "settings off": "I am silent",
    "privacy": "erases all of yours at once",
    "gaps": "Only the bot's owners",
    "why 0000000000": "I don't keep that answer",
    "forget me": "are erased",
    "Forget Me": "are erased",
}
DIRECT = {"settings": "Settings are for channels", "settings off": "Settings are for channels"}  # instead


def test_a_question_is_answered_in_the_ack_for_its_sender_alone(
    slack: FakeSlack, start: Start, door: Door, ana: str, general: str
) -> None:
    """The question, the pick, its reasons, price and sources, a way to share and to vote; decisions come later."""
    start(door)

    card = asked(slack, ana, general, PICKED)

    assert card.only_for == ana
    assert slack.messages(general) == []
    assert PICKED in card.shown
    assert headline(card).startswith(PICK)
    assert all(words in card.shown for words in ("*Why*", "*What you give up*", "*Sources*", "not a substitute"))
    assert buttons(card) == ["share_answer", "log_decision_from_answer", "answer_feedback"]


def place(slack: FakeSlack, user: str, kind: str) -> str:
    """A conversation of that kind."""
    if kind == "direct":
        return slack.dm(user)
    name, _, without = kind.partition(",")
    return slack.channel("somewhere", name, members=[user], bot=not without)


@pytest.mark.parametrize("kind", PLACES)
def test_every_word_works_everywhere(slack: FakeSlack, start: Start, kind: str, ana: str) -> None:
    """In any conversation, also where the bot is no member, each sub-command shows its own card, to its sender."""
    start()
    where = place(slack, ana, kind)
    words = WORDS | DIRECT if kind == "direct" else WORDS

    shown = {word: asked(slack, ana, where, word) for word in words}

    assert {word: words[word] for word, card in shown.items() if words[word] not in card.shown} == {}
    assert slack.messages(where) == []


@pytest.mark.parametrize("kind", PLACES)
def test_a_question_is_answered_everywhere(slack: FakeSlack, start: Start, kind: str, ana: str) -> None:
    """The ack needs no right to post."""
    start()

    card = asked(slack, ana, place(slack, ana, kind), PICKED)

    assert headline(card).startswith(PICK)


def test_the_command_may_have_any_name(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """Another app may have taken the name, so whatever Slack sends is answered, and help says that name."""
    start()

    helped = slack.command(ana, general, "", command="/advise")
    answered = slack.command(ana, general, PICKED, command="/advise")

    assert "/advise privacy" in helped.ack().payload["blocks"][2]["text"]["text"]
    assert PICK in str(answered.ack().payload)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("why", "why <answer>"),
        ("why?", "why <answer>"),
        ("why xyz", "why <answer>"),
        ("why `no-such-id`", "why <answer>"),
        ("forget", "forget me"),
        ("forget everything", "forget me"),
        ("Forget about me", "forget me"),
        ("gaps please", "gaps"),
        ("privacy, please", "privacy"),
        ("settings of", "settings off"),
        ("settings shared", "settings shared on"),
    ],
)
def test_a_word_typed_nearly_right_is_answered_with_how_it_is_written(
    slack: FakeSlack, start: Start, ana: str, general: str, text: str, form: str
) -> None:
    """By its sender's own command name; nothing is asked, changed or erased by it, and it leaves no gap."""
    start(owners=ana)

    shown = html.unescape(str(slack.command(ana, general, text, command="/advise").ack().payload))

    assert f"`/advise {form}`" in shown
    assert "answer_feedback" not in shown
    assert "was served" in asked(slack, ana, general, "gaps").shown
    assert "only when I am mentioned" in asked(slack, ana, general, "settings").shown


@pytest.mark.parametrize("text", ["help me", "Help!", "help please", "?"])
def test_whoever_wants_help_gets_it(slack: FakeSlack, start: Start, ana: str, general: str, text: str) -> None:
    """However it is written."""
    start()

    assert "Ask me which backend stack to build on" in asked(slack, ana, general, text).shown


@pytest.mark.parametrize("text", ["Privacy!", "`privacy`", "forget me.", "settings?", "GAPS", "settings “off”"])
def test_a_word_is_known_with_what_people_put_around_it(
    slack: FakeSlack, start: Start, ana: str, general: str, text: str
) -> None:
    """Stops, quotes, backticks and capitals."""
    start(owners=ana)
    known = "erases all of yours", "are erased", "In this channel", "only when I am", "I am silent", "was served"

    shown = asked(slack, ana, general, text).shown

    assert any(words in shown for words in known)


@pytest.mark.parametrize(
    "text",
    [
        "settings management: node or python for an LLM chat?",
        "why is python slower than node?",
        "why python for LLM agents",
        "why python wins",
        "why node?",
        "gaps in python?",
        "help us choose: node or python for an LLM chat",
        "privacy aside, node or python for an LLM chat?",
        "forget the frontend, node or python for an LLM chat?",
    ],
)
def test_a_question_may_begin_with_any_word(slack: FakeSlack, start: Start, ana: str, general: str, text: str) -> None:
    """It is answered as one."""
    start()

    card = asked(slack, ana, general, text)

    assert text in card.shown
    assert "answer_feedback" in buttons(card)


def test_a_command_delivered_again_gets_the_same_card_and_counts_once(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """Slack repeats what it saw no answer to, so the card must come again, but there is one question."""
    start(door, owners=ben)
    first = slack.command(ana, general, UNANSWERED)
    first.ack()

    again = [delivery.ack() for delivery in slack.deliver_again(first, times=3)]

    assert [ack.payload for ack in again] == [first.ack().payload] * 3
    assert ": 1 question" in asked(slack, ben, general, "gaps").shown


def test_the_same_question_asked_twice_is_two_questions(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """Only a repeated delivery is a repetition."""
    start(owners=ben)
    asked(slack, ana, general, UNANSWERED)
    asked(slack, ana, general, UNANSWERED)

    card = asked(slack, ben, general, "gaps")

    assert ": 2 questions" in card.shown


def test_whatever_is_asked_gets_a_card_with_nothing_live(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """A question without words, of markup alone, or of the greatest length ends in a message too."""
    start()
    markup = "<!channel> *hey* <https://evil.example|click>"
    texts = ("?", "\u200b", "<@U0BEN>", ":tada:", "```x = 1```", markup, "x" * 40_000)

    cards = [asked(slack, ana, general, text) for text in texts]

    links = [one for card in cards for one in live(card.blocks)]
    assert [one for one in links if not one.startswith("<https://www.groovyweb.co/")] == []
    assert [card.text for card in cards if "<" in card.text] == []


def test_a_command_is_answered_while_slack_takes_no_calls(
    slack: FakeSlack, start: Start, ana: str, general: str
) -> None:
    """The answer travels in the ack and needs no call."""
    start()
    slack.faults.plan("*", faults.status(503), times=None)

    card = asked(slack, ana, general, PICKED)

    assert headline(card).startswith(PICK)


def test_an_unclear_question_is_asked_back(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """One question with buttons; there is nothing to share yet."""
    start()

    card = asked(slack, ana, general, UNCLEAR)

    assert buttons(card) == ["choose_1", "choose_2", "choose_3", "answer_feedback"]


def test_nothing_is_pretended_where_the_knowledge_has_no_answer(
    slack: FakeSlack, start: Start, ana: str, ben: str, general: str
) -> None:
    """The card says that there is none and why, and offers the nearest entries and a person."""
    start(owners=ben)

    card = asked(slack, ana, general, UNANSWERED)

    assert "The knowledge does not cover containers" in card.shown
    assert buttons(card) == ["nearest_1", "nearest_2", "nearest_3", "ask_a_human", "answer_feedback"]


def test_what_nobody_knows_is_acked(slack: FakeSlack, start: Start, door: Door, ana: str, general: str) -> None:
    """Unknown events, actions, views and shortcuts end in an ack, never in a 404 that Slack would repeat."""
    start(door)
    card = asked(slack, ana, general, PICKED)
    strange = {"type": "block_actions", "trigger_id": "1.2.a", "team": {"id": slack.team}, "user": {"id": ana}}
    view = {"type": "view_submission", "view": {"id": "V1", "callback_id": "no_such_view", "state": {"values": {}}}}

    deliveries = [
        slack.event({"type": "no_such_event", "event_ts": "1.2"}),
        slack.event({"type": "app_context_changed", "user": ana}),
        slack.deliver("interactive", {**strange, "actions": [{"type": "button", "action_id": "no_such_action"}]}),
        slack.deliver("interactive", {**strange, **view}),
        slack.deliver("interactive", {**strange, **view, "type": "view_closed"}),
        slack.deliver("interactive", {**strange, "type": "shortcut", "callback_id": "no_such_shortcut"}),
        slack.shortcut(ana, card, "no_such_shortcut"),
        slack.deliver("interactive", {**strange, "type": "block_suggestion", "action_id": "no", "value": ""}),
    ]

    assert [delivery.ack().status for delivery in deliveries] == [200] * len(deliveries)
