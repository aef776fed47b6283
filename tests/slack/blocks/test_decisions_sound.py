"""Whatever people write into decisions: Slack takes every card and form of theirs, and nothing typed is live."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.asks import read_ask, review_ask
from bot.decisions.change import Deed, Event
from bot.decisions.correcting import read_correction
from bot.decisions.grounds import Movement, Shift
from bot.decisions.plain import decision_json
from bot.decisions.precedents import Precedent, Recalled
from bot.decisions.record import Decision, Dissent, Person
from bot.decisions.search import Found, Search
from bot.fake_slack.limits import problems, text_size
from bot.knowledge.entries import EntryId
from bot.slack.blocks import notice
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.decision_card import decision_card
from bot.slack.blocks.decision_form import (
    DecisionForm,
    FormOrigin,
    form_view,
    loading_view,
    reading_view,
    reason_form,
)
from bot.slack.blocks.decision_list import found_card, history_card
from bot.slack.blocks.edit_form import edit_form, shown_values
from bot.slack.blocks.home_decisions import HomeDecisions, home_decisions
from bot.slack.blocks.precedents import precedents
from bot.slack.blocks.review import answered_card, evidence_card, moved_on_card, review_card, waive_form
from bot.slack.filling import values_of
from tests.decisions.records import act, record, records
from tests.slack.blocks.live import live_in
from tests.slack.blocks.nasty import nasty_texts
from tests.slack.blocks.test_any_text import thorough


@thorough
@given(records(), nasty_texts())
def test_a_records_card_is_sound(decision: Decision, why: str) -> None:
    """Of any record, in any status, and its history."""
    event = Event(1, Deed.ACCEPTED, act(why=why), "", "")

    assert_sound(decision_card(decision), decision)
    assert_sound(history_card(decision, [event] * 40), decision)


def test_a_record_of_a_file_with_endless_names_is_sound() -> None:
    """As people type them into files, where nothing limits them."""
    names = [Person(f"{number} {'x' * 3000}") for number in range(12)]
    decision = record(
        dissent=tuple(Dissent(name, "No.") for name in names), decision_makers=tuple(names), owner=names[0]
    )

    assert_sound(decision_card(decision), decision)
    assert_sound(review_card(decision, review_ask(decision)), decision)


@thorough
@given(records(), records(), nasty_texts())
def test_the_history_of_corrections_is_sound(before: Decision, after: Decision, why: str) -> None:
    """Whatever was corrected, and however often."""
    event = Event(2, Deed.CORRECTED, act(why=why), decision_json(before), decision_json(after))

    assert_sound(history_card(after, [event] * 3), before, after)
    assert_sound(history_card(after, [event] * 40), before, after)


@thorough
@given(records())
def test_a_form_that_comes_back_as_it_was_corrects_nothing(decision: Decision) -> None:
    """Of any record, also with texts and names that a form can't show as they are."""
    shown = shown_values(decision)

    assert read_correction(shown, shown, decision, date(1990, 1, 1)) == {}


@thorough
@given(records(), st.dates(date(2041, 1, 1), date(2042, 1, 1)))
def test_one_field_that_is_changed_corrects_that_one(decision: Decision, day: date) -> None:
    """The others stay as they are, also those that a form can't show."""
    shown = shown_values(decision)

    found = read_correction({**shown, "review_on": day.isoformat()}, shown, decision, date(1990, 1, 1))

    assert found == {"review_on": day}


@thorough
@given(st.lists(records(), max_size=10))
def test_a_list_is_sound(decisions: list[Decision]) -> None:
    """Of as many records as a page holds, and under an answer."""
    found = Found(tuple(decisions), len(decisions))
    recalled = Recalled(tuple(map(Precedent, decisions[:3])), ())

    assert_sound(found_card(found, Search(), "/stack"), *decisions)
    assert_sound(Card("Decided before", tuple(precedents(recalled, 600))), *decisions)
    parts = tuple(home_decisions(HomeDecisions(act().at.date(), decisions, decisions, decisions), "/stack"))
    assert_sound(Card("Decisions", parts), *decisions)


