"""The small cards and views: what they say, that Slack takes them, and that nothing in them is live."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.cli.evaluate import read_cases
from bot.conversation.records import (
    Asked,
    ChannelSettings,
    Evidence,
    Gap,
    Given,
    Lack,
    Listing,
    Mode,
    Objection,
    Place,
    Reason,
)
from bot.fake_slack.limits import problems, text_size
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.knowledge.entries import BOTH, Entry, EntryId, Library, Option, OptionId
from bot.knowledge.loading import load_library
from bot.slack.blocks import actions
from bot.slack.blocks.card import Card
from bot.slack.blocks.channel_settings import settings_card
from bot.slack.blocks.feedback import reason_view
from bot.slack.blocks.gaps import GROUPS_LIMIT, draft_card, gaps_card
from bot.slack.blocks.home import home_view
from bot.slack.blocks.limits import TEXT_LIMIT
from bot.slack.blocks.privacy import privacy_card
from bot.slack.blocks.simpler import simpler
from bot.slack.blocks.why import why_card

Json = Any

TEAM, USER, CHANNEL = TeamId("T1"), UserId("U1"), ChannelId("C1")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = re.compile(r"\w://|(?<![\w.-])(?:[\w-]+\.)+(?:com|net|io|ai|dev)(?![\w-])|@\w", re.IGNORECASE)
LIVE = re.compile(r"<(?![@#][A-Z0-9]+>|!subteam\^[A-Z0-9]+>)")

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="&<>*_`@#!|\n\u202e\u200b\U000e0041\ud800 a.com:/", max_size=60),
    st.sampled_from(["<!channel>", "<@U0EVIL>", "https://evil.com", "@here", "no", "- 3.10", "'", "x" * 5000]),
)


def texts_of(part: Json, key: str = "mrkdwn") -> Iterator[str]:
    """Every text of a kind."""
    if isinstance(part, list | tuple):
        for one in part:
            yield from texts_of(one, key)
    elif isinstance(part, dict):
        if part.get("type") == key and isinstance(part.get("text"), str):
            yield part["text"]
        for one in part.values():
            yield from texts_of(one, key)


def elements_of(part: Json) -> Iterator[Json]:
    """Every element that can be used."""
    if isinstance(part, list | tuple):
        for one in part:
            yield from elements_of(one)
    elif isinstance(part, dict):
        if "action_id" in part:
            yield part
        for one in part.values():
            yield from elements_of(one)


def check_card(card: Card) -> None:
    """Assert that Slack takes a card, and that it holds nothing live but ids."""
    blocks = list(card.blocks)
    assert card.text
    assert problems({"text": card.text, "blocks": blocks}) == []
    assert text_size(blocks) <= TEXT_LIMIT
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.to_dict()
    assert not LIVE.search(card.text)
    assert not ADDRESS.search(card.text)
    check_mrkdwn(blocks)


def check_view(view: Json) -> None:
    """Assert that Slack takes a view, and that it holds nothing live."""
    assert problems(view) == []
    View(**view).to_dict()
    check_mrkdwn(view["blocks"])


def check_mrkdwn(blocks: Json) -> None:
    """Assert that no markup acts, and that Slack makes nothing of names and addresses."""
    assert not any(LIVE.search(text) for text in texts_of(blocks))
    assert "'verbatim': False" not in str(blocks)
    assert str(blocks).count("'type': 'mrkdwn'") == str(blocks).count("'verbatim': True")


def asked(text: str = "Node or Python?", number: int = 1) -> Asked:
    """A question."""
    return Asked(TEAM, QuestionId(f"q{number}"), Place.COMMAND, CHANNEL, USER, text, NOON)


def answered(**other: Json) -> Given:
    """Its answer."""
    held: Json = {
        "team": TEAM,
        "question": QuestionId("q1"),
        "answered_at": NOON,
        "outcome": "answer",
        "confidence": "strong",
        "pick": OptionId("python"),
        "knowledge_version": "abc123",
        "signals": (),
        "evidence": (Evidence(EntryId("faq.speed"), "0123456789abcdef", 0.9),),
        "answer": "{}",
        "explanation": "Question\n  read as: node or python",
    }
    return Given(**{**held, **other})


def gap(text: str, near: str | None = "faq.speed", lack: Lack = Lack.UNANSWERED, number: int = 0) -> Gap:
    """A gap, older the higher its number."""
    when = NOON - timedelta(minutes=number)
    return Gap(TEAM, QuestionId(f"q{number}"), lack, EntryId(near) if near else None, when, text)


def library(entries: Sequence[tuple[str, str, str]] = (("faq.speed", "Speed", "FAQ"),)) -> Library:
    """A library of entries (id, title, heading) and two options."""
    options = {OptionId(id_): Option(OptionId(id_), title, ()) for id_, title in (("python", "Python"), ("go", "Go"))}
    made = {EntryId(id_): Entry(EntryId(id_), title, heading, "hash") for id_, title, heading in entries}
    return Library("abc123", made, options)


def code_of(card: Card) -> list[str]:
    """The texts in a fixed width."""
    parts = [part for block in card.blocks if block["type"] == "rich_text" for part in block["elements"]]
    return [part["elements"][0]["text"] for part in parts if part["type"] == "rich_text_preformatted"]


def loaded(entry: str) -> Library:
    """What the knowledge's own loader makes of an entry pasted into a file."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "faq.yaml").write_text(f"entries:\n{entry}\n", encoding="utf-8")
        return load_library([Path(folder)])


