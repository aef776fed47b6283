"""What recalling decisions costs: precedents while a question is answered, and searches, of made-up records."""

import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from pathlib import Path
from time import perf_counter, thread_time

from sqlalchemy import Connection, Table, insert

from bot.conversation.records import Exchange
from bot.decisions.change import Act, Change, Deed
from bot.decisions.record import (
    EVERYWHERE,
    ConsideredOption,
    Decision,
    DecisionId,
    Grounds,
    Person,
    Provenance,
    Source,
    Status,
)
from bot.decisions.search import Search
from bot.ids import ChannelId, TeamId
from bot.knowledge.entries import EntryId
from bot.store.decisions import index
from bot.store.decisions.rows import decision_row
from bot.store.decisions.tables import decision_books, decision_words, decisions
from bot.store.engine import database_url, make_engine, writing
from bot.store.schema import open_store
from bot.store.store import Store
from tests.bench.comparing import percentile_ms
from tests.bench.table import rows_of
from tests.store.servers import postgresql

TEAM = TeamId("T1")
PRIVATE = ChannelId("G1")
FEW, MANY = 10_000, 100_000  # records
ENTRIES = 48  # of the knowledge that comes with the bot
QUERIES = 1_000
WARM_UP = 20
BATCH = 500  # rows of an insert
VOCABULARY = 20_000  # words, as common as those of a language
START = datetime(2021, 1, 4, 9, tzinfo=UTC)

NEIGHBOURS = 8  # topics that an answer asks about
WRITES = 50

RECALLED = """## Decisions

Made-up records of about 100 words, whose words are as common as a language's (Zipf), on {topics} topics; a tenth of
the records are private. *Precedents* is `decisions_on` {neighbours} topics, as an answer asks it; *found* is the median
count of records that it gives, each whole. *Search* is `decisions_found`: a page of ten and the total, which is what
was *found*, for one to three words drawn as often as they are written, half of them with a status, a person or a date.
{queries} of each after {warm_up} to warm up; {writes} after a write. *Own* is the time that the reading's thread had
a processor: where others load the machine, the tail of the rest is waiting for one.
"""


@dataclass(frozen=True)
class Recalled:
    """Milliseconds of one kind of reading; `found` is how many records it gave in the middle."""

    database: str
    what: str
    records: int
    found: int
    p50_ms: float
    p99_ms: float
    own_p99_ms: float


def recalled(folder: Path) -> list[Recalled]:
    """Measure both databases."""
    with tempfile.TemporaryDirectory(dir=folder) as own, postgresql() as server:
        measured = []
        for count in (FEW, MANY):
            urls = {"SQLite": f"sqlite:///{own}/{count}.db", "PostgreSQL": server.url(server.make())}
            for database, url in urls.items():
                with filled(url, count) as store:
                    measured += _measured(store, database, count)
        return measured


def recalled_table(measured: Sequence[Recalled]) -> str:
    """One row for each kind of reading."""
    names = ("database", "records", "what", "found, median", "p50", "p99", "p99, own")
    rows = (
        (
            *(one.database, f"{one.records:,}", one.what, f"{one.found:,}"),
            *(f"{ms:.2f} ms" for ms in (one.p50_ms, one.p99_ms, one.own_p99_ms)),
        )
        for one in measured
    )
    intro = RECALLED.format(
        topics=ENTRIES, neighbours=NEIGHBOURS, queries=f"{QUERIES:,}", warm_up=WARM_UP, writes=WRITES
    )
    return intro + "\n" + rows_of(names, rows)


@contextmanager
def filled(url: str, count: int) -> Iterator[Store]:
    """A store of that many records, written past the log, as each exchange would take its time."""
    store = open_store(url)
    engine = make_engine(database_url(url))
    with writing(engine).begin() as connection:
        _fill(connection, made_up(count), count)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()
    try:
        yield store
    finally:
        store.close()


def made_up(count: int) -> Iterator[Decision]:
    """Records, always the same."""
    chance = random.Random(1)  # noqa: S311  # for data that is the same each time
    words = _writer(chance)
    for number in range(1, count + 1):
        yield _record(number, chance, words)


