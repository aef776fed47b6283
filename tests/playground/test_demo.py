"""The demo: a month of a team's questions and decisions, as it stands when the playground is opened."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.fake_slack import FakeSlack, Message
from bot.playground.demo import WEEKS, begins_at, last_monday
from bot.settings import Settings, read_settings
from bot.wiring.demo import keep_demo, play_demo
from bot.wiring.desk import Desk
from bot.wiring.playground import opened_playground
from tests.advice.conftest import desk, shipped, shipped_settings
from tests.playground.page import BACKEND, Page

__all__ = ["desk", "shipped", "shipped_settings"]

THURSDAY = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
CARD = re.compile(r"(ADR-\d{4}): .* \((\w+)\)\. ")
LINK = re.compile(r"<https://acme\.slack\.com/archives/(\w+)/p(\d{10})(\d{6})")
AMISS = re.compile(r"went wrong|failed|error|could not be|again later|is gone|not kept", re.IGNORECASE)


@pytest.fixture(scope="module")
def slack(shipped_settings: Settings, desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSlack]:
    """A workspace in which the demo was played, as on a Thursday."""
    with FakeSlack() as workspace:
        workspace.advance(THURSDAY.timestamp() - workspace.now())
        play_demo(shipped_settings, desk, workspace, tmp_path_factory.mktemp("demo"), lambda _: None)
        yield workspace


def cards(slack: FakeSlack) -> dict[str, tuple[Message, str]]:
    """The card of each decision, and where the decision stands, by its name."""
    found = ((one, CARD.match(one.text)) for one in slack.all_messages if one.by_app)
    return {match[1]: (one, match[2]) for one, match in found if match}


def digests(slack: FakeSlack) -> list[Message]:
    """The digests that all see, oldest first."""
    return [one for one in slack.messages(BACKEND) if one.text.startswith("Your week")]


def test_ten_decisions_stand_where_the_month_brought_them(slack: FakeSlack) -> None:
    """One is superseded, one was turned down, and one is private; all others are in force."""
    standing = {name: status for name, (_, status) in cards(slack).items()}

    assert sorted(standing) == [f"ADR-{number:04}" for number in range(1, 11)]
    assert standing == dict.fromkeys(standing, "accepted") | {"ADR-0002": "superseded", "ADR-0006": "rejected"}
    assert cards(slack)["ADR-0009"][0].channel == "C0LEADS"


def test_each_week_has_its_digest_on_its_monday(slack: FakeSlack) -> None:
    """At nine, with what was decided in the week before; together they tell of every decision that is not private."""
    instants = [datetime.fromtimestamp(float(one.ts), UTC) for one in digests(slack)]
    counts = [
        re.findall(r"(\d+) (?:decided|superseded|needs? you|questions? answered)", one.text) for one in digests(slack)
    ]

    assert [f"{one:%a %d %b %H:%M}" for one in instants] == [
        "Mon 02 Nov 09:00",
        "Mon 09 Nov 09:00",
        "Mon 16 Nov 09:00",
        "Mon 23 Nov 09:00",
    ]
    assert counts == [["3", "0", "0", "2"], ["2", "0", "0", "4"], ["2", "0", "0", "2"], ["1", "1", "1", "1"]]


def test_one_review_was_answered_and_one_waits(slack: FakeSlack) -> None:
    """Ana said that hers still holds; Ben was asked, and has not said anything yet."""
    anas, bens = (slack.messages(slack.dm(user))[-1] for user in ("U0ANA", "U0BEN"))

    assert "still holds" in anas.shown
    assert "Does it still hold?" in bens.shown
    assert "Still holds" in bens.shown.split("\n")


def test_a_conflict_was_settled_by_who_it_holds_for(slack: FakeSlack) -> None:
    """Two decisions on one topic chose otherwise; the later one holds for the shop alone."""
    earlier, later = (cards(slack)[name][0].shown for name in ("ADR-0001", "ADR-0008"))

    assert ("Python" in earlier, "Node.js" in later) == (True, True)
    assert "service:shop" in later
    assert "`matrix.ai-agents`" in earlier
    assert "`matrix.ai-agents`" in later


def test_links_lead_to_what_is_there(slack: FakeSlack) -> None:
    """Of each decision that was made in a thread to that thread, of the digests to the decisions' cards."""
    linked = {name for name, (card, _) in cards(slack).items() if "where it was decided" in card.shown}
    targets = {
        (where, f"{seconds}.{micros}")
        for one in slack.all_messages
        for where, seconds, micros in LINK.findall(str(one.blocks))
    }

    assert sorted(cards(slack).keys() - linked) == ["ADR-0003", "ADR-0009"]  # by command
    assert all(LINK.search(str(cards(slack)[name][0].blocks)) for name in linked)
    assert [target for target in targets if not slack.message(*target)] == []


