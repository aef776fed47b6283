"""A record as it begins."""

import pytest

from bot.decisions.drafting import (
    Origin,
    draft_from_answer,
    empty_draft,
    quoted,
    record_id,
    weighed,
)
from bot.decisions.record import Advice, Decision, Flip, Following, Grounds, Source, Status
from bot.ids import QuestionId
from bot.knowledge.entries import BOTH, EITHER, OptionId
from tests.decisions.answers import AI, HASHES, LIVE, LLM, PRICE, REAL_TIME, TITLES, answer
from tests.decisions.records import ANN, NOW, PRIVATE, TEAM, draft

ORIGIN = Origin(TEAM, record_id(["view:V1:abc"], TEAM), ANN, NOW, Source(PRIVATE, "1.2", "https://example/p1"), PRIVATE)
QUESTION = QuestionId("q1")


def drafted(**changes: object) -> Decision:
    """A draft from an answer."""
    return draft_from_answer(ORIGIN, answer(**changes), QUESTION, HASHES)


def test_the_id_names_the_delivery() -> None:
    """The same submission makes the same record, in this workspace only."""
    assert record_id(["view:V1:abc"], TEAM) == ORIGIN.id
    assert len({ORIGIN.id, record_id(["view:V1:abd"], TEAM), record_id(["view:V1:abc"], "T2")}) == 3  # type: ignore[arg-type]


def test_a_draft_belongs_to_whoever_began_it() -> None:
    """It is theirs to decide and to own, it knows where it came from, and who may see it."""
    begun = empty_draft(ORIGIN, "Use Python")

    assert (begun.status, begun.title, begun.created_by, begun.owner) == (Status.DRAFT, "Use Python", ANN, ANN)
    assert (begun.decision_makers, begun.source, begun.private_to) == ((ANN,), ORIGIN.source, PRIVATE)


def test_an_answer_fills_a_draft() -> None:
    """Topic, options, choice and reasons are those of the answer; the title is for a person."""
    begun = drafted()

    assert (begun.title, begun.topic, begun.question) == ("", AI, "Node or Python for our agent?")
    assert [option.title for option in begun.options] == ["Python", "Node.js"]
    assert (begun.chosen, begun.rationale) == (("Python",), "Its libraries come first. It costs more.")
    assert [driver.signal for driver in begun.drivers] == [LLM]


def test_the_evidence_is_kept_as_it_was_shown() -> None:
    """Each entry comes with the hash of its content, its figure as printed, and whether it was stale."""
    assert drafted().grounds == (
        Grounds(AI, HASHES[AI], "v1"),
        Grounds(PRICE, HASHES[PRICE], "v1", "Python $40, Node.js $25 (1.6x)", stale=True),
        Grounds(LIVE, HASHES[LIVE], "v1"),
    )


def test_evidence_whose_content_is_not_known_is_left_out() -> None:
    """Without a hash nobody could tell later whether it moved."""
    assert draft_from_answer(ORIGIN, answer(), QUESTION, {AI: "a"}).grounds == (Grounds(AI, "a", "v1"),)


def test_what_would_flip_the_answer_is_a_reason_to_revisit() -> None:
    """The conditions go into the record."""
    assert drafted().flips == (Flip("With real-time: Node.js (Live).", LIVE, (REAL_TIME,)),)


def test_a_draft_as_advised_follows() -> None:
    """What nobody changed follows the advice."""
    assert drafted().advice == Advice(Following.FOLLOWED, QUESTION, "Python", "strong")


@pytest.mark.parametrize(
    ("pick", "chosen", "following"),
    [
        ("Python", ("python",), Following.FOLLOWED),
        ("Python", ("Node.js",), Following.OVERRODE),
        ("Python", ("Python", "Node.js"), Following.OVERRODE),
        ("Both", ("Python", "Node.js"), Following.FOLLOWED),
        ("Both", ("Python",), Following.OVERRODE),
        ("Either", ("Node.js",), Following.FOLLOWED),
        ("", ("Node.js",), Following.NO_ANSWER),
        ("Python", (), Following.NO_ANSWER),
    ],
)
def test_the_choice_tells_what_became_of_the_advice(pick: str, chosen: tuple[str, ...], following: Following) -> None:
    """The choice is compared with the pick; who overrode it gave the reason with the decision."""
    advice = weighed(draft(advice=Advice(pick=pick), chosen=chosen, rationale="So it is.")).advice

    assert advice.following is following
    assert advice.reason == ("So it is." if following is Following.OVERRODE else "")


@pytest.mark.parametrize(
    ("pick", "titles", "chosen"),
    [
        (BOTH, TITLES, ("Python", "Node.js")),
        (BOTH, {**TITLES, OptionId("go"): "Go"}, ()),
        (EITHER, TITLES, ()),
        (None, TITLES, ()),
    ],
)
def test_what_was_not_picked_is_not_chosen(
    pick: OptionId, titles: dict[OptionId, str], chosen: tuple[str, ...]
) -> None:
    """Where the answer leaves it open, so does the draft."""
    assert drafted(pick=pick, pick_title="", option_titles=titles).chosen == chosen


def test_an_answer_that_is_none_leaves_a_draft_on_nothing() -> None:
    """A question without a match, reasons or signals begins a draft all the same."""
    begun = drafted(matches=(), why=(), flips=(), sources=(), figures=(), signals=None, pick=None, pick_title="")

    assert (begun.topic, begun.rationale, begun.grounds, begun.drivers) == ("", "", (), ())


def test_messages_are_quoted_line_by_line() -> None:
    """Oldest first; one that says nothing is left out."""
    assert quoted(["Python?\nOr Node?", "  ", "Python."]) == "> Python?\n> Or Node?\n\n> Python."
