"""The engines compared: each ranks the entries of one library for a question, with scores of its own scale.

Ours is the whole of `Advisor.ask`: reading, matching, verdict and answer. The others only look entries up: each entry
is one document made of its title and its example questions, or, for the sentence model, one vector for each of those
questions. None of them sees the outside topics.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.util import find_spec
from typing import Protocol

import bm25s
import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from bot.advice.advisor import Advisor
from bot.advice.question import read_thread
from bot.cache import Encoder, RememberingEncoder
from bot.knowledge.entries import Entry, Library
from bot.wiring.desk import today

BEST = 3  # entries that an engine returns; ours returns up to five
LOWEST = -1.0  # score of a question that nothing matches; no engine goes below

Ranking = list[tuple[str, float]]


class Engine(Protocol):
    """Ranks the entries of a library."""

    name: str

    def rank(self, messages: Sequence[str]) -> Ranking:
        """The best entries and their scores, best first."""
        ...


class Ours:
    """Our advisor; the score is the chance that the knowledge answers the question."""

    def __init__(self, name: str, advisor: Advisor) -> None:
        self.name = name
        self._advisor = advisor
        self._today = today()

    def rank(self, messages: Sequence[str]) -> Ranking:
        """The entries of the whole answer."""
        answer = self._advisor.ask(read_thread(messages), self._today)
        return [(match.entry, match.score) for match in answer.matches]


class RankBm25:
    """rank_bm25, the small library that many tutorials use."""

    name = "rank_bm25"

    def __init__(self, library: Library) -> None:
        self._ids = list(library.entries)
        self._okapi = BM25Okapi([_words(_document(entry)) for entry in library.entries.values()])

    def rank(self, messages: Sequence[str]) -> Ranking:
        """By Okapi BM25."""
        return _best(self._ids, self._okapi.get_scores(_words(_said(messages))))


class Bm25s:
    """bm25s with its own tokenizer and stop words; stemmed where PyStemmer is."""

    def __init__(self, library: Library) -> None:
        self._stem = _stemmer()
        self.name = "bm25s, stemmed" if self._stem else "bm25s (PyStemmer is not installed)"
        self._ids = list(library.entries)
        self._index = bm25s.BM25()
        self._index.index(self._tokens([_document(entry) for entry in library.entries.values()]), show_progress=False)

    def rank(self, messages: Sequence[str]) -> Ranking:
        """By Lucene's BM25, the default there."""
        tokens = [token for token in self._tokens([_said(messages)])[0] if token in self._index.vocab_dict]
        return _best(self._ids, self._index.get_scores(tokens)) if tokens else []

    def _tokens(self, texts: list[str]) -> list[list[str]]:
        tokens: list[list[str]] = bm25s.tokenize(texts, stemmer=self._stem, return_ids=False, show_progress=False)
        return tokens


class SqliteFts:
    """SQLite's full-text search with the Porter stemmer (https://sqlite.org/fts5.html)."""

    name = "SQLite FTS5, porter"

    def __init__(self, library: Library) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE entries USING fts5 (id UNINDEXED, text, tokenize = 'porter')")
        rows = ((entry.id, _document(entry)) for entry in library.entries.values())
        self._database.executemany("INSERT INTO entries VALUES (?, ?)", rows)

    def rank(self, messages: Sequence[str]) -> Ranking:
        """By its `bm25`, which is better the lower it is; any word of the question may match."""
        words = " OR ".join(f'"{word}"' for word in _words(_said(messages)))
        if not words:
            return []
        query = "SELECT id, -bm25(entries) FROM entries WHERE entries MATCH ? ORDER BY bm25(entries) LIMIT ?"
        with closing(self._database.execute(query, (words, BEST))) as found:
            return [(str(entry), float(score)) for entry, score in found]

    def close(self) -> None:
        """Close the database."""
        self._database.close()


class NearestAsk:
    """The sentence model alone: an entry scores the cosine of its example question nearest to the one asked."""

    name = "MiniLM, nearest ask"

    def __init__(self, library: Library, encoder: Encoder, remembering: RememberingEncoder) -> None:
        self._encoder = encoder
        asks = [entry.asks or (entry.title,) for entry in library.entries.values()]
        self._ids = list(library.entries)
        self._starts = np.cumsum([0, *map(len, asks[:-1])])
        self._vectors = remembering.encode([ask for group in asks for ask in group])

    def rank(self, messages: Sequence[str]) -> Ranking:
        """By cosine."""
        cosines = self._vectors @ self._encoder.encode([_said(messages)])[0]
        return _best(self._ids, np.maximum.reduceat(cosines, self._starts))


def _document(entry: Entry) -> str:
    return "\n".join((entry.title, *entry.asks))


def _said(messages: Sequence[str]) -> str:
    """What ours reads too: the messages without markup, code and links."""
    return "\n".join(read_thread(messages).texts)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _best(ids: Sequence[str], scores: NDArray[np.floating]) -> Ranking:
    return [(ids[i], float(scores[i])) for i in np.argsort(-scores, kind="stable")[:BEST]]


def _stemmer() -> Callable[[list[str]], list[str]] | None:
    if find_spec("Stemmer") is None:
        return None
    from Stemmer import Stemmer  # noqa: PLC0415  not there on every machine

    stemmer: Callable[[list[str]], list[str]] = Stemmer("english").stemWords
    return stemmer