def test_the_reason_is_one_of_those_kept() -> None:
    """The modal offers every reason, comes back with the question, and takes words too."""
    view = reason_view(QuestionId("q1"))

    check_view(view)
    radio, typed = elements_of(view)
    assert [option["value"] for option in radio["options"]] == [reason.value for reason in Reason]
    assert (radio["action_id"], typed["action_id"]) == (actions.REASON_INPUT, actions.COMMENT_INPUT)
    assert (view["callback_id"], view["private_metadata"]) == (actions.REASON_VIEW, "q1")
    assert [block.get("optional", False) for block in view["blocks"]] == [False, True]


def test_the_home_tab_tells_what_is_known_and_what_was_asked() -> None:
    """Entries by heading, the version, the person's questions with what came of them, and where to go on."""
    recent = [(asked("What of <speed>?"), answered()), (asked("And Rust?"), answered(outcome="none", pick=None))]

    view = home_view(library(), recent, "/stack")

    check_view(view)
    said = "\n".join([*texts_of(view), *texts_of(view, "text")])
    for part in ("*FAQ*\n• Speed", "abc123", "What of <speed>?", "answered *Python*", "not answered", "`q1`"):
        assert part in said
    for word in ("settings", "privacy", "forget me"):
        assert f"/stack {word}" in said


def test_the_home_tab_names_a_pick_of_both() -> None:
    """Both is no option of its own, so its options are named; one that is gone is named by its id."""
    picks = [OptionId("gone"), BOTH]

    view = home_view(library(), [(asked(), answered(pick=pick)) for pick in picks], "/stack")

    said = "\n".join(texts_of(view))
    assert "answered *gone*" in said
    assert "answered *both of Python, Go*" in said


def test_the_home_tab_holds_a_large_library() -> None:
    """Whatever is known, the tab has at most 100 blocks and says how much is left out."""
    entries = [(f"faq.{number}", "x" * 300, f"Heading {number % 200}") for number in range(5000)]

    view = home_view(library(entries), [(asked("x" * 5000), answered())] * 30, "/stack")

    check_view(view)
    assert any("and 180 more headings" in text for text in texts_of(view))


