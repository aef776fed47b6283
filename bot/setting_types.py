"""What settings may hold: types that check a value and say the remedy, and never the value.

A value may be a secret in the wrong place, so no message repeats one. Tokens that were mixed up are told by how they
start: https://docs.slack.dev/authentication/tokens.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

_KINDS = {
    "xoxb-": "a bot token, which belongs in SLACK_BOT_TOKEN",
    "xapp-": "an app-level token, which belongs in SLACK_APP_TOKEN",
    "xoxp-": "a user token, which the bot does not need",
    "xoxe": "a token that expires, so turn token rotation off in the Slack app",
    "sk-ant-": "a key of Anthropic, which belongs in ANTHROPIC_API_KEY",
}
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


def named(variable: str, description: str, default: Any = None, *, also: str = "", **limits: int) -> Any:  # noqa: ANN401  as pydantic's Field
    """A setting whose environment variable is not named after it; `also` is another name, `limits` are pydantic's."""
    alias = AliasChoices(variable, also) if also else variable
    return Field(default=default, validation_alias=alias, description=description, **limits)  # type: ignore[call-overload]


def _secret(start: str, remedy: str, *, often: str = "") -> AfterValidator:
    """Checks that a secret is whole and of the right kind: it starts with `start`, or often with `often`."""

    def checked(value: SecretStr) -> SecretStr:
        text = value.get_secret_value().strip()
        kind = next(
            (kind for prefix, kind in _KINDS.items() if text.startswith(prefix) and prefix not in {start, often}), ""
        )
        if kind:
            raise ValueError(f"this is {kind}; {remedy}")
        if not text.startswith(start) or text == start:
            raise ValueError(f"this is something else; {remedy}")
        if not re.fullmatch("[!-~]+", text):
            raise ValueError(f"this holds spaces or characters that no secret has; {remedy}")
        return SecretStr(text)

    return AfterValidator(checked)


def _shaped(pattern: str, remedy: str) -> AfterValidator:
    """Checks that the whole of a text has a shape."""

    def checked(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(remedy)
        return value

    return AfterValidator(checked)


def _parts(value: object) -> object:
    """The parts of a list with commas."""
    return [part for part in map(str.strip, value.split(",")) if part] if isinstance(value, str) else value


def _base64_keys(values: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    """Keys of 32 bytes, each of which is one of AES-256."""
    if not all(re.fullmatch("[A-Za-z0-9+/]{43}=", value.get_secret_value()) for value in values):
        raise ValueError("write what `stackbot keys new` prints; several with commas, of which the first seals")
    return values


def _two_at_most(values: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    """The new signing secret and, during a rotation, the old one."""
    if len(values) > 2:  # noqa: PLR2004  as the name says
        raise ValueError("write one signing secret, or during a rotation two with a comma")
    return values


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _database(value: SecretStr) -> SecretStr:
    """An address of SQLite or PostgreSQL, which may hold a password."""
    if not value.get_secret_value().startswith(_DATABASES):
        raise ValueError("write sqlite:////folder/stackbot.db or postgresql://user:password@host/database")
    return value


def _folder(value: str) -> str:
    """The address with a slash at its end, so that names can be put behind it."""
    return value.rstrip("/") + "/"


BotToken = Annotated[
    SecretStr, _secret("xoxb-", "copy the bot token, xoxb-…, from OAuth & Permissions in the Slack app's settings")
]
AppToken = Annotated[
    SecretStr, _secret("xapp-", "make an app-level token, xapp-…, under Basic Information in the Slack app's settings")
]
SigningSecrets = Annotated[
    tuple[
        Annotated[SecretStr, _secret("", "copy the signing secret from Basic Information in the Slack app's settings")],
        ...,
    ],
    BeforeValidator(_parts),
    AfterValidator(_two_at_most),
    NoDecode,
]
ClientSecret = Annotated[
    SecretStr, _secret("", "copy the client secret from Basic Information in the Slack app's settings")
]
SealingKeys = Annotated[tuple[SecretStr, ...], BeforeValidator(_parts), AfterValidator(_base64_keys), NoDecode]
ClientId = Annotated[
    str, _shaped(r"[0-9]{1,40}\.[0-9]{1,40}", "copy the client id, like 123.456, from Basic Information")
]
ModelKey = Annotated[SecretStr, _secret("", "copy the key from Anthropic's console", often="sk-ant-")]
WebAddress = Annotated[
    str,
    _shaped(
        r"https?://[^\s/?#@]+(/[^\s?#]*)?", "write an address like https://example.com/, without a user or a question"
    ),
    AfterValidator(_folder),
]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
Command = Annotated[
    str, _shaped(r"/[a-z0-9_-]{1,31}", "write a slash, then up to 31 small letters, digits, - and _, like /ask-stack")
]
UserIds = Annotated[
    tuple[Annotated[str, _shaped("[UW][A-Z0-9]{2,}", "write Slack member ids like U012AB3CD, with commas")], ...],
    BeforeValidator(_parts),
    NoDecode,
]
ChannelId = Annotated[str, _shaped("[CG][A-Z0-9]{2,}", "write the id of a Slack channel, like C012AB3CD")]
GroupId = Annotated[str, _shaped("S[A-Z0-9]{2,}", "write the id of a Slack user group, like S012AB3CD")]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
LogFormat = Annotated[Literal["json", "text"], BeforeValidator(_lower)]
