"""From what people typed to a draft, or to what is amiss."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.form import Amiss, chosen_text, read_form
from bot.decisions.record import ConsideredOption, Decision, Dissent, Following, Person, Reversibility
from bot.decisions.soundness import faults
from tests.decisions.records import ANN, BEN
from tests.decisions.test_drafting import ORIGIN, drafted, empty_draft

TODAY = date(2026, 3, 2)
SHORT = {"title": "Use Python for agents", "choice": "Python", "why": "The team knows it.", "reversibility": "two-way"}
LONG = SHORT | {
    "reversibility": "one-way",
    "options": "Node.js: fewer libraries\nGo: nobody knows it",
    "makers": f"{ANN},{BEN}",
    "dissent": "Cleo: Go would cost less",
    "review_on": "2026-06-01",
    "scope": "team:payments",
    "context": "We build an agent.",
}


def read(values: dict[str, str], draft: Decision | None = None) -> Decision:
    """The draft that a form makes."""
    found = read_form(values, draft or drafted(), TODAY)
    assert isinstance(found, Decision), found
    return found


def amiss(draft: Decision | None = None, **values: str) -> dict[str, str]:
    """What is amiss with a long form in which something else stands."""
    found = read_form(LONG | values, draft or drafted(), TODAY)
    return dict(found.fields) if isinstance(found, Amiss) else {}


def test_three_fields_make_a_decision_that_can_be_taken_back() -> None:
    """The rest comes from the answer."""
    made = read(SHORT)

    assert (made.title, made.chosen, made.rationale) == ("Use Python for agents", ("Python",), "The team knows it.")
    assert (made.reversibility, made.topic) == (Reversibility.TWO_WAY, "stack.ai")
    assert not faults(made)


def test_an_option_has_its_full_title_by_whichever_name_it_is_chosen() -> None:
    """So that two who chose the same do not contradict each other; a draft's own option of that name comes first."""
    titles = {"node": "Node.js", "python": "Python"}

    by_id = read_form(SHORT | {"choice": "node and python"}, empty_draft(ORIGIN, "Use both"), TODAY, titles)
    own = empty_draft(ORIGIN, "Use both")
    own = replace(own, options=(ConsideredOption("Node"),))
    by_title = read_form(SHORT | {"choice": "node"}, own, TODAY, titles)

    assert isinstance(by_id, Decision)
    assert isinstance(by_title, Decision)
    assert by_id.chosen == ("Node.js", "Python")
    assert by_title.chosen == ("Node",)


def test_a_form_as_it_was_filled_changes_nothing() -> None:
    """A title is all that a draft from an answer needs."""
    begun = drafted()
    filled = {"title": "Use Python", "choice": chosen_text(begun), "why": begun.rationale}

    made = read(filled, begun)

    assert (made.options, made.chosen, made.advice) == (begun.options, begun.chosen, begun.advice)


def test_all_fields_are_read() -> None:
    """What can't be taken back keeps what was not taken and why, who decided, who saw it otherwise, and a date."""
    made = read(LONG)

    assert made.options == (
        ConsideredOption("Python"),
        ConsideredOption("Node.js", rejected_because="fewer libraries"),
        ConsideredOption("Go", rejected_because="nobody knows it"),
    )
    assert (made.decision_makers, made.dissent) == ((ANN, BEN), (Dissent(Person("Cleo"), "Go would cost less"),))
    assert (made.review_on, made.scope, made.context) == (date(2026, 6, 1), "team:payments", "We build an agent.")


def test_another_choice_overrides_the_advice() -> None:
    """An option that the answer did not name is one all the same."""
    made = read(SHORT | {"choice": "Rust"})

    assert made.chosen == ("Rust",)
    assert (made.advice.following, made.advice.reason) == (Following.OVERRODE, "The team knows it.")


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("python", ("Python",)),
        ("Python and Node.js", ("Python", "Node.js")),
        ("node.js, python", ("Node.js", "Python")),
        ("Nuts and Bolts", ("Nuts and Bolts",)),
        ("Python and Rust", ("Python and Rust",)),
    ],
)
def test_a_choice_is_read_as_it_is_meant(typed: str, chosen: tuple[str, ...]) -> None:
    """Known options are known in any case and by twos; anything else is one option as typed."""
    assert read(SHORT | {"choice": typed}).chosen == chosen


@pytest.mark.parametrize("field", ["title", "choice", "why"])
def test_what_every_decision_needs_is_asked_for(field: str) -> None:
    """An empty field gets its sentence, and no other field does."""
    assert amiss(**{field: "  "}).keys() == {field}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("options", "", "What else was considered"),
        ("options", "Python: it is chosen", "What else was considered"),
        ("options", "Go", "Why not Go?"),
        ("options", "Go: a\nGo: b", "stands there twice"),
        ("options", ": nothing", "has no title"),
        ("makers", " , ", "Who decided?"),
        ("dissent", "I saw it otherwise", "the name, a colon"),
        ("review_on", "2026-03-02", "still to come"),
        ("review_on", "soon", "still to come"),
        ("scope", "everybody", "A scope is"),
        ("reversibility", "maybe", "two-way or one-way"),
        ("tags", "Ünter", "A tag has"),
        ("topic", "agents", "A topic is"),
        ("title", "x" * 121, "3 to 120"),
    ],
)
def test_what_is_wrong_gets_a_sentence(field: str, typed: str, said: str) -> None:
    """Each field says what it takes."""
    assert said in amiss(**{field: typed})[field]


def test_what_can_be_taken_back_needs_no_alternative() -> None:
    """The longer fields are only asked for where the decision is hard to take back."""
    assert not isinstance(read_form(SHORT | {"options": "", "makers": ""}, drafted(), TODAY), Amiss)


def test_a_decision_on_nothing_known_has_a_topic_of_its_own() -> None:
    """It is named after the title, or after the record where the title has no letters for it."""
    begun = empty_draft(ORIGIN)

    assert read(SHORT, begun).topic == "custom:use-python-for-agents"
    assert read(SHORT | {"title": "使う言語"}, begun).topic == f"custom:{ORIGIN.id}"


@given(st.dictionaries(st.sampled_from([*LONG, "topic", "tags", "owner", "deputy", "question"]), st.text()))
def test_whatever_is_typed_makes_a_sound_draft_or_is_refused(values: dict[str, str]) -> None:
    """No text breaks the form, and nothing unsound gets through."""
    found = read_form(values, empty_draft(ORIGIN, "Use Python"), TODAY)

    if isinstance(found, Amiss):
        assert all(sentence.strip() for sentence in found.fields.values())
    else:
        assert not faults(found)