def test_gaps_are_grouped_by_the_entry_nearest_to_them() -> None:
    """The largest group comes first, with its counts, its two newest questions and a button of its own."""
    gaps = [
        gap("Is Rust faster?", None),
        gap("Speed of Go?", number=1),
        gap("speed of go", lack=Lack.DISLIKED, number=2),
        gap("Speed of C?", number=3),
        gap("Speed of D?", number=4),
    ]

    card = gaps_card(gaps, library(), NOON)

    check_card(card)
    assert [element["value"] for element in elements_of(card.blocks)] == ["faq.speed", "none"]
    assert len({element["action_id"] for element in elements_of(card.blocks)}) == 2
    assert all(element["action_id"].startswith(actions.DRAFT_ENTRY) for element in elements_of(card.blocks))
    assert list(texts_of(card.blocks, "text")) == ["Speed of Go?", "Speed of C?", "Is Rust faster?"]
    assert "*Speed* `faq.speed`\n3 unanswered, 1 not helpful" in list(texts_of(card.blocks))


def test_more_gaps_than_a_card_holds_are_counted() -> None:
    """Ten groups are shown, and the others told of."""
    gaps = [gap("x" * 900 + str(number), f"faq.gone-{number}", number=number) for number in range(40)]

    card = gaps_card(gaps, library(), NOON)

    check_card(card)
    assert len(list(elements_of(card.blocks))) == GROUPS_LIMIT
    assert "and 30 more in 30 smaller groups" in list(texts_of(card.blocks))


def test_what_people_objected_to_is_counted_and_quoted() -> None:
    """The last three comments of a group; without comments there is no place for them."""
    why = [Objection(Reason.OUTDATED, f"comment {number}") for number in range(4)] + [Objection(Reason.UNCLEAR)]
    gaps = [
        replace(gap("Speed?", lack=Lack.DISLIKED), objections=(*why, Objection(None, "comment 5"))),
        replace(gap("Else?", None, lack=Lack.DISLIKED, number=1), objections=(Objection(None),)),
    ]

    card = gaps_card(gaps, library(), NOON)

    check_card(card)
    counts = "1 not helpful\nReasons: 4 outdated, 1 unclear, 1 without a reason"
    assert f"*Speed* `faq.speed`\n{counts}" in list(texts_of(card.blocks))
    quoted = ["It should have said, the last 3 of 5:", "comment 0", "comment 1", "comment 2"]
    assert list(texts_of(card.blocks, "text")) == ["Speed?", *quoted, "Else?"]


def test_ten_groups_with_long_comments_fit() -> None:
    """Texts are cut for that, and none is left out."""
    why = tuple(Objection(Reason.OTHER, f"{number} {'x' * 3000}") for number in range(9))
    gaps = [
        replace(gap("y" * 900 + str(number), f"faq.gone-{number}", Lack.DISLIKED, number), objections=why)
        for number in range(40)
    ]

    card = gaps_card(gaps, library(), NOON)

    check_card(card)
    assert len(list(elements_of(card.blocks))) == GROUPS_LIMIT
    assert len([text for text in texts_of(card.blocks, "text") if text.startswith("0 x")]) == GROUPS_LIMIT


def test_no_gaps_are_told_too() -> None:
    """A card without groups says so."""
    card = gaps_card([], library(), NOON)

    check_card(card)
    assert "2026-11-23" in card.text


def test_a_draft_is_an_entry_and_a_case_that_are_read_as_they_stand(tmp_path: Path) -> None:
    """The entry is taught all questions of the group but the oldest, which the case measures with."""
    long = "What of speed " * 12 + "there?"
    gaps = [gap("no"), gap("Rust: or #Go?"), gap(long), gap("Elsewhere?", None), gap("How fast is Zig?")]

    card = draft_card(gaps, "faq.speed")

    check_card(card)
    entry, case = code_of(card)
    (tmp_path / "golden.yaml").write_text(case, encoding="utf-8")
    (read,) = loaded(entry).entries.values()
    (labelled,) = read_cases(tmp_path / "golden.yaml")
    assert read.asks == ("no", "Rust: or #Go?", long)
    assert f"    - {long}\n" in f"{entry}\n"
    assert (labelled.text, labelled.accept, labelled.pick) == ("How fast is Zig?", (read.id,), None)


