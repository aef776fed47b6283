"""The settings: the only reader of the environment.

Each is an environment variable that starts with `STACKBOT_`, except `PORT` and those that start with `SLACK_` or
`ANTHROPIC_`, as other tools name them. A file `.env` in the working folder may hold them too. An empty one is unset.
The Slack CLI hands tokens over by names of its own, `SLACK_CLI_…`.
"""

from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.setting_types import (
    AppToken,
    BotToken,
    ChannelId,
    ClientId,
    ClientSecret,
    Command,
    DatabaseUrl,
    GroupId,
    LogFormat,
    LogLevel,
    ModelKey,
    SealingKeys,
    SigningSecrets,
    UserIds,
    WebAddress,
    named,
)

PREFIX = "STACKBOT_"
SMALL_FAST_MODEL = "claude-haiku-5-5"


class Settings(BaseSettings):
    """What an operator can set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

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

    slack_bot_token: BotToken | None = named(
        "SLACK_BOT_TOKEN", "The Slack app's bot token, `xoxb-…`.", also="SLACK_CLI_XOXB"
    )
    slack_app_token: AppToken | None = named(
        "SLACK_APP_TOKEN",
        "The app-level token, `xapp-…`; with it Slack is reached by Socket Mode.",
        also="SLACK_CLI_XAPP",
    )
    slack_signing_secrets: SigningSecrets = named(
        "SLACK_SIGNING_SECRET", "For HTTP, by which Slack's calls are known; two with a comma during a rotation.", ()
    )
    slack_client_id: ClientId | None = named(
        "SLACK_CLIENT_ID", "The Slack app's client id; with it, instead of a bot token, workspaces install the bot."
    )
    slack_client_secret: ClientSecret | None = named("SLACK_CLIENT_SECRET", "The client secret that belongs to it.")
    sealing_keys: SealingKeys = Field(
        default=(),
        description="Keys that seal the workspaces' tokens in the database, with commas: the first seals, all open.",
    )
    grace_days: int = Field(
        default=7,
        ge=0,
        le=365,
        description="After how many days the records of a workspace that removed the bot are erased.",
    )
    slack_api_url: WebAddress = named(
        "SLACK_API_URL", "Where Slack's Web API is; another one only for tests.", "https://slack.com/api/"
    )
    host: str = Field(default="127.0.0.1", description="Where HTTP is served, if Slack calls us.")
    port: int = named("PORT", "The port on which HTTP is served; 0 takes a free one.", 3000, ge=0, le=65_535)
    health_port: int | None = Field(
        default=None,
        ge=0,
        le=65_535,
        description="The port on which `/healthz`, `/readyz` and `/metrics` are served, beside what is open to Slack.",
    )
    otlp_url: WebAddress | None = Field(
        default=None,
        description="Where OpenTelemetry's traces are sent by OTLP over HTTP; needs the extra `otel`.",
    )
    command: Command = Field(default="/stack", description="The slash command's name in the manifest.")
    owners: UserIds = Field(
        default=(),
        description="Slack member ids, with commas: they see gaps, administer channels, move every decision and hear "
        "of what is broken.",
    )
    admin_group: GroupId | None = Field(
        default=None,
        description="The Slack user group's id whose people may move every decision; unset, the workspace's "
        "administrators.",
    )
    help_channel: ChannelId | None = Field(
        default=None,
        description="The Slack channel's id in which *Ask a human* asks; unset, the first owner is asked.",
    )
    help_group: GroupId | None = Field(
        default=None, description="The Slack user group's id that *Ask a human* mentions in that channel."
    )
    database_url: DatabaseUrl = Field(
        default_factory=lambda: SecretStr(f"sqlite:///{user_data_path('stackbot', appauthor=False) / 'stackbot.db'}"),
        description="Where questions and answers are kept: a file of SQLite, or PostgreSQL.",
    )
    playground_dir: Path = Field(
        default_factory=lambda: user_data_path("stackbot", appauthor=False) / "playground",
        description="The folder in which the playground keeps its workspace.",
    )
    retention_days: int = Field(
        default=365, ge=1, le=36_500, description="How many days questions and answers are kept."
    )
    rate_person: int = Field(default=10, ge=1, description="How many questions a minute one person may ask.")
    rate_workspace: int = Field(default=600, ge=1, description="How many questions a minute a workspace may ask.")

    anthropic_api_key: ModelKey | None = named(
        "ANTHROPIC_API_KEY",
        "With it a model phrases answers, without changing a pick or figure, and drafts on request.",
    )
    anthropic_base_url: WebAddress | None = named("ANTHROPIC_BASE_URL", "Where the model is, if not at Anthropic.")
    model: str = Field(default=SMALL_FAST_MODEL, description="The model that phrases answers.")
    model_daily_tokens: int = Field(
        default=1_000_000, ge=0, description="How many tokens a day the model may take for a workspace."
    )
    model_daily_usd: Decimal = Field(
        default=Decimal(5), ge=0, description="How many US dollars a day the model may cost for a workspace."
    )

    model_input_usd: Decimal = Field(
        default=Decimal(1), ge=0, description="What the model costs, in US dollars a million tokens that it reads."
    )
    model_output_usd: Decimal = Field(
        default=Decimal(5), ge=0, description="What the model costs, in US dollars a million tokens that it writes."
    )

    log_level: LogLevel = Field(default="info", description="The least that is logged: debug, info, warning or error.")
    log_format: LogFormat | None = Field(
        default=None, description="`json` or `text`; unset, text in a terminal and JSON elsewhere."
    )

    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: tokens, keys, and the database's password, as written and as meant."""
        slack = (self.slack_bot_token, self.slack_app_token, *self.slack_signing_secrets, self.slack_client_secret)
        keys = (*slack, *self.sealing_keys, self.anthropic_api_key)
        password = urlsplit(self.database_url.get_secret_value()).password or ""
        return tuple(filter(None, (*(key.get_secret_value() for key in keys if key), password, unquote(password))))


def read_settings(**overrides: str) -> Settings:
    """The settings from the environment; raises `SettingsError` naming each value that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic converts the strings
    except UnicodeDecodeError as error:
        raise SettingsError("The file .env is not UTF-8 text; save it as UTF-8.") from error
    except ValidationError as error:
        wrong = dict.fromkeys(f"{variable(str(e['loc'][0]))}: {_said(e['msg'])}" for e in error.errors())
        raise SettingsError(f"These settings cannot be used: {'; '.join(wrong)}.") from None  # it holds the values


def variable(name: str) -> str:
    """The environment variable of a setting, given the setting's name or the variable itself."""
    field = Settings.model_fields.get(name)
    if field is None:
        return name
    alias = field.validation_alias
    first = alias.choices[0] if isinstance(alias, AliasChoices) else alias
    return str(first or f"{PREFIX}{name.upper()}")


def _said(message: str) -> str:
    """What pydantic says of a value, without its way of telling that our own check refused it."""
    return message.removeprefix("Value error, ").rstrip(".")
