"""The cache: it gives back what was kept, survives whatever happens to its files, and never costs an answer."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.cache import Cache, RememberingEncoder
from bot.encoder.minilm import NoEncoder

ARRAYS = {"numbers": np.arange(6.0).reshape(2, 3), "count": np.asarray(7)}


class CountingEncoder:
    """Encodes a text as three numbers no half float can hold, and remembers what it was asked for."""

    name = "counting"
    dimensions = 3

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text."""
        self.encoded += texts
        rows = [[len(text) / 3, sum(map(ord, text)) / 7_000, 1 / 3] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), 3)


def vectors(folder: Path, *texts: str) -> bytes:
    """The bytes of the texts' vectors through a new cache over a folder."""
    return RememberingEncoder(CountingEncoder(), Cache(folder)).encode(texts).tobytes()


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    """Another cache over the same folder, made on demand, has the same names, shapes, types and values."""
    Cache(tmp_path / "new" / "folder").keep_arrays("things", ARRAYS)

    cache = Cache(tmp_path / "new" / "folder")
    kept = cache.kept_arrays("things")

    assert kept is not None
    assert {name: (array.dtype, array.tolist()) for name, array in kept.items()} == {
        name: (array.dtype, array.tolist()) for name, array in ARRAYS.items()
    }
    assert cache.notes == []


def test_what_was_never_kept_is_not_there(tmp_path: Path) -> None:
    """That is no fault, so nothing is noted."""
    cache = Cache(tmp_path)

    assert cache.kept_arrays("things") is None
    assert cache.notes == []


def test_bytes_are_made_once(tmp_path: Path) -> None:
    """The second time they come from the file."""
    made: list[bytes] = []

    def make() -> bytes:
        made.append(b"a\nb\x00c")
        return made[-1]

    first, second = (Cache(tmp_path).data("model", make) for _ in range(2))

    assert first == second == b"a\nb\x00c"
    assert len(made) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[:70],
        lambda _: b"",
        lambda data: data + b"x",
        lambda data: b"0" + data[1:],
        lambda data: data[:-2] + b"xx",
    ],
)
def test_damaged_bytes_are_made_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """They are known by their own hash, and the mended file is good for the next start."""
    Cache(tmp_path).data("model", lambda: b"good" * 50)
    (tmp_path / "model").write_bytes(damage((tmp_path / "model").read_bytes()))

    mended = Cache(tmp_path).data("model", lambda: b"good" * 50)

    assert mended == b"good" * 50
    assert Cache(tmp_path).data("model", lambda: b"bad") == mended


def test_vectors_are_the_same_fresh_and_from_the_cache(tmp_path: Path) -> None:
    """Half precision is applied either way, so that a first start answers as the second does."""
    fresh, remembered = vectors(tmp_path, "a", "bb"), vectors(tmp_path, "a", "bb")

    assert fresh == remembered
    assert fresh != CountingEncoder().encode(["a", "bb"]).tobytes()


def test_a_text_has_the_same_vector_in_any_company(tmp_path: Path) -> None:
    """Order, repetition and what was encoded before do not matter."""
    alone = vectors(tmp_path / "one", "bb")

    together = vectors(tmp_path / "other", "a", "bb", "a")

    assert together[12:24] == alone
    assert together[:12] == together[24:]


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    """An editor who adds an ask waits for that ask alone."""
    vectors(tmp_path, "a", "bb")
    encoder = CountingEncoder()

    RememberingEncoder(encoder, Cache(tmp_path)).encode(["bb", "ccc", "a"])

    assert encoder.encoded == ["ccc"]


def test_models_do_not_share_vectors(tmp_path: Path) -> None:
    """Vectors are kept under the model's name."""
    vectors(tmp_path, "a")
    encoder = CountingEncoder()
    encoder.name = "another"

    RememberingEncoder(encoder, Cache(tmp_path)).encode(["a"])

    assert encoder.encoded == ["a"]


def test_no_texts_give_no_rows(tmp_path: Path) -> None:
    """Nothing is written for nothing."""
    encoder = RememberingEncoder(CountingEncoder(), Cache(tmp_path))

    assert encoder.encode([]).shape == (0, 3)
    assert list(tmp_path.iterdir()) == []