def _record(number: int, chance: random.Random, words: Callable[[int], str]) -> Decision:
    at = START + timedelta(minutes=25 * number)
    status = chance.choice([Status.ACCEPTED, Status.ACCEPTED, Status.ACCEPTED, Status.REJECTED, Status.PROPOSED])
    person = Person(f"U{chance.randrange(200):08}")
    entry = EntryId(f"stack.topic-{chance.randrange(ENTRIES)}")
    options = tuple(ConsideredOption(f"{words(2)} {place}", (words(6),), (words(6),)) for place in range(3))
    return Decision(
        team=TEAM,
        id=DecisionId(f"d{number:09}"),
        title=words(6)[:120],
        status=status,
        created_at=at,
        created_by=person,
        topic=entry,
        number=number,
        revision=1,
        decided_at=at if status is Status.ACCEPTED else None,
        decision_makers=(person,),
        owner=person,
        question=words(12),
        context=words(chance.randint(15, 60)),
        options=options,
        chosen=(options[0].title,),
        rationale=words(15),
        consequences=(words(8),),
        grounds=(Grounds(entry, "0" * 64, "2026-03-01", "12 ms"), Grounds(EntryId("stack.ai"), "1" * 64)),
        review_on=(at + timedelta(days=365)).date(),
        source=Source(ChannelId(f"C{chance.randrange(50)}"), "1.0", "https://example.slack.com/archives/C1/p1"),
        private_to=PRIVATE if chance.random() < 0.1 else EVERYWHERE,
        provenance=Provenance(confirmed_by=person, confirmed_at=at),
    )


def _writer(chance: random.Random) -> Callable[[int], str]:
    vocabulary = [f"w{place:x}" for place in range(VOCABULARY)]
    weights = list(accumulate(1 / (place + 2) for place in range(VOCABULARY)))
    return lambda count: " ".join(chance.choices(vocabulary, cum_weights=weights, k=count))


def _fill(connection: Connection, records: Iterator[Decision], count: int) -> None:
    connection.execute(insert(decision_books), {"team": TEAM, "last": count, "stamp": "s" * 16, "forgetting": None})
    bits: dict[tuple[str, int], int] = defaultdict(int)
    while batch := list(islice(records, BATCH)):
        _insert(connection, decisions, map(decision_row, batch))
        for one in batch:
            block, place = divmod(one.number, index.BLOCK)
            for word in index.index_words(one):
                bits[word, block] |= 1 << place
    words = sorted(bits.items())
    for start in range(0, len(words), BATCH):
        rows = (
            {"team": TEAM, "word": word, "block": block, "bits": index.encoded(some)}
            for (word, block), some in words[start : start + BATCH]
        )
        _insert(connection, decision_words, rows)


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, object]]) -> None:
    connection.execute(insert(table), list(rows))


def _measured(store: Store, database: str, count: int) -> list[Recalled]:
    chance = random.Random(2)  # noqa: S311  # as above
    words = _writer(chance)
    searches = [_search(chance, words) for _ in range(QUERIES + WARM_UP)]
    pages = [partial(_total, store, search) for search in searches]
    measured = [_timed(pages, database, count, "search")]
    if count == FEW:
        asked = [chance.sample(range(ENTRIES), NEIGHBOURS) for _ in range(QUERIES + WARM_UP)]
        lookups = [partial(_precedents, store, [f"stack.topic-{topic}" for topic in topics]) for topics in asked]
        measured.append(_timed(lookups, database, count, "precedents"))
        after = [partial(_write, store, count + place + 1) for place in range(WRITES + WARM_UP)]
        measured.append(_timed(lookups[: len(after)], database, count, "precedents, after a write", first=after))
    return measured


def _precedents(store: Store, topics: Sequence[str]) -> int:
    return len(store.decisions_on(TEAM, topics, ChannelId("C1")))


def _total(store: Store, search: Search) -> int:
    return store.decisions_found(TEAM, search).total


def _write(store: Store, number: int) -> int:
    chance = random.Random(number)  # noqa: S311  # as above
    record = replace(_record(number, chance, _writer(chance)), number=0, revision=0)
    change = Change(None, record, Deed.IMPORTED, Act(record.created_by, record.created_at))
    return store.record(Exchange(TEAM, (record.id,), record.created_at, changes=(change,)))


def _search(chance: random.Random, words: Callable[[int], str]) -> Search:
    search = Search(words=tuple(words(chance.randint(1, 3)).split()), seen_from=PRIVATE)
    match chance.randrange(6):
        case 0:
            return replace(search, status=Status.ACCEPTED)
        case 1:
            return replace(search, by=Person(f"U{chance.randrange(200):08}"))
        case 2:
            return replace(search, since=(START + timedelta(days=chance.randrange(1500))).date())
        case _:
            return search


def _timed(
    readings: Sequence[Callable[[], int]],
    database: str,
    count: int,
    what: str,
    *,
    first: Sequence[Callable[[], int]] = (),
) -> Recalled:
    """Time each reading; `first` are done before, one before each, and not timed."""
    seconds, own, found = [], [], []
    for place, reading in enumerate(readings):
        if first:
            first[place]()
        start, own_start = perf_counter(), thread_time()
        total = reading()
        if place >= WARM_UP:
            seconds.append(perf_counter() - start)
            own.append(thread_time() - own_start)
            found.append(total)
    middle = sorted(found)[len(found) // 2]
    p50_ms, p99_ms = percentile_ms(seconds, 50), percentile_ms(seconds, 99)
    return Recalled(database, what, count, middle, p50_ms, p99_ms, percentile_ms(own, 99))
