"""What a digest tells of a week."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.change import Act, Deed
from bot.decisions.conflicts import conflicting, conflicts
from bot.decisions.digest import Facts, Lack, Turn, digest_of
from bot.decisions.grounds import Shift
from bot.decisions.record import NO_ONE, Decision, Grounds, Link, Reversibility, Status, Tie
from bot.decisions.schedule import Week, Weekly
from bot.decisions.weekly import ChannelDigest, next_slot, period_of, period_until
from bot.decisions.weekly_words import read_pause, read_weekly
from bot.errors import DecisionError
from bot.ids import ChannelId
from bot.knowledge.entries import Entry, EntryId, Library
from tests.decisions.records import ANN, BEN, NODE, TEAM, record, record_id, superseded

BERLIN = ZoneInfo("Europe/Berlin")
MONDAYS = Weekly(1, time(9), BERLIN)
WEEK = period_of(MONDAYS, Week(2026, 48))
NOW = WEEK.end + timedelta(minutes=1)
TODAY = date(2026, 11, 23)
AI = EntryId("stack.ai")


def entry(id_: str = AI, content_hash: str = "new", **values: object) -> Entry:
    """An entry of the knowledge."""
    return Entry(EntryId(id_), "Title", "Heading", content_hash, **values)  # type: ignore[arg-type]


def library(*entries: Entry) -> Library:
    """All that is known."""
    return Library("v2", {one.id: one for one in entries})


def turn(decision: Decision, deed: Deed, why: str = "") -> Turn:
    """What became of a record on the Friday."""
    return Turn(decision, deed, Act(ANN, WEEK.end - timedelta(days=3), why))


def quiet(number: int, **values: object) -> Decision:
    """A record that needs nobody for a year."""
    return record(number, **({"review_on": date(2027, 11, 1), "topic": f"stack.{number}"} | values))


def test_a_period_is_of_seven_local_days_whatever_the_clocks_do() -> None:
    """From slot to slot: an hour longer where they are turned back."""
    autumn = period_of(MONDAYS, Week(2026, 44))

    assert (WEEK.start, WEEK.end) == (
        datetime(2026, 11, 16, 8, tzinfo=UTC),
        datetime(2026, 11, 23, 8, tzinfo=UTC),
    )
    assert autumn.end - autumn.start == timedelta(days=7, hours=1)
    assert period_until(MONDAYS, autumn.end).start == autumn.start
    assert period_of(MONDAYS, Week(2027, 1)).start == period_of(MONDAYS, Week(2026, 53)).end


def test_nothing_is_an_empty_digest() -> None:
    """With the period and the version of the knowledge."""
    digest = digest_of(Facts(), library(entry()), WEEK, NOW)

    assert digest.is_empty
    assert (digest.knowledge_version, digest.period) == ("v2", WEEK)
    assert not digest_of(Facts(outcomes={"clarify": 1}), library(), WEEK, NOW).is_empty


def test_small_talk_is_no_question() -> None:
    """What is declined as nothing of the kind is not counted; what has no answer yet is open."""
    outcomes = {"answer": 5, "clarify": 3, "closest": 2, "": 1, "none": 9}

    digest = digest_of(Facts(outcomes=outcomes), library(), WEEK, NOW)

    assert (digest.answered, digest.unclear, digest.open) == (5, 3, 3)


def test_a_contradiction_needs_the_owner_of_the_later_record_once() -> None:
    """Where topic and scope meet, the choice differs, and nothing ties the two."""
    old, new = quiet(1, topic="stack.ai"), quiet(2, topic="stack.ai", chosen=(NODE.title,), owner=BEN)
    apart = quiet(3, topic="stack.ai", chosen=(NODE.title,), scope="team:x")
    proposed = quiet(4, topic="stack.ai", chosen=(NODE.title,), status=Status.PROPOSED, created_at=NOW)

    needs = digest_of(Facts((old, new, proposed)), library(), WEEK, NOW).needs
    also = digest_of(Facts((old, apart)), library(), WEEK, NOW).needs

    assert [(one.lack, one.decision, one.other, one.owner) for one in needs] == [(Lack.CONFLICT, new, old, BEN)]
    assert [one.decision for one in also] == [apart]


def test_overdue_reviews_need_their_owners_hard_ones_first() -> None:
    """By the local day: the owner of what is hard to take back is called, and nobody else."""
    long_due = quiet(1, review_on=date(2026, 1, 1))
    hard = quiet(2, review_on=TODAY, reversibility=Reversibility.ONE_WAY)
    ownerless = quiet(3, review_on=date(2026, 10, 1), reversibility=Reversibility.ONE_WAY, owner=NO_ONE)
    tomorrow = quiet(4, review_on=TODAY + timedelta(days=1))

    digest = digest_of(Facts((long_due, hard, ownerless, tomorrow)), library(), WEEK, NOW)

    assert [one.decision for one in digest.needs] == [hard, long_due, ownerless]
    assert [one.calls for one in digest.needs] == [True, False, False]
    assert digest.needs[2].owner == ANN
    assert digest.reviews == (tomorrow,)


@pytest.mark.parametrize(("age", "needs"), [(timedelta(days=7), 0), (timedelta(days=7, seconds=1), 1)])
def test_a_proposal_older_than_seven_days_needs_somebody(age: timedelta, needs: int) -> None:
    """Since it was put to the team."""
    proposal = quiet(1, status=Status.PROPOSED, created_at=NOW - timedelta(days=90))

    digest = digest_of(Facts((proposal,), proposed_at={proposal.id: NOW - age}), library(), WEEK, NOW)

    assert len(digest.needs) == needs


def test_what_was_decided_and_what_went_are_told_with_the_reason() -> None:
    """A record superseded names its successor, whose reason is given where the act has none."""
    new = quiet(2, rationale="Python was slow.")
    gone, old, no = quiet(3, status=Status.DEPRECATED), superseded(1, by=2), quiet(4, status=Status.REJECTED)
    turns = (
        turn(new, Deed.ACCEPTED),
        turn(old, Deed.SUPERSEDED),
        turn(gone, Deed.DEPRECATED, "We left."),
        turn(no, Deed.REJECTED, "Too dear."),
    )

    digest = digest_of(Facts((new,), turns), library(), WEEK, NOW)

    assert digest.decided == (new,)
    assert digest.superseded == 1
    assert [(one.turn.decision, one.successor, one.reason) for one in digest.reversals] == [
        (old, new, "Python was slow."),
        (gone, None, "We left."),
        (no, None, "Too dear."),
    ]
    alone = digest_of(Facts((), (turn(old, Deed.SUPERSEDED),)), library(), WEEK, NOW).reversals[0]
    assert (alone.successor, alone.number) == (None, 2)


def test_entries_that_moved_are_told_with_what_rests_on_them() -> None:
    """Each entry once for each thing that became of it."""
    on = (Grounds(AI, "old"),)
    first, second = quiet(1, grounds=on), quiet(2, grounds=(*on, Grounds(EntryId("stack.gone"), "x")))
    third = quiet(3, grounds=(Grounds(AI, "new"),))

    evidence = digest_of(Facts((first, second, third)), library(entry()), WEEK, NOW).evidence

    assert [(one.entry, one.shift, one.decisions) for one in evidence] == [
        (AI, Shift.CHANGED, (first, second)),
        (EntryId("stack.gone"), Shift.REMOVED, (second,)),
    ]


def test_what_comes_in_fourteen_days_is_coming_up() -> None:
    """Reviews after today, and entries whose last day of trust is in them."""
    days = (0, 1, 14, 15)
    records = tuple(quiet(n, review_on=TODAY + timedelta(days=n)) for n in days if n)
    ages = {n: entry(f"stack.{n}", as_of=TODAY + timedelta(days=n - 90), max_age_days=90) for n in (-1, 0, 13, 14)}

    digest = digest_of(Facts(records), library(*ages.values()), WEEK, NOW)

    assert [one.number for one in digest.reviews] == [1, 14]
    assert [one.entry for one in digest.ageing] == [ages[0], ages[13]]
    assert not ages[0].is_stale(TODAY)
    assert ages[0].is_stale(TODAY + timedelta(days=1))


def test_the_largest_topics_and_gaps_come_first() -> None:
    """Of two of a size, in the order of their names."""
    counts = {EntryId("b"): 2, EntryId("c"): 9, EntryId("a"): 2}

    digest = digest_of(Facts(topics=counts, gaps={None: 3, **counts}), library(), WEEK, NOW)

    assert digest.topics == (("c", 9), ("a", 2), ("b", 2))
    assert digest.gaps == (("c", 9), (None, 3), ("a", 2), ("b", 2))


@pytest.mark.parametrize(
    ("words", "weekly"),
    [
        ("mon 09:00 Europe/Berlin", MONDAYS),
        ("europe/berlin MONDAYS 9:00", MONDAYS),
        ("fri", replace(MONDAYS, weekday=5)),
        ("thurs 23:59", Weekly(4, time(23, 59), BERLIN)),
        ("utc", replace(MONDAYS, zone=ZoneInfo("UTC"))),
        ("mon tue", None),
        ("9", None),
        ("24:00", None),
        ("mo", None),
        ("", None),
    ],
)
def test_a_schedule_is_read_as_people_type_it(words: str, weekly: Weekly | None) -> None:
    """Any of weekday, time and zone, in any order; what is left out stays."""
    assert read_weekly(words.split(), MONDAYS) == weekly


def test_a_zone_that_is_none_is_refused_by_name() -> None:
    """With a sentence that shows how one is written."""
    with pytest.raises(DecisionError, match="Europe/Paaris is no time zone here"):
        read_weekly(["mon", "Europe/Paaris"], MONDAYS)


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("2026-11-24", True), ("2026-11-23", False), ("2027-11-24", True), ("2027-11-25", False), ("24.12.", False)],
)
def test_a_pause_ends_on_a_day_within_a_year(word: str, is_one: bool) -> None:
    """That is still to come."""
    assert (read_pause(word, TODAY) is not None) == is_one


def test_the_next_digest_is_the_first_after_what_is_dealt_with_and_after_a_pause() -> None:
    """Or the one that is due by now; none where it is off."""
    digest = ChannelDigest(TEAM, ChannelId("C1"), MONDAYS, is_on=True, since=WEEK.start)
    paused = replace(digest, last=Week(2026, 48), paused_until=date(2026, 12, 8))

    def week(one: ChannelDigest) -> Week | None:
        slot = next_slot(one, NOW)
        return slot.week if slot else None

    assert week(digest) == Week(2026, 48)
    assert week(replace(digest, last=Week(2026, 48))) == Week(2026, 49)
    assert week(paused) == Week(2026, 51)
    assert week(replace(digest, is_on=False)) is None


@given(
    st.lists(
        st.builds(
            record,
            st.integers(1, 40),
            topic=st.sampled_from(["stack.ai", "stack.live"]),
            scope=st.sampled_from(["org", "team:a", "team:b"]),
            chosen=st.sampled_from([(NODE.title,), ("Python",)]),
            links=st.lists(st.integers(1, 40).map(lambda n: Link(Tie.NO_CONFLICT, record_id(n), n)), max_size=2).map(
                tuple
            ),
        ),
        max_size=8,
        unique_by=lambda one: one.id,
    )
)
def test_a_digest_names_the_contradictions_that_a_form_would(records: list[Decision]) -> None:
    """By one rule, for all pairs at once."""
    pairs = {(one.id, other.id) for other, one in conflicts(records)}

    assert pairs == {
        (one.id, other.id)
        for place, one in enumerate(records)
        for other in records[:place]
        if conflicting(one, (other,))
    }
