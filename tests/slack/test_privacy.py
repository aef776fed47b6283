"""What is kept, and how it is erased."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event

from bot.fake_slack import FakeSlack, faults
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.watching import PICKED, UNANSWERED, answer, answers, asked, name_of

CANARY = "canary4711"


def kept(database: Path) -> str:
    """All that the database holds, as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def on_disk(folder: Path) -> bytes:
    """The database's files, with what they hold beside its rows."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("stackbot.db*")))


def test_it_says_what_is_kept_where_and_for_how_long(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """The retention is the operator's own."""
    start(retention_days="90")

    card = asked(slack, ana, general, "privacy")

    assert "90 days" in card.shown
    assert "/stack forget me" in card.shown
    assert "no" in card.shown


def test_forget_me_erases_ones_own_questions_everywhere(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """From a command, a channel and direct messages, in `/stack why`, the home tab and the gaps; others' stay."""
    start(door, owners=ben)
    mine = asked(slack, ana, general, f"{UNANSWERED} {CANARY}")
    said = slack.say(ana, general, f"{slack.mention} {UNANSWERED} {CANARY}")
    answer(slack, general, said)
    dm = slack.dm(ana)
    answer(slack, dm, slack.say(ana, dm, f"{UNANSWERED} {CANARY}"))
    others = asked(slack, ben, general, UNANSWERED)

    asked(slack, ana, general, "forget me")

    assert "I don't keep that answer" in asked(slack, ana, general, f"why {name_of(mine)}").shown
    assert UNANSWERED in asked(slack, ben, general, f"why {name_of(others)}").shown
    gaps = asked(slack, ben, general, "gaps").shown
    assert ": 1 question" in gaps
    assert CANARY not in gaps
    slack.open_home(ana)
    assert CANARY not in slack.wait_for(lambda: slack.home(ana)).shown


def test_nothing_of_a_forgotten_person_stays_in_the_database(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, general: str
) -> None:
    """Nor in the outbox, where their answers passed through, nor where the file holds what was overwritten."""
    bot = start()
    said = slack.say(ana, general, f"{slack.mention} {UNANSWERED} {CANARY}")
    answer(slack, general, said)
    card = asked(slack, ana, general, f"{UNANSWERED} {CANARY}")
    slack.click(ana, card, "answer_feedback", f"not_helpful:{name_of(card)}")
    view = slack.wait_for(lambda: slack.modal(ana))
    slack.submit(ana, view, {"reason": "other", "comment": CANARY}).ack()
    slack.open_home(ana)
    slack.wait_for(lambda: slack.home(ana))
    before = kept(tmp_path / "stackbot.db")
    asked(slack, ana, general, "forget me")
    bot.stop()

    rest, disk = kept(tmp_path / "stackbot.db"), on_disk(tmp_path)

    assert CANARY in before
    assert CANARY not in rest
    assert CANARY.encode() not in disk


def test_what_waits_for_a_forgotten_person_is_never_sent(
    slack: FakeSlack, start: Start, door: Door, ana: str, ben: str, general: str
) -> None:
    """What is on its way to Slack at that moment arrives; what waits behind it does not, and others' answers do."""
    start(door)
    released, held = Event(), Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held))
    flying = slack.say(ana, general, f"{slack.mention} {PICKED}")
    assert held.wait(10)
    waiting = [slack.say(user, general, f"{slack.mention} {PICKED}") for user in (ana, ben)]
    assert all(delivery.ack().ok for said in waiting for delivery in said.deliveries)

    asked(slack, ana, general, "forget me")

    released.set()
    answer(slack, general, waiting[1])
    assert [len(answers(slack, general, said)) for said in (flying, *waiting)] == [1, 0, 1]


def test_what_waits_for_a_forgotten_person_is_not_kept(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, ben: str, general: str
) -> None:
    """Also where Slack takes no messages for hours, in answers, calls for help and home tabs."""
    bot = start(owners=ben)
    card = asked(slack, ana, general, f"{UNANSWERED} {CANARY}")
    for method in ("chat.postMessage", "views.publish"):
        slack.faults.plan(method, faults.rate_limited(3600), times=None)
    slack.say(ana, general, f"{slack.mention} {UNANSWERED} {CANARY}")
    slack.click(ana, card, "ask_a_human").ack()
    slack.open_home(ana).ack()
    slack.wait_for(lambda: len(slack.calls("chat.postMessage")) == 2 and slack.calls("views.publish"))

    asked(slack, ana, general, "forget me")

    bot.stop()
    assert CANARY not in kept(tmp_path / "stackbot.db")
    assert CANARY.encode() not in on_disk(tmp_path)


def test_what_nobody_asked_is_not_kept(
    slack: FakeSlack, start: Start, tmp_path: Path, ana: str, ben: str, general: str
) -> None:
    """Neither talk in the channel nor what else was said in a thread that was read for an answer."""
    bot = start()
    slack.say(ana, general, f"{PICKED} {CANARY}")
    ts = slack.say(ana, general, f"The board meets on Monday. {CANARY}")
    slack.say(ana, general, "We build LLM agents.", ts)
    slack.say(ben, general, f"{slack.mention} what do you think?", ts)
    answer(slack, general, ts)
    bot.stop()

    rest = kept(tmp_path / "stackbot.db")

    assert "what do you think?" in rest
    assert CANARY not in rest


def test_uninstalling_erases_all_of_the_workspace(
    slack: FakeSlack, start: Start, door: Door, tmp_path: Path, ana: str, general: str
) -> None:
    """Whoever removes the app leaves nothing behind."""
    bot = start(door)
    asked(slack, ana, general, f"{UNANSWERED} {CANARY}")
    asked(slack, ana, general, "settings off")

    farewell = slack.uninstall()

    assert farewell.ack().ok
    bot.stop()
    rest = kept(tmp_path / "stackbot.db")
    assert CANARY not in rest
    assert set(re.findall(r'INSERT INTO "?(\w+)', rest)) <= {"alembic_version", "inbox", "sqlite_sequence"}
