"""`stackbot keys`: keys that seal the workspaces' tokens, and sealing again with a new one."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.installation import Installation, Sealed, refresh_token_of, token_of
from bot.errors import SealError, SettingsError
from bot.ids import TeamId, UserId
from bot.sealing import Seals, new_key
from bot.store.schema import open_store
from bot.store.store import Store
from bot.wiring.keys import seal_again
from tests.cli.doors import RunHere

OLD, NEW = new_key(), new_key()
NOW = datetime(2026, 11, 28, tzinfo=UTC)
TEAMS = ("T1", "T2", "T3")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database, which the settings name."""
    url = f"sqlite:///{tmp_path / 'stackbot.db'}"
    monkeypatch.setenv("STACKBOT_DATABASE_URL", url)
    open_store(url).close()
    return url


def installation(team: str, key: str, **values: object) -> Installation:
    """An installation whose tokens a key sealed."""
    seals, id_ = Seals([key]), TeamId(team)
    tokens = {
        "token": Sealed(seals.seal(f"xoxb-canary-{team}", token_of(id_))),
        "refresh_token": Sealed(seals.seal(f"xoxe-1-canary-{team}", refresh_token_of(id_))),
    }
    plain = {"enterprise": "", "workspace": "", "app": "A1", "bot_user": UserId("U1"), "owner": UserId("U2")}
    times = {"expires_at": NOW + timedelta(hours=12), "installed_at": NOW}
    return Installation(**{"team": id_, "scopes": (), **plain, **times, **tokens, **values})  # type: ignore[arg-type]


def keep(url: str, *installations: Installation) -> None:
    """Have a database keep installations."""
    with closing(open_store(url)) as store:
        for one in installations:
            store.install(one)


def opened(store: Store, key: str) -> list[tuple[str, str]]:
    """The tokens of all workspaces, which this key sealed."""
    seals = Seals([key])
    return [
        (seals.opened(one.token, token_of(one.team)), seals.opened(one.refresh_token, refresh_token_of(one.team)))
        for one in store.installations()
    ]


def test_a_new_key_is_one_of_32_bytes(stackbot: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time another; the settings take it as it is printed."""
    keys = {stackbot("keys", "new").stdout.strip() for _ in range(3)}
    monkeypatch.setenv("STACKBOT_SEALING_KEYS", ",".join(keys))

    assert len(keys) == 3
    assert all(len(key) == 44 for key in keys)
    assert stackbot("manifest").exit_code == 0


def test_every_token_is_sealed_again_with_the_first_key(
    stackbot: RunHere, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And none that has it already, so that a second time there is nothing to do; then the old key can go."""
    keep(database, *(installation(team, OLD) for team in TEAMS[:2]), installation(TEAMS[2], NEW))
    monkeypatch.setenv("STACKBOT_SEALING_KEYS", f"{NEW},{OLD}")

    first, second = (stackbot("keys", "rotate").stdout for _ in range(2))

    assert first == "2 sealed again with the first key; all others had it.\n"
    assert second == "0 sealed again with the first key; all others had it.\n"
    with closing(open_store(database)) as store:
        assert opened(store, NEW) == [(f"xoxb-canary-{team}", f"xoxe-1-canary-{team}") for team in TEAMS]


def test_a_workspace_that_left_has_nothing_to_seal(
    stackbot: RunHere, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its token is gone."""
    keep(database, installation("T1", OLD))
    with closing(open_store(database)) as store:
        store.uninstall(TeamId("T1"), ("event:1",), NOW, NOW)
    monkeypatch.setenv("STACKBOT_SEALING_KEYS", f"{NEW},{OLD}")

    assert stackbot("keys", "rotate").stdout.startswith("0 sealed again")


def test_what_no_key_opens_is_named_and_the_rest_is_done(
    stackbot: RunHere, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do, and without a key or a token."""
    keep(database, installation("T1", new_key()), installation("T2", OLD))
    monkeypatch.setenv("STACKBOT_SEALING_KEYS", f"{NEW},{OLD}")

    with pytest.raises(SealError, match=r"^1 sealed again\. No key .* opens the tokens of T1\. Add the key") as refused:
        stackbot("keys", "rotate")

    assert not any(secret in str(refused.value) for secret in (NEW, OLD, "canary"))
    with closing(open_store(database)) as store:
        kept = store.installation(TeamId("T2"))
    assert kept is not None
    assert Seals([NEW]).opened(kept.token, token_of(TeamId("T2"))) == "xoxb-canary-T2"


class Contended:
    """A store in which another writes new tokens of one workspace whenever somebody is about to."""

    def __init__(self, store: Store, team: str) -> None:
        self._store = store
        self._team = team

    def __getattr__(self, name: str) -> object:
        """As the store has it."""
        return getattr(self._store, name)

    def reseal(self, old: Installation, new: Installation) -> bool:
        """Not where another came first."""
        return old.team != self._team and self._store.reseal(old, new)


def test_tokens_that_keep_changing_are_named_and_the_rest_is_done(database: str) -> None:
    """Nothing is wrong with them or with the keys, so it is enough to run it again."""
    keep(database, installation("T1", OLD), installation("T2", OLD))

    with closing(open_store(database)) as store:
        contended: Any = Contended(store, "T1")
        with pytest.raises(SealError, match=r"^1 sealed again\. The tokens of T1 keep changing\. Run it again\.$"):
            seal_again(contended, Seals([NEW, OLD]))


def test_without_a_key_nothing_is_sealed(stackbot: RunHere, database: str) -> None:
    """The command that makes one is named."""
    keep(database, installation("T1", OLD))

    with pytest.raises(SealError, match="stackbot keys new"):
        stackbot("keys", "rotate")


def test_half_a_key_is_refused_at_once(stackbot: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the settings, without being shown."""
    monkeypatch.setenv("STACKBOT_SEALING_KEYS", NEW[:-2])

    with pytest.raises(SettingsError, match="STACKBOT_SEALING_KEYS") as refused:
        stackbot("keys", "rotate")

    assert NEW[:10] not in str(refused.value)


def test_the_database_holds_no_token_as_it_is(database: str, tmp_path: Path) -> None:
    """A copy of it lets nobody speak."""
    keep(database, installation("T1", OLD))

    with closing(sqlite3.connect(tmp_path / "stackbot.db")) as connection:
        assert "canary" not in "\n".join(connection.iterdump())
