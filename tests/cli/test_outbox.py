"""`stackbot outbox` through its door: what waits, and what is in trouble."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.mail import Method
from bot.errors import StoreError
from bot.store.schema import open_store
from bot.store.store import Store
from tests.cli.doors import RunHere
from tests.store.pieces import NOW, exchange, mail


@pytest.fixture
def surroundings(surroundings: Mapping[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of these tests, with a database of their own."""
    return {**surroundings, "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'stackbot.db'}"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store that the command looks into."""
    opened = open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")
    yield opened
    opened.close()


@pytest.fixture
def troubled(store: Store) -> Store:
    """One message sent, one dead, one in doubt, one expired and one waiting."""
    late = mail("late", lane="D", expires_at=NOW)
    store.record(exchange(outgoing=(*(mail(key, lane=key.upper()) for key in "abc"), late)))
    sent, dead, doubted = store.lease(NOW, lease_for=timedelta(minutes=1), methods=[Method.POST], limit=9)
    store.sent(sent, NOW, "C1", "1.0")
    store.bury(dead, NOW, "is_archived\nand more")
    store.doubt(doubted, NOW, "connection lost")
    store.record(exchange(outgoing=(mail("waits", lane="E"),)))
    return store


def test_an_empty_outbox_is_all_zeros(stackbot: RunHere, store: Store) -> None:
    """Every state is named, and nothing more is said."""
    assert store.next_due(NOW) is None

    result = stackbot("outbox")

    assert result.stdout == "0 pending, 0 sending, 0 ambiguous, 0 sent, 0 dead, 0 expired\n"


@pytest.mark.usefixtures("troubled")
def test_what_is_in_trouble_is_listed_without_its_text(stackbot: RunHere) -> None:
    """The newest first: number, state, method, workspace, lane, key, attempts and error."""
    counts, oldest, *rows = stackbot("outbox").stdout.splitlines()

    assert counts == "1 pending, 0 sending, 1 ambiguous, 1 sent, 1 dead, 1 expired"
    assert oldest.startswith("the oldest that is not sent: ")
    assert rows == [
        "4 expired chat.postMessage T1 D late, 0 attempts",
        "3 ambiguous chat.postMessage T1 C c, 1 attempt: connection lost",
        "2 dead chat.postMessage T1 B b, 1 attempt: is_archived and more",
    ]


@pytest.mark.usefixtures("troubled")
def test_all_lists_what_waits_too(stackbot: RunHere) -> None:
    """But not what was sent, and never a text."""
    out = stackbot("outbox", "--all").stdout

    assert "5 pending chat.postMessage T1 E waits, 0 attempts" in out.splitlines()
    assert " sent chat.postMessage" not in out
    assert "Text of" not in out


def test_an_outbox_that_is_not_there_is_an_error(stackbot: RunHere) -> None:
    """Looking makes no database."""
    with pytest.raises(StoreError, match="There is no database at"):
        stackbot("outbox")
