"""A digest fits into Slack's limits whatever a week holds, and nothing in it is live but what is meant to be."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.change import Act, Deed
from bot.decisions.digest import Digest, Facts, Turn, digest_of
from bot.decisions.record import Decision, Grounds, Person, Reversibility, Source, Status
from bot.decisions.schedule import Week, Weekly
from bot.decisions.weekly import ChannelDigest, period_of
from bot.fake_slack.limits import problems
from bot.ids import ChannelId, UserId
from bot.knowledge.entries import EntryId, Library
from bot.slack.blocks.card import Card
from bot.slack.blocks.digest import DECIDED, NEEDS, Showing, details_card, digest_card
from bot.slack.blocks.digest_setting import digest_setting_card
from bot.slack.blocks.limits import ENTRY_LIMIT
from bot.wiring.desk import Desk
from tests.decisions.records import ANN, NOW, TEAM, record, records
from tests.slack.blocks.live import live_in
from tests.slack.blocks.nasty import nasty_texts
from tests.slack.blocks.test_any_text import thorough

WEEK = period_of(Weekly(1, time(9), ZoneInfo("America/Argentina/ComodRivadavia")), Week(2026, 10))
LINK = "https://acme.slack.com/archives/C1/p1"
OURS = re.compile(rf"<(?:https://slack\.com/app_redirect\?team=T1&amp;channel=[UW][A-Z0-9]+|{LINK})\|[\w -]+>")
ENDLESS = "An endless text that no one reads to its end & <one> with `everything` in it. " * 8


def big(library: Library, count: int = 200) -> Digest:
    """A week with so many of everything, all with the longest texts."""
    made = [
        record(
            number,
            title=ENDLESS[:120],
            rationale=ENDLESS,
            review_on=date(2026, 1, 1) + timedelta(days=number),
            reversibility=Reversibility.ONE_WAY,
            owner=Person(f"U{number:05}"),
            grounds=(Grounds(EntryId(f"stack.gone-{number % 40}"), "x"),),
            topic=f"stack.{number // 2}",
            chosen=(("Python",), ("Node.js",))[number % 2],
            source=Source(ChannelId("C1"), "1.0", LINK),
        )
        for number in range(1, count + 1)
    ]
    act = Act(ANN, NOW, ENDLESS)
    turns = [Turn(one, Deed.ACCEPTED, act) for one in made]
    gone = [replace(one, status=Status.DEPRECATED) for one in made]
    turns += [Turn(one, Deed.DEPRECATED, act) for one in gone]
    counts = dict.fromkeys(library.entries, 104)
    asked = {"answer": 4000, "clarify": 500, "closest": 500}
    facts = Facts(tuple(made), tuple(turns), {}, asked, counts, {None: 99, **counts}, 1000, 700)
    return digest_of(facts, library, WEEK, WEEK.end)


def test_a_week_with_two_hundred_of_everything_fits(shipped_desk: Desk) -> None:
    """As many lines as there may be, then how many more; every button is one of its own."""
    library = shipped_desk.advisor.library
    digest, showing = big(library), Showing(TEAM, library, "/stack", late=WEEK.end, note=ENDLESS)

    card, details = digest_card(digest, showing), details_card(digest, showing)

    assert problems(_message(card)) == problems(_message(details)) == []
    shown = str(card.blocks)
    assert "200 decided" in shown
    assert shown.count("because An endless") >= DECIDED
    assert "and 193 more" in shown
    assert f"and {len(digest.needs) - NEEDS} more" in shown
    assert shown.count("Answer this") == 3
    assert "70% of 1,000 votes helpful" in shown
    assert _live(card, [f"U{number:05}" for number in range(999)]) == []


@thorough
@given(st.lists(records(), max_size=6), nasty_texts())
def test_a_digest_of_any_records_is_sound(decisions: list[Decision], text: str) -> None:
    """Whatever people typed into them."""
    act, entry = Act(Person(text) or ANN, NOW, text), EntryId(text[:ENTRY_LIMIT] or "x")
    turns = tuple(Turn(one, deed, act) for one in decisions for deed in (Deed.ACCEPTED, Deed.SUPERSEDED))
    facts = Facts(tuple(decisions), turns, {}, {"answer": 1}, {entry: 1}, {EntryId("stack.x"): 1, None: 2})
    library = Library("v1", {})
    digest, showing = digest_of(facts, library, WEEK, WEEK.end), Showing(TEAM, library, "/stack", note=text)
    people = [str(need.owner) for need in digest.needs if need.calls]

    for card in (digest_card(digest, showing), details_card(digest, showing)):
        assert problems(_message(card)) == []
        assert _live(card, people) == []


def test_an_empty_week_is_one_line() -> None:
    """With its footer, and nothing to press."""
    library = Library("v1", {})

    card = digest_card(digest_of(Facts(), library, WEEK, WEEK.end), Showing(TEAM, library, "/stack"))

    assert [block["type"] for block in card.blocks] == ["section", "context"]
    assert card.text == "A quiet week: nothing was decided, asked or due from 23 Feb to 2 Mar 2026."


def test_the_setting_is_sound() -> None:
    """On, paused and off."""
    digest = ChannelDigest(TEAM, ChannelId("C1"), is_on=True, since=NOW, set_by=UserId("U1"))
    for one in (digest, replace(digest, paused_until=date(2026, 12, 24), quiet=False), replace(digest, is_on=False)):
        card = digest_setting_card(one, "/stack", NOW)
        assert problems(_message(card)) == []
        assert _live(card, ["C1", "U1"]) == []


def _message(card: Card) -> dict[str, object]:
    return {"text": card.text, "blocks": list(card.blocks)}


def _live(card: Card, mentioned: Collection[str]) -> list[str]:
    """What is live in it beside links to people and to where a record was decided."""

    def without_ours(part: object) -> object:
        if isinstance(part, dict):
            return {key: without_ours(value) for key, value in part.items()}
        if isinstance(part, list):
            return [without_ours(one) for one in part]
        return OURS.sub("", part) if isinstance(part, str) else part

    return live_in({"text": card.text, "blocks": without_ours(list(card.blocks))}, mentioned)
