"""The three stores that one contract holds for, and the two databases that its constraints hold in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.store.schema import open_store
from bot.store.store import Store
from bot.store.tables import metadata
from tests.fakes import MemoryStore
from tests.store.servers import Server, postgresql

AnyStore = Store | MemoryStore


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server."""
    running = postgresql()
    try:
        started = running.__enter__()
    except RuntimeError as error:
        pytest.skip(f"No PostgreSQL starts here: {error}")
    try:
        yield started
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgresql_url(server: Server) -> str:
    """The URL of a database with tables, emptied for each test."""
    url = server.url(server.make())
    open_store(url).close()
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for SQLite."""
    file = tmp_path_factory.mktemp("template") / "stackbot.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with tables and no rows."""
    yield from _database(request, tmp_path, request.param)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyStore]:
    """An empty store."""
    if request.param == "memory":
        yield MemoryStore()
        return
    for url in _database(request, tmp_path, request.param):
        opened = open_store(url)
        yield opened
        opened.close()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of an SQLite database with tables and no rows."""
    file = tmp_path / "stackbot.db"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("server")
    name = server.make()
    yield server.url(name)
    server.drop(name)


def _database(request: pytest.FixtureRequest, folder: Path, kind: str) -> Iterator[str]:
    wanted: Callable[[str], object] = request.getfixturevalue
    if kind == "sqlite":
        file = folder / "stackbot.db"
        file.write_bytes(Path(str(wanted("sqlite_template"))).read_bytes())
        yield f"sqlite:///{file}"
        return
    url = str(wanted("postgresql_url"))
    with psycopg.connect(url) as connection:
        connection.execute(f"TRUNCATE {', '.join(metadata.tables)}".encode())
    yield url
