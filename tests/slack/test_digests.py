"""`/stack digest`: a channel's week, once a week, with what a channel wants of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.records import Exchange
from bot.decisions.change import Act, Change, Deed
from bot.decisions.record import Person, Reversibility
from bot.decisions.schedule import Weekly, local_week
from bot.decisions.weekly import ChannelDigest, Fate, WeekDone
from bot.fake_slack import FakeSlack, Message
from bot.ids import ChannelId, TeamId
from bot.slack.digesting import due_exchange
from bot.store.schema import open_store
from bot.store.store import Store
from tests.decisions.records import record
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.test_deciding import LOG, TITLE, WHY, form
from tests.slack.watching import PICKED, UNANSWERED, answer, answers, asked, buttons, headline, told

NOW = datetime.now(UTC)
TODAY = Weekly(NOW.isoweekday(), time(0), ZoneInfo("UTC"))  # so that this week's slot has passed


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store that the bot of the test opens too."""
    opened = open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")
    yield opened
    opened.close()


def digests(slack: FakeSlack, channel: str) -> list[Message]:
    """The digests in a channel."""
    return [one for one in slack.messages(channel) if "Your week" in headline(one) or "A quiet week" in one.shown]


def want(store: Store, slack: FakeSlack, channel: str, **values: object) -> ChannelDigest:
    """Set a digest that is due since the midnight before."""
    digest = ChannelDigest(TeamId(slack.team), ChannelId(channel), TODAY, is_on=True, since=NOW - timedelta(days=2))
    digest = replace(digest, **values)
    assert store.record(Exchange(digest.team, (f"set-{channel}",), NOW, digest=digest))
    return digest


def decide(store: Store, slack: FakeSlack, number: int, **values: object) -> None:
    """Put a record in force."""
    made = replace(record(number, **values), team=TeamId(slack.team), number=0, revision=0)
    change = Change(None, made, Deed.ACCEPTED, Act(made.owner, NOW - timedelta(days=1)))
    assert store.record(Exchange(made.team, (f"decided-{number}",), NOW, changes=(change,)))


def test_a_digest_is_posted_with_its_details_in_the_thread(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """What was decided with its link, what was asked, what was not served with a button; nobody is pinged."""
    start(door)
    ts = slack.say(ana, general, f"{slack.mention} {PICKED}")
    slack.click(ana, answer(slack, general, ts), LOG)
    slack.submit(ana, form(slack, ana), {"title": TITLE, "choice": "Python", "why": WHY}).ack()
    answer(slack, general, ts, 2)
    answer(slack, general, slack.say(ben, general, f"{slack.mention} {UNANSWERED}"))

    said = asked(slack, ben, general, "digest now")

    assert "on its way" in said.shown
    digest = slack.wait_for(lambda: digests(slack, general))[0]
    assert "1 decided · 0 superseded · 0 need you · 1 question answered · 0 unclear · 1 open" in digest.shown
    assert TITLE in digest.shown
    assert WHY in digest.shown
    assert "draft_entry_1" in buttons(digest)
    details = answer(slack, general, digest.ts, 2)
    assert TITLE in details.shown
    assert not [text for text in (digest, details) if "<@" in str(text.blocks)]


def test_it_is_off_until_somebody_turns_it_on(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """The card says how, and then when the next one comes, in its zone."""
    start()

    first = asked(slack, ana, general, "digest")
    on = asked(slack, ana, general, "digest on")
    at = asked(slack, ana, general, "digest Fridays 16:30 europe/berlin")
    off = asked(slack, ana, general, "digest off")

    assert "is off" in first.shown
    assert "/stack digest on" in first.shown
    assert "Mondays at 09:00 (UTC)" in on.shown
    assert "The next one comes on Mon" in on.shown
    assert "Fridays at 16:30 (Europe/Berlin)" in at.shown
    assert "The next one comes on Fri" in at.shown
    assert "is off" in off.shown
    assert "is off" in asked(slack, ana, general, "digest").shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("digest mon 09:00 Europe/Berln", "Europe/Berln is no time zone here"),
        ("digest posix/Europe/Berlin", "is no time zone here"),
        ("digest right/UTC", "is no time zone here"),
        (f"digest {'a/' * 3000}", "Use a name such as"),
        ("digest localtime", "Did you mean this?"),
        ("digest Factory", "Did you mean this?"),
        ("digest mnday", "Did you mean this?"),
        ("digest mon tue", "Did you mean this?"),
        ("digest 25:00", "Did you mean this?"),
        ("`digest`, please", "Did you mean this?"),
        ("digest pause until tomorrow", "there is nothing to pause"),
    ],
)
def test_what_is_typed_nearly_right_changes_nothing(
    slack: FakeSlack, start: Start, ana: str, general: str, words: str, said: str
) -> None:
    """It is said how it is written."""
    start()

    assert said in asked(slack, ana, general, words).shown
    assert "is off" in asked(slack, ana, general, "digest").shown


