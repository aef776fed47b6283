"""What a start costs: with everything cached, after an edit of the knowledge, and with nothing cached."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.cache import Cache, Encoder, RememberingEncoder
from bot.knowledge.entries import Library
from tests.bench.processes import ask_s

STARTS = 9


@dataclass(frozen=True)
class Starts:
    """Seconds of a whole `stackbot ask`, and those that the vectors of all example questions take from the cache."""

    warm_s: float
    warm_words_only_s: float
    edited_s: float
    empty_s: float
    embeddings_s: float
    texts: int


def starts(library: Library, encoder: Encoder, cache_dir: Path) -> Starts:
    """Measure starts with the knowledge that comes with the bot; the caches are made in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        empty, edited = Path(folder, "empty"), Path(folder, "edited")
        environment = {"STACKBOT_KNOWLEDGE": "builtin", "STACKBOT_CACHE_DIR": str(empty)}
        empty_s = ask_s(environment)
        shutil.copytree(empty, edited, ignore=shutil.ignore_patterns("index-*"))
        edited_s = ask_s({**environment, "STACKBOT_CACHE_DIR": str(edited)})
        words_only = {**environment, "STACKBOT_SEMANTIC": "false"}
        ask_s(words_only)
        return Starts(
            warm_s=median(ask_s(environment) for _ in range(STARTS)),
            warm_words_only_s=median(ask_s(words_only) for _ in range(STARTS)),
            edited_s=edited_s,
            empty_s=empty_s,
            embeddings_s=_embeddings_s(library, encoder, cache_dir),
            texts=len(_asks(library)),
        )


def _embeddings_s(library: Library, encoder: Encoder, cache_dir: Path) -> float:
    asks = _asks(library)
    cache = Cache(cache_dir / "starts")
    RememberingEncoder(encoder, cache).encode(asks)
    start = perf_counter()
    RememberingEncoder(encoder, cache).encode(asks)
    return perf_counter() - start


def _asks(library: Library) -> list[str]:
    entries = [ask for entry in library.entries.values() for ask in entry.asks]
    return entries + [ask for topic in library.topics for ask in topic.asks]
