"""Whether a choice is asked for, and what the asker must or cannot use."""

from dataclasses import replace

import pytest

from bot.advice.choice import asks_for_choice, read_constraints
from bot.advice.wording import Reader
from bot.knowledge.entries import Entry, EntryId, OptionId
from tests.advice.small import GO, NODE, OPTIONS, PYTHON, library_of

PLAIN = Entry(EntryId("faq.any"), "Anything", "", "")


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader over two options and two aliases."""
    return Reader(library_of({"faq.any": ["a question"]}, options=OPTIONS, aliases={"nodejs": "node", "py": "python"}))


def must(text: str, reader: Reader) -> frozenset[OptionId]:
    """What a text says must be used; it excludes nothing."""
    constraints = read_constraints(reader.read(text), OPTIONS, reader)
    assert not constraints.excluded
    return constraints.required


def cannot(text: str, reader: Reader) -> frozenset[OptionId]:
    """What a text says cannot be used; it requires nothing."""
    constraints = read_constraints(reader.read(text), OPTIONS, reader)
    assert not constraints.required
    return constraints.excluded


@pytest.mark.parametrize(
    "text",
    [
        "we must use Python",
        "We have to use Django here.",
        "it has to be Python",
        "the backend must be written in py",
        "we have to stay on Python for compliance",
        "Python is mandatory",
        "python is required by our bank",
        "we're stuck with Python",
        "we are locked into python",
        "company policy is python, which database?",
        "our customer demands Python",
        "the only approved language is python",
        "it's a chat, but we must use FastAPI",
        "forced to use Python",
    ],
)
def test_what_must_be_used_is_read(text: str, reader: Reader) -> None:
    """In many phrasings, by name, by framework and by short form."""
    assert must(text, reader) == {PYTHON}


@pytest.mark.parametrize(
    "text",
    [
        "we cannot use Node",
        "we can't use nodejs",
        "we can’t run Node.js in production",
        "we are not allowed to use Express",
        "we must not use node",
        "Node is not allowed",
        "node isn't an option",
        "node is banned at our company",
        "Node.js has been fine but node is off the table",
        "node was ruled out",
        "security won't allow node",
        "anything but node",
        "policy forbids Node",
        "no node in production",
        "a chat (no node allowed), what do we use?",
        "we're unable to deploy node there",
    ],
)
def test_what_cannot_be_used_is_read(text: str, reader: Reader) -> None:
    """A ban is a ban, whoever states it; `must not` is no `must`."""
    assert cannot(text, reader) == {NODE}


@pytest.mark.parametrize(
    "text",
    [
        "python only has asyncio, is that enough?",
        "is node allowed?",
        "is node allowed on lambda?",
        "is python an option for a chat?",
        "node is an option",
        "python is available too",
        "we use python today",
        "can we use node?",
        "node or python for a chat?",
        "the chat must be fast. python?",
        "we cannot decide. node?",
        "no node experience in the team",
        "node works out of the box",
        "node is out of the box faster",
        "I like python",
    ],
)
def test_what_only_sounds_like_it_is_no_constraint(text: str, reader: Reader) -> None:
    """A question, a fact, a taste, or a `must` in another sentence."""
    constraints = read_constraints(reader.read(text), OPTIONS, reader)

    assert not constraints.required
    assert not constraints.excluded


@pytest.mark.parametrize(
    "text", ["do we have to use python?", "we don't have to use python", "does it have to be python?"]
)
def test_a_must_that_is_asked_or_denied_is_no_constraint(text: str, reader: Reader) -> None:
    """Who asks whether they have to does not have to yet."""
    assert must(text, reader) == frozenset()


@pytest.mark.parametrize(
    "text", ["node was an option from the start", "node is now out in version 26", "node was allowed in 2020"]
)
def test_what_was_an_option_is_not_banned(text: str, reader: Reader) -> None:
    """A ban needs a word that bans."""
    assert cannot(text, reader) == frozenset()


def test_several_constraints_are_read_at_once(reader: Reader) -> None:
    """One is required, another excluded."""
    constraints = read_constraints(reader.read("we must use python, node is not allowed"), OPTIONS, reader)

    assert constraints.required == {PYTHON}
    assert constraints.excluded == {NODE}


def test_only_the_options_there_are_can_be_constrained(reader: Reader) -> None:
    """Of a language nobody declared, nothing is read."""
    constraints = read_constraints(reader.read("we must use go and cannot use rust"), OPTIONS, reader)

    assert GO not in constraints.required
    assert not constraints.excluded


def chooses(text: str, reader: Reader, top: Entry = PLAIN, *, teaches: bool = False) -> bool:
    """Whether a text asks for a choice, when `top` answers it best."""
    return asks_for_choice(reader.read(text), top, teaches=teaches, options=OPTIONS, reader=reader)


@pytest.mark.parametrize("text", ["node or python for a chat?", "Django or Express?", "is it python or rather node?"])
def test_options_set_against_each_other_are_a_choice(text: str, reader: Reader) -> None:
    """Whatever entry answers best."""
    assert chooses(text, reader)


@pytest.mark.parametrize(
    "text", ["python or pypy?", "django or fastapi?", "node for a chat", "chat or mail, with node and python"]
)
def test_two_words_for_one_option_are_no_choice(text: str, reader: Reader) -> None:
    """Nor are options that are only named."""
    assert not chooses(text, reader)


@pytest.mark.parametrize(
    "text",
    [
        "how much does a node or python developer cost?",
        "is node or python faster?",
        "how many requests per second, node or python?",
        "salary of a node or a python senior?",
        "memory of python or node?",
    ],
)
def test_a_figure_is_no_choice(text: str, reader: Reader) -> None:
    """Who asks how much or how fast wants the number, though options are set against each other."""
    assert not chooses(text, reader)
    assert not chooses(text, reader, teaches=True)


def test_a_question_for_an_entry_that_picks_is_a_choice(reader: Reader) -> None:
    """The entry itself is the choice."""
    assert chooses("websockets?", reader, replace(PLAIN, pick=NODE))


@pytest.mark.parametrize(
    "text", ["which language for agents?", "what stack do we use?", "should we use node?", "can we do that with node?"]
)
def test_where_the_entry_is_about_a_signal_a_choice_can_be_asked_in_many_ways(text: str, reader: Reader) -> None:
    """Elsewhere the same words ask for what the entry says."""
    assert chooses(text, reader, teaches=True)
    assert not chooses(text, reader, teaches=False)


def test_a_plain_statement_is_no_choice(reader: Reader) -> None:
    """Even where the entry is about a signal."""
    assert not chooses("websocket throughput of node", reader, teaches=True)
