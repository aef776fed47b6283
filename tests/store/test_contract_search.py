"""Every store finds the same decisions, whatever is looked for."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.decisions.change import Change
from bot.decisions.lifecycle import accepted, corrected, rejected
from bot.decisions.record import ConsideredOption, Person, Source, Status
from bot.decisions.search import PAGE, Search, words_in
from bot.ids import ChannelId
from tests.fake_decisions import is_found
from tests.store.conftest import AnyStore
from tests.store.pieces import CHANNEL, NOW, OTHER_TEAM, TEAM
from tests.store.recorded import (
    ANN,
    BEN,
    CLEO,
    OTHER_PRIVATE,
    PRIVATE,
    TOPIC,
    act,
    changing,
    decide,
    draft,
    imported,
    keep,
    log,
    made,
    names,
    propose,
    stored,
)


def found(store: AnyStore, *words: str, **values: object) -> list[int]:
    """The numbers on the page."""
    return names(store.decisions_found(TEAM, Search(words=words, **values)).decisions)


def test_all_words_stand_in_what_is_found(store: AnyStore) -> None:
    """Anywhere in the record, whole, newest first; each letter in its plainest form."""
    decide(store, draft(1, title="Use Postgres for queues", consequences=("ＦＡＳＴ enough",)))
    decide(store, draft(2, title="Use postgres for all", tags=("storage",), rationale="Straße, 10-fold"))
    options = (ConsideredOption("Go"), ConsideredOption("C"))
    decide(store, draft(3, title="Use Go", topic="custom:go", options=options, chosen=("Go",)))

    assert found(store, "postgres") == [2, 1]
    assert found(store, "postgres", "queues") == [1]
    assert found(store, "fast", "postgres", "enough") == [1]
    assert found(store, *words_in("STRASSE")) == [2]
    assert found(store, "10", "fold", "storage") == [2]
    assert found(store, "postgre") == []
    assert found(store, "postgres", "go") == []
    assert found(store) == [3, 2, 1]


def test_a_word_is_looked_for_as_it_is(store: AnyStore) -> None:
    """Nothing that is typed has a meaning of its own, in SQL or in the index."""
    decide(store, draft(1))

    for word in (
        "%",
        "_",
        "pyth%",
        "'",
        "status=accepted",
        f"topic={TOPIC}",
        "seen=",
        "day=2026-03-01",
        "\0",
        "\ud83d",
    ):
        assert found(store, word) == []
        assert found(store, "python", word) == []


def test_what_else_is_asked_holds_too(store: AnyStore) -> None:
    """Each alone and together: status, topic, who, where, since when."""
    decide(store, draft(1, topic="custom:queue", source=Source(ChannelId("C9"))))
    propose(store, draft(2, created_by=CLEO, decision_makers=()))
    keep(store, rejected(propose(store, draft(3)), act("No.")))
    old = {"decided_at": NOW - timedelta(days=400), "created_by": CLEO}
    keep(store, imported(draft(4, decision_makers=(ANN, CLEO)), Status.DEPRECATED, 4, **old))

    assert found(store, status=Status.REJECTED) == [3]
    assert found(store, topic="custom:queue") == [1]
    assert found(store, topic="custom:que") == []
    assert found(store, by=BEN) == [3, 1]
    assert found(store, by=CLEO) == [4, 2]
    assert found(store, by=ANN) == [4, 3, 1]
    assert found(store, within=ChannelId("C9")) == [1]
    assert found(store, since=NOW.date()) == [3, 2, 1]
    assert found(store, since=NOW.date() + timedelta(days=1)) == []
    assert found(store, since=date(2000, 1, 1)) == [4, 3, 2, 1]
    assert found(store, "python", status=Status.ACCEPTED, by=BEN, topic="custom:queue", since=NOW.date()) == [1]
    assert found(store, "python", status=Status.PROPOSED, by=BEN) == []


def test_drafts_are_found_once_they_are_proposed(store: AnyStore) -> None:
    """Not by their status either."""
    log(store, draft(1))
    propose(store, draft(2))

    assert found(store) == [2]
    assert found(store, status=Status.DRAFT) == []


def test_a_private_channels_records_are_found_there_alone(store: AnyStore) -> None:
    """Nor counted elsewhere."""
    decide(store, draft(1))
    decide(store, draft(2, private_to=PRIVATE, source=Source(PRIVATE)))
    decide(store, draft(3, private_to=OTHER_PRIVATE))

    assert found(store, "python", seen_from=PRIVATE) == [2, 1]
    assert found(store, "python", seen_from=CHANNEL) == [1]
    assert found(store, "python") == [1]
    assert store.decisions_found(TEAM, Search(("python",), within=PRIVATE, seen_from=CHANNEL)).total == 0


def test_pages_are_counted_from_one(store: AnyStore) -> None:
    """Each has the same total; one too far is empty."""
    store.record(changing("k", *(made(draft(place)) for place in range(1, 2 * PAGE + 4))))

    pages = [store.decisions_found(TEAM, Search(("python",), page=page)) for page in (0, 1, 2, 3, 4)]
    assert [page.total for page in pages] == [2 * PAGE + 3] * 5
    assert pages[0] == pages[1]
    assert names([one for page in pages[1:] for one in page.decisions]) == list(range(2 * PAGE + 3, 0, -1))
    assert pages[4].decisions == ()


@pytest.mark.parametrize("first", [1, 1019, 99_999_990])
def test_numbers_of_any_size_are_found(store: AnyStore, first: int) -> None:
    """Also where they stand in several blocks of the index, far from each other."""
    numbers = [7, *range(first, first + 14)] if first > 7 else list(range(1, 15))
    changes = [imported(draft(place), Status.ACCEPTED, number) for place, number in enumerate(numbers)]
    store.record(changing("k", *changes))

    expected = sorted(numbers, reverse=True)
    assert found(store, "python") == expected[:PAGE]
    assert found(store, "python", page=2) == expected[PAGE:]


def test_what_a_record_no_longer_says_does_not_find_it(store: AnyStore) -> None:
    """The index follows every change."""
    known = propose(store, draft(1, title="Use Postgres"))
    known = keep(store, corrected(known, act(), {"title": "Use MySQL", "decision_makers": (CLEO,)}))

    assert found(store, "postgres") == []
    assert found(store, "mysql", by=CLEO) == [1]
    assert found(store, by=BEN) == []

    (change,) = accepted(known, act())
    keep(store, change)
    assert found(store, "mysql", status=Status.PROPOSED) == []
    assert found(store, "mysql", status=Status.ACCEPTED) == [1]


def test_another_workspaces_words_find_nothing(store: AnyStore) -> None:
    """Nor do they count."""
    store.record(changing("k", made(draft(1, team=OTHER_TEAM)), team=OTHER_TEAM))
    decide(store, draft(2, title="Use Go", options=(ConsideredOption("Go"),), chosen=("Go",)))

    assert found(store, "python") == []
    assert store.decisions_found(OTHER_TEAM, Search(("python",))).total == 1


WORDS = "go rust python queue cache team fast slow cheap vendor".split()
PEOPLE = [Person(f"U{number}") for number in range(4)]
PLACES = [ChannelId(""), PRIVATE, OTHER_PRIVATE, CHANNEL]


def test_random_searches_find_what_they_say(store: AnyStore) -> None:
    """Of random records, exactly those of which every part of the search is true."""
    chance = random.Random(5)  # noqa: S311  # for tests
    store.record(changing("k", *(any_record(chance, place) for place in range(1, 121))))
    records = store.all_decisions(TEAM)

    for _ in range(150):
        search = any_search(chance)
        expected = [one for one in reversed(records) if is_found(one, search)]
        got = store.decisions_found(TEAM, search)
        start = PAGE * (search.page - 1)
        assert (got.total, list(got.decisions)) == (len(expected), expected[start : start + PAGE])


def any_record(chance: random.Random, place: int) -> Change:
    """A record in any state, with gaps between the numbers."""
    record = draft(
        place,
        title=f"Use {' '.join(some(chance, WORDS, 4))}",
        created_by=chance.choice(PEOPLE),
        decision_makers=tuple(some(chance, PEOPLE, 2)),
        topic=chance.choice([TOPIC, "stack.live", "custom:queue"]),
        private_to=chance.choice(PLACES[:3]),
        source=Source(chance.choice(PLACES)),
    )
    record = replace(record, created_at=NOW + timedelta(days=chance.randrange(30)))
    if chance.random() < 0.3:
        return imported(record, chance.choice([Status.PROPOSED, Status.REJECTED]), place * 37, decided_at=None)
    decided_at = NOW + timedelta(days=chance.randrange(30))
    return imported(record, chance.choice([Status.ACCEPTED, Status.DEPRECATED]), place * 37, decided_at=decided_at)


def any_search(chance: random.Random) -> Search:
    """A search of any of its parts."""
    return Search(
        words=tuple(some(chance, WORDS, 2)) if chance.random() < 0.7 else (),
        status=chance.choice([None, None, *Status]),
        topic=chance.choice(["", "", TOPIC, "custom:queue"]),
        by=chance.choice([Person(""), Person(""), *PEOPLE]),
        within=chance.choice([ChannelId(""), *PLACES]),
        since=chance.choice([None, NOW.date() + timedelta(days=chance.randrange(30))]),
        seen_from=chance.choice(PLACES),
        page=chance.choice([1, 1, 2]),
    )


def some(chance: random.Random, values: Sequence[str], most: int) -> list[str]:
    """One or more of them, each once."""
    return chance.sample(values, chance.randint(1, most))


def test_what_is_kept_is_what_is_read(store: AnyStore) -> None:
    """A page holds whole records."""
    known = decide(store, draft(1))

    assert store.decisions_found(TEAM, Search(("python",))).decisions == (stored(store, known),)
