"""The README's pictures of the page: what they show is there, and they are taken anew when that is asked for.

    SNAPSHOTS=write .venv/bin/python -m pytest tests/playground/browser/test_pictures.py

Clocks stand at an instant of their own, so that no picture differs for the day on which it was taken.
"""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from bot.fake_slack import FakeSlack
from bot.fake_slack.keeping import kept
from bot.playground.opening import settle_in, turn_digest_on
from bot.settings import Settings
from bot.wiring.desk import Desk
from bot.wiring.playground import Opened, opened_playground
from tests.playground.browser.conftest import OpenTab
from tests.playground.browser.tab import PICK, QUESTION, Tab

PICTURES = Path(__file__).parents[3] / "docs"
WRITES_PICTURES = os.environ.get("SNAPSHOTS") == "write"
SIZE_LIMIT = 250_000  # bytes
WIDTH, PLENTY, MARGIN = 1_080, 2_000, 24  # pixels
A_WEDNESDAY = datetime(2026, 6, 10, 10, 24, tzinfo=UTC)
TITLE, NEXT = "Split the chat in two services", "Keep the chat in Node.js alone"

# The page's clock is the machine's and what the workspace is ahead of it: both are told anew from that instant.
FIXED_CLOCK = """(ahead) => {
    const asked = window.fetch;
    window.fetch = async (...what) => {
        const answer = await asked(...what);
        if (!String(what[0]).startsWith("/api/changes")) return answer;
        const told = await answer.json();
        if (told.changed.clock) told.changed.clock.ahead_s -= ahead;
        return Response.json(told);
    };
}"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with a workspace whose clock is set."""
    with FakeSlack() as slack:
        slack.advance(A_WEDNESDAY.timestamp() - time.time())
        settle_in(slack)
        (tmp_path / "slack.json").write_text(json.dumps(kept(slack)), encoding="utf-8")
    return tmp_path


@pytest.fixture
def playground(shipped_settings: Settings, desk: Desk, workspace: Path) -> Iterator[Opened]:
    """A playground that goes on from there."""
    with opened_playground(shipped_settings, desk, workspace, 0) as opened:
        turn_digest_on(opened.playground.slack, shipped_settings.command)
        yield opened


@pytest.fixture
def tab(open_tab: OpenTab, playground: Opened) -> Tab:
    """A tab whose clock is set too."""
    tab = open_tab(playground.url, color_scheme="light")
    tab.page.clock.set_fixed_time(A_WEDNESDAY)
    tab.page.add_init_script(f"({FIXED_CLOCK})({round(playground.playground.slack.ahead_s)})")
    tab.open()
    return tab


def frame(tab: Tab, first: Locator, last: Locator) -> None:
    """Make the window as high as it has to be to show two things and all between them."""
    tab.page.set_viewport_size({"width": WIDTH, "height": PLENTY})
    around = PLENTY - box(tab.page.get_by_role("main").get_by_role("region", name="Messages in"))["height"]
    begins, ends = box(first), box(last)
    shown = ends["y"] + ends["height"] - begins["y"]
    tab.page.set_viewport_size({"width": WIDTH, "height": round(around + shown) + MARGIN})
    tab.page.evaluate("document.activeElement.blur()")
    tab.page.mouse.move(0, 0)


def box(part: Locator) -> FloatRect:
    """Where it is."""
    found = part.bounding_box()
    assert found
    return found


def take(tab: Tab, name: str) -> None:
    """Take the picture where that is asked for; it stands in the README otherwise."""
    file = PICTURES / f"playground-{name}.png"
    if WRITES_PICTURES:
        PICTURES.mkdir(exist_ok=True)
        tab.page.screenshot(path=file, animations="disabled", caret="hide")
    assert file.stat().st_size < SIZE_LIMIT


def test_a_question_with_its_card(tab: Tab) -> None:
    """What is advised, why, what one gives up, what would change it, in figures, and what one can do with it."""
    card = tab.ask()

    frame(tab, tab.page.get_by_role("heading", name="Wednesday"), card)

    for part in (QUESTION, "Why", "What you give up", "Not when", "What would change this", "Sources"):
        expect(card.get_by_text(part, exact=True)).to_be_in_viewport(ratio=1)
    for part in (card.get_by_role("heading", name=PICK), card.get_by_role("table"), card.get_by_label("Not helpful")):
        expect(part).to_be_in_viewport(ratio=1)
    expect(tab.sidebar.get_by_text("The time of this machine")).to_be_visible()
    take(tab, "answer")


def test_a_decision_with_its_history(tab: Tab) -> None:
    """What was chosen, why, what it rests on, and who did what when."""
    card = tab.log_decision(TITLE)
    card.get_by_role("button", name="Edit details").click()
    form = tab.dialog("Edit details")
    form.get_by_label("Why is it corrected?").fill("The load test comes first.")
    form.get_by_label("When is it looked at again?").fill("2026-09-10")
    form.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("to be reviewed on 2026-09-10")
    card.get_by_role("button", name="History").click()
    history = tab.message("History of ADR-0001")
    expect(history).to_be_visible()

    frame(tab, tab.page.get_by_role("heading", name="Wednesday"), history)

    for part in (card.get_by_role("heading"), card.get_by_text("Rests on"), card.get_by_text("Think again when")):
        expect(part).to_be_in_viewport()
    for part in ("accepted by", "The load test comes first."):
        expect(history.get_by_text(part)).to_be_in_viewport()
    take(tab, "decision")


def test_a_digest(tab: Tab) -> None:
    """The week in numbers: what was decided and superseded, asked, and not served."""
    tab.log_decision(TITLE).get_by_role("button", name="Supersede").click()
    form = tab.dialog("Log a decision")
    form.get_by_label("What was decided?").fill(NEXT)
    form.get_by_label("Which option was chosen?").fill("Node.js")
    form.get_by_label("Why?").fill("One runtime is enough until the assistant does more than chat.")
    form.get_by_role("button", name="Log it").click()
    expect(form).to_be_hidden()
    tab.enter("#backend")
    tab.act_as("ben")
    tab.ask("Should we use Kubernetes or Nomad?", "I don't know that")
    tab.act_as("chloe")
    tab.let_pass("+1 week")
    digest = tab.message("Your week from")

    frame(tab, tab.page.get_by_role("heading", name="Monday"), digest)

    for part in ("2 decided · 1 superseded", "Not served", "1 reply"):
        expect(digest.get_by_text(part)).to_be_in_viewport(ratio=1)
    expect(tab.sidebar.get_by_text("7 days ahead of this machine")).to_be_visible()
    take(tab, "digest")
