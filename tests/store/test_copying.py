"""A copy of a database is whole and the same, whichever of the two kinds each is, or there is none."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select, text

from bot.conversation.installation import Installation, Sealed
from bot.decisions.schedule import Week
from bot.decisions.weekly import Fate, WeekDone
from bot.errors import SchemaError, StoreError
from bot.ids import UserId
from bot.store.copying import copy
from bot.store.engine import database_url, make_engine, writing
from bot.store.schema import open_store
from bot.store.tables import metadata
from tests.store.pieces import CHANNEL, NOW, OTHER_TEAM, TEAM, asked, exchange, given, mail, vote, whole
from tests.store.recorded import changing, decide, draft, log, replacing

HARD = "NUL \0, half a pair \ud800, «Übung» 🙂, a tab\t, \\N, a\nline, a quote '\" and \u2028"
EARLY = datetime(1999, 12, 31, 23, 59, 59, 1, tzinfo=UTC)
INSTALLED = Installation(
    TEAM, "", HARD, "A1", UserId("U1"), UserId("U2"), ("chat:write",), Sealed("k1:a"), Sealed(""), EARLY, NOW
)
Rows = Mapping[str, Sequence[object]]


def furnish(url: str) -> None:
    """Put something in every table: of two workspaces, with texts of all kinds, and records that name each other."""
    store = open_store(url)
    for team in (TEAM, OTHER_TEAM):
        of = {"team": team, "asked": asked(team=team, text=HARD, asked_at=EARLY, private=team == TEAM)}
        parts = {"given": given(team=team, pick=None), "vote": vote(team=team, comment=HARD, reason=None)}
        assert store.record(replace(whole(), **of, **parts, gap=None, settings=None, digest=None, outgoing=()))
        store.reserve(team, NOW.date(), tokens=7, micro_usd=2**40, token_cap=9, micro_usd_cap=2**50)
    weeks = (WeekDone(TEAM, CHANNEL, Week(2026, 53), Fate.TAKEN, NOW),)
    assert store.record(replace(whole(2), weeks=weeks, outgoing=tuple(mail(f"m{one}") for one in range(5))))
    old, new = decide(store, draft(1)), draft(2, title="Use Go for case 2", rationale=HARD)
    assert store.record(changing("replaced", *replacing(new, old)))
    log(store, draft(3))
    store.install(INSTALLED)
    store.expect_browser("state", "browser", NOW + timedelta(minutes=10), NOW)
    store.close()


def rows_of(url: str) -> Rows:
    """All that a database holds."""
    engine = make_engine(database_url(url))
    with engine.connect() as connection:
        found = {
            name: list(map(tuple, connection.execute(select(table).order_by(*table.primary_key))))
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    return found


def run(url: str, *statements: str) -> None:
    """Change a database behind the bot's back."""
    engine = make_engine(database_url(url))
    with writing(engine).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_copy_holds_the_same_rows(database: str, empty: str) -> None:
    """From each kind to each: every table, told with its count and a hash that is the same for the same rows.

    Whoever adds a table has `furnish` fill it.
    """
    furnish(database)

    copied = copy(database, empty)
    again = {one.table: one for one in copied.tables}

    held = rows_of(database)
    assert rows_of(empty) == held
    assert {name for name, rows in held.items() if not rows} == set()
    assert {name: one.rows for name, one in again.items()} == {name: len(rows) for name, rows in held.items()}
    *lines, said = str(copied).splitlines()
    assert len(lines) == len(held)
    assert ["questions", "3", again["questions"].digest[:12]] in [line.split() for line in lines]
    assert said.startswith(f"{sum(map(len, held.values()))} rows are copied from ")


def test_a_copy_goes_on_where_the_source_stopped(database: str, empty: str) -> None:
    """What was delivered is known, and the outbox gives no number twice, not even one whose row is gone."""
    furnish(database)
    *_, last = (number for number, *_ in rows_of(database)["outbox"])
    run(database, "DELETE FROM outbox WHERE number = (SELECT max(number) FROM outbox)")

    copy(database, empty)

    store = open_store(empty)
    assert not store.record(whole(2))
    assert store.record(exchange("new", outgoing=(mail("new"),)))
    assert rows_of(empty)["outbox"][-1][0] == last + 1
    store.close()


