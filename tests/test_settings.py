"""The settings: read from the environment or a file, and named when they cannot be used."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.errors import SettingsError
from bot.settings import Settings, read_settings, variable

KEY, OTHER_KEY = "A" * 43 + "=", "B" * 42 + "A="
VALUES = {
    "knowledge": ("builtin:./ours", "builtin:./ours"),
    "semantic": ("off", False),
    "model_file": ("/models/minilm.onnx", Path("/models/minilm.onnx")),
    "cache_dir": ("/var/cache/bot", Path("/var/cache/bot")),
    "slack_bot_token": ("xoxb-1-a", SecretStr("xoxb-1-a")),
    "otlp_url": ("http://collector:4318/", "http://collector:4318/"),
    "health_port": ("9464", 9464),
    "slack_app_token": ("xapp-1-a", SecretStr("xapp-1-a")),
    "slack_signing_secrets": ("5ec2e7, 01d5ec2e7", (SecretStr("5ec2e7"), SecretStr("01d5ec2e7"))),
    "slack_api_url": ("http://127.0.0.1:8888/api", "http://127.0.0.1:8888/api/"),
    "host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104
    "port": ("8080", 8080),
    "command": ("/ask-stack", "/ask-stack"),
    "owners": ("U012AB3CD, W012AB3CD,", ("U012AB3CD", "W012AB3CD")),
    "slack_client_id": ("123.456", "123.456"),
    "slack_client_secret": ("5ec2e7", SecretStr("5ec2e7")),
    "sealing_keys": (f"{KEY}, {OTHER_KEY}", (SecretStr(KEY), SecretStr(OTHER_KEY))),
    "grace_days": ("30", 30),
    "help_channel": ("C012AB3CD", "C012AB3CD"),
    "admin_group": ("S012AB3CD", "S012AB3CD"),
    "help_group": ("S012AB3CD", "S012AB3CD"),
    "database_url": ("postgresql://bot:pw@db/stackbot", SecretStr("postgresql://bot:pw@db/stackbot")),
    "playground_dir": ("/srv/playground", Path("/srv/playground")),
    "retention_days": ("30", 30),
    "rate_person": ("3", 3),
    "rate_workspace": ("60", 60),
    "anthropic_api_key": ("sk-ant-api03-a", SecretStr("sk-ant-api03-a")),
    "anthropic_base_url": ("https://models.example.com/v1", "https://models.example.com/v1/"),
    "model": ("claude-sonnet-5-5", "claude-sonnet-5-5"),
    "model_daily_tokens": ("5000", 5000),
    "model_daily_usd": ("0.25", Decimal("0.25")),
    "model_input_usd": ("0.8", Decimal("0.8")),
    "model_output_usd": ("4", Decimal(4)),
    "log_level": ("DEBUG", "debug"),
    "log_format": ("text", "text"),
}
OTHER_NAMES = {"SLACK_CLI_XOXB": "slack_bot_token", "SLACK_CLI_XAPP": "slack_app_token"}


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting in the environment, and an empty working folder."""
    monkeypatch.chdir(tmp_path)
    for name in [*map(variable, Settings.model_fields), *OTHER_NAMES]:
        monkeypatch.delenv(name, raising=False)


def refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is said of a value that cannot be used."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return str(caught.value)


def test_there_is_an_example_of_every_setting() -> None:
    """A new setting gets its line in this file."""
    assert VALUES.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its variable; what is read is not the default."""
    written, meant = VALUES[name]
    default = getattr(read_settings(), name)
    monkeypatch.setenv(variable(name), written)

    read = getattr(read_settings(), name)

    assert read == meant
    assert read != default


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_read_from_a_file(name: str) -> None:
    """A file .env in the working folder holds the same variables, and others that are none of ours."""
    written, meant = VALUES[name]
    Path(".env").write_text(f"OTHER=1\nSTACKBOT_UNKNOWN=2\n{variable(name)}={written}\n", encoding="utf-8")

    read = read_settings()

    assert getattr(read, name) == meant


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_setting_is_unset(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a file that lists every variable and leaves most of them empty."""
    default = getattr(read_settings(), name)
    monkeypatch.setenv(variable(name), "")
    Path(".env").write_text(f"{variable(name)}=\n", encoding="utf-8")

    assert getattr(read_settings(), name) == default


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("semantic", "STACKBOT_SEMANTIC"),
        ("owners", "STACKBOT_OWNERS"),
        ("slack_bot_token", "SLACK_BOT_TOKEN"),
        ("slack_signing_secrets", "SLACK_SIGNING_SECRET"),
        ("anthropic_api_key", "ANTHROPIC_API_KEY"),
        ("port", "PORT"),
    ],
)
def test_variables_have_the_names_that_other_tools_know(name: str, expected: str) -> None:
    """STACKBOT_ and the name in capitals, but for what Slack, Anthropic and hosting services have named."""
    assert variable(name) == expected


