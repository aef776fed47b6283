"""The records of each topic, remembered for as long as they are what they were.

Every answer asks what was decided on its topics, and decisions are few and seldom written, while reading hundreds of
records from their JSON takes longer than all else in an answer. So what was read of a topic is kept, together with the
stamp of the workspace's book, which is another after every write, by whichever replica. Where the stamp is the same,
nothing else is read. Where it is not, the revisions are read, and of the records those that are new or another.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Connection, bindparam, select

from bot.decisions.plain import decision_from_json
from bot.decisions.record import Decision, DecisionId, Status
from bot.ids import TeamId
from bot.store.decisions import books
from bot.store.decisions.tables import decisions

MOST = 10_000  # records that are remembered, of some 8 kB each
TOGETHER = 500  # records read by one statement

_OF_TEAM = decisions.c.team == bindparam("of_team")
_REVISIONS = (
    select(decisions.c.topic, decisions.c.id, decisions.c.revision)
    .where(_OF_TEAM, decisions.c.topic.in_(bindparam("topics", expanding=True)))
    .where(decisions.c.status != Status.DRAFT.value)
    .order_by(decisions.c.number)
)
_RECORDS = select(decisions.c.record).where(_OF_TEAM, decisions.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class _Topic:
    stamp: str
    records: Mapping[DecisionId, Decision]


class Memory:
    """Several threads may use one."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()  # guards the topics, of which those used last stand last
        self._topics: OrderedDict[tuple[TeamId, str], _Topic] = OrderedDict()

    def on_topics(self, connection: Connection, team: TeamId, topics: Collection[str]) -> list[Decision]:
        """The records on these topics, drafts apart."""
        stamp = books.stamp(connection, team)
        known = self._known(team, topics)
        stale = [topic for topic in dict.fromkeys(topics) if topic not in known or known[topic].stamp != stamp]
        if stale:
            known |= _read(connection, team, stale, stamp, known)
        self._keep(team, known)
        return [record for topic in known.values() for record in topic.records.values()]

    def drop(self, team: TeamId) -> None:
        """Remember nothing of a workspace."""
        with self._lock:
            for key in [key for key in self._topics if key[0] == team]:
                del self._topics[key]

    def _known(self, team: TeamId, topics: Collection[str]) -> dict[str, _Topic]:
        with self._lock:
            return {topic: self._topics[team, topic] for topic in topics if (team, topic) in self._topics}

    def _keep(self, team: TeamId, topics: Mapping[str, _Topic]) -> None:
        with self._lock:
            for topic, kept in topics.items():
                self._topics[team, topic] = kept
                self._topics.move_to_end((team, topic))
            size = sum(len(kept.records) + 1 for kept in self._topics.values())
            while size > self._most:
                _, dropped = self._topics.popitem(last=False)
                size -= len(dropped.records) + 1


def _read(
    connection: Connection, team: TeamId, topics: Iterable[str], stamp: str, known: Mapping[str, _Topic]
) -> dict[str, _Topic]:
    """What is kept of these topics; of the records that are known, only their revisions are read."""
    book = stamp[: books.SAME_BOOK]
    of_book = (topic for topic in known.values() if topic.stamp.startswith(book))
    before = {id_: record for topic in of_book for id_, record in topic.records.items()}
    rows = connection.execute(_REVISIONS, {"of_team": team, "topics": sorted(topics)}).all()
    same = {row.id for row in rows if row.id in before and before[row.id].revision == row.revision}
    records = _records(connection, team, [row.id for row in rows if row.id not in same])
    records |= {id_: before[id_] for id_ in same}
    found: dict[str, dict[DecisionId, Decision]] = {topic: {} for topic in topics}
    for row in rows:
        if row.id in records:  # unless the workspace was erased in between
            found[row.topic][row.id] = records[row.id]
    return {topic: _Topic(stamp, kept) for topic, kept in found.items()}


def _records(connection: Connection, team: TeamId, ids: list[str]) -> dict[DecisionId, Decision]:
    records: dict[DecisionId, Decision] = {}
    for start in range(0, len(ids), TOGETHER):
        some = connection.execute(_RECORDS, {"of_team": team, "ids": ids[start : start + TOGETHER]})
        read = (decision_from_json(row.record) for row in some)
        records |= {record.id: record for record in read}
    return records