@pytest.mark.parametrize("texts", [[], [""], ["One question?"], ["One question?", "one question"]])
def test_a_draft_teaches_nothing_that_it_measures(texts: list[str], tmp_path: Path) -> None:
    """Where there are not two different questions, there are words to replace."""
    card = draft_card([gap(text, None, number=number) for number, text in enumerate(texts)], "none")

    entry, case = code_of(card)
    (tmp_path / "golden.yaml").write_text(case, encoding="utf-8")
    (labelled,) = read_cases(tmp_path / "golden.yaml")
    (read,) = loaded(entry).entries.values()
    assert read.asks
    assert labelled.text != "One question?"


@given(st.lists(TEXTS, max_size=30))
def test_any_questions_make_a_draft_that_is_read(texts: list[str]) -> None:
    """The project's own loader reads the entry, whatever people typed."""
    card = draft_card([gap(text, None) for text in texts], "none")

    check_card(card)
    (read,) = loaded(code_of(card)[0]).entries.values()
    assert 1 <= len(read.asks) <= 20


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("listing", Listing)
@pytest.mark.parametrize("flags", [(True, True), (False, False)])
def test_settings_show_what_holds(mode: Mode, listing: Listing, flags: tuple[bool, bool]) -> None:
    """The menu has the mode chosen; the words for administrators are for them alone."""
    others_denied, administers = flags
    settings = ChannelSettings(TEAM, CHANNEL, mode, listing, administers, USER, NOON)

    card = settings_card(settings, "/stack", others_denied=others_denied, administers=administers)

    check_card(card)
    (menu,) = elements_of(card.blocks)
    assert (menu["action_id"], menu["initial_option"]["value"]) == (actions.SET_MODE, mode.value)
    assert [option["value"] for option in menu["options"]] == [mode.value for mode in Mode]
    for word in ("allow", "deny", "unlist", "shared on", "shared off"):
        assert (f"/stack settings {word}" in str(card.blocks)) is administers


@pytest.mark.parametrize("model", ["", "claude-<small>"])
def test_privacy_tells_how_long_and_whether_a_model_reads_along(model: str) -> None:
    """The days, the model if there is one, and the words that erase."""
    card = privacy_card("/stack", 90, model)

    check_card(card)
    said = "\n".join(texts_of(card.blocks))
    assert "90 days" in said
    assert "/stack forget me" in said
    assert ("claude-&lt;small&gt;" in said) is bool(model)


def test_why_shows_the_explanation_as_it_was_stored() -> None:
    """With when it was asked, the version of the knowledge, what worded it, and the entries with their hashes."""
    card = why_card(asked("Node or <Python>?"), answered(phrased_by="claude"))

    check_card(card)
    said = "\n".join([*texts_of(card.blocks), *texts_of(card.blocks, "text")])
    parts = ("Node or <Python>?", "  read as: node or python", "2026-11-23 12:00 UTC", "abc123", "claude")
    for part in (*parts, "faq.speed", "`01234567`"):
        assert part in said


@given(TEXTS, TEXTS, TEXTS)
def test_any_texts_make_cards_that_slack_takes(one: str, two: str, three: str) -> None:
    """Nothing in a question, a title, a name or an explanation is live or breaks a limit."""
    known = library([(f"faq.{number}", one, two) for number in range(15)])
    given_ = answered(
        pick=OptionId(one), outcome=two, knowledge_version=three, explanation=f"{one}\n{two}\n" * 200, phrased_by=two
    )
    settings = ChannelSettings(TEAM, ChannelId(one), changed_by=UserId(two))

    check_view(home_view(known, [(asked(three), given_)] * 12, "/stack"))
    check_card(why_card(asked(three), given_))
    check_card(
        gaps_card([gap(text, f"faq.{number}") for number, text in enumerate([one, two, three] * 5)], known, NOON)
    )
    check_card(settings_card(settings, "/stack", others_denied=True, administers=True))
    check_card(privacy_card("/stack", 1, one))