def test_nothing_is_copied_to_a_database_that_holds_anything(database: str, empty: str) -> None:
    """Not even to itself: it stays as it is."""
    furnish(database)
    store = open_store(empty)
    store.record(exchange("k1"))
    store.close()
    held = rows_of(empty)

    for target in (empty, database):
        with pytest.raises(StoreError, match=r"holds rows already \(in \w+\)\. Name an empty one\.$"):
            copy(database, target)

    assert rows_of(empty) == held


@pytest.mark.parametrize(
    ("on_sqlite", "on_postgresql"),
    [
        ("UPDATE questions SET private = NOT private WHERE id = NEW.id", "NEW.private := NOT NEW.private"),
        ("DELETE FROM questions WHERE id = NEW.id", "RETURN NULL"),
        ("UPDATE questions SET text = text || ' ' WHERE id = NEW.id", "NEW.text := NEW.text || ' '"),
    ],
)
def test_a_target_that_keeps_something_else_is_left_empty(
    sqlite_url: str, empty: str, on_sqlite: str, on_postgresql: str
) -> None:
    """Whatever made a row another, or took it away, the copy says in which table."""
    furnish(sqlite_url)
    open_store(empty).close()
    if empty.startswith("sqlite"):
        run(empty, f"CREATE TRIGGER odd AFTER INSERT ON questions BEGIN {on_sqlite}; END")
    else:
        body = f"$$ BEGIN {on_postgresql}; RETURN NEW; END $$"
        run(
            empty,
            f"CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS {body}",
            "CREATE TRIGGER odd BEFORE INSERT ON questions FOR EACH ROW EXECUTE FUNCTION odd()",
        )

    with pytest.raises(StoreError, match=r"^The table questions would not be the same in .* Nothing is kept there\.$"):
        copy(sqlite_url, empty)

    assert set(map(len, rows_of(empty).values())) == {0}


def test_a_row_that_the_target_refuses_is_an_error(sqlite_url: str, postgresql_url: str) -> None:
    """As a NUL, which somebody else wrote: the target is left empty, and its database says what is wrong."""
    furnish(sqlite_url)
    run(postgresql_url, f"TRUNCATE {', '.join(metadata.tables)}")
    run(sqlite_url, "UPDATE answers SET prose = 'a' || char(0)")

    with pytest.raises(StoreError, match=r"^The database localhost/test\d+ cannot be used: .*NUL"):
        copy(sqlite_url, postgresql_url)

    assert set(map(len, rows_of(postgresql_url).values())) == {0}


def test_a_copy_is_of_one_moment(database: str, empty: str) -> None:
    """While the source is written to, each answer is copied with its question, and all that was there before."""
    store, stop, begun = open_store(database), Event(), Event()

    def write() -> int:
        number = 0
        while not stop.is_set():
            parts = {"asked": asked(id=f"q{number}"), "given": given(question=f"q{number}")}
            with suppress(StoreError):  # SQLite's writers wait for a copy, but not for long
                number += store.record(exchange(f"k{number}", **parts))
            if number == 50:
                begun.set()
        return number

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            assert begun.wait(60)
            tables = {one.table: one.rows for one in copy(database, empty).tables}
        finally:
            stop.set()
        total = writer.result(60)
    store.close()

    assert 50 <= tables["inbox"] == tables["questions"] == tables["answers"] <= total


def test_what_is_copied_must_be_this_release_s_and_whole(database: str, empty: str, tmp_path: Path) -> None:
    """The source is looked at first, so nothing is made where it cannot be copied; the target must be current too."""
    with pytest.raises(StoreError, match="There is no database at"):
        copy(f"sqlite:///{tmp_path}/nowhere.db", f"sqlite:///{tmp_path}/made.db")
    assert not (tmp_path / "made.db").exists()

    run(database, "DROP INDEX ix_gaps_time")
    with pytest.raises(StoreError, match="ix_gaps_time"):
        copy(database, empty)

    open_store(empty).close()
    run(empty, "UPDATE alembic_version SET version_num = 'stackbot_0001'")
    run(database, "CREATE INDEX ix_gaps_time ON gaps (team, noticed_at)")
    with pytest.raises(SchemaError, match="Run: stackbot db upgrade"):
        copy(database, empty)
