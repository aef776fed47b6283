"""A text in the knowledge's own words: aliases followed, typos corrected, other languages glossed.

`js` becomes `javascript`, `pyhton` becomes `python`, and "¿cuánto cuesta por hora?" becomes "how much cost per
hour": pidgin, but the sentence model reads English. Only words that neither the knowledge nor the dictionary has
are corrected, by one edit, to the commonest word of the knowledge; so a word the knowledge lacks but English has
stays what it is.

Anybody may write anything, so what a text costs grows no faster than its length.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.knowledge.entries import Glossary, Library

PHRASE_LIMIT = 5  # words; no alias or glossary entry is longer
GIST_LIMIT = 72  # words; about the 96 word pieces that the sentence model reads
WORD_LIMIT = 60  # characters; what is longer is no word, and is read in pieces
TYPO_MIN_LENGTH = 5  # characters; shorter words have too many neighbours
LANGUAGE_MIN_HITS = 2  # words of its glossary that make a text be of a language
LANGUAGE_MIN_SHARE = 0.3  # of the text's words

_STOP = "|"  # stands between clauses
_BLANK = "_"  # stands for one letter; a word that may be a typo has none
_WORD = re.compile(
    rf"[^\W_](?:[\w.+#/'-]{{0,{WORD_LIMIT - 2}}}[\w+#])?|[,;:.!?()\u2013\u2014\u3001\u3002\uff01\uff0c\uff1f]"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPACED_RUN = re.compile(r"[^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text put into the knowledge's words. `corrections` are (as written, as read) pairs."""

    text: str
    clauses: tuple[tuple[str, ...], ...]
    corrections: tuple[tuple[str, str], ...] = ()
    language: str = "en"

    @property
    def words(self) -> tuple[str, ...]:
        """All words in order."""
        return tuple(word for clause in self.clauses for word in clause)

    @property
    def gist(self) -> str:
        """What the sentence model reads: of a long text the beginning, and twice as much of the end."""
        words = self.words
        head, tail = GIST_LIMIT // 3, GIST_LIMIT - GIST_LIMIT // 3
        return self.text if len(words) <= GIST_LIMIT else " ".join((*words[:head], *words[-tail:]))


def joined(wordings: Sequence[Wording]) -> Wording:
    """The messages of a thread as one wording, in the language of the last."""
    return Wording(
        text=" ".join(wording.text for wording in wordings),
        clauses=tuple(clause for wording in wordings for clause in wording.clauses),
        corrections=tuple(dict.fromkeys(pair for wording in wordings for pair in wording.corrections)),
        language=wordings[-1].language if wordings else "en",
    )


class Reader:
    """Puts texts into the words of one library."""

    def __init__(self, library: Library, dictionary: frozenset[str] = frozenset()) -> None:
        """`dictionary` is words known to be right though the knowledge lacks them, lower case."""
        self._aliases = _by_words(library.aliases)
        self._glossaries = library.glossaries
        self._phrases = {code: _by_words(glossary.words) for code, glossary in library.glossaries.items()}
        self._known = _vocabulary(library)
        self._longest = max(map(len, self._known), default=0)
        self._blanked = _blanked(self._known)
        self._dictionary = dictionary | _meant(library)

    def read(self, text: str) -> Wording:
        """The text in lower case and in the knowledge's words."""
        lowered = text.lower().replace("’", "'")
        language = self._language(lowered)
        tokens = list(self._glossed(lowered, language)) if language != "en" else _words(lowered)
        corrections: list[tuple[str, str]] = []
        if language == "en":
            tokens = [self._corrected(token, corrections) for token in tokens]
        words = [word for phrase in _replaced(tokens, self._aliases) for word in phrase.split()]
        clauses = tuple(tuple(group) for stop, group in groupby(words, key=_STOP.__eq__) if not stop)
        return Wording(
            " ".join(word for word in words if word != _STOP), clauses, tuple(dict.fromkeys(corrections)), language
        )

    def _language(self, text: str) -> str:
        if _UNSPACED.search(text):
            return "ja" if _KANA.search(text) else "ko" if _HANGUL.search(text) else "zh"
        words = set(_words(text)) - {_STOP}
        english = len(words & _ENGLISH)
        hits = {code: _hits(words, glossary) for code, glossary in self._glossaries.items()}
        best = max(hits, key=lambda code: (hits[code], code), default="en")
        enough = hits and hits[best] >= max(LANGUAGE_MIN_HITS, LANGUAGE_MIN_SHARE * len(words))
        return best if enough and hits[best] > 2 * english else "en"

    def _glossed(self, text: str, language: str) -> Iterator[str]:
        glossary = self._glossaries.get(language)
        if glossary is None:
            yield from _words(text)
        elif _UNSPACED.search(text):
            yield from _gloss_unspaced(text, glossary)
        else:
            yield from (word for phrase in _replaced(_words(text), self._phrases[language]) for word in phrase.split())

    def _corrected(self, token: str, corrections: list[tuple[str, str]]) -> str:
        if len(token) < TYPO_MIN_LENGTH or not token.isalpha() or not token.isascii():
            return token
        if token in self._known or token in self._dictionary or len(token) > self._longest + 1:
            return token
        near = {word for word in self._one_edit_from(token) if word[0] == token[0]}
        nearest = max(near, key=lambda word: (self._known[word], word), default=token)
        if nearest != token:
            corrections.append((token, nearest))
        return nearest

    def _one_edit_from(self, token: str) -> Iterator[str]:
        """Every known word one deletion, transposition, replacement or insertion away (Norvig's speller, 2007).

        Which letter to put in is looked up, not tried.
        """
        for place in range(len(token) + 1):
            left, right = token[:place], token[place:]
            made = (left + right[1:], left + right[1:2] + right[:1] + right[2:])
            yield from (word for word in made if word in self._known)
            yield from self._blanked.get(f"{left}{_BLANK}{right[1:]}", ())
            yield from self._blanked.get(f"{left}{_BLANK}{right}", ())


