"""The index that finds records by their words, the same way on both databases.

For each word there is a string of bits, one a record: the bit at a record's number says whether the word stands in it.
So a search is an AND of bits, whose count is known without reading a record, and whose highest bits are the newest
records. Bits stand in blocks, so that writing a record touches one short row a word, and an absent block is all zeros.
What else is asked of a record (status, topic, people, place, day, who may see it) is a word too, such as by=U1; what
people type begins with the mark, so that none is taken for the other. Drafts have no words, as nobody finds them.

Bits are read and written under the lock of the workspace's book, so none is lost.
This is a bitmap index (O'Neil & Quass, "Improved Query Performance with Variant Indexes", 1997).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import and_

from sqlalchemy import Connection, bindparam, delete, select

from bot.decisions.record import EVERYWHERE, Decision, Status
from bot.decisions.search import Search, words_of
from bot.ids import TeamId
from bot.store.decisions.tables import decision_words
from bot.store.inserting import putting
from bot.store.tables import held

BLOCK = 1024  # records

Bits = dict[int, int]  # by block

_OF_TEAM = decision_words.c.team == bindparam("of_team")
_READ = select(decision_words.c.word, decision_words.c.block, decision_words.c.bits).where(
    _OF_TEAM, decision_words.c.word.in_(bindparam("words", expanding=True))
)
_READ_BLOCK = _READ.where(decision_words.c.block == bindparam("of_block"))
_READ_SPAN = select(decision_words.c.block, decision_words.c.bits).where(
    _OF_TEAM, decision_words.c.word >= bindparam("first"), decision_words.c.word < bindparam("end")
)
_PUT = putting(decision_words)
_DROP = delete(decision_words).where(
    _OF_TEAM, decision_words.c.word == bindparam("of_word"), decision_words.c.block == bindparam("of_block")
)
_DAY, _AFTER_DAYS = "day=", "day>"  # > follows = in every order of ours


def enter(connection: Connection, before: Decision | None, after: Decision) -> None:
    """Have a record found by what it says now, and no longer by what it said before."""
    old = set() if before is None else set(index_words(before))
    new = set(index_words(after))
    block, place = divmod(after.number, BLOCK)
    changed = {word: 1 << place if word in new else 0 for word in old ^ new}
    if not changed:
        return
    kept = _block(connection, after.team, changed, block)
    _write(
        connection, after.team, block, {word: kept.get(word, 0) & ~(1 << place) | bit for word, bit in changed.items()}
    )


def found(connection: Connection, team: TeamId, search: Search) -> Bits:
    """The numbers of all records that are looked for."""
    wanted = [held(word) for word in _wanted(search)]
    seen = {f"seen={EVERYWHERE}", f"seen={held(search.seen_from)}"}
    words = _words(connection, team, {*wanted, *seen})
    parts = [words.get(word, {}) for word in wanted]
    parts.append(_either(bits for word in seen for bits in words.get(word, {}).items()))
    if search.since is not None:
        span = {"of_team": team, "first": f"{_DAY}{search.since.isoformat()}", "end": _AFTER_DAYS}
        rows = connection.execute(_READ_SPAN, span)
        parts.append(_either((row.block, _number(row.bits)) for row in rows))
    return reduce(_both, parts)


def highest(bits: Mapping[int, int], skipped: int, count: int) -> list[int]:
    """Numbers from the highest down, after some that are skipped."""
    numbers: list[int] = []
    for block in sorted(bits, reverse=True):
        if len(numbers) >= count:
            break
        here = bits[block].bit_count()
        if skipped >= here:
            skipped -= here
            continue
        numbers += list(_down(bits[block], block))[skipped : skipped + count - len(numbers)]
        skipped = 0
    return numbers


def index_words(decision: Decision) -> tuple[str, ...]:
    """All that a record is found by."""
    if decision.status is Status.DRAFT:
        return ()
    day = (decision.decided_at or decision.created_at).date()
    people = (decision.created_by, *decision.decision_makers)
    words = (
        *(f"={word}" for word in words_of(decision)),
        f"status={decision.status.value}",
        f"topic={decision.topic}",
        *(f"by={person}" for person in people),
        f"in={decision.source.channel}",
        f"{_DAY}{day.isoformat()}",
        f"seen={decision.private_to}",
    )
    return tuple(map(held, words))


def encoded(bits: int) -> bytes:
    """A block as it is stored, the bit of its first record first."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def _wanted(search: Search) -> Iterator[str]:
    yield from (f"={word}" for word in search.words)
    if search.status is not None:
        yield f"status={search.status.value}"
    if search.topic:
        yield f"topic={search.topic}"
    if search.by:
        yield f"by={search.by}"
    if search.within:
        yield f"in={search.within}"


def _words(connection: Connection, team: TeamId, words: Collection[str]) -> dict[str, Bits]:
    kept: dict[str, Bits] = {}
    for word, block, bits in connection.execute(_READ, {"of_team": team, "words": sorted(words)}):
        kept.setdefault(word, {})[block] = _number(bits)
    return kept


def _block(connection: Connection, team: TeamId, words: Iterable[str], block: int) -> dict[str, int]:
    of = {"of_team": team, "words": sorted(words), "of_block": block}
    return {word: _number(bits) for word, _, bits in connection.execute(_READ_BLOCK, of)}


def _write(connection: Connection, team: TeamId, block: int, words: Mapping[str, int]) -> None:
    rows = [
        {"team": team, "word": word, "block": block, "bits": encoded(bits)}
        for word, bits in sorted(words.items())
        if bits
    ]
    if rows:
        _PUT.run(connection, rows)
    empty = [{"of_team": team, "of_word": word, "of_block": block} for word, bits in sorted(words.items()) if not bits]
    if empty:
        connection.execute(_DROP, empty)


def _either(parts: Iterable[tuple[int, int]]) -> Bits:
    bits: Bits = {}
    for block, part in parts:
        bits[block] = bits.get(block, 0) | part
    return bits


def _both(one: Bits, other: Bits) -> Bits:
    return {block: both for block in one.keys() & other.keys() if (both := and_(one[block], other[block]))}


def _down(bits: int, block: int) -> Iterator[int]:
    while bits:
        place = bits.bit_length() - 1
        yield block * BLOCK + place
        bits ^= 1 << place


def _number(bits: bytes) -> int:
    return int.from_bytes(bits, "little")
