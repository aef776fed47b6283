"""What real answers and our other messages look like, kept as JSON that can be pasted into Slack's Block Kit Builder.

Beside each stands the text that goes out with the blocks.

After a change that is meant, write them anew and read the difference:

    SNAPSHOTS=write .venv/bin/python -m pytest tests/slack/blocks/test_snapshots.py
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.conversation.policy import Silence
from bot.conversation.records import Asked, ChannelSettings, Gap, Given, Lack, Mode, Objection, Place, Reason
from bot.decisions.record import Status
from bot.fake_slack.limits import problems
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.knowledge.entries import EntryId, OptionId
from bot.slack.blocks import notice
from bot.slack.blocks.answer import CardOptions, answer_card
from bot.slack.blocks.card import Card
from bot.slack.blocks.channel_settings import settings_card
from bot.slack.blocks.feedback import reason_view
from bot.slack.blocks.gaps import draft_card, gaps_card
from bot.slack.blocks.help import help_card, usage_card
from bot.slack.blocks.home import home_view
from bot.slack.blocks.home_decisions import HomeDecisions, home_decisions
from bot.slack.blocks.privacy import privacy_card
from bot.slack.blocks.simpler import simpler
from bot.slack.blocks.why import why_card
from bot.wiring.desk import Desk
from tests.decisions.records import record
from tests.slack.blocks.conftest import WRITES_SNAPSHOTS, Ask
from tests.slack.blocks.live import live_in

SNAPSHOTS = Path(__file__).parent / "snapshots"
UNKNOWN_TO_SDK = {"data_visualization"}
TEAM, ANA, CHANNEL = TeamId("T012ABC"), UserId("U012ANA"), ChannelId("C012ABC")
QUESTION = QuestionId("4f6d2c81a09b")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPTIONS = CardOptions(QUESTION, shareable=True, human_offered=True)
QUESTIONS = {
    "answer_split": "Node or Python for a chat app with an LLM?",
    "answer_figure": "How do cold starts compare?",
    "answer_corrected": "which is bettr for a CRUD api, pyton or node?",
    "answer_constraint": "We cannot use Node. What for a chat server?",
    "clarify": "node or python?",
    "closest": "What should I use?",
    "none": "hello",
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_real_answers_look_as_they_did(ask: Ask, name: str) -> None:
    """Cards of the shipped knowledge's answers are those kept, sound for Slack and for its library."""
    _check(name, _message(answer_card(ask(QUESTIONS[name]), OPTIONS)))


def test_a_shared_answer_with_prose_looks_as_it_did(ask: Ask) -> None:
    """Shared by somebody, with a model's sentences and a note."""
    prose = ("Python carries the model's side.", "Node.js carries the live connections.")
    notes = ("I could not read this thread, so I answered the question alone.",)
    options = replace(OPTIONS, shareable=False, shared_by=ANA, prose=prose, notes=notes, command="/advice")

    card = answer_card(ask(QUESTIONS["answer_split"]), options)

    _check("answer_shared", _message(card), mentioned=[ANA])


def test_what_slack_refuses_looks_as_it_did(ask: Ask) -> None:
    """The same answer without newer blocks, then as text."""
    first = simpler(_message(answer_card(ask(QUESTIONS["answer_split"]), OPTIONS)))
    assert first is not None
    second = simpler(first)
    assert second is not None

    _check("simpler_older_blocks", first)
    _check("simpler_text", second)
    assert simpler(second) is None


def test_other_messages_look_as_they_did(shipped_desk: Desk) -> None:
    """Help, an explanation, gaps, a draft, settings, privacy, and small notices."""
    library = shipped_desk.advisor.library
    asked = _asked("Does Deno run our workers?")
    objections = (Objection(Reason.OUTDATED, "Deno 2 runs <npm> packages."), Objection(None))
    gaps = [
        Gap(TEAM, QUESTION, lack, near, NOON, text, why)
        for lack, near, text, why in (
            (Lack.UNANSWERED, EntryId("faq.deno"), "Does Deno run our workers?", ()),
            (Lack.DISLIKED, EntryId("faq.deno"), "deno vs bun for a cron job", objections),
            (Lack.AMBIGUOUS, EntryId("faq.deno"), "is deno any good", ()),
            (Lack.UNANSWERED, None, "who won yesterday?", ()),
        )
    ]
    settings = ChannelSettings(TEAM, CHANNEL, Mode.FOLLOW_UPS, changed_by=ANA, changed_at=NOON)
    cards = {
        "help": help_card("/stack"),
        "usage": usage_card("/stack", "settings"),
        "why": why_card(asked, _given("Question\n  read as: does deno run our workers\nScores\n  1. 0.9 faq.deno")),
        "gaps": gaps_card(gaps, library, NOON),
        "draft": draft_card(gaps, "faq.deno"),
        "settings": settings_card(settings, "/stack", others_denied=False, administers=True),
        "privacy": privacy_card("/stack", 365, "claude-haiku-4-5"),
        "rate_limited": notice.rate_limited(12),
        "silent_here": notice.silent_here(Silence.SHARED, "/stack"),
        "for_a_human": notice.for_a_human(asked, ANA, "S012ABC"),
    }

    for name, card in cards.items():
        _check(name, _message(card), mentioned=[ANA, CHANNEL, "S012ABC"])


def test_views_look_as_they_did(shipped_desk: Desk) -> None:
    """The home tab and the modal that asks for a reason; Slack's library takes them too."""
    recent = [(_asked("Node or Python for a chat app?"), _given("")), (_asked("hello"), _given("", outcome="none"))]
    decided = [record(7 + days, review_on=NOON.date() + timedelta(days=days)) for days in (-1, 0, 9)]
    parts = home_decisions(HomeDecisions(NOON.date(), decided, [record(8, status=Status.DRAFT)], decided), "/stack")
    views = {"home": home_view(shipped_desk.advisor.library, recent, "/stack", parts), "reason": reason_view(QUESTION)}

    for name, view in views.items():
        _check(name, view)
        View(**view).validate_json()


def _asked(text: str) -> Asked:
    return Asked(TEAM, QUESTION, Place.COMMAND, CHANNEL, ANA, text, NOON)


def _given(explanation: str, outcome: str = "answer") -> Given:
    pick = OptionId("python") if outcome == "answer" else None
    return Given(TEAM, QUESTION, NOON, outcome, "strong", pick, "edf161e2809f", (), (), "{}", explanation)


def _message(card: Card) -> dict[str, Any]:
    return {"text": card.text, "blocks": list(card.blocks)}


def _check(name: str, message: dict[str, Any], mentioned: list[str] | tuple[str, ...] = ()) -> None:
    """The message is the one kept, and nothing is wrong with it."""
    kept, text = SNAPSHOTS / f"{name}.json", SNAPSHOTS / f"{name}.txt"
    shown = {key: value for key, value in message.items() if key != "text"}
    if WRITES_SNAPSHOTS:
        kept.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        text.write_text(message.get("text", "") + "\n", encoding="utf-8")
    assert shown == json.loads(kept.read_text(encoding="utf-8")), name
    assert message.get("text", "") + "\n" == text.read_text(encoding="utf-8"), name
    assert problems(message) == [], name
    assert live_in(message, mentioned) == [], name
    for block in message["blocks"]:
        if block["type"] not in UNKNOWN_TO_SDK:
            parsed = Block.parse(block)
            assert parsed is not None, block["type"]
            assert parsed.to_dict()["type"] == block["type"]