def test_a_pause_ends_by_itself_or_by_a_word(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """The next digest is the first after it."""
    start()
    asked(slack, ana, general, "digest on")
    until = NOW.date() + timedelta(days=60)

    paused = asked(slack, ana, general, f"digest pause until {until}")
    refused = [asked(slack, ana, general, f"digest pause until {day}") for day in ("2020-01-01", "9999-01-01", "soon")]
    again = asked(slack, ana, general, "digest on")

    assert f"paused until {until:%a} {until.day} {until:%b %Y}" in paused.shown
    assert all("Name a day" in one.shown for one in refused)
    assert "paused" not in again.shown


def test_quiet_weeks_can_be_left_out(slack: FakeSlack, start: Start, store: Store, ana: str, general: str) -> None:
    """One line each, or nothing; *now* is always said."""
    want(store, slack, general, quiet=False)
    other = slack.channel("other", members=[ana])
    want(store, slack, other)
    bot = start()
    slack.wait_for(lambda: digests(slack, other))

    quiet_on = asked(slack, ana, general, "digest quiet on")
    quiet_off = asked(slack, ana, general, "digest quiet off")
    bot.stop()

    assert "gets one line" in quiet_on.shown
    assert "gets no message" in quiet_off.shown
    assert digests(slack, general) == []
    assert "A quiet week" in digests(slack, other)[0].shown
    assert len(answers(slack, other, digests(slack, other)[0].ts)) == 1


def test_a_preview_is_seen_by_who_asks_alone(
    slack: FakeSlack, start: Start, store: Store, ana: str, general: str
) -> None:
    """With its details; the channel sees nothing."""
    decide(store, slack, 1)
    start()

    preview = asked(slack, ana, general, "digest preview")

    assert "Only you see this" in preview.shown
    assert "1 decided" in preview.shown
    assert "Details" in told(slack, ana, "Details of the week").shown
    assert slack.messages(general) == []


def test_direct_messages_have_no_digest(slack: FakeSlack, start: Start, ana: str) -> None:
    """It is said where to ask for one."""
    start()

    assert "Digests are for channels" in asked(slack, ana, slack.dm(ana), "digest on").shown


def test_what_is_due_is_posted_by_the_clock_once(
    slack: FakeSlack, start: Start, door: Door, store: Store, general: str
) -> None:
    """Late, it says so; a bot that starts again posts nothing more."""
    decide(store, slack, 1)
    want(store, slack, general)

    bot = start(door)
    digest = slack.wait_for(lambda: digests(slack, general))[0]
    answer(slack, general, digest.ts, 2)
    bot.stop()
    again = start(door)
    again.serving.rounds.go_round()  # type: ignore[attr-defined]
    again.stop()

    late = datetime.now(UTC) - datetime.combine(NOW.date(), time(0), UTC) > timedelta(hours=1)
    assert ("Posted late: it was due on" in digest.shown) is late
    assert len(digests(slack, general)) == 1
    assert len(answers(slack, general, digest.ts)) == 2


def test_weeks_that_went_by_are_recorded_and_not_posted(store: Store, slack: FakeSlack, general: str) -> None:
    """But this week's is; weeks of a pause are recorded as such."""
    digest = want(store, slack, general, since=NOW - timedelta(days=22))
    paused = replace(digest, paused_until=NOW.date() - timedelta(days=8))

    fates = {one.week: one.fate for one in _weeks(due_exchange(digest, NOW))}
    in_pause = {one.week: one.fate for one in _weeks(due_exchange(paused, NOW))}
    ahead = _weeks(due_exchange(replace(digest, paused_until=date(NOW.year + 1, 12, 31)), NOW))

    this = local_week(TODAY, NOW)
    assert fates == {this: Fate.TAKEN} | {this.after(-n): Fate.SKIPPED for n in (1, 2, 3)}
    assert in_pause == {
        this: Fate.TAKEN,
        this.after(-1): Fate.SKIPPED,
        this.after(-2): Fate.PAUSED,
        this.after(-3): Fate.PAUSED,
    }
    assert {one.fate for one in ahead} == {Fate.PAUSED}


def test_only_the_owner_of_what_is_overdue_and_hard_to_take_back_is_called(
    slack: FakeSlack, start: Start, store: Store, ana: str, ben: str, general: str
) -> None:
    """By name in the message, not again in its thread; others by a link that pings nobody. The button shows it."""
    past, hard = NOW.date() - timedelta(days=3), Reversibility.ONE_WAY
    decide(store, slack, 1, owner=Person(ana), review_on=past, reversibility=hard, title="Shard by tenant")
    decide(store, slack, 2, owner=Person(ben), review_on=past, topic="stack.live")
    want(store, slack, general)
    start()

    digest = slack.wait_for(lambda: digests(slack, general))[0]

    assert "2 need you" in digest.shown
    assert f"<@{ana}>" in str(digest.blocks)
    assert f"<@{ben}>" not in str(digest.blocks)
    details = answer(slack, general, digest.ts, 2)
    assert "Shard by tenant" in details.shown
    assert "<@" not in str(details.blocks)
    slack.click(ben, digest, "decision_move_show_1")
    assert "Shard by tenant" in told(slack, ben, "ADR-0001").shown


def test_a_private_channels_record_is_in_its_own_digest_only(
    slack: FakeSlack, start: Start, store: Store, ana: str, general: str
) -> None:
    """In the message and in its details."""
    secret = slack.channel("secret", "private", members=[ana])
    decide(store, slack, 1, title="Use our secret weapon", private_to=ChannelId(secret))
    decide(store, slack, 2, title="Use what all know", topic="stack.live")
    for channel in (general, secret):
        want(store, slack, channel)
    start()

    public, own = (slack.wait_for(lambda c=channel: digests(slack, c))[0] for channel in (general, secret))

    details = answer(slack, general, public.ts, 2)
    assert "weapon" not in public.shown + details.shown
    assert "what all know" in public.shown
    assert "secret weapon" in own.shown
    assert "secret weapon" in answer(slack, secret, own.ts, 2).shown


def test_where_the_bot_must_be_silent_no_digest_is_posted(
    slack: FakeSlack, start: Start, store: Store, ana: str, general: str
) -> None:
    """Nor where other organisations read along; who wants one now is told why."""
    shared = slack.channel("shared", members=[ana], ext_shared=True)
    want(store, slack, shared)
    want(store, slack, general)
    start()
    slack.wait_for(lambda: digests(slack, general))

    asked(slack, ana, shared, "digest now")

    assert "other organisations" in told(slack, ana, "other organisations").shown
    assert slack.messages(shared) == []


def test_a_draft_for_a_gap_is_made_for_owners(slack: FakeSlack, start: Start, ana: str, ben: str, general: str) -> None:
    """By the button under it; others are told who can."""
    start(owners=ben)
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {UNANSWERED}"))
    asked(slack, ana, general, "digest now")
    digest = slack.wait_for(lambda: digests(slack, general))[0]

    slack.click(ana, digest, "draft_entry_1")
    slack.click(ben, digest, "draft_entry_1")

    assert told(slack, ana, "owners")
    assert told(slack, ben, "Paste the entry")


def _weeks(exchange: Exchange | None) -> tuple[WeekDone, ...]:
    return exchange.weeks if exchange else ()
