"""`stackbot ask --jsonl` through its door: a line out for each line in, whatever a line holds."""

import io
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.batch import LINE_LIMIT, answer_lines
from bot.settings import read_settings
from bot.wiring.desk import Desk, open_desk, today
from tests.cli.doors import RunApart, RunHere

SHIPPING = "can I ship on friday?"
FIELDS = ["id", "outcome", "confidence", "entries", "pick", "signals", "flips", "text"]

Answers = list[dict[str, Any]]


def lines_of(output: bytes | str) -> Answers:
    """The objects of a batch's output."""
    return [json.loads(line) for line in output.splitlines()]


def batch(*objects: object) -> bytes:
    """A JSON line for each object."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in objects)


def answered(stackbot: RunHere, *lines: bytes) -> Answers:
    """What a batch prints for lines that are followed by a good one; the good one is answered and left out."""
    result = stackbot("ask", "--jsonl", stdin=b"\n".join([*lines, batch({"id": "last", "text": SHIPPING})]))

    *before, last = lines_of(result.stdout)
    assert result.exit_code == 0
    assert (last["id"], last["outcome"]) == ("last", "answer")
    return before


def test_a_line_out_has_what_the_readme_promises(stackbot: RunHere, stacks: str) -> None:
    """The fields stand in their order; entries come best first, and a pick with the flips that change it."""
    result = stackbot(
        "ask", "--jsonl", knowledge=stacks, stdin=batch({"id": 7, "text": "python or node for a chat with websockets?"})
    )

    (line,) = lines_of(result.stdout)
    scores = [entry["score"] for entry in line["entries"]]
    assert list(line) == FIELDS
    assert (line["id"], line["outcome"], line["pick"], line["signals"]) == (7, "answer", "node", ["live"])
    assert line["entries"][0]["id"] == "stack.live"
    assert scores == sorted(scores, reverse=True)
    assert {"add": ["ai"], "remove": ["live"], "pick": "python", "entry": "stack.ai"} in line["flips"]


def test_what_is_declined_names_entries_all_the_same(stackbot: RunHere) -> None:
    """The nearest entries are listed with their scores; there is no pick."""
    result = stackbot("ask", "--jsonl", stdin=batch({"id": 1, "text": "wie wird das wetter auf dem mond"}))

    (line,) = lines_of(result.stdout)
    assert list(line) == FIELDS
    assert line["outcome"] in {"closest", "none"}
    assert line["pick"] is None
    assert len(line["entries"]) == 3


def test_order_and_ids_are_kept(stackbot: RunHere) -> None:
    """Numbers and texts as ids come back as they were, also twice, empty, not of this world, or very large."""
    ids = [3, "b", 0, -1, 3, "", "ключ", "\ud800", 10**400]

    result = stackbot("ask", "--jsonl", stdin=batch(*({"id": id_, "text": SHIPPING} for id_ in ids)))

    assert [line["id"] for line in lines_of(result.stdout)] == ids
    assert {line["outcome"] for line in lines_of(result.stdout)} == {"answer"}


def test_a_thread_is_answered_by_its_last_words(stackbot: RunHere) -> None:
    """Of two questions in a thread, the later one is answered."""
    thread = ["hi all", "how many holidays do I get", "ah, found it", "when is deploy day?"]

    result = stackbot("ask", "--jsonl", stdin=batch({"id": 1, "thread": thread}))

    assert lines_of(result.stdout)[0]["entries"][0]["id"] == "faq.deploy"


def test_an_earlier_message_gives_the_situation(stackbot: RunHere, stacks: str) -> None:
    """What was said before the question counts among the signals."""
    thread = ["we have a multiplayer game", "python or node for the backend?"]

    result = stackbot("ask", "--jsonl", knowledge=stacks, stdin=batch({"id": 1, "thread": thread}))

    assert "live" in lines_of(result.stdout)[0]["signals"]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"   ",
        b"not json",
        b'{"id": 1, "text": "cut',
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"text": "no id"}',
        b'{"id": null, "text": "x"}',
        b'{"id": true, "text": "x"}',
        b'{"id": 1.5, "text": "x"}',
        b'{"id": NaN, "text": "x"}',
        b'{"id": [1], "text": "x"}',
        b'{"id": 1}',
        b'{"id": 1, "text": null}',
        b'{"id": 1, "text": 5}',
        b'{"id": 1, "text": ["x"]}',
        b'{"id": 1, "thread": "x"}',
        b'{"id": 1, "thread": []}',
        b'{"id": 1, "thread": ["x", null]}',
        b'{"id": 1, "text": "x", "thread": ["x"]}',
        b'{"id": 1, "text": "caf\xe9"}',
        b'{"id": ' + b"9" * 5_000 + b', "text": "x"}',
        b"[" * 200_000,
        b'{"id": 1, "text": ' + b'{"a":' * 100_000,
    ],
    ids=lambda line: repr(line[:30]),
)
def test_a_line_of_another_kind_gets_an_error(stackbot: RunHere, line: bytes) -> None:
    """Its id is null, the message says what is expected, and the next line is answered."""
    (bad,) = answered(stackbot, line)

    assert bad["id"] is None
    assert 'expected {"id": …, "text": "…"} or {"id": …, "thread": ["…", …]}' in bad["error"]
    assert list(bad) == ["id", "error"]


def test_a_line_of_two_megabytes_is_skipped_whole(stackbot: RunHere) -> None:
    """It gets one error, however long it is, and what follows it is read from its beginning."""
    (bad,) = answered(stackbot, batch({"id": 1, "text": "x" * 2_000_000}).rstrip())

    assert bad == {"id": None, "error": "a line is at most 1,000,000 bytes long"}


@pytest.mark.parametrize("text", ["", " \n ", "x" * 40_001])
def test_a_question_that_cannot_be_read_keeps_its_id(stackbot: RunHere, text: str) -> None:
    """The object is as it should be, so the error says which question it was."""
    (bad,) = answered(stackbot, batch({"id": "q9", "text": text}).rstrip())

    assert bad["id"] == "q9"
    assert bad["error"].startswith("The question is ")


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": 1, "text": "can I ship on friday \\ud83d?"}',
        b'{"id": 1, "text": "can I ship\\u0000 on\\u0007 friday?"}',
        b'\xef\xbb\xbf{"id": 1, "text": "can I ship on friday?"}\r',
        b'{"id": 0, "id": 1, "text": "can I ship on friday?", "more": {"of": ["it"]}}',
        b'{"id": 1, "text": null, "thread": ["can I ship on friday?"]}',
    ],
)
def test_a_line_with_oddities_is_answered(stackbot: RunHere, line: bytes) -> None:
    """Half a character, control characters, a byte order mark, a repeated key or further keys do no harm."""
    (answer,) = answered(stackbot, line)

    assert (answer["id"], answer["entries"][0]["id"]) == (1, "faq.deploy")


@pytest.mark.parametrize(("stdin", "count"), [(b"", 0), (b"\n", 1), (b"{}\n{}", 2), (b"{}\n\n{}\n", 3)])
def test_there_is_a_line_out_for_each_line_in(stackbot: RunHere, stdin: bytes, count: int) -> None:
    """Blank lines count, a final newline is not needed, and nothing in gives nothing out."""
    result = stackbot("ask", "--jsonl", stdin=stdin)

    assert result.exit_code == 0
    assert len(lines_of(result.stdout)) == count


def test_a_batch_has_nothing_but_lines_on_standard_output(stackbot_apart: RunApart) -> None:
    """In a process of its own, ending without a newline: two lines in, two out, whatever else was said elsewhere."""
    process = stackbot_apart("ask", "--jsonl", stdin=b'{"id": 1, "text": "when is deploy day"}\n{"id": 2}')

    assert process.code == 0
    assert [line["id"] for line in lines_of(process.out)] == [1, None]


def test_a_batch_that_does_not_load_is_refused(stackbot_apart: RunApart) -> None:
    """Without knowledge there is no line out at all: one sentence on standard error and exit code 2."""
    process = stackbot_apart("--knowledge", "nowhere", "ask", "--jsonl", stdin=b"{}\n")

    assert (process.code, process.out) == (2, b"")
    assert process.complaint.startswith("nowhere: cannot be read as a folder")


@pytest.fixture(scope="module")
def desk(faq: str, surroundings: dict[str, str]) -> Desk:
    """A desk over the plain FAQ."""
    return open_desk(read_settings(knowledge=faq, semantic="false", cache_dir=surroundings["STACKBOT_CACHE_DIR"]))


def json_values() -> st.SearchStrategy[object]:
    """Values that JSON can hold, often with the keys a line should have."""
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    keys = st.sampled_from(["id", "text", "thread"]) | st.text(max_size=3)
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=8
    )


@settings(max_examples=150)
@given(lines=st.lists(st.binary(max_size=60) | json_values().map(lambda value: json.dumps(value).encode()), max_size=4))
def test_any_bytes_get_a_line_each(desk: Desk, lines: Iterable[bytes]) -> None:
    """Whatever the lines hold, each gets one JSON object with an id, in order, and nothing is raised."""
    source = io.BytesIO(b"".join(line.replace(b"\n", b" ") + b"\n" for line in lines))
    sink = io.BytesIO()

    answer_lines(desk.advisor, today(), source, sink)

    assert len(lines_of(sink.getvalue())) == source.getvalue().count(b"\n")
    assert all("id" in line for line in lines_of(sink.getvalue()))


@pytest.mark.parametrize("length", [LINE_LIMIT - 1, LINE_LIMIT, LINE_LIMIT + 1, LINE_LIMIT + 2, 2 * LINE_LIMIT])
def test_the_limit_of_a_line_is_exact(desk: Desk, length: int) -> None:
    """A line of a length around the limit gets one line out, and so does the one after it."""
    sink = io.BytesIO()

    answer_lines(desk.advisor, today(), io.BytesIO(b"x" * (length - 1) + b"\n{}\n"), sink)

    long, after = lines_of(sink.getvalue())
    assert ("at most" in long["error"]) == (length > LINE_LIMIT)
    assert after["error"].startswith("expected")
