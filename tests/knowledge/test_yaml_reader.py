"""Reading YAML: what a scalar becomes, where it stands, and what is refused."""

import time

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.yaml_reader import MAX_BYTES, MAX_DEPTH, MAX_NODES, read_yaml

BILLION_LAUGHS = "a0: &a0 [ha, ha]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))


def problems_of(content: str | bytes) -> tuple[str, ...]:
    """The problems reading ends with."""
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(raw, "faq.yaml")
    return caught.value.problems


@pytest.mark.parametrize("written", ["3.10", "no", "null", "~", "0x1F", "1_000", "2026-05-26", ".inf", "<<", "1:30"])
def test_a_scalar_stays_the_text_it_was_written_as(written: str) -> None:
    """YAML's own ideas of numbers, booleans, nulls and dates do not apply."""
    document = read_yaml(f"value: {written}".encode(), "faq.yaml")

    assert document.data == {"value": written}


def test_only_an_empty_value_is_none() -> None:
    """Nothing behind the colon is None; empty quotes are an empty text."""
    document = read_yaml(b'empty:\nquoted: ""\nitems:\n  -\n', "faq.yaml")

    assert document.data == {"empty": None, "quoted": "", "items": [None]}


def test_an_empty_file_holds_nothing() -> None:
    """A file of comments is no error for the reader."""
    assert read_yaml(b"# soon\n", "faq.yaml").data is None


def test_lists_mappings_and_long_texts_are_read() -> None:
    """Block and flow style, quotes, folded texts and a byte-order mark mean what YAML says."""
    content = "\ufeffa: {b: [1, 'two']}\nc: >\n  three\n  four\n"

    assert read_yaml(content.encode(), "faq.yaml").data == {"a": {"b": ["1", "two"]}, "c": "three four\n"}


def test_a_problem_names_file_line_and_place() -> None:
    """The line is that of the key, also where the value begins below it."""
    document = read_yaml(b"entries:\n  - id: a\n  - id: b\n    points:\n      - one\n", "k/faq.yaml")

    assert document.problem(("entries", 1, "points"), "is odd") == "k/faq.yaml:4: entries.1.points: is odd"
    assert document.problem(("entries", 1, "points", 0), "is odd") == "k/faq.yaml:5: entries.1.points.0: is odd"
    assert document.problem(("entries", 1, "title"), "is missing") == "k/faq.yaml:3: entries.1.title: is missing"
    assert document.problem((), "is odd") == "k/faq.yaml:1: is odd"


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2, "holds a tag"),
        ("a: 1\nb: ! x", 2, "holds a tag"),
        ("a: 1\n!!str b: x", 2, "holds a tag"),
        ("a: 1\nb: &anchor x", 2, "holds the anchor &anchor"),
        ("a: 1\nb: *anchor", 2, "holds the alias *anchor"),
        ("%TAG ! tag:x,2000:\n---\na: 1", 1, "holds a %TAG directive"),
        ("a: 1\nb: 2\na: 3", 3, "a: is written twice, first on line 1"),
        ("a: 1\nb: {c: 1,\n c: 2}", 3, "c: is written twice, first on line 2"),
        ("a: 1\n---\nb: 2", 2, "holds a second document"),
        ("a: 1\n? [b]\n: 2", 2, "has a list, a mapping or an alias as a key"),
        ("a: 1\nb: c: d", 2, "is not valid YAML"),
        ("a: [1,\nb: 2", 3, "is not valid YAML"),
        ("a: 1\nb: \x07", 2, "holds the control character U+0007"),
        ("a: 1\nb: \x85\x9f", 2, "holds the control character U+009F"),
        ('a: 1\nb: "\\u0000"', 2, "holds the control character U+0000"),
        (b"a: 1\nb: \xff", 2, "is not UTF-8"),
        ("a: 1".encode("utf-16"), 1, "is not UTF-8"),
    ],
)
def test_what_a_knowledge_file_never_needs_is_refused(content: str | bytes, line: int, what: str) -> None:
    """Each is a problem with file and line, and no exception of PyYAML gets out."""
    (problem,) = problems_of(content)

    assert problem.startswith(f"faq.yaml:{line}: {what}")


def test_all_problems_of_a_file_are_told_at_once() -> None:
    """What does not end the reading is collected."""
    problems = problems_of("a: &x 1\nb: *x\na: 2\nc: !t 3\n")

    assert [problem.split(":")[1] for problem in problems] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "[\n" * 100_000,
        "? " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(1_000)),
        BILLION_LAUGHS,
        "- &a x\n" * 150_000,
        "{" + "a, " * 1_000_000,
        "'" + "x" * 4_000_000,
        "a" * 4_000_000 + ": b",
        "x" * (MAX_BYTES + 1),
    ],
    ids=lambda content: content[:12],
)
def test_a_file_made_to_exhaust_the_reader_is_refused_fast(content: str) -> None:
    """Neither depth, nor expansion, nor size takes long, and no RecursionError gets out."""
    started = time.process_time()

    problems = problems_of(content)

    assert 1 <= len(problems) <= 1_000
    assert time.process_time() - started < 2


def test_the_limits_themselves_are_allowed() -> None:
    """The deepest nesting and the most values pass; one more of either does not."""
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    longest = "-\n" * (MAX_NODES - 1)

    assert read_yaml(deepest.encode(), "faq.yaml").data
    assert len(read_yaml(longest.encode(), "faq.yaml").data or []) == MAX_NODES - 1
    assert "deeper than 20 levels" in problems_of(f"[{deepest}]")[0]
    assert "more than 200,000 values" in problems_of(longest + "-\n")[0]
