"""Tokens sealed for the database: whoever has it without the keys has no token.

AES-GCM (NIST SP 800-38D) with a fresh nonce of 96 bits each time. What a text is for, such as its workspace, is
authenticated with it, so a sealed token that is moved to another workspace's row does not open. The first key seals,
all of them open, so a key can be replaced while the bot works.
"""

from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import SealError

KEY_LENGTH = 32  # bytes
NONCE_LENGTH = 12  # bytes

_FORMAT = "1"  # of what `seal` returns: format, name of the key, nonce and text; with dots


def new_key() -> str:
    """A new random key, as the settings hold it."""
    return b64encode(urandom(KEY_LENGTH)).decode()


class Seals:
    """Seals with the first of its keys and opens with any. Threads may share it."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._ciphers = {_name(key): AESGCM(key) for key in map(_key, keys)}
        if not self._ciphers:
            raise SealError(
                "There is no key to seal tokens with. Set STACKBOT_SEALING_KEYS to what `stackbot keys new` prints."
            )
        self._first = next(iter(self._ciphers))

    def seal(self, text: str, bound_to: str) -> str:
        """The text sealed; it opens only where it is `bound_to` the same."""
        nonce = urandom(NONCE_LENGTH)
        sealed = nonce + self._ciphers[self._first].encrypt(nonce, text.encode(), bound_to.encode())
        return f"{_FORMAT}.{self._first}.{urlsafe_b64encode(sealed).decode()}"

    def opened(self, sealed: str, bound_to: str) -> str:
        """The text; raises `SealError` where no key opens it, or it is bound to something else."""
        form, _, rest = sealed.partition(".")
        name, _, content = rest.partition(".")
        cipher = self._ciphers.get(name)
        if form != _FORMAT or cipher is None:
            raise SealError(
                "It was sealed with a key that STACKBOT_SEALING_KEYS does not hold. Put that key back, after the first."
            )
        try:
            raw = urlsafe_b64decode(content)
            return cipher.decrypt(raw[:NONCE_LENGTH], raw[NONCE_LENGTH:], bound_to.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError(
                "It was changed in the database, or is another workspace's. Install the app again."
            ) from error

    def is_first(self, sealed: str) -> bool:
        """Whether the first key sealed it."""
        return sealed.startswith(f"{_FORMAT}.{self._first}.")


def _key(text: str) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_LENGTH:
        raise SealError(
            "A key of STACKBOT_SEALING_KEYS is not 32 bytes in base64. Take what `stackbot keys new` prints."
        )
    return key


def _name(key: bytes) -> str:
    """By which a key is found again; it tells nothing of the key, which is random."""
    return sha256(b"stackbot key name\n" + key).hexdigest()[:12]