def test_without_a_model_nothing_is_remembered(tmp_path: Path) -> None:
    """Vectors of no numbers are not worth a file."""
    encoder = RememberingEncoder(NoEncoder(), Cache(tmp_path))

    assert encoder.encode(["a", "bb"]).shape == (2, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_cut_file_is_computed_anew(tmp_path: Path) -> None:
    """Wherever a writer was killed, the vectors are right, a note says why it took longer, and the file is whole."""
    good = vectors(tmp_path, "a", "bb")
    file = next(tmp_path.iterdir())
    whole = file.read_bytes()

    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        cache = Cache(tmp_path)
        assert RememberingEncoder(CountingEncoder(), cache).encode(["a", "bb"]).tobytes() == good
        assert "cannot be read" in cache.notes[0]
        assert vectors(tmp_path, "a", "bb") == good


def test_a_flipped_bit_never_costs_an_answer(tmp_path: Path) -> None:
    """Any byte of the file may be damaged: nothing is raised and the vectors are right all the same."""
    good = vectors(tmp_path, "a", "bb")
    file = next(tmp_path.iterdir())
    whole = file.read_bytes()
    raised = {}

    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert vectors(tmp_path, "a", "bb") == good
        except Exception as error:  # noqa: BLE001  all of them are the finding
            raised[place] = repr(error)

    assert raised == {}


@pytest.mark.parametrize(
    "arrays",
    [
        {"keys": np.zeros((2, 16), np.uint8)},
        {"keys": np.zeros((2, 16), np.uint8), "vectors": np.zeros((2, 4), np.float16)},
        {"keys": np.zeros((3, 16), np.uint8), "vectors": np.zeros((2, 3), np.float16)},
        {"keys": np.zeros(()), "vectors": np.zeros((2, 3), np.float16)},
        {"keys": np.zeros((2, 16), np.uint8), "vectors": np.zeros(())},
        {"keys": np.zeros((0, 16), np.uint8), "vectors": np.zeros((0, 3), np.float16)},
        {"keys": np.array(["a", "b"]), "vectors": np.array([["x"] * 3] * 2)},
        {
            "keys": np.frombuffer(hashlib.sha256(b"a").digest()[:16], np.uint8).reshape(1, 16),
            "vectors": np.array([["x"] * 3]),
        },
    ],
    ids=lambda arrays: str({name: (array.shape, array.dtype.str) for name, array in arrays.items()}),
)
def test_vectors_of_another_shape_are_computed_anew(tmp_path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    """A file of another version, or by another hand, is not trusted."""
    Cache(tmp_path).keep_arrays("vectors-counting", arrays)

    assert vectors(tmp_path, "a", "bb") == vectors(tmp_path / "clean", "a", "bb")


@pytest.mark.parametrize("folder", ["file", "file/below"])
def test_a_folder_that_cannot_be_written_is_noted(tmp_path: Path, folder: str) -> None:
    """A file stands where the folder should be: the vectors are right, and the operator learns why starts are slow."""
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / folder)

    rows = RememberingEncoder(CountingEncoder(), cache).encode(["a"])

    assert rows.tobytes() == vectors(tmp_path / "clean", "a")
    assert f"The cache folder {tmp_path / folder} cannot be written" in cache.notes[-1]


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    """Where the file's name is taken by a folder, no half-written file stays in the cache."""
    (tmp_path / "things.npz").mkdir()
    cache = Cache(tmp_path)

    cache.keep_arrays("things", ARRAYS)

    assert "cannot be written" in cache.notes[0]
    assert [path.name for path in tmp_path.iterdir()] == ["things.npz"]


def test_many_writers_and_readers_at_once(tmp_path: Path) -> None:
    """A reader sees one writer's arrays whole or another's, never a mixture and never a fault."""
    cache = Cache(tmp_path)
    cache.keep_arrays("things", {"first": np.zeros(500), "second": np.zeros(500)})

    def write_and_read(number: int) -> set[float]:
        cache.keep_arrays("things", {"first": np.full(500, number), "second": np.full(500, number)})
        kept = cache.kept_arrays("things")
        assert kept is not None
        return {*kept["first"].tolist(), *kept["second"].tolist()}

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(write_and_read, range(100)))

    assert [len(values) for values in seen] == [1] * 100
    assert cache.notes == []
    assert [path.name for path in tmp_path.iterdir()] == ["things.npz"]
