"""The power fails at any moment of a run: what was acknowledged is there, whatever of the rest has reached the disk."""

import logging
import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.crashing import Disk, Step, recorded

DATABASE, ACKS = "stackbot.db", "acks"


@pytest.mark.parametrize(("each", "tries"), [(6, 1), pytest.param(40, 10, marks=pytest.mark.soak)])
def test_no_acknowledged_decision_is_lost_when_the_power_fails(
    tmp_path: Path, sqlite_template: Path, each: int, tries: int
) -> None:
    """After every step of a real run: the database is whole, and every acknowledged decision is on record.

    All that was not synced is lost, or any sectors of it. N is some 3,000 states; 100,000 in a soak.
    """
    steps = run_of_the_store(tmp_path, sqlite_template, threads=3, each=each)
    disk, chance = Disk({DATABASE: sqlite_template.read_bytes()}), random.Random(each)  # noqa: S311  what is lost
    states = 0

    for step in steps:
        disk.take(step)
        acked = set(disk.acked.decode().split())
        for state in (disk.least(), *(disk.some(chance) for _ in range(tries))):
            states += 1
            assert acked <= decisions_in(state, tmp_path / "after"), f"after {states} states, at {step.deed}"
    assert len(disk.acked.split()) == 3 * each
    assert states > 150 * each
    logging.getLogger(__name__).info("%s states, %s decisions, 0 lost", states, 3 * each)


def run_of_the_store(folder: Path, template: Path, *, threads: int, each: int) -> list[Step]:
    """What the store does to its files while it writes decisions."""
    kept = folder / "kept"
    kept.mkdir()
    (kept / DATABASE).write_bytes(template.read_bytes())
    program = ["-m", "tests.store.crash_process", str(kept / DATABASE), str(kept / ACKS), str(threads), str(each)]
    try:
        return recorded(kept, ACKS, program)
    except RuntimeError as error:
        pytest.skip(f"System calls cannot be recorded here: {error}")


def decisions_in(state: Mapping[str, bytes], folder: Path) -> set[str]:
    """The decisions that are on record once a disk's files are opened as a database; it must be whole."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in state.items():
        (folder / name).write_bytes(data)
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {id_ for (id_,) in connection.execute("SELECT id FROM decisions")}
