"""The front matter of an exported record: what MADR has there, and what of ours has its place there."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from bot.decisions.files.outline import FENCE, MisreadError
from bot.decisions.files.typed_text import in_line, typed
from bot.decisions.record import (
    EVERYWHERE,
    Decision,
    DecisionId,
    Making,
    Person,
    Provenance,
    Reversibility,
    Status,
    Tie,
)
from bot.ids import ChannelId, TeamId
from bot.knowledge.yaml_reader import Document

T = TypeVar("T")

FORMAT = "stackbot"  # the key that tells our files from others
VERSION = "1"
PUBLIC, PRIVATE = "public", "private to "

_NAME = re.compile(r"ADR-([0-9]{1,9})")


def front_matter(decision: Decision) -> str:
    """The front matter with its fences; texts are quoted, so that YAML takes them for nothing else."""
    return "\n".join([FENCE, *_lines(decision), FENCE])


def status_line(decision: Decision) -> str:
    """The status as MADR writes it, with the successor's number."""
    successors = decision.tied(Tie.SUPERSEDED_BY)
    if decision.status is Status.SUPERSEDED and successors:
        return f"{decision.status} by ADR-{successors[0].number:04d}"
    return decision.status


def day(decision: Decision) -> str:
    """The day it was decided, or else written."""
    return (decision.decided_at or decision.created_at).astimezone(UTC).date().isoformat()


def moment(at: datetime | None) -> str:
    """A time in UTC as ISO 8601, empty for none."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""


def number_in(front: Document) -> int:
    """The number that the front matter names."""
    found = _NAME.fullmatch(one(front, "id"))
    if not found:
        raise MisreadError(front.line(("id",)), "id: is no number such as ADR-0007")
    return int(found[1])


def begun(front: Document, team: TeamId, identity: DecisionId) -> Decision:
    """The record as far as the front matter holds it."""
    visibility = one(front, "visibility")
    return Decision(
        team=team,
        id=identity,
        title="",
        status=_parsed(front, "status", _status),
        created_at=_parsed(front, "created", datetime.fromisoformat),
        created_by=Person(one(front, "created-by")),
        topic=one(front, "topic"),
        number=number_in(front),
        decided_at=_moment(front, "decided"),
        decision_makers=_people(front, "decision-makers"),
        consulted=_people(front, "consulted"),
        informed=_people(front, "informed"),
        scope=one(front, "scope"),
        tags=several(front, "tags"),
        reversibility=_parsed(front, "reversibility", Reversibility),
        private_to=EVERYWHERE if visibility == PUBLIC else ChannelId(visibility.removeprefix(PRIVATE)),
        provenance=Provenance(
            making=_parsed(front, "provenance", Making),
            confirmed_by=Person(one(front, "confirmed-by")),
            confirmed_at=_moment(front, "confirmed"),
            file_hash=one(front, "imported-sha256"),
        ),
    )


def one(front: Document, key: str) -> str:
    """The text of a key, empty where there is none."""
    value = front.data.get(key) if isinstance(front.data, dict) else None
    if isinstance(value, list | dict):
        raise MisreadError(front.line((key,)), f"{key}: is a list where one text belongs")
    return typed(value or "")


def several(front: Document, key: str) -> tuple[str, ...]:
    """The texts of a key that holds a list."""
    value = front.data.get(key) if isinstance(front.data, dict) else None
    if not isinstance(value, list):
        return ()
    return tuple(typed(text) for text in value if isinstance(text, str))


def _status(text: str) -> Status:
    return Status(text.partition(" by ")[0])


def _moment(front: Document, key: str) -> datetime | None:
    return _parsed(front, key, datetime.fromisoformat) if one(front, key) else None


def _people(front: Document, key: str) -> tuple[Person, ...]:
    return tuple(map(Person, several(front, key)))


def _parsed(front: Document, key: str, kind: Callable[[str], T]) -> T:
    try:
        return kind(one(front, key))
    except ValueError as error:
        raise MisreadError(front.line((key,)), f"{key}: {one(front, key)!r} cannot stand there") from error


def _lines(decision: Decision) -> Iterator[str]:
    yield from _value("status", status_line(decision))
    yield f"date: {day(decision)}"
    yield from _values("decision-makers", decision.decision_makers)
    yield from _values("consulted", decision.consulted)
    yield from _values("informed", decision.informed)
    yield from _value("id", decision.name)
    yield from _value("topic", decision.topic)
    yield from _value("scope", decision.scope)
    yield from _values("tags", decision.tags)
    yield from _value("reversibility", decision.reversibility)
    yield from _value("created", moment(decision.created_at))
    yield from _value("created-by", decision.created_by)
    yield from _value("decided", moment(decision.decided_at))
    public = decision.private_to == EVERYWHERE
    yield from _value("visibility", PUBLIC if public else PRIVATE + decision.private_to)
    yield from _value("provenance", decision.provenance.making)
    yield from _value("confirmed-by", decision.provenance.confirmed_by)
    yield from _value("confirmed", moment(decision.provenance.confirmed_at))
    yield from _value("imported-sha256", decision.provenance.file_hash)
    yield from _value(FORMAT, VERSION)


def _value(key: str, text: str) -> Iterator[str]:
    if text:
        yield f"{key}: {_quoted(text)}"


def _values(key: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"{key}:"
        yield from (f"  - {_quoted(text)}" for text in texts)


def _quoted(text: str) -> str:
    spelled = in_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{spelled}"'
