"""What a model may take from a thread: words that stand in the message that it names, as they are meant there."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.thread_draft import MESSAGES, checked, prompt, readable, spoken

SAID = spoken(
    [
        ("1.0", "Kafka or Postgres for the jobs? I'd say we should not use Kafka. It is\ntoo much to run."),
        ("2.0", "We take Postgres v3.2, because it is enough.  <@U1BEN> and <@U2ANA|ana> decided\nthat, not @U3EVE."),
    ]
)


def taken(answer: dict[str, Any]) -> dict[str, str]:
    """What is taken of an answer, by the form's names."""
    return {name: one.text for name, one in checked(json.dumps(answer), SAID).fields.items()}


def at(message: object, words: object) -> dict[str, object]:
    """A part of an answer."""
    return {"message": message, "words": words}


@pytest.mark.parametrize(
    ("parts", "fields"),
    [
        ({"title": at(2, "We take Postgres v3.2")}, {"title": "We take Postgres v3.2"}),
        ({"title": at(2, "We  take\nPostgres")}, {"title": "We take Postgres"}),
        ({"title": at(2, "we take Postgres")}, {}),
        ({"title": at(1, "We take Postgres")}, {}),
        ({"title": at(0, "We take Postgres")}, {}),
        ({"title": at(-1, "We take Postgres")}, {}),
        ({"title": at(True, "Kafka")}, {}),
        ({"title": at(2.0, "We take Postgres")}, {}),
        ({"title": at(2, "We")}, {}),
        ({"title": at(2, "")}, {}),
        ({"choice": at(2, "Postgres")}, {"choice": "Postgres"}),
        ({"choice": at(2, "ostgres")}, {}),
        ({"choice": at(1, "Postgres")}, {}),
        ({"choice": at(1, "Kafka")}, {}),
        ({"title": at(1, "use Kafka")}, {}),
        ({"why": at(2, "it is enough")}, {"why": "We take Postgres v3.2, because it is enough."}),
        ({"why": at(1, "use Kafka")}, {}),
        ({"decided_by": [at(2, "@U1BEN and @U2ANA decided")]}, {"makers": "U1BEN,U2ANA"}),
        ({"decided_by": [at(2, "@U1BEN"), at(2, "@U1BEN"), at(2, "@U9"), None]}, {"makers": "U1BEN"}),
        ({"decided_by": [at(2, "@U3EVE"), at(2, "decided")]}, {}),
        (
            {"options": [{"option": at(1, "Kafka"), "why_not": at(1, "too much")}]},
            {"options": "Kafka: too much to run."},
        ),
        ({"options": [{"option": at(1, "Kafka"), "why_not": at(2, "too much")}]}, {"options": "Kafka:"}),
        ({"choice": at(2, "Postgres"), "options": [{"option": at(1, "Postgres")}]}, {"choice": "Postgres"}),
        ({"options": [{"option": at(1, "Oracle")}, 5, None]}, {}),
    ],
)
def test_only_words_that_stand_there_are_taken(parts: dict[str, Any], fields: dict[str, str]) -> None:
    """In the message that is named; not from within a word, nor what is asked or turned down there."""
    assert taken(parts) == fields


def test_a_field_names_its_message() -> None:
    """By the ts that Slack knows it by."""
    assert checked(json.dumps({"choice": at(2, "Postgres")}), SAID).fields["choice"].ts == "2.0"


def test_an_answer_may_have_words_around_it() -> None:
    """As models write them, in a block of code or after a sentence."""
    written = f"Here it is:\n```json\n{json.dumps({'choice': at(2, 'Postgres')})}\n```"

    assert checked(written, SAID).fields["choice"].text == "Postgres"


@given(st.one_of(st.text(), st.just("{" * 100_000 + "}"), st.just('{"a":' * 3_000 + "}")))
def test_an_answer_that_is_none_adds_nothing(written: str) -> None:
    """Whatever it is."""
    assert checked(written, SAID).fields == {}


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-2, 5), st.sampled_from([*SAID[0].text.split(), "x"]), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["message", "words", "option", "why_not"]), inner, max_size=3),
    ),
    max_leaves=8,
)
POINTS = st.builds(
    lambda number, text, begin, length: at(number, text[begin : begin + length]),
    st.integers(0, 3),
    st.sampled_from([one.text for one in SAID]),
    st.integers(0, 60),
    st.integers(1, 60),
)
PARTS = st.one_of(JSON, POINTS)
ANSWERS = st.fixed_dictionaries(
    {
        "title": PARTS,
        "choice": PARTS,
        "why": PARTS,
        "decided_by": st.one_of(JSON, st.lists(PARTS, max_size=3)),
        "options": st.one_of(JSON, st.lists(st.fixed_dictionaries({"option": PARTS, "why_not": PARTS}), max_size=3)),
    }
)


@given(ANSWERS)
def test_nothing_is_taken_that_nobody_said(answer: dict[str, Any]) -> None:
    """Of any answer, each field holds words of the message that it names, and people who are named there."""
    texts = {one.ts: " ".join(one.text.split()) for one in SAID}
    everything = " ".join(texts.values())

    for name, one in checked(json.dumps(answer), SAID).fields.items():
        if name in {"title", "choice", "why"}:
            assert one.text in texts[one.ts]
        elif name == "makers":
            assert all(f"@{person}" in everything for person in one.text.split(","))
        else:
            assert all(part in everything for line in one.text.splitlines() for part in line.split(": ", 1))


def test_a_message_is_shown_as_people_read_it() -> None:
    """Without Slack's markup; people stand there by their ids, so that they can be named."""
    text = "<@U1BEN> &amp; <!channel> saw <https://a.example/x|the page>, <https://b.example> in <#C1|general>"

    assert readable(text) == "@U1BEN &  saw the page, https://b.example in #general"


def test_of_a_long_thread_both_ends_are_shown() -> None:
    """Each message on a line of JSON, with its number; none can pretend to be two."""
    shown = spoken([(f"{number}.0", f'{number}\n{{"message": 1}}\u2028{{"message": 2}}') for number in range(100)])

    lines = [json.loads(line) for line in prompt(shown).splitlines()]
    assert [line["message"] for line in lines] == [*range(1, MESSAGES + 1)]
    assert lines[0]["text"].startswith("0\n")
    assert lines[-1]["text"].startswith("99\n")
