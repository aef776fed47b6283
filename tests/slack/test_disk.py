"""The disk is full, or cannot be written, or what is on it is damaged: nobody is told that anything was kept."""

import ctypes
import json
import os
import resource
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.fake_slack import FakeSlack
from bot.settings import Settings
from bot.store.backup import backup
from bot.store.engine import journal_mode
from bot.wiring.desk import Desk
from tests.slack.at_work import Door
from tests.slack.bot_process import BotProcess
from tests.slack.watching import PICK, PICKED, answer, answers, asked, headline

SORRY = "I cannot reach my records just now"
DROP_FROM_BOUNDS, MAY_OVERRIDE = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
MANY = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the database is, and nothing else."""
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def process(
    slack: FakeSlack, desk: Desk, shipped_settings: Settings, tmp_path: Path, folder: Path
) -> Iterator[BotProcess]:
    """The bot's process, at work; chmod holds for it whoever runs the tests."""
    assert desk.advisor
    made = BotProcess(slack, tmp_path, shipped_settings, Door.HTTP)
    made.before = _obey_modes
    made.base["STACKBOT_DATABASE_URL"] = f"sqlite:///{folder / 'stackbot.db'}"
    made.start()
    yield made
    made.kill()


def _obey_modes() -> None:
    """Have the program that begins next obey the modes of files, though it be root's."""
    ctypes.CDLL(None).prctl(DROP_FROM_BOUNDS, MAY_OVERRIDE, 0, 0, 0)


@contextmanager
def full(process: BotProcess, database: Path) -> Iterator[None]:
    """No file may grow beyond the size that the database has now."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (database.stat().st_size, before[1]))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def unwritable(_process: BotProcess, database: Path) -> Iterator[None]:
    """Nothing can be written to the folder, and the file only by those who have it open."""
    database.chmod(0o400)
    database.parent.chmod(0o500)
    yield
    database.parent.chmod(0o700)
    database.chmod(0o600)


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of another process are Linux's")
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (full, "See whether the disk is full or broken."),
        (unwritable, "Let the bot's user write the file and its folder."),
    ],
)
def test_what_cannot_be_written_is_not_acknowledged(
    slack: FakeSlack,
    process: BotProcess,
    folder: Path,
    harm: Callable[[BotProcess, Path], Iterator[None]],
    said: str,
) -> None:
    """Commands are told so, mentions are delivered again; the log says why; all works again without a restart."""
    if harm is unwritable and journal_mode(sqlite3.sqlite_version_info) == "WAL":
        pytest.skip("Who has a write-ahead log open may write it, whatever the modes of the files say.")
    people = [slack.person(f"p{number}") for number in range(MANY)]
    room = slack.channel("room", members=people)
    assert headline(asked(slack, people[0], room, PICKED)).startswith(PICK)

    with harm(process, folder / "stackbot.db"):
        cards = {who: asked(slack, who, room, PICKED).shown for who in people[1:]}
        mention = slack.say(people[0], room, f"{slack.mention} {PICKED}")
        assert all(one.ack() for one in mention.deliveries)
    refused = {who for who, card in cards.items() if card.startswith(SORRY)}
    slack.retry_unacked()
    answer(slack, room, mention)

    assert refused
    assert kept(folder / "stackbot.db") == set(people) - refused
    assert headline(asked(slack, refused.pop(), room, PICKED)).startswith(PICK)
    assert len(answers(slack, room, mention)) == 1
    assert any(error.endswith(said) for error in errors(process))


def test_a_damaged_database_is_told_and_a_backup_goes_on(
    slack: FakeSlack, process: BotProcess, folder: Path, tmp_path: Path, ana: str, ben: str, general: str
) -> None:
    """Nothing is acknowledged over it; the bot does not start on it, and says what to do."""
    database = folder / "stackbot.db"
    asked(slack, ana, general, PICKED)
    backup(f"sqlite:///{database}", tmp_path / "copy.db")
    database.write_bytes(os.urandom(database.stat().st_size))

    refused = asked(slack, ben, general, PICKED)
    process.end()
    with pytest.raises(RuntimeError, match=r"file is not a database\. Put a backup in its place\."):
        process.start()
    process.kill()
    for damaged in folder.iterdir():
        damaged.unlink()
    database.write_bytes((tmp_path / "copy.db").read_bytes())
    process.start()

    assert refused.shown.startswith(SORRY)
    assert headline(asked(slack, ben, general, PICKED)).startswith(PICK)
    assert kept(database) == {ana, ben}


def kept(database: Path) -> set[str]:
    """Whose questions are kept."""
    with closing(sqlite3.connect(database)) as connection:
        return {user for (user,) in connection.execute("SELECT DISTINCT user_id FROM questions")}


def errors(process: BotProcess) -> list[str]:
    """What the log says of records that were not written."""
    lines = (json.loads(line) for line in process.log.splitlines() if line.startswith("{"))
    return [line["error"] for line in lines if line["event"] == "record_not_written"]
