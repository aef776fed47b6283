"""What is read of a message, and which messages of a thread ask."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.question import REFUSED_LENGTH, TEXT_LIMIT, THREAD_LIMIT, clean, read_question, read_thread
from bot.errors import QuestionError

HAND_OVERS = [
    "<@U0STACK> what do you think?",
    "@stackbot thoughts?",
    "any opinions?",
    "wdyt <@U1>",
    "please help us decide",
]


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("<@U012AB3CD> node or python?", "node or python?"),
        ("<!subteam^S1|@backend> node or python?", "node or python?"),
        ("<!here> node or python?", "node or python?"),
        ("see <#C024BE7LR|backend> first", "see first"),
        ("@stackbot node or python?", "node or python?"),
        ("cc @anna.smith @acme/backend which?", "cc which?"),
        ("read <https://example.org/a?b=c|the benchmark> first", "read the benchmark first"),
        ("read <https://example.org/a?b=c> first", "read first"),
        ("read https://example.org/a?b=c first", "read first"),
        ("read www.example.org/a first", "read first"),
        ("ask <mailto:ann@example.org|Ann> first", "ask Ann first"),
    ],
)
def test_links_and_mentions_go_and_their_labels_stay(written: str, language: str) -> None:
    """Of a link the label is language; an address, a person and a channel are not."""
    assert clean(written) == language


def test_the_label_of_a_markdown_link_stays() -> None:
    """GitHub and many clients write links as [label](address)."""
    assert clean("read [the benchmark](https://example.org/a) first") == "read the benchmark first"


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("which? ```import express\nexpress()``` thanks", "which? thanks"),
        ("which? ```import express", "which?"),
        ("is `fastapi` faster", "is fastapi faster"),
        ("*Node* or _Python_ or ~Perl~", "Node or Python or Perl"),
        ("**Node** or __Python__", "Node or Python"),
        ("# Backend\nnode or python?", "Backend node or python?"),
        ("> she said node\nso?", "she said node so?"),
        ("&gt; she said node\nso?", "she said node so?"),
        ("C&amp;C server, p95 &lt; 9 ms", "C&C server, p95 < 9 ms"),
        ("3 * 4 sockets", "3 * 4 sockets"),
    ],
)
def test_code_blocks_and_formatting_go(written: str, language: str) -> None:
    """A block of code says nothing of the choice, even when it never closes; code inside a sentence is a word of it."""
    assert clean(written) == language


@pytest.mark.parametrize(
    ("written", "language"),
    [
        (":wave: node or python :thinking_face:?", "node or python ?"),
        (":+1: for node", "for node"),
        ("up at 10:30:45 again", "up at 10:30:45 again"),
        ("node\x00 or\x07 python\x1b", "node or python"),
        ("\ufeffnode\u200b or \u202epython\u2060", "node or python"),
        ("  node \t or\r\n\n python ", "node or python"),
    ],
)
def test_emoji_names_and_invisible_characters_go(written: str, language: str) -> None:
    """What a reader does not see is not read; a time of day is no emoji."""
    assert clean(written) == language


@pytest.mark.parametrize("invisible", ["\u2066", "\u2069", "\u00ad"])
def test_direction_isolates_and_soft_hyphens_go(invisible: str) -> None:
    """They come along when text is copied, and would make `node` another word."""
    assert clean(f"{invisible}node{invisible} or python") == "node or python"


def test_half_a_surrogate_pair_is_no_character() -> None:
    """A cut-off emoji, as JSON may carry it, never reaches what encodes text."""
    cleaned = clean("node \ud83d or python")

    assert cleaned.encode("utf-8")
    assert cleaned.split()[0] == "node"
    assert cleaned.endswith("or python")


@given(st.text(st.sampled_from("<>@#!|:`*_~[]()&;\n\x00\ud800") | st.characters(exclude_categories=()), max_size=200))
def test_any_text_comes_out_printable(written: str) -> None:
    """Whatever is written, it cleans to text in one line that can be encoded."""
    cleaned = clean(written)

    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert cleaned == " ".join(cleaned.split())
    assert "\x00" not in cleaned


def test_the_last_message_of_a_thread_asks() -> None:
    """All that is said is kept, oldest first."""
    question = read_thread(["we build a chat", "with agents", "node or python?"])

    assert question.texts == ("we build a chat", "with agents", "node or python?")
    assert question.text == "node or python?"
    assert question.is_thread


@pytest.mark.parametrize("hand_over", HAND_OVERS)
def test_a_message_that_only_hands_over_asks_nothing(hand_over: str) -> None:
    """It refers to the message before it."""
    question = read_thread(["node or python for a chat?", hand_over])

    assert question.texts == ("node or python for a chat?",)
    assert not question.is_thread


def test_a_last_message_with_a_subject_is_no_hand_over() -> None:
    """Words of the subject make a message count, whatever polite words surround them."""
    question = read_thread(["we build a chat", "what do you think, is node right?"])

    assert question.text == "what do you think, is node right?"


@pytest.mark.parametrize("hand_over", HAND_OVERS)
def test_a_hand_over_with_nothing_before_it_is_all_there_is(hand_over: str) -> None:
    """A single message is read whatever it says, and so is a thread of nothing but hand-overs."""
    assert read_question(hand_over).texts == (clean(hand_over),)
    assert read_thread([hand_over, hand_over]).texts == (clean(hand_over),)


@pytest.mark.parametrize("written", ["<@U012AB3CD>", "```x = 1```", "<https://example.org>", ":tada:", "\u200b"])
def test_markup_alone_says_nothing(written: str) -> None:
    """The question is not empty, so it is no error; what is left of it is."""
    question = read_question(written)

    assert (question.texts, question.text, question.is_thread) == ((), "", False)


@pytest.mark.parametrize("messages", [[], [""], ["  \n\t"], ["", " "]])
def test_an_empty_question_is_refused(messages: list[str]) -> None:
    """The message says what to ask."""
    with pytest.raises(QuestionError, match="empty"):
        read_thread(messages)


def test_a_question_longer_than_a_message_can_be_is_refused() -> None:
    """40,000 characters are read, one more is not; the message names the limit."""
    assert read_question("x" * REFUSED_LENGTH).texts

    with pytest.raises(QuestionError, match="40,000"):
        read_question("x" * (REFUSED_LENGTH + 1))


def test_the_beginning_and_the_end_of_a_long_question_are_read() -> None:
    """What is asked stands first or last; 4,000 characters in all are read."""
    text = read_question("node?" + " filler" * 2_000 + " python?").text

    assert text.startswith("node? filler")
    assert text.endswith("filler python?")
    assert len(text) <= TEXT_LIMIT + 1


def test_a_question_at_the_limit_is_read_whole() -> None:
    """4,000 characters lose nothing."""
    text = "ab " * (TEXT_LIMIT // 3) + "x"

    assert read_question(text).text == text


def test_the_latest_messages_of_a_long_thread_are_read() -> None:
    """Fifty of them; older ones matter least."""
    question = read_thread([f"message {number}" for number in range(THREAD_LIMIT + 5)])

    assert len(question.texts) == THREAD_LIMIT
    assert (question.texts[0], question.text) == ("message 5", f"message {THREAD_LIMIT + 4}")


@pytest.mark.parametrize("written", ["\n" * 10_000 + "x", "[" * 16_000, "<http:" * 5_000])
def test_no_text_takes_long_to_clean(written: str) -> None:
    """One message must not hold up the others, however odd it is."""
    start = time.process_time()

    clean(written)

    assert time.process_time() - start < 0.25


@pytest.mark.parametrize("number", [f"&#{'1' * 5_000};", f"&#x{'f' * 5_000};", f"&#{'0' * 5_000}"])
def test_a_number_too_long_for_a_character_is_left_out(number: str) -> None:
    """Python refuses to read a number of more than 4,300 digits."""
    assert clean(f"node {number} or python?") == "node or python?"
