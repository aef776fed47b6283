"""The ids by which rooms speak of the same things: Slack's for people and places, ours for a question."""

from hashlib import sha256
from typing import NewType

TeamId = NewType("TeamId", str)
ChannelId = NewType("ChannelId", str)
UserId = NewType("UserId", str)
QuestionId = NewType("QuestionId", str)  # also names the answer: a question has one

NOBODY = UserId("")

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
ID_LENGTH = 10


def lasting_id(name: str) -> str:
    """Ten characters that are always the same for a name, and others for any other."""
    number = int.from_bytes(sha256(name.encode()).digest())
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(ID_LENGTH))
