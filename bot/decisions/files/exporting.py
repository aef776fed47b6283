"""A workspace's records as a folder of MADR files with an index: what is exported, and under which names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from bot.decisions.files.front_matter import day, status_line
from bot.decisions.files.madr import madr
from bot.decisions.files.more_information import Place
from bot.decisions.files.typed_text import in_line
from bot.decisions.record import EVERYWHERE, Decision, DecisionId, Status

INDEX = "README.md"
SLUG_LENGTH = 60  # characters of the title in a file's name

_NO_WORD = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,9})[-_ .].*\.(?:md|markdown)", re.IGNORECASE | re.DOTALL)


def exportable(decisions: Iterable[Decision], *, private: bool) -> tuple[Decision, ...]:
    """What may leave, by number: no drafts, and a private channel's records only where `private` says so."""
    may_leave = (one for one in decisions if one.status is not Status.DRAFT and one.number)
    return tuple(sorted((one for one in may_leave if private or one.private_to == EVERYWHERE), key=_number))


def madr_folder(decisions: Sequence[Decision]) -> dict[str, str]:
    """The text of each file by its name, the records' first, the index last. `decisions` are `exportable`."""
    places = {one.id: Place(one.number, file_name(one)) for one in decisions}
    files = {file_name(one): madr(one, places) for one in decisions}
    return {**files, INDEX: index(decisions, places)}


def file_name(decision: Decision) -> str:
    """Such as 0007-use-python-for-agents.md."""
    plain = unicodedata.normalize("NFKD", decision.title).encode("ascii", "ignore").decode().lower()
    slug = _NO_WORD.sub("-", plain)[:SLUG_LENGTH].strip("-")
    return f"{decision.number:04d}-{slug or 'decision'}.md"


def number_in_name(name: str) -> int | None:
    """The number that a file's name begins with; None where the file is no record."""
    found = _NUMBERED.fullmatch(name)
    return int(found["number"]) if found else None


def index(decisions: Sequence[Decision], places: Mapping[DecisionId, Place]) -> str:
    """A table of the records."""
    rows = [
        f"| [{one.name}]({places[one.id].file}) | {in_line(one.title, apart='|')} | {status_line(one)} | {day(one)} |"
        for one in decisions
    ]
    head = ["# Decisions", "", "| number | decision | status | date |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _number(decision: Decision) -> int:
    return decision.number
