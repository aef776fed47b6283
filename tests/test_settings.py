"""The settings: read from the environment or a file, and named when they cannot be used."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import Settings, read_settings

VALUES = {
    "knowledge": ("builtin:./ours", "builtin:./ours"),
    "semantic": ("off", False),
    "model_file": ("/models/minilm.onnx", Path("/models/minilm.onnx")),
    "cache_dir": ("/var/cache/bot", Path("/var/cache/bot")),
}


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting in the environment, and an empty working folder."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"STACKBOT_{name.upper()}", raising=False)


def test_there_is_an_example_of_every_setting() -> None:
    """A new setting gets its line in this file."""
    assert VALUES.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """STACKBOT_ and the name in capitals; what is read is not the default."""
    written, meant = VALUES[name]
    default = getattr(read_settings(), name)
    monkeypatch.setenv(f"STACKBOT_{name.upper()}", written)

    read = getattr(read_settings(), name)

    assert read == meant
    assert read != default


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_read_from_a_file(name: str) -> None:
    """A file .env in the working folder holds the same variables, and others that are none of ours."""
    written, meant = VALUES[name]
    Path(".env").write_text(f"OTHER=1\nSTACKBOT_UNKNOWN=2\nSTACKBOT_{name.upper()}={written}\n", encoding="utf-8")

    read = read_settings()

    assert getattr(read, name) == meant


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
