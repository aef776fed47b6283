"""The records of each topic, remembered for as long as they are what they were.

Every answer asks what was decided on its topics, and decisions are few and seldom written, while reading hundreds of
records from their JSON takes longer than all else in an answer. So what was read of a topic is kept, together with the
stamp of the workspace's book, which is another after every write, by whichever replica. Where the stamp is the same,
nothing else is read. Where it is not, the revisions are read, and of the records those that are new or another.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from threading import Lock

from sqlalchemy import Connection, bindparam, select

from bot.decisions.plain import decision_from_json
from bot.decisions.record import EVERYWHERE, Decision, DecisionId, Status
from bot.ids import ChannelId, TeamId
from bot.store.decisions import books
from bot.store.decisions.tables import decisions

MOST = 12_000  # records that are remembered
TOGETHER = 500  # records read by one statement

_NUMBER = attrgetter("number")
_OF_TEAM = decisions.c.team == bindparam("of_team")
_REVISIONS = (
    select(decisions.c.topic, decisions.c.id, decisions.c.revision)
    .where(_OF_TEAM, decisions.c.topic.in_(bindparam("topics", expanding=True)))
    .where(decisions.c.status != Status.DRAFT.value)  # in no order, for which SQLite would go by numbers through all
)
_RECORDS = select(decisions.c.record).where(_OF_TEAM, decisions.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class _Topic:
    stamp: str
    records: Mapping[DecisionId, Decision]

    @property
    def size(self) -> int:
        return len(self.records) + 1  # that nothing is there costs something too


class Memory:
    """Several threads may use one."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()  # guards the topics, of which those used last stand last
        self._topics: OrderedDict[tuple[TeamId, str], _Topic] = OrderedDict()
        self._size = 0  # of all of them

    def on_topics(
        self, connection: Connection, team: TeamId, topics: Collection[str], channel: ChannelId
    ) -> list[Decision]:
        """The records on these topics that a channel may see, drafts apart, newest number first."""
        stamp = books.stamp(connection, team)
        known = self._known(team, topics)
        stale = [topic for topic in dict.fromkeys(topics) if topic not in known or known[topic].stamp != stamp]
        if stale:
            known |= _read(connection, team, stale, stamp, known)
        self._keep(team, known)
        seen = {EVERYWHERE, channel}
        records = (record for topic in known.values() for record in topic.records.values())
        return sorted((record for record in records if record.private_to in seen), key=_NUMBER, reverse=True)

    def drop(self, team: TeamId) -> None:
        """Remember nothing of a workspace."""
        with self._lock:
            for key in [key for key in self._topics if key[0] == team]:
                self._let_go(key)

    def _known(self, team: TeamId, topics: Collection[str]) -> dict[str, _Topic]:
        with self._lock:
            return {topic: self._topics[team, topic] for topic in topics if (team, topic) in self._topics}

    def _keep(self, team: TeamId, topics: Mapping[str, _Topic]) -> None:
        with self._lock:
            for topic, kept in topics.items():
                self._let_go((team, topic))
                self._topics[team, topic] = kept
                self._size += kept.size
            while self._size > self._most:
                self._let_go(next(iter(self._topics)))

    def _let_go(self, key: tuple[TeamId, str]) -> None:
        if key in self._topics:
            self._size -= self._topics.pop(key).size


def _read(
    connection: Connection, team: TeamId, topics: Iterable[str], stamp: str, known: Mapping[str, _Topic]
) -> dict[str, _Topic]:
    """What is kept of these topics; of the records that are known, only their revisions are read."""
    book = stamp[: books.SAME_BOOK]
    of_book = (topic for topic in known.values() if topic.stamp.startswith(book))
    before = {id_: record for topic in of_book for id_, record in topic.records.items()}
    rows = [tuple(row) for row in connection.execute(_REVISIONS, {"of_team": team, "topics": sorted(topics)})]
    same = {id_ for _, id_, revision in rows if id_ in before and before[id_].revision == revision}
    records = _records(connection, team, [id_ for _, id_, _ in rows if id_ not in same])
    records |= {id_: before[id_] for id_ in same}
    found: dict[str, dict[DecisionId, Decision]] = {topic: {} for topic in topics}
    for topic, id_, _ in rows:
        if id_ in records:  # unless the workspace was erased in between
            found[topic][id_] = records[id_]
    return {topic: _Topic(stamp, kept) for topic, kept in found.items()}


def _records(connection: Connection, team: TeamId, ids: list[str]) -> dict[DecisionId, Decision]:
    records: dict[DecisionId, Decision] = {}
    for start in range(0, len(ids), TOGETHER):
        some = connection.execute(_RECORDS, {"of_team": team, "ids": ids[start : start + TOGETHER]})
        read = (decision_from_json(row.record) for row in some)
        records |= {record.id: record for record in read}
    return records