@thorough
@given(records(), nasty_texts(), st.booleans())
def test_a_form_is_sound(decision: Decision, text: str, long: bool) -> None:
    """Prefilled with anything, in its short and its long form, and with what it contradicts."""
    values = {**values_of(decision), "title": text, "context": text, "reversibility": "one-way" if long else "two-way"}
    origin = FormOrigin("form", "C1", "1.0", "q", private=True, permalink="https://acme.slack.com/archives/C1/p1")

    drafted = replace(origin, drafted={"title": "1.0", "options": "2.0", "makers": "3.0"})

    views = (
        loading_view("form"),
        reading_view(origin),
        form_view(DecisionForm(replace(origin, drafts=1), values, notes=[text])),
        form_view(DecisionForm(drafted, {**values, "options": text})),
        form_view(DecisionForm(origin, values)),
        form_view(DecisionForm(origin, values, [decision] * 6, [text])),
        reason_form(decision, "reject"),
        edit_form(decision),
    )

    assert [problems(view) for view in views] == [[]] * len(views)
    live = [one for view in views for one in live_in(view)]
    assert [one for one in live if "https://acme.slack.com/archives/C1/p" not in one] == []


@thorough
@given(records(), st.lists(st.sampled_from(Shift), max_size=20), nasty_texts(), st.sampled_from(Deed))
def test_what_an_owner_is_asked_is_sound(decision: Decision, shifts: list[Shift], text: str, deed: Deed) -> None:
    """Of any record, whatever its evidence became, with what came of it; each button brings the ask back."""
    ask = replace(review_ask(decision), revision=7)
    movements = [Movement(EntryId(text or "x"), text, shift, text, text[::-1], text) for shift in shifts]
    cards = review_card(decision, ask), evidence_card(decision, ask, movements)
    event = Event(1, deed, act(why=text), "", "")

    for card in cards:
        assert_sound(card, decision)
        assert {read_ask(button["value"]) for button in card.blocks[-1]["elements"]} == {ask}
    assert_sound(answered_card(decision, event), decision)
    assert_sound(moved_on_card(decision, text), decision)
    assert problems(waive_form(decision, ask, "D1", "1.0")) == []
    assert live_in(waive_form(decision, ask, "D1", "1.0")) == []


@thorough
@given(records(), nasty_texts())
def test_notices_of_decisions_are_sound(decision: Decision, text: str) -> None:
    """What people are told instead of a record."""
    assert_sound(notice.form_opens())
    assert_sound(notice.form_too_late())
    assert_sound(notice.no_such_decision(text))
    assert_sound(notice.contradicts([decision]))
    assert_sound(notice.refused(text, ("U1ANN",)), mentioned=("U1ANN",))


def assert_sound(card: Card, *decisions: Decision, mentioned: Iterable[str] = ()) -> None:
    """Slack takes it, and only people whom the record names are mentioned, and only its links can be pressed."""
    blocks: list[Block] = list(card.blocks)
    message = {"text": card.text, "blocks": blocks}
    named = [*mentioned, *(person for one in decisions for person in people_of(one))]
    linked = [url for one in decisions for url in (one.source.permalink, *(ground.url for ground in one.grounds))]
    assert problems(message) == []
    assert [live for live in live_in(message, named) if not any(url and url in live for url in linked)] == []
    assert text_size(blocks) <= 10_000
    assert json.loads(json.dumps(message)) == message


def people_of(decision: Decision) -> list[str]:
    """Everybody a record names."""
    dissenting = (one.who for one in decision.dissent)
    several = (*decision.decision_makers, *decision.consulted, *decision.informed)
    confirmed = decision.provenance.confirmed_by
    return [decision.owner, decision.deputy, decision.created_by, confirmed, *several, *dissenting, act().by]
