"""The playground as its page uses it, without a browser: time, knowledge that is edited, and what is kept."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from structlog.testing import capture_logs

from bot.playground.checking import QUESTION
from tests.playground.conftest import Open
from tests.playground.page import ANA, BACKEND, BEN, Page

SOON_S = 5.0  # well below the time for which a page's request may wait
CHAT = "/stack which language for a chat with websockets?"


def asked(page: Page, text: str = CHAT) -> dict[str, Any]:
    """Ask by command; the card."""
    before = len(page.cards())
    page.do("say", channel=BACKEND, text=text)
    return page.wait_for(lambda _: page.cards()[before:])[0]


def decided(page: Page) -> dict[str, Any]:
    """Log a decision by command; its card, which goes to who logged it."""
    page.do("say", channel=BACKEND, text="/stack decide Use Node for the chat")
    name, _ = page.wait_for(form)
    page.do("submit", view=name, typed={"choice": "Node", "why": "One loop holds many sockets."})
    return page.wait_for(lambda _: page.cards("D0ANA"))[0]


def form(values: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Ana's form, once it is filled."""
    views = [one for key, one in values.items() if key.startswith("view/") and one and one["open"]]
    filled = [one for one in views if any(block["type"] == "input" for block in one["body"]["blocks"])]
    return (filled[0]["id"], filled[0]) if filled else None


def test_a_question_is_answered_with_a_card(page: Page) -> None:
    """Seen by who asked alone, with all that travelled in the inspector."""
    card = asked(page, QUESTION)

    traffic = [one for key, one in page.values.items() if key.startswith("traffic/")]
    number = next(one["number"] for one in traffic if one["name"] == "command /stack" and one["outcome"] == "acked")
    status, payloads = page.request("GET", f"/api/traffic/{number}")
    assert card["only_for"] == ANA
    assert any(block["type"] == "header" for block in card["blocks"])
    assert status == 200
    assert payloads["sent"]["command"] == "/stack"
    assert "blocks" in payloads["answered"]


def test_a_week_brings_mondays_digest(page: Page) -> None:
    """With what was decided, at nine o'clock of Monday by the workspace's clock, and once."""
    decided(page)

    page.do("travel", days=7)
    page.look()

    digests = [one for one in page.cards() if one["text"].startswith("Your week")]
    at = datetime.fromtimestamp(float(digests[0]["ts"]), UTC)
    assert len(digests) == 1
    assert "1 decided" in digests[0]["text"]
    assert (at.weekday(), at.hour, at.minute) == (0, 9, 0)
    assert page.values["clock"] == {"ahead_s": 7 * 86_400, "travelling": False}


def test_knowledge_that_was_saved_is_answered_from(page: Page, knowledge: Path) -> None:
    """The page says which entry changed, and the next answer has it."""
    file = knowledge / "stack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("One loop holds", "A single loop holds"), encoding="utf-8")

    page.wait_for(lambda values: values["knowledge"]["changes"] and values["bot"]["state"] == "ready")
    card = asked(page)

    assert page.values["knowledge"]["state"] == "current"
    assert page.values["knowledge"]["changes"] == ["stack.live: changed"]
    assert "A single loop holds" in str(card["blocks"])


def test_knowledge_that_does_not_load_is_told_with_its_place(page: Page, knowledge: Path) -> None:
    """And the bot answers from what it had."""
    file = knowledge / "stack.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, start=1) if "title:" in line)
    lines[at - 1] = lines[at - 1].replace("title:", "titel:")
    file.write_text("\n".join(lines), encoding="utf-8")

    page.wait_for(lambda values: values["knowledge"]["state"] == "refused")
    card = asked(page)

    problem = page.values["knowledge"]["problems"][0]
    assert problem["file"].endswith("stack.yaml")
    assert problem["line"] in {at, at - 1}
    assert "One loop holds" in str(card["blocks"])


def test_it_goes_on_where_it_was_left(open_page: Open) -> None:
    """What was said, what was decided, and the time; and what can be clicked still can."""
    with open_page() as page:
        decided(page)
        page.do("travel", days=1)
        left = page.look() and page.messages()

    with open_page() as page:
        found = page.messages()
        ahead_s = page.values["clock"]["ahead_s"]
        page.do("say", BEN, channel=BACKEND, text="/stack decision ADR-0001")
        card = page.wait_for(lambda _: [one for one in page.cards() if one["only_for"] == BEN])[0]

    assert [(one["ts"], one["text"]) for one in found] == [(one["ts"], one["text"]) for one in left]
    assert ahead_s == 86_400
    assert "Use Node for the chat" in str(card["blocks"])


def test_a_page_that_waits_does_not_keep_it_from_ending(open_page: Open) -> None:
    """It is told so at once, and nobody is given up on."""
    with capture_logs() as lines, ThreadPoolExecutor() as tabs:
        with open_page() as page:
            waits = tabs.submit(until_it_ends, page)
        began = monotonic()

        waits.result()

    assert monotonic() - began < SOON_S
    assert "requests_given_up" not in [line["event"] for line in lines]


def until_it_ends(page: Page) -> None:
    """Ask for changes again and again, until there is nobody to ask."""
    query = ""
    with suppress(OSError):
        while (told := page.request("GET", f"/api/changes{query}"))[0] == 200:
            query = f"?run={told[1]['run']}&after={told[1]['seq']}"
