"""Which signals a situation has, and which it denies."""

import pytest

from bot.advice.signals import SignalFinder, Situation
from bot.advice.wording import Reader
from bot.knowledge.entries import SignalId
from tests.advice.small import library_of, signal

AI, LIVE, SHOP = SignalId("ai"), SignalId("live"), SignalId("shop")
SIGNALS = [
    signal("ai", "ai", "llm", "large language model"),
    signal("live", "real-time", "websocket", "live updates", "chat", "chat room"),
    signal("shop", "shop", "web shop"),
]


def situation(*messages: str, **likeness: float) -> Situation:
    """The situation in one message or several, oldest first."""
    reader = Reader(library_of({"faq.one": ["a question"]}, signals=SIGNALS, aliases={"ws": "websocket"}))
    learned = {SignalId(id_): score for id_, score in likeness.items()}
    return SignalFinder(SIGNALS, reader).find([reader.read(message) for message in messages], learned)


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("a bot on an LLM", {AI: "llm"}),
        ("a large language model", {AI: "large language model"}),
        ("large language models", {AI: "large language models"}),
        ("many websockets", {LIVE: "websockets"}),
        ("one live update a minute", {LIVE: "live update"}),
        ("three chat rooms", {LIVE: "chat rooms"}),
        ("one ws", {LIVE: "websocket"}),
        ("an llm in a web shop with chat", {AI: "llm", LIVE: "chat", SHOP: "web shop"}),
        ("maintain our chair workshop", {}),
        ("live, updates weekly", {}),
        ("a large model of language", {}),
        ("", {}),
    ],
)
def test_a_phrase_fires_its_signal(text: str, present: dict[SignalId, str]) -> None:
    """Whole words in order, plural or not, inside one clause; the words that fired it are kept."""
    found = situation(text)

    assert dict(found.present) == present
    assert found.signals == present.keys()
    assert not found.denied


@pytest.mark.parametrize(
    "text",
    [
        "no real-time here",
        "a blog without real-time",
        "we don't need real-time",
        "we don’t need any real-time",
        "it isn't real-time",
        "it will never be real-time",
        "not a chat",
        "neither chat nor mail",
        "zero websockets",
        "we need no live updates",
    ],
)
def test_a_negation_before_a_phrase_denies_it(text: str) -> None:
    """Right before it or a few words earlier in its clause."""
    found = situation(text)

    assert found.denied.keys() == {LIVE}
    assert not found.present


@pytest.mark.parametrize(
    "text",
    [
        "real-time is not needed",
        "real-time isn't required",
        "chat is not planned",
        "websockets are not really necessary",
    ],
)
def test_a_negation_after_a_phrase_denies_it(text: str) -> None:
    """When it says that the thing is not wanted."""
    found = situation(text)

    assert found.denied.keys() == {LIVE}
    assert not found.present


@pytest.mark.parametrize(
    "text",
    [
        "no, real-time it is",
        "no idea whether real-time matters",
        "no doubt real-time matters",
        "not only real-time",
        "not just chat",
        "real-time is not a joke",
        "nobody here has ever in all these years built anything with chat",
    ],
)
def test_a_no_that_is_about_something_else_denies_nothing(text: str) -> None:
    """Another clause, a turn of phrase, or too far away."""
    found = situation(text)

    assert found.signals == {LIVE}
    assert not found.denied


@pytest.mark.parametrize(
    "text", ["a chat, but no real-time", "no real-time; later maybe a chat", "no chat. chat? no chat"]
)
def test_a_denial_beats_a_presence(text: str) -> None:
    """Whoever denies a signal once does not have it, wherever else its phrases stand."""
    found = situation(text)

    assert found.denied.keys() == {LIVE}
    assert LIVE not in found.signals


def test_each_signal_is_decided_by_itself() -> None:
    """What is denied of one says nothing of the others."""
    found = situation("a web shop, no ai, with chat")

    assert found.signals == {SHOP, LIVE}
    assert found.denied.keys() == {AI}


def test_a_later_message_counts_more() -> None:
    """People change their minds: what was denied may be wanted after all, and the other way round."""
    wanted, dropped = situation("no chat", "an llm", "a chat"), situation("a chat", "an llm", "no chat")

    assert (set(wanted.signals), dict(wanted.denied)) == ({AI, LIVE}, {})
    assert (set(dropped.signals), set(dropped.denied)) == ({AI}, {LIVE})


def test_what_no_message_takes_back_stays() -> None:
    """Each keeps the words that fired it."""
    found = situation("an llm", "and a chat", "no shop")

    assert dict(found.present) == {AI: "llm", LIVE: "chat"}
    assert dict(found.denied) == {SHOP: "shop"}


def test_likeness_makes_a_signal_where_no_phrase_speaks() -> None:
    """Without words to show for it; a low likeness does not."""
    found = situation("people see each other move", live=0.95, ai=0.05)

    assert dict(found.present) == {LIVE: ""}


def test_likeness_does_not_bring_back_what_was_denied() -> None:
    """A question about real-time that says there is none is very like those that have it."""
    found = situation("we need no real-time", live=0.99)

    assert not found.present
    assert found.denied.keys() == {LIVE}


def test_the_words_are_kept_where_likeness_agrees() -> None:
    """A phrase says more than likeness."""
    assert dict(situation("a chat", live=0.99).present) == {LIVE: "chat"}


@pytest.mark.parametrize(
    "text",
    [
        "we dropped the AI, only the rest remains",
        "we got rid of the LLM",
        "the llm is out of scope",
        "instead of AI we ask people",
        "AI was cut from the roadmap",
        "no longer an LLM product",
    ],
)
def test_what_was_given_up_is_denied(text: str) -> None:
    """A signal that was there once, or that something else replaces, is not in the situation."""
    found = situation(text)

    assert AI not in found.present
    assert AI in found.denied


@pytest.mark.parametrize(
    "text",
    ["zero downtime for our AI", "we have no AI skills but build an LLM product", "can we not use python for AI?"],
)
def test_a_negation_of_something_else_denies_nothing(text: str) -> None:
    """Downtime, skills and a rhetorical question are not about the signal."""
    assert AI in situation(text).present
