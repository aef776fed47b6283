"""What is costly to compute, kept on disk by the hash of what it was computed from: vectors, the index, the model.

A missing, damaged or unwritable cache costs time, never an answer; what was wrong with it stands in `notes`.
"""

import hashlib
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

VECTOR_LIMIT = 200_000  # vectors kept, the latest ones; 150 MB

Arrays = dict[str, NDArray[np.generic]]


class Encoder(Protocol):
    """Turns texts into vectors."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text."""
        ...


class Cache:
    """A folder of computed things."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.notes: list[str] = []

    def kept_arrays(self, name: str) -> Arrays | None:
        """The arrays kept under a name, or None where there are none or they are damaged."""
        data = self._read(f"{name}.npz")
        if data is None:
            return None
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}

    def keep_arrays(self, name: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Keep arrays under a name, whole or not at all."""
        buffer = io.BytesIO()
        np.savez(buffer, **dict(arrays))  # type: ignore[arg-type]  # keys are names of arrays, never `allow_pickle`
        self._write(f"{name}.npz", buffer.getvalue())

    def data(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Bytes kept under a name, made and kept if they are not there or damaged."""
        kept = self._read(name)
        if kept is not None:
            return kept
        made = make()
        self._write(name, made)
        return made

    def _read(self, name: str) -> bytes | None:
        """What was written, told whole by the hash before it."""
        try:
            digest, _, data = (self._folder / name).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            self.notes.append(f"The cached {name} cannot be read ({error.strerror}); it is computed anew.")
            return None
        if digest != hashlib.sha256(data).hexdigest().encode():
            self.notes.append(f"The cached {name} cannot be read (it is damaged); it is computed anew.")
            return None
        return data

    def _write(self, name: str, data: bytes) -> None:
        temporary: Path | None = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                temporary = Path(file.name)
                file.write(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
            temporary.replace(self._folder / name)
        except OSError as error:
            self.notes.append(
                f"The cache folder {self._folder} cannot be written ({error.strerror}); starts stay slow."
            )
            if temporary is not None:
                temporary.unlink(missing_ok=True)


class RememberingEncoder:
    """Encodes texts that were encoded before from the cache; in half precision either way, so both give the same."""

    def __init__(self, encoder: Encoder, cache: Cache) -> None:
        self._encoder = encoder
        self._cache = cache
        self.name = encoder.name
        self.dimensions = encoder.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text."""
        if not self.dimensions:
            return self._encoder.encode(texts)
        keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        known = self._known()
        missing = [i for i, key in enumerate(keys) if key not in known]
        fresh = self._encoder.encode([texts[i] for i in missing]).astype(np.float16)
        known.update((keys[i], vector) for i, vector in zip(missing, fresh, strict=True))
        rows = np.array([known[key] for key in keys], dtype=np.float16).reshape(len(texts), self.dimensions)
        if missing:
            latest = dict(list(known.items())[-VECTOR_LIMIT:])
            stored = np.frombuffer(b"".join(latest), dtype=np.uint8).reshape(-1, 16)
            self._cache.keep_arrays(
                f"vectors-{self.name}", {"keys": stored, "vectors": np.array(list(latest.values()))}
            )
        return rows.astype(np.float32)

    def _known(self) -> dict[bytes, NDArray[np.generic]]:
        kept = self._cache.kept_arrays(f"vectors-{self.name}") or {}
        keys, vectors = kept.get("keys"), kept.get("vectors")
        if keys is None or vectors is None or vectors.dtype != np.float16 or keys.dtype != np.uint8:
            return {}
        if not vectors.ndim or keys.shape != (len(vectors), 16) or vectors.shape != (len(keys), self.dimensions):
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
