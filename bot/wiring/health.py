"""From settings to what tells how the bot does."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.conversation.records import Waiting
from bot.knowledge.entries import Library
from bot.settings import Settings, variable
from bot.slack.health import Health, Unwatched
from bot.slack.health_door import HealthDoor
from bot.slack.http_server import HttpServer
from bot.slack.readiness import Check, Readiness
from bot.slack.serving import Watch
from bot.store.engine import database_file, database_url
from bot.store.schema import UPGRADE, is_behind
from bot.store.store import Store

if TYPE_CHECKING:
    from bot.metrics import Metrics  # importing its library costs 70 ms, and most do without

THREADS = 2
FREE_LEAST = 64 * 1024 * 1024  # bytes: a day of a busy workspace, and room for SQLite's journal


def readiness_of(
    settings: Settings, store: Store, library: Library, slack: Check, metrics: "Metrics | None"
) -> Readiness:
    """What is looked at, and shown by the metrics as it was found last; `slack` says whether it is reached."""
    outbox = _Outbox(store)
    checks: dict[str, Check] = {
        "database": lambda: _database(store),
        "outbox": outbox.look,
        "knowledge": lambda: "" if library.entries else "There is no entry in the knowledge.",
        "slack": slack,
    }
    if file := database_file(database_url(settings.database_url.get_secret_value())):
        checks["disk"] = lambda: lacking_room(file.parent)
    readiness = Readiness(checks)
    if metrics:
        _show(metrics, readiness, outbox)
    return readiness


def watching(settings: Settings, readiness: Readiness, metrics: "Metrics | None", *, public: bool) -> Watch:
    """What looks; nobody does where nothing asks, neither on the public port nor on one of its own."""
    if settings.health_port is None or metrics is None:
        return Health(readiness) if public else Unwatched()
    door = HealthDoor(readiness, metrics.exposition, metrics.content_type)
    remedy = f"Set {variable('health_port')} and STACKBOT_HOST to an address that is free."
    return Health(readiness, HttpServer(door, settings.host, settings.health_port, threads=THREADS, remedy=remedy))


class _Outbox:
    """The outbox at the last look, so that nobody waits for the database who asks for metrics."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.waiting = Waiting()

    def look(self) -> str:
        """Look; that messages wait makes nobody unready."""
        self.waiting = self._store.waiting()
        return ""


def _show(metrics: "Metrics", readiness: Readiness, outbox: _Outbox) -> None:
    metrics.watch("stackbot_ready", "1 where a check finds nothing wrong.", "check", lambda: _found(readiness))
    metrics.watch("stackbot_outbox_rows", "Rows of the outbox.", "state", lambda: outbox.waiting.states)
    metrics.watch(
        "stackbot_outbox_oldest_seconds",
        "The age of the oldest row that is neither sent nor given up.",
        "outbox",
        lambda: {"all": outbox.waiting.oldest_s},
    )


def _found(readiness: Readiness) -> Mapping[str, float]:
    """Each check; where the looking itself is wrong, none is known to be well."""
    state = readiness.state()
    unknown = state.keys() - set(readiness.names)
    return {name: float(not unknown and name not in state) for name in readiness.names}


def _database(store: Store) -> str:
    version = store.probe()
    return f"The database is at version {version} again. Run: {UPGRADE}" if is_behind(version) else ""


def lacking_room(folder: Path) -> str:
    """That a folder's disk is nearly full, in words, or nothing."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return f"The folder {folder} cannot be looked at ({error.strerror})."
    return "" if free >= FREE_LEAST else f"{folder} has {free // 2**20} MiB left. Make room."
