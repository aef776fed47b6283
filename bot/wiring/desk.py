"""From settings to a desk that answers."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bot.advice.advisor import Advisor
from bot.advice.learning import MatchIndex, learn
from bot.advice.wording import Reader
from bot.cache import Cache, Encoder, RememberingEncoder
from bot.encoder.minilm import MiniLm, NoEncoder, dictionary, model_file, read_model
from bot.errors import EncoderError, SettingsError
from bot.knowledge.entries import Library
from bot.knowledge.loading import load_library
from bot.settings import Settings

BUILTIN = "builtin"
GRAPH_VERSION = 1  # raised whenever the model's graph would be rewritten differently
LEARNING_VERSION = 4  # raised whenever the same knowledge would be learned differently


@dataclass(frozen=True, slots=True)
class Desk:
    """What a door needs: the advisor, and notes for the operator on what is not as it should be."""

    advisor: Advisor
    notes: tuple[str, ...]


def open_desk(settings: Settings, on_learning: Callable[[], None] = lambda: None) -> Desk:
    """Load the knowledge and learn it, or fetch what was learned before.

    `on_learning` is called when learning starts, which takes seconds. Raises `KnowledgeError` when the knowledge
    does not load, `SettingsError` when no folder is named.
    """
    return learned_desk(load_library(knowledge_folders(settings.knowledge)), settings, on_learning)


def learned_desk(library: Library, settings: Settings, on_learning: Callable[[], None] = lambda: None) -> Desk:
    """A desk over a library that is loaded already."""
    cache = Cache(settings.cache_dir)
    encoder, notes = encoder_of(settings, cache)
    reader = Reader(library, dictionary())
    name = hashlib.sha256(f"{LEARNING_VERSION}:{library.version}:{encoder.name}".encode()).hexdigest()[:16]
    kept = cache.kept_arrays(f"index-{name}")
    index = None if kept is None else _index(kept, library, encoder.dimensions)
    if index is None:
        on_learning()
        index = learn(library, reader, RememberingEncoder(encoder, cache))
        cache.keep_arrays(f"index-{name}", {f.name: np.asarray(getattr(index, f.name)) for f in fields(index)})
    return Desk(Advisor(library, reader, encoder, index), (*notes, *cache.notes))


def knowledge_folders(names: str) -> Sequence[Path]:
    """The folders of a path list, `builtin` resolved; raises `SettingsError` when it is empty."""
    listed = [name for name in names.split(os.pathsep) if name.strip()]
    if not listed:
        raise SettingsError("No knowledge folder is named: set STACKBOT_KNOWLEDGE, for example to `builtin`.")
    return [builtin_folder() if name == BUILTIN else Path(name) for name in listed]


def builtin_folder() -> Path:
    """The knowledge that comes with the bot: inside the installed package, or beside it in a clone."""
    package = Path(__file__).parents[1]
    installed = package / BUILTIN
    return installed if installed.is_dir() else package.parent / "knowledge"


def today() -> date:
    """The day in UTC, to which ages are counted."""
    return datetime.now(UTC).date()


def encoder_of(settings: Settings, cache: Cache) -> tuple[Encoder, list[str]]:
    """The sentence model, or the stand-in with a note why."""
    if not settings.semantic:
        return NoEncoder(), []
    try:
        path = settings.model_file or model_file()
        if settings.model_file is not None:
            read_model(path)  # what an operator names is checked at every start, cached or not
        return MiniLm(cache.data(f"{MiniLm.name}-{GRAPH_VERSION}.onnx", lambda: _rewritten(path))), []
    except (EncoderError, ImportError) as error:
        return NoEncoder(), [f"Matching on words alone, which is less sure. {error}"]


def _rewritten(path: Path) -> bytes:
    from bot.encoder.graph import integer_graph  # noqa: PLC0415  needs a library that is slow to import, once

    return integer_graph(read_model(path))


def _index(kept: Mapping[str, Any], library: Library, dimensions: int) -> MatchIndex | None:
    """The index in cached arrays, or None where they do not fit this version or this library."""
    if set(kept) != {field.name for field in fields(MatchIndex)} or kept["buckets"].shape:
        return None
    index = MatchIndex(**{**kept, "buckets": int(kept["buckets"])})
    return index if index.fits(library, dimensions) else None