TABLE = {
    "type": "table",
    "rows": [
        [{"type": "raw_text", "text": "Figure"}, {"type": "raw_text", "text": "Python"}],
        [{"type": "raw_text", "text": "Cold start"}, {"type": "raw_text", "text": "325 <ms>"}],
    ],
}
CHART = {
    "type": "data_visualization",
    "title": "Cold start",
    "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
}
THUMBS = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "vote",
            "positive_button": {"text": {"type": "plain_text", "text": "Helpful"}, "value": "helpful:q1"},
            "negative_button": {"text": {"type": "plain_text", "text": "Not helpful"}, "value": "not_helpful:q1"},
        }
    ],
}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Why* &lt;b&gt;\n• evil.com <@U1>", "verbatim": True}}
HEADER = {"type": "header", "text": {"type": "plain_text", "text": "Python <3"}}
CHOICES = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "choose_1", "text": {"type": "plain_text", "text": "Real-time"}, "value": "1"},
        {"type": "button", "action_id": "share", "text": {"type": "plain_text", "text": "Share"}, "value": "1"},
    ],
}
FULL = {"channel": "C1", "text": "Python", "blocks": [HEADER, SECTION, TABLE, CHART, CHOICES, THUMBS]}


def test_what_slack_refuses_goes_out_without_newer_blocks_first() -> None:
    """The table stays as lines, the chart goes, the thumbs become buttons; nothing else changes."""
    less = simpler(FULL)

    assert less is not None
    assert problems(less) == []
    assert (less["channel"], less["text"]) == ("C1", "Python")
    assert [block["type"] for block in less["blocks"]] == ["header", "section", "rich_text", "actions", "actions"]
    assert list(texts_of(less["blocks"], "text")) == ["Figure | Python\nCold start | 325 <ms>"]
    assert [(one["action_id"], one["value"]) for one in elements_of(less["blocks"][-1])] == [
        ("vote", "helpful:q1"),
        ("vote_2", "not_helpful:q1"),
    ]


def test_what_slack_refuses_again_goes_out_as_text() -> None:
    """All that the blocks say, with nothing live in it; after that there is nothing simpler."""
    less = simpler(simpler(FULL) or {})

    assert less is not None
    assert less["text"].splitlines() == [
        "Python &lt;3",
        "*Why* &lt;b&gt;",
        "• evil[.]com <@U1>",
        "Figure | Python",
        "Cold start | 325 &lt;ms&gt;",
        "• Real-time",
    ]
    assert less["blocks"] == []
    assert simpler(less) is None


def test_a_long_text_keeps_its_last_line() -> None:
    """Lines are cut before any is left out, so that the sources stay."""
    blocks = [{**SECTION, "text": {"type": "mrkdwn", "text": "&amp;" * 500}} for _ in range(9)] + [HEADER]

    less = simpler({"text": "x", "blocks": blocks})

    assert less is not None
    assert 1000 < len(less["text"]) <= 4000
    assert less["text"].endswith("Python &lt;3")
    assert not re.search(r"&(?!amp;|lt;|gt;)", less["text"])


def test_markdown_becomes_plain_sections() -> None:
    """Its lines stay readable where Slack does not know the block."""
    less = simpler({"text": "x", "blocks": [{"type": "markdown", "text": "# <One>\n\ntwo"}]})

    assert less is not None
    assert [block["text"]["text"] for block in less["blocks"]] == ["# <One>", "two"]
    assert problems(less) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from("type text elements rows fields label value action_id positive_button".split()),
            inner
            | st.sampled_from(
                "section table rich_text rich_text_quote mrkdwn plain_text actions context_actions feedback_buttons "
                "header image markdown icon_button raw_text".split()
            ),
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(["text", "blocks", "view", "channel"]), st.lists(JSON, max_size=4) | JSON))
def test_any_call_comes_to_an_end_of_simpler(arguments: dict[str, Json]) -> None:
    """Two steps at most, each the same whenever it is taken, and always something to say."""
    steps = [arguments]
    while (less := simpler(steps[-1])) is not None:
        assert less == simpler(steps[-1])
        steps.append(less)

    assert len(steps) <= 3
    if len(steps) > 1:
        assert steps[-1]["blocks"] == []
        assert 1 <= len(steps[-1]["text"]) <= 40_000
