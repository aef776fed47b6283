"""The settings: the only reader of the environment.

Each is an environment variable that starts with `STACKBOT_`; a file `.env` in the working folder may hold them too.
"""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError


class Settings(BaseSettings):
    """What an operator can set."""

    model_config = SettingsConfigDict(env_prefix="STACKBOT_", env_file=".env", extra="ignore", frozen=True)

    knowledge: str = Field(
        default="builtin",
        description="Knowledge folders, later ones laid over earlier ones, joined like a PATH; "
        "`builtin` names the knowledge that comes with the bot.",
    )
    semantic: bool = Field(
        default=True,
        description="Match by meaning with the sentence model; `false` matches on words alone.",
    )
    model_file: Path | None = Field(
        default=None,
        description="The sentence model's file, where it is not installed as a package.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("stackbot", appauthor=False),
        description="Where computed vectors are kept between starts; safe to delete.",
    )


def read_settings(**overrides: str) -> Settings:
    """The settings from the environment; raises `SettingsError` naming each value that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic converts the strings
    except UnicodeDecodeError as error:
        raise SettingsError("The file .env is not UTF-8 text; save it as UTF-8.") from error
    except ValidationError as error:
        wrong = "; ".join(f"STACKBOT_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"These settings cannot be used: {wrong}.") from error
