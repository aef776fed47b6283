"""Whatever question, knowledge, model and names hold: Slack takes what we send, and nothing in it is live."""

import json
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.advice.answer import Answer, Outcome
from bot.conversation.policy import Silence
from bot.conversation.records import ChannelSettings, Gap, Listing, Mode
from bot.fake_slack.limits import problems, text_size
from bot.ids import ChannelId, QuestionId, UserId
from bot.knowledge.entries import Library
from bot.slack.blocks import notice
from bot.slack.blocks.answer import CardOptions, answer_card, prose_card
from bot.slack.blocks.card import Card
from bot.slack.blocks.channel_settings import settings_card
from bot.slack.blocks.feedback import reason_view
from bot.slack.blocks.gaps import draft_card, gaps_card
from bot.slack.blocks.help import FORMS, help_card, usage_card
from bot.slack.blocks.home import home_view
from bot.slack.blocks.privacy import privacy_card
from bot.slack.blocks.simpler import simpler
from bot.slack.blocks.why import why_card
from tests.slack.blocks.answers import ASKER, NOON, QUESTION, TEAM, answers, asked, gaps, given_to, libraries
from tests.slack.blocks.live import live_in
from tests.slack.blocks.nasty import nasty_texts

CHARACTERS_LIMIT = 10_000  # of all text of a card together, as the contract has it
TEXT_LIMIT = 4_000  # of the text beside the blocks: chat.update takes no more
# Shrinking answers made of long texts takes minutes; what fails is told in full by the assertion.
thorough = settings(
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

OPTIONS = st.builds(
    CardOptions,
    question=st.just(QUESTION),
    shareable=st.booleans(),
    human_offered=st.booleans(),
    chart=st.booleans(),
    prose=st.lists(nasty_texts(5), max_size=6).map(tuple),
    notes=st.lists(nasty_texts(5), max_size=3).map(tuple),
    shared_by=st.none() | st.just(ASKER),
)


@thorough
@given(answers(), OPTIONS)
def test_a_card_is_sound(answer: Answer, options: CardOptions) -> None:
    """The card of any answer is taken by Slack, in every form that it is sent in, and cites every source."""
    card = answer_card(answer, options)

    _assert_sound(card, mentioned=[ASKER])
    shown = json.dumps(card.blocks)
    if answer.outcome is Outcome.ANSWER:
        assert [citation.entry for citation in answer.sources if citation.entry not in shown] == []
    _assert_sound(prose_card(answer, options))


@thorough
@given(answers(), OPTIONS)
def test_a_simpler_card_is_sound(answer: Answer, options: CardOptions) -> None:
    """Each simpler form of a card is taken, and none is simpler than text alone."""
    card = answer_card(answer, options)
    steps: list[dict[str, Any]] = [{"channel": "C012ABC", "text": card.text, "blocks": list(card.blocks)}]
    while (less := simpler(steps[-1])) is not None:
        steps.append(less)
        assert problems(less) == []
        assert live_in(less, mentioned=[ASKER]) == []
        assert less["channel"] == "C012ABC"
        assert len(steps) <= 3

    assert steps[-1]["blocks"] == []
    assert len(str(steps[-1]["text"])) <= TEXT_LIMIT


@thorough
@given(nasty_texts(), nasty_texts(), nasty_texts(), nasty_texts())
def test_an_explanation_is_sound(text: str, version: str, line: str, model: str) -> None:
    """The stored explanation fits, whatever it says and however long it is."""
    explanation = "\n".join(f"  {line}" for _ in range(30))

    _assert_sound(why_card(asked(text), given_to("answer", version, explanation, model)))


@thorough
@given(gaps(), libraries())
def test_gaps_are_sound(noticed: list[Gap], library: Library) -> None:
    """Gaps and drafts fit; each button's value brings its draft, which is YAML."""
    card = gaps_card(noticed, library, NOON)

    _assert_sound(card)
    for block in card.blocks:
        if "accessory" in block:
            draft = draft_card(noticed, block["accessory"]["value"])
            _assert_sound(draft)
            entries, cases = [yaml.safe_load(text) for text in _preformatted(draft)]
            assert cases[0]["accept"] == [entries[0]["id"]]
            assert cases[0]["text"] not in entries[0]["asks"]


@thorough
@given(libraries(), nasty_texts(), nasty_texts(), nasty_texts(2))
def test_the_home_tab_is_sound(library: Library, text: str, outcome: str, command: str) -> None:
    """The home tab fits, however much is known and whatever was asked."""
    recent = [(asked(text), given_to(outcome, "v1", "", ""))] * 20

    view = home_view(library, recent, command)

    assert problems(view) == []
    assert live_in(view) == []


@thorough
@given(nasty_texts(), nasty_texts(), st.integers(0, 10_000), st.sampled_from(Silence))
def test_notices_are_sound(text: str, name: str, number: int, why: Silence) -> None:
    """Small cards fit and are dead, whatever they name."""
    cards = (
        notice.plainly(text),
        notice.rate_limited(number),
        notice.silent_here(why, name),
        notice.working_on_it(),
        notice.thread_unreadable(),
        notice.no_longer_kept(),
        notice.already_shared(),
        notice.being_shared(),
        notice.perhaps_not_shared(asked(text)),
        notice.only_channels_have_settings(name),
        notice.owners_only(),
        notice.forgotten(),
        notice.nothing_to_read(),
        notice.cannot_keep(),
        notice.broken(name),
        notice.undelivered(name, text),
        notice.asked_a_human(name),
        notice.asking_a_human(),
        notice.nobody_reached(),
        notice.for_a_human(asked(text), UserId(name), name),
        help_card(name),
        *(usage_card(name, word) for word in FORMS),
        privacy_card(name, number, text),
    )

    for card in cards:
        _assert_sound(card)


@thorough
@given(st.sampled_from(Mode), st.sampled_from(Listing), st.booleans(), nasty_texts(), st.booleans())
def test_settings_are_sound(mode: Mode, listing: Listing, shared: bool, name: str, administers: bool) -> None:
    """A channel's settings fit, with its mode chosen in the menu."""
    held = ChannelSettings(TEAM, ChannelId(name), mode, listing, shared, UserId(name), NOON)

    card = settings_card(held, name, others_denied=shared, administers=administers)

    _assert_sound(card)
    menus = [element for block in card.blocks for element in block.get("elements", []) if "initial_option" in element]
    assert [menu["initial_option"]["value"] for menu in menus] == [mode.value]


def test_the_modal_is_sound() -> None:
    """The modal that asks for a reason carries the answer's id."""
    view = reason_view(QuestionId("0123456789abcdef"))

    assert problems(view) == []
    assert live_in(view) == []
    assert view["private_metadata"] == "0123456789abcdef"


def _preformatted(card: Card) -> list[str]:
    parts = [part for block in card.blocks if block["type"] == "rich_text" for part in block["elements"]]
    return [part["elements"][0]["text"] for part in parts if part["type"] == "rich_text_preformatted"]


def _assert_sound(card: Card, mentioned: tuple[str, ...] | list[str] = ()) -> None:
    message = {"text": card.text, "blocks": list(card.blocks)}
    assert problems(message) == []
    assert live_in(message, mentioned) == []
    assert text_size(list(card.blocks)) <= CHARACTERS_LIMIT
    assert len(card.text) <= TEXT_LIMIT
    assert json.loads(json.dumps(message)) == message
