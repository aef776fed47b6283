"""What people see of the bot, and questions whose outcome is known."""

import re
from collections.abc import Iterator
from typing import Any

from bot.fake_slack import FakeSlack, Fault, Message, faults
from bot.fake_slack.shapes import elements_of

PICKED = "Node or Python for a chat app with an LLM?"
PICK = "Both (microservices split)"
FIGURE = "How long is a cold start on AWS Lambda?"
UNCLEAR = "Node or Python?"
UNANSWERED = "Should we use Kubernetes or Nomad?"
SMALL_TALK = "lunch at noon?"


def answers(slack: FakeSlack, channel: str, ts: str) -> list[Message]:
    """What the bot says in a thread that everybody sees."""
    return [message for message in slack.messages(channel, ts) if message.user == slack.bot_user]


def answer(slack: FakeSlack, channel: str, ts: str, number: int = 1) -> Message:
    """The bot's first message in a thread, or a later one, once it is there."""
    return slack.wait_for(lambda: answers(slack, channel, ts)[number - 1 :])[0]


def told(slack: FakeSlack, user: str, words: str) -> Message:
    """What the bot says to one person alone and holds these words, once it is there."""
    return slack.wait_for(lambda: [one for one in slack.ephemerals(user) if words in one.shown])[0]


def asked(slack: FakeSlack, user: str, channel: str, text: str) -> Message:
    """The card that a command's ack shows."""
    delivery = slack.command(user, channel, text)
    assert delivery.ack().ok
    assert delivery.shown is not None
    return delivery.shown


def name_of(card: Message) -> str:
    """The id at the foot of an answer."""
    found = re.search(r"/stack why (\w{10})", card.shown)
    assert found, card.shown
    return found[1]


def buttons(card: Message) -> list[str]:
    """The action ids of what can be pressed, in order."""
    return [str(one["action_id"]) for block in card.blocks for one in elements_of(block) if one["type"] in PRESSED]


def headline(card: Message) -> str:
    """The card's header; empty where it has none."""
    return next((str(block["text"]["text"]) for block in card.blocks if block["type"] == "header"), "")


def odd_answers() -> list[Fault]:
    """What may come instead of an answer of Slack."""
    bodies = (
        *(b"", b"null", b"[1,2]", b'"text"', b"5", b"{", b"[" * 100_000, b'{"ok":false}', b'{"ok":true}'),
        *(b'{"ok":true,"messages":{"a":1}}', b'{"ok":true,"messages":[1,null,"x"],"response_metadata":"x"}'),
    )
    return [*(Fault(body=body) for body in bodies), faults.no_http(), faults.cut_off(), faults.dropped()]


def live(value: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """Every mention, link or command that Slack's markup would carry out."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield from re.findall(r"<[^>]*>", value["text"])
        for inner in value.values():
            yield from live(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from live(inner)


PRESSED = frozenset({"button", "feedback_buttons", "static_select"})
