"""A record as a MADR file, there and back."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.decisions.files.madr import madr
from bot.decisions.files.madr_reading import read_madr
from bot.decisions.files.outline import outline
from bot.decisions.files.typed_text import in_block, in_heading, in_line, typed
from bot.decisions.record import Decision
from bot.knowledge.yaml_reader import read_yaml
from tests.decisions.files.samples import TEAM, TEXTS, any_records, sample


def read_back(text: str, decision: Decision) -> Decision:
    """The record in the file of one that has no ties."""
    parts = outline(text)
    front = read_yaml(parts.matter.encode(), "0007.md")
    return read_madr(text, parts, front, TEAM, {decision.number: decision.id})


@given(TEXTS)
def test_any_text_comes_back(text: str) -> None:
    """Whatever form it was written in."""
    for form in (in_line, in_heading, in_block, lambda typed_: in_block(typed_, inset=True)):
        assert typed(form(text)) == text


@given(any_records())
def test_any_record_comes_back(decision: Decision) -> None:
    """Field by field, and then the file byte by byte."""
    text = madr(decision, {})

    again = read_back(text, decision)

    assert again == decision
    assert madr(again, {}) == text


@settings(max_examples=50)
@given(any_records())
def test_a_reader_of_markdown_sees_the_headings_that_are_ours(decision: Decision) -> None:
    """No typed text makes a heading, a tag or a link's definition, or ends the list that it stands in."""
    parts = outline(madr(decision, {}))
    body = "\n\n".join(f"{'#' * one.level} {one.heading}\n\n{one.text}" for one in parts.sections if one.level)

    tokens = MarkdownIt("commonmark", {"html": True}).parse(body, env := {})

    headings = [(int(token.tag[1]), token.level) for token in tokens if token.type == "heading_open"]
    assert headings == [(one.level, 0) for one in parts.sections if one.level]
    flat = [child for token in tokens for child in (token, *(token.children or []))]
    assert not [token for token in flat if token.type in {"html_block", "html_inline"}]
    assert not env.get("references")


@given(TEXTS.filter(str.strip), st.integers(1, 3))
def test_each_item_is_one_item_to_a_reader_of_markdown(text: str, count: int) -> None:
    """However it begins, and whatever follows on its further lines."""
    decision = sample(consequences=(text,) * count, confirmation=())
    section = outline(madr(decision, {})).section("Decision Outcome", "Consequences")

    tokens = MarkdownIt("commonmark").parse(section.text)

    outer = [token.type for token in tokens if token.level == 0]
    assert outer == ["bullet_list_open", "bullet_list_close"]
    assert len([token for token in tokens if token.type == "list_item_open" and token.level == 1]) == count


def test_the_file_looks_like_this() -> None:
    """Every field in its place; the template is https://adr.github.io/madr/."""
    expected = Path(__file__).with_name("0007-use-python-for-agents.md").read_text(encoding="utf-8")

    assert madr(sample(), {}) == expected
