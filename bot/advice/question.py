"""What is asked: a text or a thread, cleaned of everything that is markup and not language."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import QuestionError

TEXT_LIMIT = 4000  # characters of one message that are read
REFUSED_LENGTH = 40_000  # characters; Slack refuses longer messages (docs.slack.dev, chat.postMessage)
THREAD_LIMIT = 50  # messages

RAW_LIMIT = 12_000  # characters of one message that are looked at, markup included

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")  # no number of a character is so long
_SLACK_LINK = re.compile(r"<(?:https?|mailto|tel):[^|<>]{0,2000}\|([^<>]{0,300})>")
_SLACK_REFERENCE = re.compile(r"<[@#!][^<>]{0,300}>|<(?:https?|mailto|tel):[^<>]{0,2000}>")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,2000}\)")
_BARE_LINK = re.compile(r"(?:https?://|www\.)\S+")
_MENTION = re.compile(r"(?<![\w@])@[\w.-]+(?:/[\w.-]+)?")
_EMOJI_NAME = re.compile(r":[a-z0-9_+-]{0,60}[a-z_+-][a-z0-9_+-]{0,60}:")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f]")
_DECORATION = re.compile(r"[`*_~]{1,3}(?=\S)|(?<=\S)[`*_~]{1,3}|^[ \t]*(?:>|#+)[ \t]*", re.MULTILINE)
_HAND_OVER = frozenset(
    "so what wdyt thoughts thought any your opinion opinions idea ideas do you think about this it all here help us is "
    "right who which would say hey hi please can decide settle the on take bot stackbot a s".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """The messages of a thread, oldest first; a single question is a thread of one. `texts` are cleaned.

    `last_asks` is whether the last of them is a thread's last message, not one before a mere "what do you think?".
    """

    texts: tuple[str, ...]
    last_asks: bool = False

    @property
    def text(self) -> str:
        """The message that asks: the last one that says something."""
        return self.texts[-1] if self.texts else ""

    @property
    def is_thread(self) -> bool:
        """Whether more than one message says something."""
        return len(self.texts) > 1


def read_question(text: str) -> Question:
    """One message as a question; raises `QuestionError` when it is empty or longer than 40,000 characters.

    Of more than 4,000 characters the first and the last 2,000 are read.
    """
    return read_thread([text])


def read_thread(messages: Sequence[str]) -> Question:
    """A thread as a question, oldest message first; raises `QuestionError` as `read_question` does.

    Messages that only hand over ("@stackbot what do you think?") say nothing of the subject and are left out,
    unless there is nothing else.
    """
    if not any(message.strip() for message in messages):
        raise QuestionError("The question is empty. Ask something like: Node or Python for a chat app with an LLM?")
    if any(len(message) > REFUSED_LENGTH for message in messages):
        raise QuestionError(f"The question is longer than {REFUSED_LENGTH:,} characters. Ask it in fewer words.")
    if len(messages) > THREAD_LIMIT:
        messages = messages[-THREAD_LIMIT:]
    cleaned = [_shortened(clean(message), TEXT_LIMIT) for message in messages]
    said = [text for text in cleaned if text and not (len(messages) > 1 and _hands_over(text))]
    if not said:
        return Question(tuple(text for text in cleaned if text)[-1:])
    return Question(tuple(said), last_asks=len(said) > 1 and said[-1] == cleaned[-1])


def clean(text: str) -> str:
    """The language in a message: no code blocks, links, mentions, emoji names, formatting or invisible characters."""
    text = _shortened(text, RAW_LIMIT).encode("utf-8", "replace").decode()  # a lone surrogate is no character
    text = html.unescape(_NO_CHARACTER.sub(" ", _CODE_BLOCK.sub(" ", text)))
    text = _INVISIBLE.sub(" ", text)
    text = _MARKDOWN_LINK.sub(r"\1", _SLACK_LINK.sub(r"\1", text))
    for pattern in (_SLACK_REFERENCE, _BARE_LINK, _EMOJI_NAME, _MENTION):
        text = pattern.sub(" ", text)
    return " ".join(_DECORATION.sub(" ", text).split())


def _hands_over(text: str) -> bool:
    """Whether a message only asks for an opinion on what was said before."""
    return all(word in _HAND_OVER for word in re.findall(r"\w+", text.lower()))


def _shortened(text: str, limit: int) -> str:
    half = limit // 2
    return text if len(text) <= limit else f"{text[:half]} {text[-half:]}"
