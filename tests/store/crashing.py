"""What a disk may hold after the power failed, at any moment of a run that was recorded.

A write is on the disk for certain once its file was synced after it, a file's name or its going once its folder was. Of
what was not synced yet, anything may be there: none of it, all of it, or some sectors of some writes. Names come and go
in order, as file systems keep a journal of them.
"""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "openat,pwrite64,write,ftruncate,fdatasync,fsync,unlink"

_LINE = re.compile(r"^(?P<pid>\d+) +(?P<call>\w+)\((?P<rest>.*)$")
_RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. (?P<call>\w+) resumed>")
_FILE = re.compile(r"^\d+<(?P<path>[^>]+)>")
_WRITTEN = re.compile(r'"(?P<data>(?:\\x[0-9a-f]{2})*)", (?P<size>\d+)(?:, (?P<at>\d+))?')
_NAMED = re.compile(r'"(?P<path>(?:\\x[0-9a-f]{2})+)"(?P<rest>.*)$')


@dataclass(frozen=True, slots=True)
class Step:
    """A system call: "make", "write", "cut", "sync", "remove" or "ack", and the file's name; a folder has none."""

    deed: str
    name: str = ""
    at: int = 0
    data: bytes = b""


def recorded(folder: Path, acks: str, program: Sequence[str]) -> list[Step]:
    """What a Python program does to the files of a folder, in order. Raises RuntimeError where nothing can be seen."""
    strace = shutil.which("strace")
    if strace is None:
        raise RuntimeError("there is no strace")
    trace = folder.parent / "trace"
    options = ["-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace)]
    done = subprocess.run([strace, *options, sys.executable, *program], capture_output=True, check=False, timeout=300)
    if done.returncode:
        raise RuntimeError(f"strace failed: {done.stderr.decode(errors='replace')[-2000:]}")
    steps = list(_steps(trace, folder.resolve(), acks))
    trace.unlink()
    return steps


def _steps(trace: Path, folder: Path, acks: str) -> Iterator[Step]:
    syncing: dict[str, Step] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if (resumed := _RESUMED.match(line)) and resumed["pid"] in syncing and "sync" in resumed["call"]:
                yield syncing.pop(resumed["pid"])
            elif began := _LINE.match(line):
                step = _step(began["call"], began["rest"], folder, acks)
                if step and step.deed == "sync" and "<unfinished" in line:
                    syncing[began["pid"]] = step  # it is done when it returns
                elif step:
                    yield step


def _step(call: str, rest: str, folder: Path, acks: str) -> Step | None:
    if call in {"openat", "unlink"}:
        named = _NAMED.search(rest)
        path = Path(_plain(named["path"])) if named else Path()
        counts = path.parent == folder and (call == "unlink" or "O_CREAT" in rest)
        return Step("remove" if call == "unlink" else "make", path.name) if counts else None
    found = _FILE.match(rest)
    path = Path(_plain(found["path"])) if found else Path()
    if path == folder:
        return Step("sync")
    return _done(call, path.name, rest, acks) if path.parent == folder else None


def _done(call: str, name: str, rest: str, acks: str) -> Step | None:
    """What a call did to an open file."""
    match call:
        case "pwrite64" | "write" if written := _WRITTEN.search(rest):
            data = bytes.fromhex(written["data"].replace("\\x", ""))
            return Step("ack", data=data) if name == acks else Step("write", name, int(written["at"]), data)
        case "ftruncate":
            return Step("cut", name, int(rest.partition(", ")[2].split(")")[0]))
        case "fdatasync" | "fsync":
            return Step("sync", name)
        case _:
            raise ValueError(call)


def _plain(path: str) -> str:
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


@dataclass(slots=True)
class File:
    """A file's bytes that are on the disk for certain, and what was done to it since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        """All is on the disk."""
        for step in self.since:
            apply(self.sure, step)
        self.since.clear()


class Disk:
    """A folder on a disk, step by step."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.acked = b""
        self._names = {name: File(bytearray(data)) for name, data in files.items()}
        self._sure = dict(self._names)  # the names that are on the disk for certain
        self._changes: list[tuple[str, File | None]] = []  # and what became of them since

    def take(self, step: Step) -> None:
        """Do one step."""
        match step.deed:
            case "ack":
                self.acked += step.data
            case "make" if step.name not in self._names:
                self._names[step.name] = File()
                self._changes.append((step.name, self._names[step.name]))
            case "remove" if step.name in self._names:
                del self._names[step.name]
                self._changes.append((step.name, None))
            case "sync" if not step.name:
                self._sure = dict(self._names)
                self._changes.clear()
            case "sync" if step.name in self._names:
                self._names[step.name].sync()
            case "write" | "cut" if step.name in self._names:
                self._names[step.name].since.append(step)

    def least(self) -> dict[str, bytes]:
        """What it holds where all is lost that was not synced."""
        return {name: bytes(file.sure) for name, file in self._sure.items()}

    def some(self, chance: random.Random) -> dict[str, bytes]:
        """What it holds where some of that is lost."""
        names = dict(self._sure)
        for name, file in self._changes[: chance.randint(0, len(self._changes))]:
            if file is None:
                names.pop(name, None)
            else:
                names[name] = file
        return {name: _torn(file, chance) for name, file in names.items()}


def apply(data: bytearray, step: Step) -> None:
    """Do to a file's bytes what a step does."""
    if step.deed == "cut":
        del data[step.at :]
        data.extend(bytes(step.at - len(data)))
        return
    data.extend(bytes(max(0, step.at - len(data))))
    data[step.at : step.at + len(step.data)] = step.data


def _torn(file: File, chance: random.Random) -> bytes:
    data, share = bytearray(file.sure), chance.choice([0.0, 0.5, 0.9, 1.0])
    for step in file.since:
        if step.deed == "cut":
            if chance.random() < share:
                apply(data, step)
            continue
        whole = chance.random() < share
        for sector in range(step.at // SECTOR, (step.at + len(step.data) - 1) // SECTOR + 1):
            start, end = max(step.at, sector * SECTOR), min(step.at + len(step.data), (sector + 1) * SECTOR)
            if whole or chance.random() < share / 2:
                apply(data, Step("write", step.name, start, step.data[start - step.at : end - step.at]))
    return bytes(data)
