"""From settings to what is well and what is not: each thing that the bot needs is looked at once.

Nothing is changed but a row of the database that goes in and out again. What is said holds no secret.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial

from bot.cache import Cache
from bot.encoder.minilm import model_file, read_model
from bot.knowledge.lint import lint
from bot.knowledge.loading import load_library
from bot.settings import Settings
from bot.store.engine import database_file, database_name, database_url
from bot.store.schema import reopen_store
from bot.wiring.desk import encoder_of, knowledge_folders, today
from bot.wiring.diagnosis import Diagnosis, State, diagnosis
from bot.wiring.health import lacking_room
from bot.wiring.slack_doctor import slack_diagnoses

SHOWN = 5  # names in a line


Look = Callable[[Settings], tuple[State, str]]


def diagnoses(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Diagnosis]:
    """Looks at one thing after the other; an error of the project's is what is wrong with it."""
    yield from slack_diagnoses(settings, clock)
    looks: dict[str, Look] = {
        "database": _database,
        "disk": _disk,
        "knowledge": _knowledge,
        "sentence model": _sentence_model,
        "language model": _language_model,
    }
    for name, look in looks.items():
        yield diagnosis(name, partial(look, settings))


def _database(settings: Settings) -> tuple[State, str]:
    url = settings.database_url.get_secret_value()
    address = database_url(url)
    file = database_file(address)
    if file is not None and not file.exists():
        return State.WARNING, f"There is none at {file} yet; it is made when the bot starts."
    with closing(reopen_store(url)) as store:
        version = store.probe()
    return State.OK, f"{database_name(address)} is at version {version}, and takes writes."


def _disk(settings: Settings) -> tuple[State, str]:
    file = database_file(database_url(settings.database_url.get_secret_value()))
    if file is None:
        return State.SKIPPED, "The database is kept by PostgreSQL, whose disk is not seen from here."
    folder = next((folder for folder in file.absolute().parents if folder.is_dir()), file.parent)
    wrong = lacking_room(folder)
    return (State.WRONG, wrong) if wrong else (State.OK, f"There is room in {folder}.")


def _knowledge(settings: Settings) -> tuple[State, str]:
    library = load_library(knowledge_folders(settings.knowledge))
    findings = lint(library)
    if any(finding.severity == "error" for finding in findings):
        return State.WRONG, "It has errors. Run: stackbot kb lint"
    said = [f"{len(findings)} warnings of `stackbot kb lint`"] if findings else []
    if stale := [id_ for id_, entry in library.entries.items() if entry.is_stale(today())]:
        more = f" and {len(stale) - SHOWN} more" if len(stale) > SHOWN else ""
        said.append(f"{len(stale)} entries are stale, and marked so: {', '.join(stale[:SHOWN])}{more}")
    if said:
        return State.WARNING, f"{'; '.join(said)}."
    return State.OK, f"{len(library.entries)} entries, version {library.version}."


def _sentence_model(settings: Settings) -> tuple[State, str]:
    if not settings.semantic:
        return State.SKIPPED, "STACKBOT_SEMANTIC is false, so questions are matched on words alone."
    read_model(settings.model_file or model_file())
    cache = Cache(settings.cache_dir)
    encoder, notes = encoder_of(settings, cache)
    encoder.encode(["Does it load?"])
    if notes or cache.notes:
        return State.WARNING, " ".join((*notes, *cache.notes))
    return State.OK, "It is the one we know, and loads."


def _language_model(settings: Settings) -> tuple[State, str]:
    if settings.anthropic_api_key is None:
        return State.SKIPPED, "ANTHROPIC_API_KEY is not set, so no model phrases answers."
    from bot.claude import Claude  # noqa: PLC0415  its library takes a second to import

    key = settings.anthropic_api_key.get_secret_value()
    with closing(Claude(key, settings.model, base_url=settings.anthropic_base_url)) as claude:
        claude.check()
    return State.OK, f"{settings.model} takes the key."
