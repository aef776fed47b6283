"""`stackbot erase` through its door: a person or a workspace is out of the database, and out of its files."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import SettingsError, StoreError
from bot.store.schema import open_store
from bot.store.store import Store
from tests.cli.doors import RunHere
from tests.store.canaries import CANARY, OTHER, TIMES, left, live
from tests.store.pieces import OTHER_TEAM, TEAM

VERSIONS = {"wal": (3, 51, 3), "delete": (3, 40, 1)}  # of SQLite, by the journal mode that the bot takes with it


@pytest.fixture
def surroundings(surroundings: Mapping[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of these tests, with a database of their own."""
    return {**surroundings, "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'stackbot.db'}"}


@pytest.fixture(params=VERSIONS)
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database of a bot that runs, in either journal mode, with two people's words in it."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", VERSIONS[request.param])
    opened = open_store(f"sqlite:///{tmp_path / 'data' / 'stackbot.db'}")
    live(opened, CANARY, "canary")
    live(opened, OTHER, "robin")
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The folder with the database and all that SQLite keeps beside it."""
    return tmp_path / "data"


def test_no_byte_of_an_erased_person_is_left(stackbot: RunHere, kept: Store, files: Path) -> None:
    """While the bot runs, whichever journal SQLite keeps; neither a word nor the id. What others asked stays."""
    before = left(files.iterdir(), "canary")

    result = stackbot("erase", "--person", CANARY, "--team", TEAM, "--yes")

    assert before
    assert left(files.iterdir(), "canary") == left(files.iterdir(), CANARY) == []
    assert f"questions: {TIMES} erased\n" in result.stdout
    assert "decisions: 1 without the person's id\n" in result.stdout
    assert "backups" in result.stdout
    assert len(kept.recent(TEAM, OTHER, 2 * TIMES)) == TIMES


def test_no_byte_of_an_erased_workspace_is_left(stackbot: RunHere, kept: Store, files: Path) -> None:
    """Nor its id; another's words stay."""
    live(kept, OTHER, "starling", OTHER_TEAM)

    stackbot("erase", "--team", TEAM, "--yes")

    assert all(left(files.iterdir(), word) == [] for word in ("canary", "robin", CANARY))
    assert left(files.iterdir(), "starling") == ["stackbot.db"]
    assert kept.teams() == [OTHER_TEAM]


def test_nothing_is_erased_without_a_yes(stackbot: RunHere, kept: Store) -> None:
    """The question says how much it is; no answer is a no."""
    refused = stackbot("erase", "--person", CANARY, "--team", TEAM, stdin="n\n")
    silent = stackbot("erase", "--team", TEAM)

    assert refused.exit_code == silent.exit_code == 1
    assert f"Erase {CANARY} in {TEAM}, " in refused.stdout
    assert "tables, for good? [y/N]" in refused.stdout
    assert len(kept.recent(TEAM, CANARY, 2 * TIMES)) == TIMES

    assert stackbot("erase", "--person", CANARY, "--team", TEAM, stdin="y\n").exit_code == 0
    assert kept.recent(TEAM, CANARY, 1) == []


def test_what_was_forgotten_before_leaves_the_disk(stackbot: RunHere, kept: Store, files: Path) -> None:
    """Where nothing is kept any more there is nothing to ask, and the files are written anew all the same.

    They may hold bytes of what went by another way, such as a tool that does not overwrite what it deletes.
    """
    with closing(sqlite3.connect(files / "stackbot.db", isolation_level=None)) as other:
        other.execute("PRAGMA secure_delete=OFF")
        other.execute("PRAGMA foreign_keys=ON")
        other.execute("DELETE FROM questions WHERE user_id = ?", (CANARY,))
    kept.erase(TEAM, CANARY)
    assert left(files.iterdir(), "canary")

    result = stackbot("erase", "--person", CANARY, "--team", TEAM)

    assert result.stdout.startswith(f"Nothing was kept of {CANARY} in {TEAM}.\n")
    assert left(files.iterdir(), "canary") == []


@pytest.mark.parametrize(
    "ids", [("--team", "acme"), ("--team", "T1", "--person", "ann"), ("--team", "T1", "--person", "@U0ANN")]
)
def test_a_name_is_no_id(stackbot: RunHere, ids: tuple[str, ...]) -> None:
    """It would be of nobody, and look as if it were erased."""
    with pytest.raises(SettingsError, match="write one as Slack shows it"):
        stackbot("erase", *ids, "--yes")


@pytest.mark.parametrize("kept", ["wal"], indirect=True)
def test_a_file_that_is_in_use_is_told(stackbot: RunHere, kept: Store, files: Path) -> None:
    """Where somebody reads the log of SQLite for long, it cannot be cut; the rows are erased all the same."""
    with closing(sqlite3.connect(files / "stackbot.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM questions").fetchone()

        with pytest.raises(StoreError, match=r"It is erased, but .* Run the command again\."):
            stackbot("erase", "--person", CANARY, "--team", TEAM, "--yes")

    assert kept.kept_of(TEAM, CANARY) == {}
