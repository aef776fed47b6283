"""The changes of an exchange as they are kept."""

from bot.decisions.change import Change, Deed, as_written
from bot.decisions.record import Link, Tie
from bot.decisions.search import PAGE, read_search
from tests.decisions.records import ANN, BEN, NOW, PRIVATE, PUBLIC, TEAM, act, draft, record, record_id, superseded
from tests.decisions.shelf import MemoryShelf


def test_each_write_raises_the_revision() -> None:
    """By one from what it was; a new record begins with the first."""
    old, new = record(4, revision=7), draft(9)

    kept = as_written([Change(old, old, Deed.CORRECTED, act()), Change(None, new, Deed.LOGGED, act())], 5)

    assert [(one.after.number, one.after.revision) for one in kept] == [(4, 8), (5, 1)]
    assert [one.before for one in kept] == [old, None]


def test_new_records_are_numbered_in_their_order() -> None:
    """Ties among them name each other by these numbers, and others keep theirs."""
    first = draft(11, links=(Link(Tie.RELATES_TO, record_id(12), 0), Link(Tie.RELATES_TO, record_id(4), 4)))
    second = draft(12, links=(Link(Tie.RELATES_TO, record_id(11), 0),))

    kept = as_written([Change(None, new, Deed.IMPORTED, act()) for new in (first, second)], 5)

    assert [one.after.number for one in kept] == [5, 6]
    assert [[link.number for link in one.after.links] for one in kept] == [[6, 4], [5]]


def test_what_took_the_place_of_another_is_named_by_its_number() -> None:
    """The other record could not know it before."""
    old = superseded(4, by=9)
    unnumbered = superseded(4, by=9, links=(Link(Tie.SUPERSEDED_BY, record_id(9), 0),))

    kept = as_written(
        [Change(None, draft(9), Deed.ACCEPTED, act()), Change(old, unnumbered, Deed.SUPERSEDED, act())], 9
    )

    assert kept[1].after.links == (Link(Tie.SUPERSEDED_BY, record_id(9), 9),)


def test_records_are_found_as_they_were_looked_for() -> None:
    """By words and filters, newest first and page by page, and private ones only where they may be seen."""
    shelf = MemoryShelf()
    for number in range(1, PAGE + 3):
        shelf.records[TEAM, record_id(number)] = record(number, tags=("queue",))
    shelf.records[TEAM, record_id(50)] = record(50, tags=("queue",), private_to=PRIVATE)
    shelf.records[TEAM, record_id(51)] = record(51, tags=("queue",), created_by=BEN, decision_makers=(BEN,))

    def found(text: str) -> list[int]:
        page = shelf.decisions_found(TEAM, read_search(text, by=ANN, seen_from=PUBLIC))
        return [decision.number for decision in page.decisions]

    assert found("QUEUE by:me page:2") == [2, 1]
    assert found("queue by:me")[:2] == [PAGE + 2, PAGE + 1]
    assert found("queue case 7") == [7]
    assert found(f"since:{NOW.date()} by:{BEN} status:accepted topic:stack.ai") == [51]
    assert found("status:rejected") == found("nothing") == found("topic:custom:x") == []