def test_nothing_went_wrong(slack: FakeSlack) -> None:
    """Slack refused nothing, each payload was acked well, and no message tells of a fault."""
    refused = [(one.method, one.outcome) for one in slack.calls() if one.outcome]
    unacked = [one.payload for one in slack.deliveries if not one.acked]
    amiss = [
        one.shown for one in slack.all_messages if one.user == "USLACKBOT" or (one.by_app and AMISS.search(one.text))
    ]

    assert (refused, unacked, amiss) == ([], [], [])


def test_nothing_is_left_open_or_in_another_time(slack: FakeSlack) -> None:
    """No modal is before anybody, and all that was said lies in the month before now."""
    instants = [float(one.ts) for one in slack.all_messages]

    assert [one for one in slack.views if one.open] == []
    assert timedelta(weeks=4) <= THURSDAY - datetime.fromtimestamp(min(instants), UTC) < timedelta(weeks=5)
    assert timedelta(0) <= THURSDAY - datetime.fromtimestamp(max(instants), UTC) < timedelta(hours=1)
    assert abs(slack.now() - THURSDAY.timestamp()) < 3600


@pytest.mark.parametrize("hours", range(0, 7 * 24, 5))
def test_whatever_day_it_is_it_begins_on_a_monday_after_nine(hours: int) -> None:
    """So that four digests are about a whole week each, the last one at most a week ago."""
    end = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hours)

    first, last = begins_at(end), last_monday(end)

    assert (first.weekday(), f"{first:%H:%M}") == (0, "09:01")
    assert timedelta(0) <= end - last < timedelta(weeks=1)
    assert timedelta(0) <= last - first <= timedelta(weeks=WEEKS)


def test_it_is_played_once_and_kept_once_it_is_whole(shipped_settings: Settings, desk: Desk, tmp_path: Path) -> None:
    """What was interrupted leaves nothing and begins anew; the playground then opens on it, by the real time."""
    folder, told = tmp_path / "kept" / "demo", list[int]()

    def interrupted(week: int) -> None:
        if week == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_demo(shipped_settings, folder, interrupted)
    left = list(folder.parent.iterdir())
    keep_demo(shipped_settings, folder, told.append)
    keep_demo(shipped_settings, folder, told.append)

    with opened_playground(shipped_settings, desk, folder, 0) as opened:
        page = Page(opened.url)
        page.look()
        page.do("say", channel=BACKEND, text="/stack decision ADR-0008")
        card = page.wait_for(lambda _: [one for one in page.cards() if "ADR-0008" in one["text"] and one["only_for"]])[
            0
        ]

    assert left == []
    assert told == [1, 2, 3, 4]
    assert [path.name for path in folder.parent.iterdir()] == ["demo"]
    assert opened.goes_on
    assert page.values["clock"]["ahead_s"] == 0
    assert len([one for one in page.cards() if one["text"].startswith("Your week")]) == 4
    assert "Answer the shop's questions from Node.js" in str(card["blocks"])


def test_it_is_told_whatever_answers_here(tmp_path: Path, knowledge: Path) -> None:
    """A team may have knowledge of its own, matched on words alone: the month is told with what comes with the bot."""
    theirs = read_settings(knowledge=str(knowledge), semantic="false", cache_dir=str(tmp_path / "cache"))
    told: list[int] = []

    keep_demo(theirs, tmp_path / "demo", told.append)

    assert told == list(range(1, WEEKS + 1))
