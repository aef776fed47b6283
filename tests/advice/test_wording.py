"""How a text is put into the knowledge's words: aliases, typos, other languages, clauses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.wording import Reader, Wording, joined
from bot.knowledge.entries import Glossary
from tests.advice.small import library_of

ALIASES = {
    "js": "javascript",
    "node.js": "node",
    "k8s": "kubernetes",
    "cold-start": "cold start",
    "real time": "real-time",
    "ws": "websocket",
}
ASKS = [
    "which language for a python service",
    "is python the language for websocket servers",
    "websocket or polling for a faster service",
    "what makes python faster",
]
DICTIONARY = frozenset({"foster", "pricing", "serving"})
SPANISH = Glossary(
    frozenset({"para", "por"}),
    {
        "cuánto": "how much",
        "cuesta": "costs",
        "un": "a",
        "por": "by",
        "por hora": "per hour",
        "servidor": "server",
        "para": "for",
    },
)
GERMAN = Glossary(frozenset({"für", "wir"}), {"wir": "we", "brauchen": "need", "keine": "no", "echtzeit": "real time"})
CHINESE = Glossary(frozenset(), {"聊天": "chat", "聊天应用": "chat app", "用": "use", "什么": "what"})
JAPANESE = Glossary(frozenset(), {"チャット": "chat", "を": "", "作る": "build"})
KOREAN = Glossary(frozenset(), {"채팅": "chat", "서버": "server"})


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader that knows a few words, aliases and languages, and a dictionary of three words."""
    glossaries = {"es": SPANISH, "de": GERMAN, "zh": CHINESE, "ja": JAPANESE, "ko": KOREAN}
    library = replace(library_of({"faq.one": ASKS}, aliases=ALIASES), glossaries=glossaries)
    return Reader(library, DICTIONARY)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("JS or Node.js", "javascript or node"),
        ("a cold-start", "a cold start"),
        ("real time chat on k8s", "real-time chat on kubernetes"),
        ("json and news", "json and news"),
        ("real, time", "real time"),
    ],
)
def test_aliases_are_followed(reader: Reader, written: str, read: str) -> None:
    """One word or several, whole words only, in any case, and not across the end of a clause."""
    assert reader.read(written).text == read


@pytest.mark.parametrize(
    ("typo", "word"),
    [
        ("pyhton", "python"),
        ("pythn", "python"),
        ("pythoon", "python"),
        ("pythin", "python"),
        ("Langauge", "language"),
        ("webscket", "websocket"),
    ],
)
def test_a_typo_of_a_known_word_is_corrected(reader: Reader, typo: str, word: str) -> None:
    """Letters swapped, lost, doubled or wrong; what was changed is told."""
    wording = reader.read(f"is {typo} right?")

    assert wording.text == f"is {word} right"
    assert wording.corrections == ((typo.lower(), word),)


@pytest.mark.parametrize("word", ["foster", "serving", "kotlin", "pytorch", "pithn", "wes", "pytho3", "pythön", "node"])
def test_a_word_that_is_no_typo_stays(reader: Reader, word: str) -> None:
    """Words of the dictionary, names nobody knows, two edits, short words, digits and other letters."""
    wording = reader.read(f"is {word} right?")

    assert wording.text == f"is {word} right"
    assert wording.corrections == ()


def test_without_a_dictionary_a_neighbour_of_a_known_word_is_a_typo() -> None:
    """`foster` stays for the dictionary's sake alone."""
    wording = Reader(library_of({"faq.one": ASKS})).read("foster")

    assert wording.corrections == (("foster", "faster"),)


def test_a_typo_is_read_as_the_commonest_word_near_it() -> None:
    """`serven` is one edit from both; the knowledge says `server` more often."""
    library = library_of({"faq.one": ["seven servers", "seven server", "a server", "the server"]})

    assert Reader(library).read("serven").text == "server"


@pytest.mark.parametrize(
    ("written", "language", "read"),
    [
        ("¿Cuánto cuesta un servidor por hora?", "es", "how much costs a server per hour"),
        ("Wir brauchen keine Echtzeit", "de", "we need no real-time"),
        ("用什么 Node.js 聊天应用", "zh", "use what node chat app"),
        ("チャットを作る", "ja", "chat build"),
        ("채팅 서버 python", "ko", "chat server python"),
    ],
)
def test_another_language_is_glossed(reader: Reader, written: str, language: str, read: str) -> None:
    """Its words and phrases, longest first, become English; aliases follow."""
    wording = reader.read(written)

    assert (wording.language, wording.text) == (language, read)


@pytest.mark.parametrize("written", ["the para server is for us", "cuesta", "which server do we use for an hour"])
def test_a_foreign_word_alone_makes_no_other_language(reader: Reader, written: str) -> None:
    """English with a word that another language has too is read as it stands."""
    wording = reader.read(written)

    assert (wording.language, wording.text) == ("en", written)


def test_typos_are_left_alone_in_another_language(reader: Reader) -> None:
    """`pythn` may be a word there."""
    wording = reader.read("¿Cuánto cuesta un servidor por hora, pythn?")

    assert wording.corrections == ()
    assert wording.words[-1] == "pythn"


@pytest.mark.parametrize(
    ("written", "clauses"),
    [
        ("no ai, just chat", (("no", "ai"), ("just", "chat"))),
        ("chat (no ai): which?", (("chat",), ("no", "ai"), ("which",))),
        ("python 3.13 or c++ and c#; ci/cd!", (("python", "3.13", "or", "c++", "and", "c#"), ("ci/cd",))),
        ("it’s live\u2014don't ask", (("it's", "live"), ("don't", "ask"))),
        ("聊天，什么", (("chat",), ("what",))),
        ("?!...", ()),
        ("", ()),
    ],
)
def test_marks_end_clauses(reader: Reader, written: str, clauses: tuple[tuple[str, ...], ...]) -> None:
    """A comma, a bracket, a dash, a colon and the end of a sentence do; a mark inside a word does not."""
    assert reader.read(written).clauses == clauses


@given(st.text(max_size=120))
def test_any_text_is_read(written: str) -> None:
    """The text is its words in lower case, and reading it leaves the same wording the second time."""
    reader = Reader(library_of({"faq.one": ASKS}), DICTIONARY)

    wording = reader.read(written)

    assert wording.text == " ".join(wording.words)
    assert all(wording.clauses)
    assert reader.read(written) == wording


def test_the_messages_of_a_thread_are_joined_in_order(reader: Reader) -> None:
    """One text with the clauses and corrections of each, in the language of the last."""
    wording = joined([reader.read("is pyhton live, yes"), reader.read("¿Cuánto cuesta un servidor para node.js?")])

    assert wording.text == "is python live yes how much costs a server for node"
    assert wording.words == tuple(wording.text.split())
    assert wording.clauses[:2] == (("is", "python", "live"), ("yes",))
    assert (wording.corrections, wording.language) == ((("pyhton", "python"),), "es")
    assert joined([]) == Wording("", ())


def test_the_gist_of_a_long_text_is_its_beginning_and_more_of_its_end(reader: Reader) -> None:
    """A short one is read whole."""
    words = [f"word{number}" for number in range(300)]

    gist = reader.read(" ".join(words)).gist.split()

    cut = next(place for place, word in enumerate(gist) if word != words[place])
    assert gist == words[:cut] + words[cut - len(gist) :]
    assert 0 < cut < len(gist) - cut < 300 - cut
    assert reader.read("node or python").gist == "node or python"