@pytest.mark.parametrize(("other", "name"), OTHER_NAMES.items())
def test_the_slack_cli_hands_tokens_over(other: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its own names; a token of the operator's own goes before."""
    written, meant = VALUES[name]
    monkeypatch.setenv(other, written)

    from_the_cli = getattr(read_settings(), name)
    monkeypatch.setenv(variable(name), f"{written}-own")

    assert from_the_cli == meant
    assert getattr(read_settings(), name) == SecretStr(f"{written}-own")


def test_the_nearest_setting_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A global option goes before the environment, and the environment before the file."""
    Path(".env").write_text("STACKBOT_KNOWLEDGE=file\nSTACKBOT_SEMANTIC=false\n", encoding="utf-8")
    monkeypatch.setenv("STACKBOT_KNOWLEDGE", "environment")

    assert read_settings(knowledge="option").knowledge == "option"
    assert read_settings().knowledge == "environment"
    assert read_settings().semantic is False


def test_the_defaults_need_nothing_set() -> None:
    """Our knowledge, matched by meaning with the installed model, and a cache folder of the user's."""
    settings = read_settings()

    assert (settings.knowledge, settings.semantic, settings.model_file) == ("builtin", True, None)
    assert settings.cache_dir.is_absolute()
    assert settings.cache_dir.name == "stackbot"
    assert settings.database_url.get_secret_value().startswith("sqlite:////")
    assert settings.database_url.get_secret_value().endswith("/stackbot/stackbot.db")
    assert (settings.slack_bot_token, settings.slack_app_token, settings.anthropic_api_key) == (None, None, None)


def test_every_setting_says_what_it_is_for() -> None:
    """The description is a sentence."""
    assert all((field.description or "").endswith(".") for field in Settings.model_fields.values())


def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message holds the variable's whole name and what would be right, and not the other settings."""
    monkeypatch.setenv("STACKBOT_SEMANTIC", "perhaps")

    with pytest.raises(
        SettingsError, match=r"^These settings cannot be used: STACKBOT_SEMANTIC: .*valid boolean"
    ) as caught:
        read_settings()

    assert "KNOWLEDGE" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xapp-canary", "this is an app-level token, which belongs in SLACK_APP_TOKEN; copy the"),
        ("SLACK_BOT_TOKEN", "xoxp-canary", "this is a user token, which the bot does not need; copy the bot token"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-canary", "this is a token that expires, so turn token rotation off"),
        ("SLACK_BOT_TOKEN", "canary", "this is something else; copy the bot token, xoxb-…, from OAuth & Permissions"),
        ("SLACK_BOT_TOKEN", "xoxb-", "this is something else; copy the bot token"),
        ("SLACK_BOT_TOKEN", "xoxb-can ary", "this holds spaces or characters that no secret has; copy the bot token"),
        ("SLACK_APP_TOKEN", "xoxb-canary", "this is a bot token, which belongs in SLACK_BOT_TOKEN; make an app-level"),
        ("SLACK_SIGNING_SECRET", "xoxb-canary", "this is a bot token, which belongs in SLACK_BOT_TOKEN; copy the sign"),
        ("SLACK_SIGNING_SECRET", "canary,canary,canary", "write one signing secret, or during a rotation two"),
        ("ANTHROPIC_API_KEY", "xoxb-canary", "this is a bot token, which belongs in SLACK_BOT_TOKEN; copy the key"),
        ("ANTHROPIC_BASE_URL", "canary", "write an address like https://example.com/"),
        ("SLACK_API_URL", "https://bot:canary@slack.com/api/", "write an address like https://example.com/"),
        ("PORT", "canary", "valid integer"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("STACKBOT_COMMAND", "canary", "write a slash, then up to 31 small letters, digits, - and _, like /ask-stack"),
        ("STACKBOT_COMMAND", "/Canary", "write a slash"),
        ("STACKBOT_COMMAND", "/" + 32 * "c", "write a slash"),
        ("STACKBOT_OWNERS", "U012AB3CD, @canary, canary", "write Slack member ids like U012AB3CD, with commas"),
        ("SLACK_CLIENT_ID", "canary", "copy the client id, like 123.456, from Basic Information"),
        (
            "SLACK_CLIENT_SECRET",
            "xoxb-canary",
            "this is a bot token, which belongs in SLACK_BOT_TOKEN; copy",
        ),
        ("STACKBOT_SEALING_KEYS", "canary", "write what `stackbot keys new` prints"),
        ("STACKBOT_SEALING_KEYS", f"{KEY},{KEY[1:]}canary", "write what `stackbot keys new` prints"),
        ("STACKBOT_GRACE_DAYS", "-1", "greater than or equal to 0"),
        ("STACKBOT_HELP_CHANNEL", "#canary", "write the id of a Slack channel, like C012AB3CD"),
        ("STACKBOT_HELP_GROUP", "@canary", "write the id of a Slack user group, like S012AB3CD"),
        ("STACKBOT_DATABASE_URL", "mysql://bot:canary@db/x", "write sqlite:////folder/stackbot.db or postgresql://"),
        ("STACKBOT_RETENTION_DAYS", "0", "greater than or equal to 1"),
        ("STACKBOT_MODEL_DAILY_USD", "nan", "finite number"),
        ("STACKBOT_LOG_LEVEL", "canary", "'debug', 'info', 'warning' or 'error'"),
        ("STACKBOT_LOG_FORMAT", "canary", "'json' or 'text'"),
    ],
)
def test_what_is_wrong_is_said_without_the_value(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence with the variable and the remedy, once; the value may be a secret in the wrong place."""
    sentence = refused(name, value, monkeypatch)

    assert sentence.startswith(f"These settings cannot be used: {name}: ")
    assert said in sentence
    assert sentence.count(f"{name}: ") == 1
    assert "canary" not in sentence.lower()
    assert "can ary" not in sentence


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings' text nor what led to an error holds one."""
    names = ("slack_bot_token", "slack_app_token", "slack_signing_secrets", "anthropic_api_key", "database_url")
    for name in (*names, "slack_client_secret", "sealing_keys"):
        monkeypatch.setenv(variable(name), VALUES[name][0])
    settings = read_settings()
    monkeypatch.setenv("SLACK_APP_TOKEN", "canary")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert [secret for secret in settings.secrets() if secret in repr(settings)] == []
    assert caught.value.__cause__ is None
    assert "canary" not in str(caught.value.__context__)


def test_all_secrets_are_told() -> None:
    """To be kept out of the log; of an address only the password, as it is written and as it is meant."""
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_app_token=SecretStr("xapp-1"),
        slack_signing_secrets=(SecretStr("new"), SecretStr("old")),
        slack_client_secret=SecretStr("client"),
        sealing_keys=(SecretStr(KEY), SecretStr(OTHER_KEY)),
        anthropic_api_key=SecretStr("sk-ant-1"),
        database_url=SecretStr("postgresql://bot:p%40ss@db/stackbot"),
    )

    slack = {"xoxb-1", "xapp-1", "new", "old", "client"}
    assert set(settings.secrets()) == {*slack, KEY, OTHER_KEY, "sk-ant-1", "p%40ss", "p@ss"}
    assert read_settings().secrets() == ()


def test_an_option_that_cannot_be_used_is_named_like_the_variable() -> None:
    """There is one name for a setting, wherever its value came from."""
    with pytest.raises(SettingsError, match="STACKBOT_SEMANTIC"):
        read_settings(semantic="perhaps")


def test_a_file_that_is_no_text_is_named() -> None:
    """Bytes that are not UTF-8 in .env are the user's to mend, not a bug of ours."""
    Path(".env").write_bytes(b"STACKBOT_KNOWLEDGE=caf\xe9\n")

    with pytest.raises(SettingsError, match=r"\.env"):
        read_settings()


def test_settings_do_not_change() -> None:
    """They are read once, at the door."""
    settings = read_settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.knowledge = "another"