_ENGLISH = frozenset(
    "the is are was we you it our they to of and for with what which how should would can does do have has not "
    "this that there use using than from between on at be by my i if when or an as".split()
)


def _hits(words: set[str], glossary: Glossary) -> int:
    """How many of the words are of the language, function words twice; English ones do not count."""
    foreign = words - _ENGLISH
    return len(foreign & glossary.words.keys()) + len(foreign & glossary.function_words)


def _words(text: str) -> list[str]:
    """Words, and a stop for each mark that ends a clause."""
    return [token if token[0].isalnum() else _STOP for token in _WORD.findall(text)]


def _by_words(phrases: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(phrase.split()): meaning for phrase, meaning in phrases.items()}


def _replaced(tokens: Sequence[str], phrases: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """The tokens with every known phrase replaced, longest first."""
    position = 0
    while position < len(tokens):
        for length in range(min(PHRASE_LIMIT, len(tokens) - position), 0, -1):
            meaning = phrases.get(tuple(tokens[position : position + length]))
            if meaning is not None:
                yield meaning
                break
        else:
            length = 1
            yield tokens[position]
        position += length


def _gloss_unspaced(text: str, glossary: Glossary) -> Iterator[str]:
    """English words for a text without spaces, longest match first; what is unknown there is dropped."""
    longest = max((len(word) for word in glossary.words), default=1)
    position = 0
    while position < len(text):
        if not _UNSPACED.match(text[position]):
            run = _SPACED_RUN.match(text, position)
            chunk = run.group() if run else text[position]
            yield from _words(chunk)
            position += len(chunk)
            continue
        for length in range(min(longest, len(text) - position), 0, -1):
            meaning = glossary.words.get(text[position : position + length])
            if meaning is not None:
                yield from meaning.split()
                break
        else:
            length = 1
        position += length


def _vocabulary(library: Library) -> Counter[str]:
    """How often the knowledge uses each word in what it asks, names and titles; words used once may be typos."""
    texts: list[str] = [ask for entry in library.entries.values() for ask in (*entry.asks, entry.title)]
    texts += [text for topic in library.topics for text in (*topic.asks, *topic.names)]
    texts += [phrase for signal in library.signals.values() for phrase in signal.phrases]
    texts += [name for option in library.options.values() for name in option.names]
    counts = _word_counts([*texts, *library.aliases])
    return Counter({word: count for word, count in counts.items() if count > 1})


def _meant(library: Library) -> frozenset[str]:
    """Words that are right however rare: those of names, phrases and aliases."""
    texts = [name for topic in library.topics for name in (*topic.names, *topic.phrases)]
    texts += [phrase for signal in library.signals.values() for phrase in signal.phrases]
    texts += [name for option in library.options.values() for name in option.names]
    return frozenset(_word_counts([*texts, *library.aliases]))


def _word_counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(token for token in _WORD.findall("\n".join(texts).lower()) if token[0].isalnum())


def _blanked(known: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The known words by what is left where one letter is blanked out."""
    found: dict[str, list[str]] = {}
    for word in known:
        for place, letter in enumerate(word):
            if letter in string.ascii_lowercase:
                found.setdefault(f"{word[:place]}{_BLANK}{word[place + 1 :]}", []).append(word)
    return found
