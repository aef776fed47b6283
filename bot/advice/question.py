"""What is asked: a text or a thread, cleaned of everything that is markup and not language."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import QuestionError

TEXT_LIMIT = 4000  # characters of one message that are read
REFUSED_LENGTH = 40_000  # characters; Slack refuses longer messages (docs.slack.dev, chat.postMessage)
THREAD_LIMIT = 50  # messages

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_SLACK_LINK = re.compile(r"<(?:https?|mailto|tel):[^|>]*\|([^>]*)>")
_SLACK_REFERENCE = re.compile(r"<[@#!][^>]*>|<(?:https?|mailto|tel):[^>]*>")
_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_BARE_LINK = re.compile(r"(?:https?://|www\.)\S+")
_MENTION = re.compile(r"(?<![\w@])@[\w.-]+(?:/[\w.-]+)?")
_EMOJI_NAME = re.compile(r":[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*:")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_DECORATION = re.compile(r"[`*_~]{1,3}(?=\S)|(?<=\S)[`*_~]{1,3}|^\s*(?:&gt;|>|#+)\s*", re.MULTILINE)
_EMPTY_ASK = re.compile(
    r"^\W*(?:so\W+)?(?:what|wdyt|thoughts|any|your|opinions?|ideas?|do|you|think|about|this|it|all|here|help|us|is|"
    r"right|who|which|would|say|hey|hi|please|can|decide|settle|the|on|take|bot|stackbot|\W)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """The messages of a thread, oldest first; a single question is a thread of one. `texts` are cleaned."""

    texts: tuple[str, ...]

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
    cleaned = [_shortened(clean(message)) for message in messages]
    said = tuple(text for text in cleaned if text and not (len(messages) > 1 and _EMPTY_ASK.match(text)))
    return Question(said or tuple(text for text in cleaned if text)[-1:])


def clean(text: str) -> str:
    """The language in a message: no code blocks, links, mentions, emoji names, formatting or invisible characters."""
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate is no character
    text = html.unescape(_CODE_BLOCK.sub(" ", text))
    text = _INVISIBLE.sub(" ", text)
    text = _SLACK_LINK.sub(r"\1", text)
    for pattern in (_SLACK_REFERENCE, _BARE_LINK, _EMOJI_NAME, _MENTION):
        text = pattern.sub(" ", text)
    text = _MARKDOWN_LINK.sub(r"\1", text)
    return " ".join(_DECORATION.sub(" ", text).split())


def _shortened(text: str) -> str:
    half = TEXT_LIMIT // 2
    return text if len(text) <= TEXT_LIMIT else f"{text[:half]} {text[-half:]}"
